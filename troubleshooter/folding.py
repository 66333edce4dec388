"""Events to tallies: outside of anybody's answer, in small batches, each whole or not at all.

Whoever adds an event also adds a row to the outbox, in one transaction. A fold reads the rows of
some sessions, works out what each adds to the tallies now, and writes that in the place of what it
had added before, and takes the rows away, in one transaction. Folding a session again changes
nothing, so it does not matter how often that happens, in which order, or when a fold is killed; and
all that was said in a session since its last fold costs one, so that whoever falls behind has less
to do. One fold writes at a time. Nobody who answers waits for it, but on SQLite, which has one
writer, until a batch is written down.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.tasks import task
from django.utils import timezone

from .core.counting import SessionStory
from .core.events import MOST_IN_SESSION
from .core.statistics import Try
from .core.tallies import Contribution, Excluded, contribution
from .models import (
    Folded,
    Folding,
    Tally,
    TroubleshootingSession,
    Unfolded,
)
from .models.adding import Changes, Row, add, spread
from .models.ordered import Lessons
from .models.outbox import LAST, Remembered, newest, remembered, waiting
from .models.stories import told_of

logger = logging.getLogger(__name__)

BATCH = 100
"""Sessions of one fold. Writing it down is what an answer on SQLite may have to wait for."""

AHEAD = BATCH * (MOST_IN_SESSION + 1)
"""Outbox rows among which a fold looks for those of its sessions: as many as a batch may have."""

TRIES = 3
"""Times that a batch is worked out before others are kept from folding meanwhile."""

EVERY, REST = 60.0, 14.0
"""Seconds after which a process that answers visitors folds again; while there is more to fold, it
answers them for so many times as long as a batch took."""

SHORTEST = 0.01
"""Seconds that a batch counts as at least."""

LONGEST, FEWEST = 0.02, 10
"""Seconds of computing that a batch should take there, for the process's other threads, and the
sessions it has all the same. How many it has is told by the batch before it."""

_next_at, _size = 0.0, FEWEST
_through: int | None = None
"""Row up to which this process is folding; None once all that waited then is folded."""


def fold(limit: int, now: datetime, *, through: int = LAST, wait: bool = False) -> int | None:
    """Fold at most `limit` sessions that wait in the outbox since its row `through` or before, and
    as many whose time has come by `now`.

    How many sessions that were; None while somebody else is folding, unless told to `wait`.
    """
    # SQLite has one writer, and whoever answers would wait: so a batch is worked out before.
    for _ in range(0 if connection.features.has_select_for_update else TRIES):
        batch = _next(limit, now, through)
        with transaction.atomic():
            folding = Folding.objects.hold()
            if folding and batch.is_current():
                return _write(folding, batch, now)
    with transaction.atomic():
        folding = Folding.objects.hold(wait=wait)
        return _write(folding, _next(limit, now, through), now) if folding else None


def catch_up(now: datetime, most: int = 1000) -> int:
    """Fold until nothing is left, at most so many batches. How many sessions that were."""
    taken = 0
    for _ in range(most):
        if not (done := fold(BATCH, now, wait=True)):
            break
        taken += done
    return taken


@task
def fold_one_batch(limit: int = BATCH, through: int = LAST) -> int | None:
    """Fold one batch of what waits since the row `through` or before. How many sessions that were;
    None when it is somebody else's turn. Unless they are fewer than `limit` there may be more."""
    return fold(limit, timezone.now(), through=through)


def fold_when_due() -> None:
    """Fold one batch of what waits when this process has folded nothing for a minute, and the next
    one after a rest, so that a pile of work never keeps people from being answered. What is said
    meanwhile waits for the next minute: more may be said in the same sessions by then.

    Called when an answer has been sent. What fails is logged, and costs nobody the answer.
    """
    global _next_at, _size, _through
    if (moment := time.monotonic()) < _next_at:
        return
    _next_at, size = moment + EVERY, _size
    begun = time.thread_time()
    try:
        through = newest() if _through is None else _through
    except DatabaseError:
        logger.exception("What waits to be counted could not be read; it is tried again.")
        return
    _through = None
    result = fold_one_batch.enqueue(size, through)
    took = max(time.thread_time() - begun, SHORTEST)
    if not result.is_finished or result.errors:
        return
    done = result.return_value
    if done is None or done >= size:
        _through, _next_at = through, moment + REST * took
    if done is not None and done >= size:
        _size = min(BATCH, max(FEWEST, round(size * LONGEST / took)))


# --- One batch ---


class Batch:
    """What these sessions add to the tallies by `now`, in place of what they had added; worked out,
    and not yet written. Its outbox rows, `rows`, were read before, so that it holds all that they
    stand for; what is said meanwhile has rows of its own."""

    def __init__(self, sessions: Collection[int], now: datetime, rows: Collection[int] = ()):
        self.sessions, self._rows = sessions, rows
        self._before = self._remembered()
        self._changes: Changes = {}
        self._after: list[Remembered] = []
        found = [contributing(*each) for each in told_of(sessions, now)]
        self._lessons = Lessons([session for session, *_rest in found])
        for session, tries, row in found:
            self._replace(session, tries, row)

    def _remembered(self) -> dict[int, Remembered]:
        return {row.session_id: row for row in remembered(self.sessions)}

    def _replace(
        self, session: TroubleshootingSession, tries: Sequence[Try] | None, row: Remembered
    ) -> None:
        last, after = self._before.get(session.pk), row.contribution
        known = last and last.contribution
        lesson = self._lessons.teach(session, last and last.lesson, tries)
        self._after.append(row._replace(lesson=lesson))
        if known == after:
            return
        more = known and after.beyond(known)
        if known and not more:
            count(self._changes, session, known, -1)
        count(self._changes, session, more or after, 1)

    def is_current(self) -> bool:
        """Whether all is as it was that this takes the place of. For whoever holds the folding."""
        rows = Unfolded.objects.filter(pk__in=self._rows).count()
        is_same = rows == len(self._rows) and self._remembered() == self._before
        return is_same and self._lessons.is_current()

    def write(self) -> None:
        """Write it down. For whoever holds the folding."""
        add(spread(self._changes))
        self._lessons.keep()
        Folded.objects.remember(self._after, lessons=True)
        Unfolded.objects.take_away(self._rows)


def _write(folding: Folding, batch: Batch, now: datetime) -> int:
    batch.write()
    folding.folded_at = now
    folding.save(update_fields=["folded_at"])
    return len(batch.sessions)


def _next(limit: int, now: datetime, through: int) -> Batch:
    rows = waiting(limit, AHEAD, through)
    due = Folded.objects.filter(due_at__lte=now).order_by("due_at").values_list("pk", flat=True)
    return Batch({*due[:limit], *rows.values()}, now, list(rows))


def withdraw(chosen: Collection[int]) -> None:
    """Take back all that these sessions have added to the tallies and taught their guides.

    For whoever holds the folding, and deletes them then.
    """
    changes: Changes = {}
    known = TroubleshootingSession.objects.in_bulk(chosen)
    lessons = Lessons(known.values())
    for row in remembered(chosen):
        count(changes, known[row.session_id], row.contribution, -1)
        lessons.teach(known[row.session_id], row.lesson, None)
    add(spread(changes))
    lessons.keep()


def contributing(
    session: TroubleshootingSession, story: SessionStory
) -> tuple[TroubleshootingSession, Sequence[Try] | None, Remembered]:
    """The session, the tries that count (None: it does not), and what it adds."""
    day = timezone.localdate(session.started_at, timezone.get_default_timezone())
    why = _excluded(session, story)
    adds = contribution(session.document, story, session.estimates, day, why, session.arm)
    counts = story.status != "opened" and not why
    row = Remembered(session.pk, adds, story.changes_at)
    return session, story.tries if counts else None, row


def _excluded(session: TroubleshootingSession, story: SessionStory) -> Excluded:
    """Why the session is left out. Simulated people answer at once, and are never mixed in."""
    if session.is_simulated:
        return ""
    if session.is_over_limit:
        return "over_limit"
    is_quick = story.quickest is not None and story.quickest < settings.MIN_SECONDS
    return "too_quick" if is_quick else ""


def count(
    changes: Changes, session: TroubleshootingSession, adds: Contribution, times: int
) -> None:
    """Add what the session adds to the changes of its day, so many times."""
    span = Tally.Span.DAY.value
    for place, columns in adds.places():
        row = Row(session.edition_id, span, adds.day, *place, session.is_simulated)
        counted = changes.setdefault(row, Counter())
        for name, number in columns.items():
            counted[name] += times * number
