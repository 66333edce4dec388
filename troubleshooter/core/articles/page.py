"""A page in HTML to the Markdown lines of the article in it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from .advertisements import BOILERPLATE
from .blocks import Picture
from .elements import Tag, names
from .inline import code, escaped, is_safe, link, tag_picture
from .leftovers import KINDS, TAB
from .nodes import Node, read_tree

_BLOCKS = names(
    "address article aside blockquote body center dd details dialog div dl dt fieldset "
    "figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu ol "
    "p pre root section summary table tbody td tfoot th thead tr ul caption"
)
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~", "strike": "~~"}
_CONTENT = re.compile(
    r"(?:^|\s)(?:(?:post|entry|article|page|main|blog|content)[-_]?(?:content|body|text)|prose"
    r"|markdown-body)(?:$|\s)",
    re.I,
)
_UNSEEN = re.compile(
    r"screen-reader-text|sr-only|visually-hidden|skip-link|anchor-link|headerlink", re.I
)


def page_lines(source: str) -> list[str]:
    """A piece of HTML as Markdown lines."""
    return "\n\n".join(_Writer().blocks(read_tree(source))).split("\n")


def article_lines(source: str) -> list[str]:
    """The article of a whole page as Markdown lines."""
    root = read_tree(source)
    article = _article(root)
    writer = _Writer()
    writer.labels = {node.get("id"): node.text() for node in root.walk() if node.get("id")}
    blocks = list(writer.blocks(article))
    if not any(block.startswith("# ") for block in blocks):
        titles = [node for node in root.walk() if node.tag == "h1"]
        if len(titles) == 1 and article is not root:
            blocks.insert(0, f"# {writer.inline(titles[0])}")
    return "\n\n".join(blocks).split("\n")


def _article(root: Node) -> Node:
    """The element that holds the article: the narrowest that says so and has most of the text."""
    whole = len(root.text().split())
    for wanted in (
        lambda node: node.get("itemprop") == "articleBody",
        lambda node: node.tag == "article" or node.get("role") == "article",
        lambda node: bool(_CONTENT.search(node.get("class"))),
        lambda node: node.tag == "main" or node.get("role") == "main",
    ):
        found = [node for node in root.walk() if wanted(node)]
        best = max(found, key=lambda node: len(node.text().split()), default=None)
        if best is not None and len(best.text().split()) * 2 > whole:
            return best
    return root


class _Writer:
    """Writes elements as Markdown."""

    def __init__(self) -> None:
        self.labels: dict[str, str] = {}
        self.tabs: list[str] = []

    def blocks(self, node: Node) -> Iterator[str]:
        """The blocks in an element, each as Markdown."""
        run: list[Node | str] = []
        for child in node.children:
            if isinstance(child, Node) and self._is_left_out(child):
                continue
            if isinstance(child, Node) and self._is_block(child):
                yield from self._paragraphs(run)
                run = []
                yield from self._block(child)
            else:
                run.append(child)
        yield from self._paragraphs(run)

    def _is_block(self, node: Node) -> bool:
        return node.tag in _BLOCKS or any(child.tag in _BLOCKS for child in node.walk())

    @staticmethod
    def _is_left_out(node: Node) -> bool:
        hidden = "hidden" in node.attributes or node.get("aria-hidden") == "true"
        if hidden or re.search(r"display\s*:\s*none", node.get("style"), re.I):
            return node.tag != "img" and node.get("role") != "tabpanel"
        marks = node.marks
        if not marks.strip() or node.tag in {"body", "html", "main", "article", "img"}:
            return False
        if _UNSEEN.search(marks):
            return True
        if not BOILERPLATE.search(marks):
            return False
        return not any(child.tag in {"h1", "h2"} for child in node.walk()) or node.tag == "aside"

    def _paragraphs(self, run: list[Node | str]) -> Iterator[str]:
        """Running text as paragraphs."""
        text = "".join(map(self._inline, run))
        for part in re.split(r"(?:\\\n\s*){2,}", text):
            part = re.sub(r"[ \t\r\f\v]+", " ", re.sub(r"(?<!\\)\n", " ", part))
            part = re.sub(r"^(?:\s|\\\n)+|(?:\s|\\\n)+$", "", part)
            if part:
                yield re.sub(r"^([#>+=~|-])", r"\\\1", part)

    def inline(self, node: Node) -> str:
        """What is in an element, as one line."""
        text = "".join(map(self._inline, node.children)).replace("\\\n", " ")
        return " ".join(text.split())

    def _inline(self, node: Node | str) -> str:
        if isinstance(node, str):
            return escaped(node)
        if self._is_left_out(node) and node.tag != "a":
            return ""
        if node.tag == "br":
            return "\\\n"
        if node.tag == "img":
            picture = tag_picture(Tag("img", False, node.attributes), None)
            return _picture(picture) if picture else ""
        inner = "".join(map(self._inline, node.children))
        if node.tag in _MARKS:
            return _around(inner, _MARKS[node.tag])
        if node.tag in {"code", "kbd", "samp", "tt"}:
            words = " ".join(node.text().split())
            return code(words) if words and "![" not in inner else inner
        if node.tag == "a":
            return _linked(inner, node.get("href"))
        return f" {inner} " if node.tag in _BLOCKS else inner

    def _block(self, node: Node) -> Iterator[str]:
        tag = node.tag
        if node.get("role") in {"tablist", "tab"}:
            tabs = [tab for tab in node.walk() if tab.get("role") == "tab"] or [node]
            self.tabs = [self.inline(tab) for tab in tabs]
        elif node.get("role") == "tabpanel":
            yield from self._tab(node)
        elif tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            yield from self._heading(node)
        elif tag in {"ul", "ol", "menu"}:
            yield from self._list(node)
        elif tag == "pre":
            text = node.text().strip("\n")
            fence = "```" if "```" not in text else "~~~~~~"
            if text.strip():
                yield f"{fence}\n{text}\n{fence}"
        elif tag == "table":
            yield from self._table(node)
        elif tag == "figcaption" and not any(child.tag == "img" for child in node.walk()):
            if words := self.inline(node):
                yield f"*{words.replace('*', '')}*"
        elif tag in {"dt", "summary", "legend"}:
            words = self.inline(node)
            if words:
                yield words if "**" in words or "![" in words else f"**{words}**"
        elif tag in {"blockquote", "aside"} or self._kind(node):
            yield from self._quote(node)
        elif tag != "hr":
            yield from self.blocks(node)

    def _heading(self, node: Node) -> Iterator[str]:
        words = self.inline(node)
        pictures = re.findall(r"!\[[^\]]*\]\([^()]*\)", words)
        for picture in pictures:
            words = words.replace(picture, "")
        if words := " ".join(words.split()):
            yield f"{'#' * int(node.tag[1])} {words}"
        yield from pictures

    def _list(self, node: Node) -> Iterator[str]:
        number = int(node.get("start")) if node.get("start").isdecimal() else 1
        lines: list[str] = []
        for child in node.children:
            if isinstance(child, str) or self._is_left_out(child):
                continue
            if child.tag in {"ul", "ol"} and lines:
                body = "\n\n".join(self._list(child))
                lines[-1] += "\n" + textwrap.indent(body, "   ")
                continue
            marker = f"{number}. " if node.tag == "ol" else "- "
            body = "\n\n".join(self.blocks(child))
            if body:
                lines.append(marker + textwrap.indent(body, " " * len(marker)).lstrip(" "))
                number += 1
        if lines:
            yield "\n".join(lines)

    def _table(self, node: Node) -> Iterator[str]:
        rows = list(_rows(node))
        cells = [
            [cell for cell in row.children if isinstance(cell, Node) and cell.tag in {"td", "th"}]
            for row in rows
        ]
        cells = [row for row in cells if row]
        inner = {child.tag for row in cells for cell in row for child in cell.walk()}
        if max(map(len, cells), default=0) < 2 or inner & {"ol", "table", "h2", "h3", "h4", "pre"}:
            for row in cells:
                for cell in row:
                    yield from self.blocks(cell)
            return
        lines = ["| " + " | ".join(self._cell(cell) for cell in row) + " |" for row in cells]
        lines.insert(1, "|" + " --- |" * len(cells[0]))
        yield "\n".join(lines)

    def _cell(self, cell: Node) -> str:
        return " ".join(re.sub(r"(?<!\\)\|", r"\\|", self.inline(cell)).split())

    @staticmethod
    def _kind(node: Node) -> str:
        if node.tag not in {"div", "aside", "section", "p", "blockquote"}:
            return ""
        words = re.findall(r"[a-z]+", node.get("class").lower())
        is_box = {"alert", "callout", "admonition", "notice", "message", "box", "panel", "hint"} & {
            *words
        }
        kinds = [KINDS[word] for word in words if word in KINDS]
        return kinds[0] if kinds and (is_box or len(words) <= 2 or node.tag == "aside") else ""

    def _quote(self, node: Node) -> Iterator[str]:
        kind = self._kind(node)
        text = "\n\n".join(self.blocks(node))
        if text:
            head = f"[!{kind.upper()}]\n" if kind else ""
            yield textwrap.indent(head + text, "> ", lambda _line: True)

    def _tab(self, node: Node) -> Iterator[str]:
        named = self.labels.get(node.get("aria-labelledby"), "") or node.get("aria-label")
        label = " ".join(named.split()) or (self.tabs.pop(0) if self.tabs else "")
        if named and self.tabs:
            self.tabs.pop(0)
        yield f"{TAB}{label.replace('-->', '')}-->"
        yield from self.blocks(node)
        yield f"{TAB}-->"


def _rows(table: Node) -> Iterator[Node]:
    """The rows of a table, without those of the tables in it."""
    for child in table.children:
        if isinstance(child, Node) and child.tag == "tr":
            yield child
        elif isinstance(child, Node) and child.tag in {"thead", "tbody", "tfoot"}:
            yield from _rows(child)


def _around(inner: str, mark: str) -> str:
    bare = inner.strip()
    if not bare or bare.startswith(("![", mark)) or "\\\n" in bare:
        return inner
    lead = " " if inner[:1].isspace() else ""
    return f"{lead}{mark}{bare}{mark}{' ' if inner[-1:].isspace() else ''}"


def _linked(inner: str, address: str) -> str:
    bare = inner.strip()
    if not bare or "![" in bare or not address or address.startswith("#") or not is_safe(address):
        return inner
    lead = " " if inner[:1].isspace() else ""
    words = bare.replace("\\\n", " ")
    return f"{lead}{link(words, address)}{' ' if inner[-1:].isspace() else ''}"


def _picture(picture: Picture) -> str:
    words = re.sub(r"([\[\]\\])", r"\\\1", " ".join(picture.alt.split()))
    return "!" + link(words, picture.address)
