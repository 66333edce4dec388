"""Numbers, places and days as the reader's language writes them. A page holds a thousand, most of
them small numbers that come again: each is written once a language, and kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache, wraps

from django.contrib.humanize.templatetags import humanize
from django.utils import formats
from django.utils.html import strip_tags
from django.utils.translation import get_language

KEPT = 4096
"""So many texts of each kind are kept: those that were last asked for."""


def _kept[**P](write: Callable[P, str]) -> Callable[P, str]:
    """The function, asked once for the same values in one language."""

    @lru_cache(maxsize=KEPT)
    def written(_language: str | None, *values: P.args, **named: P.kwargs) -> str:
        return write(*values, **named)

    @wraps(write)
    def text(*values: P.args, **named: P.kwargs) -> str:
        return written(get_language(), *values, **named)

    return text


@_kept
def whole(value: int) -> str:
    """A number of things: 12,345."""
    return formats.number_format(value, force_grouping=True)


@_kept
def _decimal(value: float, digits: int) -> str:
    return formats.number_format(value, digits)


def decimal(value: float, digits: int) -> str:
    """A number with so many digits after the point: 0.5. Nothing is never "-0"."""
    return _decimal(value + 0, digits)


@_kept
def ordinal(place: int) -> str:
    """A place: 1st. Django raises the ending in some languages; this is plain text."""
    return strip_tags(humanize.ordinal(place))


@_kept
def day(value: date) -> str:
    """A day: Nov. 3, 2026."""
    return formats.date_format(value, "DATE_FORMAT")
