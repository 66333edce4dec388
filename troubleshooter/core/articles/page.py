"""A piece of HTML to Markdown lines."""

from __future__ import annotations

import html
import re


def page_lines(source: str) -> list[str]:
    """The text of a piece of HTML as Markdown lines."""
    return html.unescape(re.sub(r"<[^<>]*>", "", source)).split("\n")
