"""Lines that are headings without being marked as such: in bold, or like "Fix 2: Restart"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .blocks import Block, Heading, Text
from .titles import Title, flat, read_title

BOLD_LINE = 7
"""The level of a line in bold that may be a heading, below every real one."""
LABELLED_LINE = 8
"""The level of a plain line like "Fix 2: Restart"."""
_LONGEST_LINE = 120
_CALLOUT_WORDS = re.compile(
    r"^\W*(?:note|tip|hint|warning|caution|important|attention|info|remember|pro tip|disclaimer"
    r"|update|quick tip|nb|ps)\b\s*[:!.–—-]|^\W*(?:note|warning|important|caution)\W*$",
    re.I,
)


def with_line_headings(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with lines in bold and lines like "Solution #4" as the lowest headings."""
    out: list[Block] = []
    for block in (part for whole in blocks for part in _without_run_in(whole)):
        if isinstance(block, Text) and not block.pictures and len(block.text) <= _LONGEST_LINE + 20:
            title = read_title(block.text)
            is_remark = bool(_CALLOUT_WORDS.match(flat(block.text)))
            is_line = len(title.text) <= _LONGEST_LINE and not is_remark
            if block.is_bold and is_line and not _is_sentence(title):
                out.append(Heading(block.line, BOLD_LINE, block.text))
                continue
            if (
                title.kind in {"fix", "step"}
                and is_line
                and not block.text.endswith((".", ",", ";"))
            ) and not re.search(r"[.!?]\s", flat(block.text).partition(":")[2] or title.text):
                out.append(Heading(block.line, LABELLED_LINE, block.text))
                continue
        out.append(block)
    return out


_RUN_IN = re.compile(r"\*\*((?:(?!\*\*).){3,120})\*\*[:.]?\s+(?=\S)", re.S)


def _without_run_in(block: Block) -> list[Block]:
    """A paragraph that begins with a numbered title in bold, as that title and the rest."""
    found = _RUN_IN.match(block.text) if isinstance(block, Text) else None
    if found and isinstance(block, Text):
        title = read_title(found.group(1))
        if title.number is not None and title.text != flat(found.group(1)).rstrip(" .:"):
            head = Text(block.line, f"**{found.group(1)}**", True)
            return [head, Text(block.line, block.text[found.end() :], False, block.pictures)]
    return [block]


def _is_sentence(title: Title) -> bool:
    """Bold words that are said, not a title."""
    return title.number is None and (
        title.text.endswith(("!", ",", ";")) or title.text.count(". ") > 0
    )
