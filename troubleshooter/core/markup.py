"""Markdown to safe HTML.

Raw HTML in a text is shown as it was typed, never obeyed. What the renderer writes is cleaned once
more against a list of allowed tags, so that a fault in one of the two libraries harms nobody.
"""

from __future__ import annotations

import html
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

INLINE_TAGS = frozenset({"a", "code", "em", "s", "strong"})
TAGS = INLINE_TAGS | {
    *("blockquote", "br", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul"),
    *("table", "tbody", "td", "th", "thead", "tr"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
URL_SCHEMES = frozenset({"http", "https", "mailto", "tel"})

LONGEST = 100_000
"""Longer texts, in characters, are shown as typed: some of them would take the parser minutes."""

_CACHED = 8192


def _lower_headings(state: StateCore) -> None:
    """Begin at h3: h1 and h2 belong to the page around the text."""
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"


def _image_as_text(
    renderer: RendererHTML, tokens: list[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Only the alternative text: pictures of a guide are screenshots, never part of a text."""
    return html.escape(renderer.renderInlineAsText(tokens[index].children, options, env))


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    parser.enable(["table", "strikethrough"])
    parser.core.ruler.push("lower_headings", _lower_headings)
    parser.add_render_rule("image", _image_as_text)
    # The first text compiles the rules. Two threads doing that at once could see half of them.
    parser.render("ready")
    return parser


_MARKDOWN = _parser()
_BLOCKS = nh3.Cleaner(tags=TAGS, attributes=ATTRIBUTES, url_schemes=URL_SCHEMES)
_INLINE = nh3.Cleaner(tags=INLINE_TAGS, attributes=ATTRIBUTES, url_schemes=URL_SCHEMES)
_NOTHING = nh3.Cleaner(tags=set())


def _encodable(text: str) -> str:
    """The text without lone surrogates: they are no characters and stop nh3."""
    return text.encode("utf-8", "replace").decode("utf-8")


@lru_cache(maxsize=_CACHED)
def render(text: str) -> str:
    """Return a Markdown text as HTML made of `TAGS` alone; headings begin at h3.

    Links lead to http, https, mailto, tel or a place on this site. Images leave their alternative
    text. A text longer than `LONGEST` characters is one paragraph, as typed. Never raises.
    """
    text = _encodable(text)
    if len(text) > LONGEST:
        return f"<p>{html.escape(text, quote=False)}</p>\n"
    return _BLOCKS.clean(_MARKDOWN.render(text))


@lru_cache(maxsize=_CACHED)
def render_inline(text: str) -> str:
    """Return a one-line Markdown text as HTML made of `INLINE_TAGS` alone, in no paragraph."""
    text = _encodable(text)
    if len(text) > LONGEST:
        return html.escape(text, quote=False)
    return _INLINE.clean(_MARKDOWN.renderInline(text))


@lru_cache(maxsize=_CACHED)
def plain(text: str) -> str:
    """Return the words of a Markdown text on one line, for titles, descriptions, CSV and search.

    This is text, not HTML: whoever puts it into a page escapes it as any other text.
    """
    text = _encodable(text)
    if len(text) <= LONGEST:
        text = html.unescape(_NOTHING.clean(_MARKDOWN.render(text)))
    return " ".join(text.split())
