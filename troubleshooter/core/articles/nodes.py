"""A page in HTML as a tree: read by a real HTML parser, and no deeper than a person writes."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3

from ..wording import gettext_noop
from .elements import KNOWN
from .findings import ArticleRefused

MOST_OPEN = 400
DEEPEST = 60
"""Elements inside each other; those that are deeper leave their content to the one above."""
EMPTY = frozenset({"br", "hr", "img", "wbr", "col", "input", "source", "meta", "link"})
_DROPPED = {
    *("script", "style", "iframe", "noscript", "object", "embed", "svg", "form", "nav", "canvas"),
    *("video", "audio", "template", "button", "select", "textarea", "head", "title", "dialog"),
    *("map", "amp-ad", "math", "footer"),
}
_CLEANER = nh3.Cleaner(
    tags=set(KNOWN) - _DROPPED,
    clean_content_tags=_DROPPED,
    attributes={
        "*": {"class", "id", "role", "itemprop", "hidden", "style", "aria-label", "title"}
        | {"aria-labelledby", "aria-hidden", "aria-controls"},
        "a": {"href"},
        "img": {"src", "srcset", "alt", "width", "height", "loading"},
        "ol": {"start"},
        "li": {"value"},
    },
    generic_attribute_prefixes={"data-"},
    url_schemes={"http", "https", "mailto", "tel", "data"},
    link_rel=None,
)


@dataclass(slots=True)
class Node:
    """An element; its children are elements and texts."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def get(self, name: str) -> str:
        """An attribute, "" where it is not there."""
        return self.attributes.get(name, "")

    @property
    def marks(self) -> str:
        """Class, id and role, which tell what the element is for."""
        return " ".join((self.get("class"), self.get("id"), self.get("role")))

    def walk(self) -> Iterator[Node]:
        """The element and all elements in it."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def text(self) -> str:
        """All text in it."""
        return "".join(
            child if isinstance(child, str) else ("\n" if child.tag == "br" else child.text())
            for child in self.children
        )


def read_tree(source: str) -> Node:
    """The tree of a page or of a piece of one, without anything active in it."""
    _require_shallow(source)
    builder = _Builder()
    builder.feed(_CLEANER.clean(_with_lazy_pictures(source)))
    builder.close()
    return builder.root


class _Builder(HTMLParser):
    """Reads what the cleaner wrote: every element in it is closed, and nothing is misplaced."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("root")
        self.open = [self.root]
        self.too_deep = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in EMPTY and len(self.open) >= DEEPEST:
            self.too_deep += 1
            return
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in EMPTY:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag in EMPTY:
            return
        if self.too_deep:
            self.too_deep -= 1
        elif len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
_OPEN_ENDED = EMPTY | {"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "option", "html"}


def _require_shallow(source: str) -> None:
    """Raises ArticleRefused for elements in each other beyond all use: they stall a parser."""
    depth = 0
    for found in _TAG.finditer(source):
        if found.group(2).lower() not in _OPEN_ENDED:
            depth = max(0, depth - 1) if found.group(1) else depth + 1
            if depth > MOST_OPEN:
                raise ArticleRefused(
                    gettext_noop("The HTML is broken: hundreds of its elements are never closed.")
                )


_NOSCRIPT = re.compile(
    r"(<img\b[^<>]{0,2000}>)\s{0,20}<noscript>\s{0,20}(<img\b[^<>]{0,2000}>)", re.I
)


def _with_lazy_pictures(source: str) -> str:
    """A placeholder gives way to the picture that stands behind it for pages without scripts."""

    def put(found: re.Match[str]) -> str:
        has_own = re.search(r"data-(?:lazy-)?src|data-original", found.group(1), re.I)
        is_real = re.search(r"\ssrc\s*=\s*[\"']?(?!data:)[^\s\"'>]", found.group(1), re.I)
        return f"{found.group(1) if has_own or is_real else found.group(2)}<noscript>"

    return _NOSCRIPT.sub(put, source) if "<noscript" in source.lower() else source


def page_title(source: str) -> str:
    """What the page is called in its head."""
    found = re.search(r"<title[^<>]*>([^<]{1,500})</title", source[:200_000], re.I)
    return " ".join(html.unescape(found.group(1)).split()) if found else ""


def page_language(source: str) -> str:
    """The language that the page says it is in."""
    found = re.search(r"<html\b[^<>]*?\blang\s*=\s*[\"']?([A-Za-z-]{2,20})", source[:20_000], re.I)
    return found.group(1) if found else ""
