"""The outline of an exported article: its sections and their parts, lists and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..keys import key_from
from . import words as said
from .text import from_part, items, unescaped
from .words import Words

LONGEST = 20_000
"""In characters: no text of a document is longer, and nothing longer is worth a look."""

MOST_SECTIONS = 300
MOST_INSTRUCTIONS = 60

MOST_PIECES = 5
_NEXT = re.compile(r"; (?=\d{1,4}\. )")
_FIGURE = re.compile(r'!\[((?:\\.|[^\\\]])*)\]\((<[^<>]*>|[^\s()<>]*)(?: "([^"]*)")?\)')


class UnlikeError(Exception):
    """The text is not what an export looks like."""


@dataclass
class Section:
    """A heading and what is below it, up to the next heading of its level."""

    heading: str
    body: str
    is_first: bool = False
    key: str = ""


def sections(text: str, level: str) -> tuple[str, list[Section]]:
    """What is before the first heading of this level, and the sections."""
    head, *parts = re.split(rf"^{level} ", f"\n{text}", flags=re.M)
    found = []
    for part in parts:
        heading, _, body = part.partition("\n")
        found.append(Section(heading.strip(), body.strip("\n")))
    return head.strip("\n"), found


def give_keys(parts: Iterable[Section], known: Any) -> None:
    """The keys that the front matter has for them, or keys from their headings where it has not
    one for each."""
    parts = list(parts)
    names = [name for name in known or () if isinstance(name, str)]
    if len(set(names)) != len(parts):
        names = []
        for part in parts:
            names.append(key_from(part.heading, names))
    for part, name in zip(parts, names, strict=True):
        part.key = name


def text_of(part: str) -> str:
    """A text of the guide from its part of the article."""
    if len(part) > LONGEST:
        raise UnlikeError
    return from_part(part)


def items_of(text: str, *, numbered: bool = False) -> list[str]:
    """The items of a list that is alone in its part."""
    found = items(text, numbered=numbered)
    if found is None or any(len(one) > LONGEST for one in found):
        raise UnlikeError
    return found


def lines_of(text: str) -> list[str]:
    """The plain lines of a list."""
    return [unescaped(one) for one in items_of(text)]


def screenshot_in(paragraph: str, words: Words) -> dict[str, Any] | None:
    """The picture of a paragraph that is nothing else."""
    figure = _FIGURE.fullmatch(paragraph.strip())
    if figure is None:
        return None
    tap = words.read(said.TAP, figure[3] or "")
    places = tap["places"].replace("%", "").split("; ") if tap else []
    try:
        targets = [[float(side) for side in place.split()] for place in places]
    except ValueError:
        raise UnlikeError from None
    return {
        "image": figure[2].strip("<>"),
        "alt": unescaped(figure[1]),
        "targets": targets,
    }


def named_in(line: str, titles: Mapping[str, Mapping[int, str]]) -> list[str]:
    """The keys of steps named "2. Connect to good Wi-Fi; 5. Restart".

    The title decides, and the number only between equal ones: steps may have been moved. One that
    is not there any more is passed over.
    """
    keys: list[str] = []
    parts = _NEXT.split(line)
    while parts:
        number, _, title = parts[0].partition(". ")
        # A title may hold what stands between two of them.
        for count in range(1, min(len(parts), MOST_PIECES) + 1):
            whole = "; ".join([title, *parts[1:count]])
            if places := titles.get(whole):
                place = int(number) if number.isdecimal() else 0
                keys.append(places.get(place) or next(iter(places.values())))
                del parts[1:count]
                break
        parts = parts[1:]
    return keys
