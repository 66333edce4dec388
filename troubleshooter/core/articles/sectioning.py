"""An article cut into its sections: introduction, fixes, and what stands after them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..wording import gettext_noop
from .blocks import Block, Heading, Items, Shots, Text
from .findings import Findings
from .line_headings import BOLD_LINE
from .list_fixes import first_words, fixes_of_a_list, title_of_item
from .outline import Outline, Section
from .titles import Title, flat, read_title

_FIRST_FIX = re.compile(
    r"^(?:first(?:ly)?(?:\s+of\s+all|\s+off)?,|the\s+first\s+(?:thing|fix|step|solution|method"
    r"|way)\b|the\s+(?:most\s+common|easiest|simplest|quickest)\b|to\s+begin\s+with|to\s+start\s+with|start\s+(?:by|with)\b)",
    re.I,
)


def cut_into_sections(outline: Outline) -> list[Section]:
    """The sections in the order of the text; the first is the introduction."""
    sections = _cut(outline)
    if any(section.kind == "step" for section in sections):
        _find_first_fix(sections, outline.findings)
    else:
        sections = fixes_of_a_list(sections, outline.title) or _one_fix(sections, outline)
    return sections


def _cut(outline: Outline) -> list[Section]:
    level = min((m.level for m in outline.marks if m.index in outline.steps), default=0)
    last = max(outline.steps, default=-1)
    by_index = {mark.index: mark for mark in outline.marks}
    intro = Section("summary", None, Title("", None, ""))
    sections, current, group = [intro], intro, ""
    for index, block in enumerate(outline.blocks):
        mark = by_index.get(index)
        if mark is None:
            current.blocks.append(block)
            continue
        heading = mark.heading
        is_inner = bool(level) and mark.level > level
        if index in outline.steps:
            current = Section("step", heading.line, mark.title, heading.text, group=group)
            sections.append(current)
        elif is_inner and not (
            mark.kind and mark.level < BOLD_LINE and index > last and mark.kind != "summary"
        ):
            current.blocks.append(block)
        elif mark.kind or (level and index > last):
            kind = mark.kind or _kind_after_the_fixes(outline, mark.index, heading)
            current = Section(kind, heading.line, mark.title, heading.text)
            sections.append(current)
        elif level and mark.level == level and current.kind == "step":
            template = gettext_noop("“{title}” has no number: kept as a part of the fix above it.")
            outline.findings.add(heading.line, "guess-part", template, title=mark.title.text)
            current.blocks.append(block)
        else:
            group = mark.title.text
            current = Section(
                "group" if level else "summary", heading.line, mark.title, heading.text
            )
            sections.append(current)
    return sections


def _kind_after_the_fixes(outline: Outline, index: int, heading: Heading) -> str:
    """A heading behind the last numbered fix that does not say what it is."""
    following: list[Block] = []
    for block in outline.blocks[index + 1 :]:
        if isinstance(block, Heading) and block.level <= heading.level:
            break
        following.append(block)
    title = read_title(heading.text).text
    if any(isinstance(block, Items) and block.ordered for block in following):
        template = gettext_noop(
            "“{title}” stands after the numbered fixes and was taken for a fix."
        )
        outline.findings.add(heading.line, "guess-step", template, title=title)
        return "step"
    template = gettext_noop("“{title}” stands after the fixes and became the closing tip.")
    outline.findings.add(heading.line, "guess-section", template, title=title)
    return "tip"


def _find_first_fix(sections: list[Section], findings: Findings) -> None:
    """Where the headings begin to count at 2, fix 1 stands in the introduction."""
    at = next(index for index, section in enumerate(sections) if section.kind == "step")
    number = sections[at].title.number
    if number is None or number < 2:
        return
    for place in range(at - 1, -1, -1):
        found = _first_fix_in(sections[place].blocks)
        if found and sections[place].kind in {"summary", "group", "before"}:
            index, title, rest, line = found
            blocks = [*rest, *sections[place].blocks[index + 1 :]]
            del sections[place].blocks[index:]
            step = Section("step", line, title, "", blocks)
            sections.insert(at, step)
            template = gettext_noop(
                "The first fix has no heading of its own; it was taken to begin here: “{title}”."
            )
            findings.add(line, "guess-step", template, title=title.text)
            return
    template = gettext_noop("The fixes begin with number {number}: an earlier one was not found.")
    findings.add(sections[at].line, "missing-fix", template, number=number)


def _first_fix_in(blocks: Sequence[Block]) -> tuple[int, Title, list[Block], int | None] | None:
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        if isinstance(block, Heading):
            return index, read_title(block.text), [], block.line
        if (
            isinstance(block, Items)
            and block.ordered
            and block.start == 1
            and len(block.items) == 1
        ):
            title, rest = title_of_item(block.items[0].blocks)
            return index, title, rest, block.line
        if isinstance(block, Text):
            title = read_title(block.text)
            if title.number == 1:
                words, rest_text = first_words(block.text)
                rest = (
                    [Text(block.line, rest_text, False, block.pictures)]
                    if rest_text or block.pictures
                    else []
                )
                return index, read_title(words), rest, block.line
            if _FIRST_FIX.match(title.text):
                words, _rest = first_words(block.text)
                return index, Title("", 1, flat(words).rstrip(".")), [block], block.line
    return None


def _one_fix(sections: list[Section], outline: Outline) -> list[Section]:
    """An article without several fixes: instructions anywhere in it are one fix."""
    main = [s for s in sections if s.kind in {"summary", "group"}]
    first = next(
        (
            s
            for s in main
            if any(isinstance(b, Items) and (b.ordered or len(b.items) > 1) for b in s.blocks)
        ),
        None,
    )
    if first is None:
        return sections
    at = next(
        i
        for i, b in enumerate(first.blocks)
        if isinstance(b, Items) and (b.ordered or len(b.items) > 1)
    )
    start = at - 1 if at and isinstance(first.blocks[at - 1], Text) else at
    while start > 0 and isinstance(first.blocks[start - 1], Shots):
        start -= 1
    later = [s for s in sections[sections.index(first) + 1 :] if s in main]
    is_one_of_several = bool(first.heading and later)
    if is_one_of_several:
        start = 0
    own = first.title if first.title.text and not is_one_of_several else None
    title = own or Title("", None, outline.title or first.title.text)
    step = Section("step", first.line or first.blocks[start].line, title, "", first.blocks[start:])
    del first.blocks[start:]
    if is_one_of_several:
        step.blocks.insert(0, Heading(first.line, 2, first.heading))
        first.heading = ""
    for section in later:
        step.blocks += [Heading(section.line, 2, section.heading), *section.blocks]
    kept = [s for s in sections if s not in later]
    kept.insert(kept.index(first) + 1, step)
    template = gettext_noop("No headings of fixes were found: all instructions became one fix.")
    outline.findings.add(step.line, "guess-step", template)
    return kept
