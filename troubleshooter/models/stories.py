"""What became of sessions, told from what was said in them.

Called by folding and rebuilding; owns which columns that takes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import batched

from django.db import DEFAULT_DB_ALIAS, models

from ..core.counting import SessionStory
from .editions import teller_of
from .events import facts_of_each
from .ordered import FROZEN
from .prepared import PreparedForMany
from .sessions import SessionQuerySet, TroubleshootingSession

CHUNK = 500
TOLD = {"id", "edition_id", "is_over_limit", "started_at", *FROZEN}
COLUMNS = [
    field.attname for field in TroubleshootingSession._meta.concrete_fields if field.attname in TOLD
]
"""What is read of a session, in the model's order."""

Told = tuple[TroubleshootingSession, SessionStory]
"""A session, of which any other column raises, and what became of it."""


def told(sessions: SessionQuerySet, now: datetime) -> Iterator[Told]:
    """These sessions with what became of each by `now`, a chunk in memory at a time. One query for
    the sessions, and one for the events of some hundred."""
    found = sessions.only(*COLUMNS).fetch_mode(models.FETCH_RAISE).iterator(CHUNK)
    for rows in batched(found, CHUNK):
        yield from _told(rows, now)


def told_of(keys: Collection[int], now: datetime) -> Iterator[Told]:
    """The same of the sessions with these keys that there still are, edition by edition: for
    batches, of which composing the query would be a good part."""
    rows = [_row(values) for values in _OF_KEYS.rows(keys)]
    return _told(sorted(rows, key=lambda row: (row.edition_id, row.pk)), now)


def _told(rows: Sequence[TroubleshootingSession], now: datetime) -> Iterator[Told]:
    said = facts_of_each([row.pk for row in rows])
    for row in rows:
        teller = teller_of(row.edition_id)
        yield row, teller.tell(row.order, said[row.pk], row.started_at, now)


def _row(values: Sequence[object]) -> TroubleshootingSession:
    return TroubleshootingSession.from_db(
        DEFAULT_DB_ALIAS, COLUMNS, values, fetch_mode=models.FETCH_RAISE
    )


_OF_KEYS = PreparedForMany(
    lambda keys: TroubleshootingSession.objects.filter(pk__in=keys).values_list(*COLUMNS)
)
