"""Which headings are fixes, which are parts of one, and which are something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ..wording import gettext_noop
from .blocks import Block, Heading, Items, Text
from .findings import Findings
from .line_headings import BOLD_LINE, LABELLED_LINE, with_line_headings
from .sections import is_container, kind_of
from .titles import Title, flat, read_title
from .variants import of_headings


@dataclass(slots=True)
class Section:
    """A heading with what stands under it. `kind` is "step", or where else its text belongs."""

    kind: str
    line: int | None
    title: Title
    heading: str = ""
    blocks: list[Block] = field(default_factory=list)
    group: str = ""
    """The heading above several steps, like "On Windows", that this one stands under."""


@dataclass(slots=True)
class _Mark:
    """A heading in the running text."""

    index: int
    heading: Heading
    title: Title
    kind: str

    @property
    def level(self) -> int:
        return self.heading.level

    @property
    def is_numbered(self) -> bool:
        return self.title.number is not None


class Outline:
    """The sections of an article, found once."""

    def __init__(self, blocks: Sequence[Block], title: str, findings: Findings) -> None:
        self.findings = findings
        self.blocks = with_line_headings(blocks)
        self.title = title or self._own_title()
        self.marks = self._marks()
        self.variants: dict[str, str] = {}
        """Headings above several fixes that say for which system or device they are."""
        self.steps = self._steps()

    def _own_title(self) -> str:
        """The first heading of level 1, else a first heading that stands alone above the others."""
        headings = [block for block in self.blocks if isinstance(block, Heading)]
        top = [heading for heading in headings if heading.level == 1]
        if top and (len(top) == 1 or read_title(top[0].text).number is None):
            return flat(top[0].text)
        if headings and headings[0] is self.blocks[0]:
            first = headings[0]
            alone = sum(heading.level <= first.level for heading in headings) == 1
            numbered = read_title(first.text).number is not None
            others = [read_title(heading.text).number for heading in headings[1:]]
            if not numbered and not kind_of(flat(first.text)) and (alone or 1 in others):
                return flat(first.text)
        return ""

    def take_first_line(self) -> None:
        """A first line that is no sentence is the title of an article that has no other."""
        first = self.blocks[0] if self.blocks else None
        if not isinstance(first, Text) or first.pictures or len(self.blocks) < 2:
            return
        if len(first.text) <= 120 and not re.search(r"[.!:;,]\W*$|\n", first.text):
            self.title = flat(first.text)
            self.blocks[0] = Text(first.line, "")

    def _marks(self) -> list[_Mark]:
        found: list[_Mark] = []
        seen_title = False
        for index, block in enumerate(self.blocks):
            if not isinstance(block, Heading):
                continue
            title = read_title(block.text)
            if (
                not seen_title
                and not found
                and _same(title.text if title.number is None else flat(block.text), self.title)
            ):
                seen_title = True
                self.blocks[index] = Text(block.line, "")
                continue
            kind = kind_of(title.text)
            if title.number is not None and kind != "dropped":
                kind = ""
            if (
                block.level >= BOLD_LINE
                and kind == "tip"
                and not title.text.lower().startswith(("conclu", "final"))
            ):
                kind = ""
            found.append(_Mark(index, block, title, kind))
        return found

    def _steps(self) -> set[int]:
        """The indices of the blocks that are the headings of fixes."""
        chosen = self._numbered_steps() or self._plain_steps()
        return {mark.index for mark in chosen}

    def _numbered_steps(self) -> list[_Mark]:
        groups: dict[tuple[int, str], list[_Mark]] = {}
        for mark in self.marks:
            if mark.is_numbered and not mark.kind:
                groups.setdefault((mark.level, mark.title.kind), []).append(mark)
        rank = {"fix": 0, "plain": 1, "step": 2}
        ordered = sorted(groups, key=lambda key: (key[0], rank[key[1]], groups[key][0].index))
        for key in ordered:
            marks = groups[key]
            if len(marks) < 2 and not self._is_lone_fix(marks[0], ordered):
                continue
            if self._are_parts(marks):
                continue
            return self._with_unnumbered_between(marks)
        return []

    def _is_lone_fix(self, mark: _Mark, ordered: Sequence[tuple[int, str]]) -> bool:
        """One numbered heading alone: "Fix 1" is a fix, a "2024 …" is not."""
        return (
            len(ordered) == 1
            and mark.title.kind in {"fix", "step"}
            and self._peers(mark.level) == []
        )

    def _peers(self, level: int) -> list[_Mark]:
        """Headings of that level or above that could be fixes and carry no number."""
        return [
            mark
            for mark in self.marks
            if mark.level <= level and not mark.kind and not mark.is_numbered
        ]

    def _are_parts(self, marks: Sequence[_Mark]) -> bool:
        """Numbered headings that count anew under each of several headings above them."""
        level = marks[0].level
        above = [
            mark
            for mark in self.marks
            if mark.level < level
            and not mark.kind
            and not is_container(mark.title.text)
            and (level < BOLD_LINE or mark.level < BOLD_LINE)
        ]
        if len(above) < 2 or self._are_variants(above):
            return False
        numbers = [mark.title.number or 0 for mark in marks]
        counts_on = all(a < b for a, b in pairwise(numbers))
        parents = {
            max((a.index for a in above if a.index < mark.index), default=-1) for mark in marks
        }
        if not counts_on:
            return True
        if len(parents) > 1 or -1 in parents:
            return False
        fixes = [a for a in above if not _is_group(a.title.text)]
        return len(fixes) >= 2

    def _with_unnumbered_between(self, marks: list[_Mark]) -> list[_Mark]:
        """The numbered headings, and one without a number where exactly that number is missing."""
        level = marks[0].level
        places = {mark.index: place for place, mark in enumerate(self.marks)}
        out: list[_Mark] = []
        for mark in marks:
            if out:
                before, number = out[-1], mark.title.number or 0
                between = [
                    m
                    for m in self.marks[places[before.index] + 1 : places[mark.index]]
                    if m.level == level and not m.kind and not m.is_numbered
                ]
                gap = number - (before.title.number or number) - 1
                if between and gap == len(between):
                    for other in between:
                        template = gettext_noop("“{title}” has no number and was taken for a fix.")
                        self.findings.add(
                            other.heading.line, "guess-step", template, title=other.title.text
                        )
                    out += between
            out.append(mark)
        return out

    def _plain_steps(self) -> list[_Mark]:
        """Headings without numbers: the highest level at which several could be fixes."""
        for level in sorted({mark.level for mark in self.marks}):
            if level >= LABELLED_LINE:
                break
            marks = [mark for mark in self.marks if mark.level == level and not mark.kind]
            inner = [mark for mark in self.marks if mark.level > level and not mark.kind]
            containers = [mark for mark in marks if is_container(mark.title.text)]
            if containers and len(containers) == len(marks):
                if any(self._children(mark) for mark in marks) and inner:
                    continue
                if any(self._has_list(mark) for mark in marks):
                    return []
            if (
                containers
                and any(self._children(mark) for mark in containers)
                and len(marks) - len(containers) <= len(containers)
            ):
                continue
            if len(marks) == 1 and inner and not self._has_list(marks[0], within=inner[0].index):
                continue
            fixes = [mark for mark in marks if self._says_something(mark)]
            if len(fixes) > 1 and of_headings([mark.heading.text for mark in fixes]):
                if all(self._children(mark) for mark in fixes) and self._are_variants(fixes):
                    continue
                return []
            if fixes and not (level == BOLD_LINE and len(fixes) < 2):
                return fixes
        return []

    def _are_variants(self, marks: Sequence[_Mark]) -> bool:
        """Whether headings name systems or devices: what is below them are the fixes for each."""
        labels = of_headings([mark.heading.text for mark in marks])
        if labels is None:
            return False
        self.variants |= {m.title.text: name for m, name in zip(marks, labels, strict=True)}
        return True

    def _end(self, mark: _Mark) -> int:
        return next(
            (m.index for m in self.marks if m.index > mark.index and m.level <= mark.level),
            len(self.blocks),
        )

    def _children(self, mark: _Mark) -> list[_Mark]:
        end = self._end(mark)
        return [m for m in self.marks if mark.index < m.index < end and not m.kind]

    def _has_list(self, mark: _Mark, within: int | None = None) -> bool:
        blocks = self.blocks[mark.index : within if within is not None else self._end(mark)]
        return any(isinstance(block, Items) for block in blocks)

    def _says_something(self, mark: _Mark) -> bool:
        return any(
            not isinstance(b, Heading) for b in self.blocks[mark.index + 1 : self._end(mark)]
        )


def _is_group(title: str) -> bool:
    return is_container(title) or bool(re.match(r"^(?:for|on|in)\s", title, re.I))


def _same(one: str, other: str) -> bool:
    def bare(text: str) -> str:
        return re.sub(r"\W+", "", text.casefold())

    return bool(other) and bare(one) == bare(other)
