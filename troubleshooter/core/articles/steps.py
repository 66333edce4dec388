"""What stands under the heading of a fix, told apart: why, instructions, what to note."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from . import blocks as parts
from .blocks import Block, Code, Heading, Items, Picture, Quote, Shots, Tab, Table, Text, markdown
from .imperative import IMPERATIVE
from .inline import escaped
from .losing import is_warning
from .titles import flat, read_title
from .variants import for_whom, of_headings


@dataclass(slots=True)
class Part:
    """A passage of a step: a line to follow or a paragraph beside it."""

    line: int | None
    text: str
    is_item: bool = False
    pictures: list[Picture] = field(default_factory=list)
    variant: str = ""
    group: int = 0
    """Which set of variants it is of: labels of one set answer one question."""
    lead: str = ""
    """What announces it, a heading or a sentence with a colon: the first part of the text."""

    @property
    def told(self) -> str:
        """The text without its lead."""
        return self.text.removeprefix(self.lead).strip()


@dataclass(slots=True)
class StepParts:
    """A step taken apart. `loose` holds pictures with the number of parts above them."""

    parts: list[Part] = field(default_factory=list)
    loose: list[tuple[Picture, int]] = field(default_factory=list)
    warnings_said: list[Block] = field(default_factory=list)
    question: str = ""


class Taker:
    """Takes the blocks of a step apart, in order."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = list(blocks)
        self.out = StepParts()
        self.lead = ""
        self.counts = False
        """Whether the lead is a heading with a number: what it leads is a line to follow."""
        self.variant = ""
        self.group = 0
        self.until = 0
        """The level of heading that ends the variant; 0 when a paragraph or a tab began it."""
        self.has_item = False
        self.has_ordered = any(isinstance(block, Items) and block.ordered for block in self.blocks)
        self.variant_of = self._variant_headings()
        self.said_for_whom = self._paragraphs_for_whom()

    def take(self) -> StepParts:
        for index, block in enumerate(self.blocks):
            self._take(index, block)
        if self.lead:
            self._add(Part(None, ""))
        return self.out

    def _variant_headings(self) -> dict[int, str]:
        """Sub-headings that name variants, by their index."""
        found: dict[int, str] = {}
        levels = {block.level for block in self.blocks if isinstance(block, Heading)}
        for level in levels:
            run: list[int] = []
            for index, block in [*enumerate(self.blocks), (-1, Heading(None, 0, ""))]:
                if not isinstance(block, Heading) or block.level > level:
                    continue
                if block.level == level:
                    run.append(index)
                    continue
                found |= self._named(run)
                run = []
        return found

    def _named(self, run: list[int]) -> dict[int, str]:
        headings = [block.text for index in run if isinstance(block := self.blocks[index], Heading)]
        for start in range(len(run) - 1):
            for stop in range(len(run), start + 1, -1):
                if labels := of_headings(headings[start:stop]):
                    return dict(zip(run[start:stop], labels, strict=True))
            if start > 20:
                break
        return {}

    def _paragraphs_for_whom(self) -> dict[int, str]:
        """Paragraphs that begin with whom they are for, where several of the step do."""
        found: dict[int, str] = {}
        for index, block in enumerate(self.blocks):
            if isinstance(block, Text) and (
                whom := for_whom(block.text, before_list=self._before_list(index))
            ):
                found[index] = whom.label
        return found if len({label.casefold() for label in found.values()}) > 1 else {}

    def _before_list(self, index: int) -> bool:
        following = (b for b in self.blocks[index + 1 :] if not isinstance(b, Shots))
        return isinstance(next(following, None), Items)

    def _take(self, index: int, block: Block) -> None:
        match block:
            case Heading():
                self._heading(index, block)
            case Tab(label=label):
                self.variant, self.until = label, 0
                self.group = 2 if label else 0
            case Shots(pictures=pictures):
                self._loose(pictures)
            case Text():
                self._text(index, block)
            case Items():
                self._items(block)
            case Quote():
                self._quote(block)
            case Table():
                self._table(block)
            case Code():
                self._append_or_add(block)

    def _heading(self, index: int, block: Heading) -> None:
        if (self.until and block.level <= self.until) or not self.until:
            self.variant, self.until, self.group = "", 0, 0
        if label := self.variant_of.get(index):
            self.variant, self.until, self.group = label, block.level, 1
            words = re.sub(r"\W+", "", flat(block.text)).casefold()
            if re.sub(r"\W+", "", label).casefold() not in words or len(words) > len(label) + 12:
                self._lead(parts.bold(block.text))
        else:
            title = read_title(block.text)
            self.counts = self.counts or title.number is not None
            words = block.text if title.number is None else parts.bold(escaped(title.text))
            self._lead(parts.bold(words))

    def _lead(self, text: str) -> None:
        self.lead = f"{self.lead}\n\n{text}" if self.lead else text

    def _text(self, index: int, block: Text) -> None:
        if not block.text:
            return
        is_told_first = is_warning(block, not self.has_item, not self.variant)
        if is_told_first and not self._leads(index, block):
            self._warn(block)
            return
        if label := self.said_for_whom.get(index):
            whom = for_whom(block.text, before_list=self._before_list(index))
            if whom and whom.is_lead:
                self.variant, self.until, self.group = label, 0, 1
                self._lead(block.text)
                self._loose(block.pictures)
            else:
                part = Part(block.line, block.text, False, block.pictures, label, 1)
                self.variant = "" if not self.until else self.variant
                self._add(part)
            return
        if not self.until and self.group == 1:
            self.variant, self.group = "", 0
        if self.has_item and self._leads(index, block):
            self._lead(block.text)
            self._loose(block.pictures)
            return
        self._add(Part(block.line, block.text, False, block.pictures, self.variant, self.group))

    def _leads(self, index: int, block: Text) -> bool:
        return block.text.rstrip("*").endswith(":") and self._before_list(index)

    def _items(self, block: Items) -> None:
        if not block.ordered and self.has_ordered and not self._are_done(block):
            self._append_or_add(block)
            return
        whom = self._items_for_whom(block) if not self.variant else {}
        for number, item in enumerate(block.items):
            variant, group = (whom[number], 1) if number in whom else (self.variant, self.group)
            self._item(item, variant, group)
        if not self.until and self.group == 1:
            self.variant, self.group = "", 0

    @staticmethod
    def _are_done(block: Items) -> bool:
        texts = [
            item.blocks[0].text
            for item in block.items
            if item.blocks and isinstance(item.blocks[0], Text)
        ]
        return sum(bool(IMPERATIVE.match(flat(text))) for text in texts) * 2 > len(block.items)

    @staticmethod
    def _items_for_whom(block: Items) -> dict[int, str]:
        found: dict[int, str] = {}
        for number, item in enumerate(block.items):
            first = item.blocks[0] if item.blocks else None
            if isinstance(first, Text):
                nested = len(item.blocks) > 1 and isinstance(item.blocks[1], Items)
                if whom := for_whom(first.text, before_list=nested):
                    found[number] = whom.label
        return found if len({label.casefold() for label in found.values()}) > 1 else {}

    def _item(self, item: parts.Item, variant: str, group: int) -> None:
        """One item; where it holds several pictures, each part of it that has one stands alone."""
        pieces: list[list[Block]] = [[]]
        for place, block in enumerate(parts.unrolled(item.blocks)):
            if place and is_warning(block, False, not variant):
                self._warn(block)
                continue
            has = any(True for _ in parts.pictures_of([block]))
            before = any(True for _ in parts.pictures_of(pieces[-1]))
            if has and before and (isinstance(block, Text | Items)):
                pieces.append([])
            pieces[-1].append(block)
        for piece in pieces:
            pictures = list(parts.pictures_of(piece))
            text = markdown(piece)
            if text:
                self._add(Part(item.line, text, True, pictures, variant, group))
            else:
                self._loose(pictures)

    def _quote(self, block: Quote) -> None:
        if is_warning(block, not self.has_item, not self.variant):
            self._warn(block)
        else:
            self._append_or_add(block)

    def _warn(self, block: Block) -> None:
        self.out.warnings_said += block.blocks if isinstance(block, Quote) else [block]
        self._loose(list(parts.pictures_of([block])))

    def _append_or_add(self, block: Block) -> None:
        """What belongs to the instruction above it stays there; else it is a paragraph."""
        pictures = list(parts.pictures_of([block]))
        before = self.out.parts[-1] if self.out.parts else None
        joined = f"{before.text}\n\n{markdown([block])}" if before else ""
        if (
            before
            and before.variant == self.variant
            and not self.lead
            and (before.is_item or isinstance(block, Code))
            and len(joined) < 8000
        ):
            before.text = joined
            before.pictures += pictures
        else:
            self._add(
                Part(
                    block.line,
                    markdown([block]),
                    isinstance(block, Code),
                    pictures,
                    self.variant,
                    self.group,
                )
            )

    def _table(self, block: Table) -> None:
        labels = of_headings([row[0] for row in block.rows[1:] if row])
        if not labels or len(labels) != len(block.rows) - 1 or len(block.rows[0]) < 2:
            self._append_or_add(block)
            return
        heads = [flat(cell) for cell in block.rows[0]]
        for row, label in zip(block.rows[1:], labels, strict=True):
            cells = list(zip(heads[1:], row[1:], strict=False))
            said = [cell for _head, cell in cells if cell.strip()]
            if len(cells) > 1:
                said = [
                    f"{parts.bold(head)}: {cell}" if head else cell
                    for head, cell in cells
                    if cell.strip()
                ]
            text = "\\\n".join(said) or label
            self._add(Part(block.line, text, True, [], label, 3))
        self._loose(block.pictures)

    def _add(self, part: Part) -> None:
        if self.lead:
            part.text = f"{self.lead}\n\n{part.text}".strip()
            part.lead = self.lead
            part.is_item = part.is_item or self.counts
            self.lead, self.counts = "", False
        if part.text:
            self.out.parts.append(part)
            self.has_item = self.has_item or part.is_item
            part.pictures[1:], spare = [], part.pictures[1:]
            self._loose(spare)
        else:
            self._loose(part.pictures)

    def _loose(self, pictures: Sequence[Picture]) -> None:
        self.out.loose += [(picture, len(self.out.parts)) for picture in pictures]
