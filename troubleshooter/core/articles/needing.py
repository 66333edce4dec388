"""What an article says is needed, where it is a list: one thing a line."""

from __future__ import annotations

import re

from .blocks import Block, Heading, Item, Items, Text
from .titles import LONGEST_TITLE, flat

MOST_NEEDS = 20
_LEAD = re.compile(
    r"^\W*(?:(?:what|things)\s+)?you(?:.ll|\s+will|\s+may)?\s+need"
    r"(?:\s+(?:the\s+following|these)(?:\s+(?:things|items|tools))?)?\W*$",
    re.I,
)
_TITLE = re.compile(
    r"^\W*(?:prerequisites|requirements|(?:what|things)\s+to\s+have\s+(?:ready|at\s+hand))\W*$",
    re.I,
)


def take_needs(title: str, blocks: list[Block]) -> tuple[list[str], list[Block]]:
    """The things of the lists of what is needed, and the blocks without those lists."""
    is_led = bool(_LEAD.match(title) or _TITLE.match(title))
    needs: list[str] = []
    rest: list[Block] = []
    for block in blocks:
        things = _things(block) if is_led and isinstance(block, Items) else []
        if things and len(needs) + len(things) <= MOST_NEEDS:
            needs += things
            if rest and _leads(rest[-1]):
                rest.pop()
        else:
            rest.append(block)
        is_led = _leads(block)
    return needs, rest


def _leads(block: Block) -> bool:
    return isinstance(block, Heading | Text) and bool(_LEAD.match(flat(block.text[:200])))


def _things(block: Items) -> list[str]:
    """One thing for each item, or none where an item is more than a few plain words."""
    things = [_thing(item) for item in block.items]
    return things if all(things) else []


def _thing(item: Item) -> str:
    only = item.blocks[0] if len(item.blocks) == 1 else None
    if not isinstance(only, Text) or only.pictures or "](" in only.text:
        return ""
    words = flat(only.text)
    return words if len(words) <= LONGEST_TITLE else ""
