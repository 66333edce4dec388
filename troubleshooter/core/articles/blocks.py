"""The parts an article is made of, and how they are written as Markdown again."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Picture:
    """A picture as the article names it: by address."""

    line: int | None
    address: str
    alt: str = ""
    caption: str = ""
    before: bool = False
    """It stands above what it shows, where the others of the step stand above it too."""


@dataclass(slots=True)
class Heading:
    """A heading; `level` 1 to 6 as written, 7 and up for lines that only look like one."""

    line: int | None
    level: int
    text: str


@dataclass(slots=True)
class Text:
    """A paragraph as Markdown of one line; `is_bold` when all of it is. Pictures are apart."""

    line: int | None
    text: str
    is_bold: bool = False
    pictures: list[Picture] = field(default_factory=list)


@dataclass(slots=True)
class Shots:
    """Pictures with nothing beside them."""

    line: int | None
    pictures: list[Picture]


@dataclass(slots=True)
class Item:
    """One item of a list."""

    line: int | None
    blocks: list[Block]


@dataclass(slots=True)
class Items:
    """A list; numbers begin at `start`."""

    line: int | None
    ordered: bool
    start: int
    items: list[Item]


@dataclass(slots=True)
class Code:
    """Lines to be taken as they are."""

    line: int | None
    text: str
    language: str = ""


@dataclass(slots=True)
class Quote:
    """A quotation or, with a `kind` like "tip" or "warning", a call-out."""

    line: int | None
    kind: str
    blocks: list[Block]


@dataclass(slots=True)
class Table:
    """Rows of cells as Markdown; the first row is the heading."""

    line: int | None
    rows: list[list[str]]
    pictures: list[Picture] = field(default_factory=list)


@dataclass(slots=True)
class Tab:
    """From here on the text is for one variant only; without a label, for all again."""

    line: int | None
    label: str


Block = Heading | Text | Shots | Items | Code | Quote | Table | Tab


def pictures_of(blocks: Iterable[Block]) -> Iterator[Picture]:
    """Every picture in the blocks, in order."""
    for block in blocks:
        if isinstance(block, Text | Shots | Table):
            yield from block.pictures
        elif isinstance(block, Items):
            for item in block.items:
                yield from pictures_of(item.blocks)
        elif isinstance(block, Quote):
            yield from pictures_of(block.blocks)


def markdown(blocks: Iterable[Block]) -> str:
    """The blocks as Markdown, without their pictures."""
    return "\n\n".join(filter(None, map(_written, blocks)))


def _written(block: Block) -> str:
    match block:
        case Heading(text=text):
            return bold(text)
        case Tab(label=label):
            return bold(label) if label else ""
        case Text(text=text):
            return text
        case Shots():
            return ""
        case Items():
            return "\n".join(_item(block, number) for number in range(len(block.items)))
        case Code(text=text, language=language):
            fence = "```"
            while fence in text:
                fence += "`"
            return f"{fence}{language}\n{text}\n{fence}"
        case Quote(kind=kind, blocks=inner):
            text = markdown(inner)
            if kind and text:
                text = f"**{kind.capitalize()}:** {text}"
            return textwrap.indent(text, "> ", lambda _line: True).replace("> \n", ">\n")
        case Table(rows=rows):
            return _table(rows)


def bold(text: str) -> str:
    """The Markdown text of a heading as a line in bold."""
    text = text.strip()
    return text if not text or "**" in text else f"**{text}**"


def _item(block: Items, number: int) -> str:
    marker = f"{block.start + number}. " if block.ordered else "- "
    text = markdown(block.items[number].blocks)
    return (marker + textwrap.indent(text, " " * len(marker)).lstrip(" ")).rstrip()


def _table(rows: list[list[str]]) -> str:
    width = max((len(row) for row in rows), default=0)
    if not width:
        return ""
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * width)
    return "\n".join(lines)


def unrolled(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of an item, with each item of a nested list that holds pictures by itself."""
    out: list[Block] = []
    for block in blocks:
        if isinstance(block, Items) and sum(1 for _ in pictures_of([block])) > 1:
            for number, item in enumerate(block.items):
                out.append(Items(item.line, block.ordered, block.start + number, [item]))
        else:
            out.append(block)
    return out
