"""Fixes that no heading announces: the items of a list, or paragraphs that begin in bold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .blocks import Block, Heading, Item, Items, Quote, Shots, Table, Text
from .outline import Section
from .sections import is_container
from .titles import Title, flat, read_title

_INTERFACE_VERB = re.compile(
    r"^\W*(?:open|tap|click|select|press|choose|go\s+to|hold|swipe|scroll|toggle|enter|type|hit"
    r"|launch|turn\s+(?:on|off)|switch|sign|log|navigate)\b",
    re.I,
)
_SENTENCE_END = re.compile(r"(?<=[^\W\d_][.!?:])\s+(?=\S)|(?<=[.!?:]\*\*)\s+|\s+[–—]\s+|\s-\s")


def first_words(text: str) -> tuple[str, str]:
    """A paragraph cut into what can be its title, and the rest."""
    if run_in := re.match(r"^(\*\*|__)(.{2,120}?)\1\s*[:.–—-]?\s*", text, re.S):
        return run_in.group(2), text[run_in.end() :].strip()
    if (parts := _SENTENCE_END.split(text, maxsplit=1)) and len(parts) == 2:
        return parts[0], parts[1].strip()
    return text, ""


def title_of_item(blocks: Sequence[Block]) -> tuple[Title, list[Block]]:
    """The title of a list's item that is a fix, and the rest of the item.

    A sentence that serves as the title and says more than a title does is kept in the text too.
    """
    first = blocks[0] if blocks else None
    if isinstance(first, Heading):
        return read_title(first.text), list(blocks[1:])
    if not isinstance(first, Text):
        return Title("", None, ""), list(blocks)
    words, rest = first_words(first.text)
    title = Title("", None, read_title(words).text if len(words) < 200 else flat(words).rstrip("."))
    left: list[Block] = list(blocks[1:])
    is_all = words == first.text and not left and not first.pictures and not first.is_bold
    if rest or first.pictures or is_all or len(title.text) > 120 or "](" in words:
        keeps = is_all or len(title.text) > 120 or "](" in words
        body = first.text if keeps else rest
        left.insert(
            0,
            Text(first.line, body, False, first.pictures)
            if body
            else Shots(first.line, first.pictures),
        )
    return title, left


def fixes_of_a_list(sections: list[Section], title: str) -> list[Section]:
    """The items of the lists as fixes, where no heading is one."""
    lists = [
        (section, index, block)
        for section in sections
        if section.kind in {"summary", "group"}
        for index, block in enumerate(section.blocks)
        if isinstance(block, Items) and len(block.items) >= 2
    ]
    ordered = [entry for entry in lists if entry[2].ordered] or lists
    chosen = [entry for entry in ordered if _are_fixes(entry[2], entry[0], title)]
    if not chosen:
        return _fixes_of_paragraphs(sections)
    out: list[Section] = []
    taken = {id(entry[2]) for entry in chosen}
    for section in sections:
        current = Section(section.kind, section.line, section.title, section.heading)
        out.append(current)
        room = 0
        for block in section.blocks:
            if id(block) in taken and isinstance(block, Items):
                steps = [_step_of(item) for item in block.items]
                room = 0 if steps[-1].blocks else max(len(step.blocks) for step in steps)
                current = Section("after", None, Title("", None, ""))
                out += [*steps, current]
            elif room:  # what follows the last title of a list belongs to it, as with the others
                out[-2].blocks.append(block)
                room -= 1
            else:
                current.blocks.append(block)
    return [section for section in out if section.blocks or section.kind in {"step", "summary"}]


_RUN_IN = re.compile(r"\*\*(?!\W)((?:(?!\*\*).){3,80})\*\*[:.]?\s+\S", re.S)


def _fixes_of_paragraphs(sections: list[Section]) -> list[Section]:
    """Paragraphs that begin with a title in bold as fixes, where several do."""
    texts = [b for s in sections if s.kind == "summary" for b in s.blocks if isinstance(b, Text)]
    begins = {id(block) for block in texts if _RUN_IN.match(block.text)}
    if len(begins) < 2 or len(begins) * 2 < len(texts):
        return []
    out: list[Section] = []
    for section in sections:
        current = Section(section.kind, section.line, section.title, section.heading)
        out.append(current)
        for block in section.blocks:
            if id(block) in begins:
                current = _step_of(Item(block.line, [block]))
                out.append(current)
            elif current.kind == "step" and isinstance(block, Text):
                current = Section("after", None, Title("", None, ""), "", [block])
                out.append(current)
            else:
                current.blocks.append(block)
    return out


def _step_of(item: Item) -> Section:
    title, blocks = title_of_item(item.blocks)
    return Section("step", item.line, title, "", blocks)


def _are_fixes(block: Items, section: Section, title: str) -> bool:
    """Items that are fixes of their own, and not the lines of one fix."""
    texts = [
        item.blocks[0].text
        for item in block.items
        if item.blocks and isinstance(item.blocks[0], Text)
    ]
    if not texts:
        return any(item.blocks and isinstance(item.blocks[0], Heading) for item in block.items)
    count = len(block.items)
    rich = sum(
        any(
            isinstance(b, Items | Quote | Table) or (isinstance(b, Text) and n)
            for n, b in enumerate(item.blocks)
        )
        for item in block.items
    )
    run_in = sum(
        bool(re.match(r"^\*\*.+?\*\*[:.\s–—-]*\S", text) and not _INTERFACE_VERB.match(text))
        for text in texts
    )
    bold = sum(bool(re.match(r"^\*\*.{2,}", text)) for text in texts)
    long = sum(len(re.findall(r"[.!?](?:\s|$)", text)) >= 2 for text in texts)
    interface = sum(bool(_INTERFACE_VERB.match(text)) for text in texts)
    announces = (
        is_container(section.title.text)
        or is_container(title)
        or bool(
            re.search(r"\b\d+\s+\w*\s*(?:ways|fixes|things|tips|solutions|methods)\b", title, re.I)
        )
    )
    if max(rich, run_in, bold) * 2 > count and interface * 2 <= count:
        return True
    if rich * 2 > count or (run_in * 2 > count):
        return True
    return (announces or long * 2 > count) and interface * 2 <= count
