"""How new the numbers are: folding a little before they are read, and saying what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ... import folding
from ...models import Folded, Unfolded

MOST = 100
"""So many sessions are counted while somebody waits for the page."""


@dataclass(frozen=True)
class Freshness:
    """The numbers as of `at`; whether they hold everything that was said until then."""

    at: datetime
    is_complete: bool


def freshen(now: datetime) -> Freshness:
    """Count what was said since the last time, up to a bound; where nothing was, only look."""
    due = Folded.objects.filter(due_at__lte=now)
    if not Unfolded.objects.exists() and not due.exists():
        return Freshness(now, is_complete=True)
    taken = folding.fold(MOST, now)
    return Freshness(now, is_complete=taken is not None and taken < MOST)
