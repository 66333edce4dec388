"""markdown-it-py's tokens to the blocks of an article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from markdown_it.utils import EnvType

from .blocks import Block, Code, Heading, Item, Items, Picture, Quote, Shots, Tab, Table, Text
from .inline import Inline, InlineReader
from .leftovers import KINDS, TAB
from .page import page_lines
from .source import Line

_DEEPEST = 4
"""HTML inside Markdown inside HTML: nobody writes more."""
_NEW_NUMBER = re.compile(r"^ {0,3}(\d{1,3})[.)]\s+\S")
_KIND = re.compile(r"^\\?\[!(\w+)\\?\][+-]?\s*")
_SAID_KIND = re.compile(
    r"^\*\*(note|tip|hint|important|warning|caution|danger)(?:[:!]?\*\*[:!]|[:!]\*\*)\s*(?=\S)",
    re.I,
)
_BOLD_LINE = re.compile(r"^\*\*[^*]{2,150}\*\*:?\s*$")
_CAPTION = re.compile(r"^(?:\*(?!\*)(.{1,300}?)\*|_(?!_)(.{1,300}?)_)$")
_LONG_HEADING = 160


def _markdown_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": 20})
    parser.enable(["table", "strikethrough"])
    parser.core.ruler.enableOnly(["normalize", "block"])
    # Links that lead nowhere safe are taken apart by the reader, which keeps their words.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.parse("ready")
    parser.inline.parse("ready", parser, {}, [])
    return parser


_MARKDOWN = _markdown_parser()


def parse_lines(lines: Sequence[Line], depth: int = 0) -> list[Block]:
    """The blocks of Markdown lines; their line numbers are those of the lines."""
    lines = with_numbers_apart(lines)
    env: EnvType = {}
    tokens = _MARKDOWN.parse("\n".join(line.text for line in lines), env)
    reader = _Reader(lines, InlineReader(_MARKDOWN, env), depth)
    return joined_lists(list(reader.blocks(SyntaxTreeNode(tokens).children)))


def with_numbers_apart(lines: Sequence[Line]) -> list[Line]:
    """The lines with an empty one before a number that goes on counting in a running paragraph.

    A parser takes "2. Tap" right after a picture's line for a part of that line; a person does not.
    """
    out: list[Line] = []
    last = 0
    fenced = ""
    for line in lines:
        mark = re.match(r"^\s*(`{3,}|~{3,})", line.text)
        if mark and (not fenced or mark.group(1).startswith(fenced)):
            fenced = "" if fenced else mark.group(1)
        found = None if fenced else _NEW_NUMBER.match(line.text)
        if found:
            number = int(found.group(1))
            if number == last + 1 and out and out[-1].text.strip():
                out.append(Line(None, ""))
            last = number
        elif line.text.startswith("#"):
            last = 0
        elif not fenced and out and out[-1].text.strip() and _BOLD_LINE.match(line.text):
            out.append(Line(None, ""))  # a heading in bold, not the end of the item above it
        out.append(line)
    return out


class _Reader:
    def __init__(self, lines: Sequence[Line], inline: InlineReader, depth: int) -> None:
        self.lines = lines
        self.inline = inline
        self.depth = depth

    def blocks(self, nodes: Sequence[SyntaxTreeNode]) -> Iterator[Block]:
        for node in nodes:
            yield from self._block(node)

    def _line(self, node: SyntaxTreeNode) -> int | None:
        if not node.map:
            return None
        for line in self.lines[node.map[0] : node.map[1]]:
            if line.number is not None:
                return line.number
        return None

    def _block(self, node: SyntaxTreeNode) -> Iterator[Block]:
        line = self._line(node)
        if node.type == "heading":
            yield from self._heading(node, line)
        elif node.type == "paragraph":
            yield from self._paragraph(node.children[0].content, line)
        elif node.type in {"bullet_list", "ordered_list"}:
            items = [
                Item(self._line(child), joined_lists(list(self.blocks(child.children))))
                for child in node.children
            ]
            start = int(node.attrs.get("start", 1))
            yield Items(line, node.type == "ordered_list", start, items)
        elif node.type in {"fence", "code_block"}:
            language = re.sub(r"\W.*", "", node.info.strip())
            if text := node.content.strip("\n"):
                yield Code(line, text, language)
        elif node.type == "blockquote":
            yield self._quote(node, line)
        elif node.type == "table":
            yield self._table(node, line)
        elif node.type == "html_block":
            yield from self._html(node, line)

    def _heading(self, node: SyntaxTreeNode, line: int | None) -> Iterator[Block]:
        content = node.children[0].content if node.children else ""
        read = self.inline.read(content, line)
        text = re.sub(r"\s+#+$", "", read.text.replace("\\\n", " "))
        if node.markup == "-" and (len(text) > _LONG_HEADING or text.endswith((".", "!", ":"))):
            yield from self._paragraph(content, line)  # a rule under a paragraph
            return
        if read.pictures:
            yield Shots(line, read.pictures)
        if text:
            yield Heading(line, int(node.tag[1]), text)

    def _paragraph(self, content: str, line: int | None) -> Iterator[Block]:
        for part, offset in _bold_line_apart(content):
            at = line + offset if line is not None else None
            yield from as_blocks(self.inline.read(part, at), at)

    def _quote(self, node: SyntaxTreeNode, line: int | None) -> Block:
        blocks = list(self.blocks(node.children))
        kind = ""
        first = blocks[0] if blocks else None
        if isinstance(first, Text) and (found := _KIND.match(first.text)):
            name = found.group(1).lower()
            kind = KINDS.get(name, "note")
            first.text = first.text[found.end() :].removeprefix("\\\n").strip()
            if not first.text and not first.pictures:
                blocks = blocks[1:]
        elif isinstance(first, Text) and (found := _SAID_KIND.match(first.text)):
            kind = KINDS[found.group(1).lower()]
            first.text = first.text[found.end() :]
        return Quote(line, kind, joined_lists(blocks))

    def _table(self, node: SyntaxTreeNode, line: int | None) -> Block:
        pictures: list[Picture] = []
        rows: list[list[str]] = []
        for part in node.children:
            for row in part.children:
                cells = []
                for cell in row.children:
                    content = cell.children[0].content if cell.children else ""
                    read = self.inline.read(content, self._line(row) or line)
                    pictures += read.pictures
                    cells.append(re.sub(r"(?<!\\)\|", r"\\|", read.text.replace("\\\n", " ")))
                rows.append(cells)
        return Table(line, rows, pictures)

    def _html(self, node: SyntaxTreeNode, line: int | None) -> Iterator[Block]:
        source = node.content
        if source.strip().startswith(TAB):
            yield Tab(line, source.strip().removeprefix(TAB).partition("-->")[0].strip())
        elif self.depth < _DEEPEST:
            lines = [Line(line, text) for text in page_lines(source)]
            yield from parse_lines(lines, self.depth + 1)


def _bold_line_apart(content: str) -> Iterator[tuple[str, int]]:
    """A first line that is all bold stands by itself; so does each line that is only a picture."""
    lines = content.split("\n")
    bold = re.fullmatch(r"(\*\*|__)(?!\s)(.{2,150}?)(?<!\s)\1[:.]?[ \t\\]*", lines[0])
    if len(lines) > 1 and bold and bold.group(1) not in bold.group(2):
        yield lines[0].rstrip(" \\"), 0
        yield "\n".join(lines[1:]), 1
    else:
        yield content, 0


def as_blocks(read: Inline, line: int | None) -> Iterator[Block]:
    """A paragraph read, as text with its pictures or as pictures alone."""
    caption = _CAPTION.match(read.text) if read.pictures else None
    if caption:
        read.pictures[-1].caption = caption.group(1) or caption.group(2)
        yield Shots(line, read.pictures)
    elif read.text.strip(" \\\n"):
        yield Text(line, read.text, read.is_bold, read.pictures)
    elif read.pictures:
        yield Shots(line, read.pictures)


def joined_lists(blocks: list[Block]) -> list[Block]:
    """The blocks with lists joined that a picture or a remark tore apart: a person reads one."""
    blocks = _with_captions(blocks)
    ends_below = _runs_ending_in_pictures(blocks)
    out: list[Block] = []
    last_list = -1
    for index, block in enumerate(blocks):
        if isinstance(block, Items) and block.ordered and last_list >= 0:
            before, between = out[last_list], out[last_list + 1 :]
            if isinstance(before, Items) and _goes_on(before, block, between):
                stands_above = last_list > 0 and isinstance(out[last_list - 1], Shots)
                if stands_above and not ends_below[index]:
                    block.items[0].blocks += between
                else:
                    before.items[-1].blocks += between
                before.items += block.items
                del out[last_list + 1 :]
                continue
        if isinstance(block, Items):
            last_list = len(out)
        elif isinstance(block, Heading | Tab):
            last_list = -1
        out.append(block)
    return out


def _runs_ending_in_pictures(blocks: list[Block]) -> list[bool]:
    """For each block whether the lists and pictures that follow each other there end in one."""
    out = [False] * len(blocks)
    ends = False
    for index in range(len(blocks) - 1, -1, -1):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if not isinstance(following, Items | Shots):
            ends = isinstance(blocks[index], Shots)
        out[index] = ends
    return out


def _goes_on(before: Items, after: Items, between: Sequence[Block]) -> bool:
    if not before.ordered or any(isinstance(block, Text) and block.is_bold for block in between):
        return False
    if after.start > 1:
        return after.start == before.start + len(before.items)
    return bool(between) and all(isinstance(block, Shots) for block in between)


def _with_captions(blocks: list[Block]) -> list[Block]:
    """A line in italics right after a picture is its caption."""
    out: list[Block] = []
    for block in blocks:
        before = out[-1] if out else None
        if isinstance(block, Text) and isinstance(before, Shots) and not block.pictures:
            caption = _CAPTION.match(block.text)
            if caption and not before.pictures[-1].caption:
                before.pictures[-1].caption = caption.group(1) or caption.group(2)
                continue
        out.append(block)
    return out
