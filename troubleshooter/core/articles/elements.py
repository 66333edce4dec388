"""Single HTML tags, as they stand inside Markdown."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import NamedTuple

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s[^<>]*|/)?)>", re.S)
_ATTRIBUTE = re.compile(
    r"""([a-zA-Z_:@][\w:.@-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?"""
)


def names(text: str) -> frozenset[str]:
    """The words of a text, each once."""
    return frozenset(text.split())


KNOWN = names(
    "a abbr acronym address article aside audio b bdi bdo big blockquote body br button "
    "caption center cite code col colgroup data dd del details dfn dialog div dl dt em embed "
    "fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html "
    "i iframe img input ins kbd label legend li link main map mark menu meta nav noscript "
    "object ol optgroup option output p param picture pre progress q s samp script section "
    "select small source span strike strong style sub summary sup svg table tbody td template "
    "textarea tfoot th thead time title tr track tt u ul var video wbr amp-img amp-ad"
)
"""What is an element of a page. Anything else between angle brackets, like <Enter>, is text."""


class Tag(NamedTuple):
    """An opening or closing tag."""

    name: str
    closes: bool
    attributes: Mapping[str, str]


def read_tag(source: str) -> Tag | None:
    """The tag, or None where the text is no tag of a page."""
    found = _TAG.fullmatch(source.strip())
    if not found or found.group(2).lower() not in KNOWN:
        return None
    attributes: dict[str, str] = {}
    for item in _ATTRIBUTE.finditer(found.group(3)):
        value = item.group(2) or item.group(3) or item.group(4) or ""
        attributes.setdefault(item.group(1).lower(), html.unescape(value))
    name = found.group(2).lower()
    return Tag("img" if name == "amp-img" else name, bool(found.group(1)), attributes)
