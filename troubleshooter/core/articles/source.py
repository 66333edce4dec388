"""The text as numbered lines, before anything is understood of it."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..formats import UNWRITABLE
from ..wording import gettext_noop
from .findings import ArticleRefused

MOST_CHARACTERS = 2 * 1024 * 1024
MOST_MARKS = 100_000
"""Bars of tables, and tags of pages: each is an element to a parser."""
MOST_LINES = 25_000
"""Lines that hold something; a parser takes some twenty microseconds for each."""

BINARY = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"%PDF",
    b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b",
)


class Line(NamedTuple):
    """One line and its number in the text that was given, from 1; None where it has none."""

    number: int | None
    text: str


def decode_article(data: bytes) -> str:
    """The text of a file. Raises ArticleRefused where it is not text in UTF-8 or UTF-16."""
    if len(data) > 4 * MOST_CHARACTERS:
        raise too_large(len(data))
    if data.startswith(BINARY):
        raise ArticleRefused(
            gettext_noop("This is not text: save the article as Markdown or HTML and try again.")
        )
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ArticleRefused(
            gettext_noop("This is not UTF-8 text: save the article as UTF-8 and try again.")
        ) from error


def too_large(size: int) -> ArticleRefused:
    """The refusal of a text of that many characters or bytes."""
    template = gettext_noop(
        "The article has {size} million characters; the most that can be read are 2 million."
    )
    return ArticleRefused(template, size=f"{size / 1e6:.1f}")


def checked(text: str) -> str:
    """The text with plain line ends and nothing that cannot be stored. Raises ArticleRefused."""
    if len(text) > MOST_CHARACTERS:
        raise too_large(len(text))
    if not text.strip("\ufeff\x00 \t\r\n"):
        raise ArticleRefused(gettext_noop("There is no text: give an article in Markdown or HTML."))
    if text.count("\x00") > max(8, len(text) // 1000):
        raise ArticleRefused(
            gettext_noop("This is not text: save the article as Markdown or HTML and try again.")
        )
    if text.count("|") > MOST_MARKS or text.count("<") > MOST_MARKS:
        raise ArticleRefused(
            gettext_noop("The article has more cells or tags than a guide can hold: split it.")
        )
    text = text.removeprefix("\ufeff")
    text = re.sub("\r\n?|[\u2028\u2029\x85]", "\n", text)
    return UNWRITABLE.sub("", text.replace("\x0c", "\n").replace("\ufeff", ""))


def numbered(text: str) -> list[Line]:
    """The lines of a checked text. Raises ArticleRefused where they are too many for a guide."""
    lines = [Line(number, line) for number, line in enumerate(text.split("\n"), start=1)]
    check_size(lines)
    return lines


_HTML_START = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I)
_HTML_BLOCK = re.compile(r"<(?:p|div|h[1-6]|article|section|main|ol|ul|li|table)\b", re.I)
_MARKDOWN = re.compile(r"^(?:#{1,6} |\d{1,3}[.)] |[-*+] |> |```|!\[|\*\*)", re.M)


def _without_first_comments(text: str) -> str:
    while text.lstrip().startswith("<!--") and "-->" in text:
        text = text.partition("-->")[2]
    return text


def is_html(text: str, name: str = "") -> bool:
    """Whether a text is a page in HTML and not Markdown, which may hold HTML as well."""
    if _HTML_START.match(_without_first_comments(text[:100_000])):
        return True
    if re.search(r"\.(?:md|markdown|mdown|mkd|txt)$", name, re.I):
        return False
    if re.search(r"\.(?:html?|xhtml)$", name, re.I):
        return True
    blocks = len(_HTML_BLOCK.findall(text))
    return (
        blocks >= 2 and text.lstrip().startswith("<") and blocks > 2 * len(_MARKDOWN.findall(text))
    )


def check_size(lines: list[Line]) -> None:
    """Raises ArticleRefused where the lines are too many for a guide."""
    count = sum(1 for line in lines if line.text.strip())
    if count > MOST_LINES:
        template = gettext_noop(
            "The article has {count} lines, far more than a guide can hold: split it into articles."
        )
        raise ArticleRefused(template, count=str(count))
