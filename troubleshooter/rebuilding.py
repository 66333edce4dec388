"""Tallies and what was learned, worked out anew from the events that are kept.

Called by `manage.py rebuild_tallies`; each piece holds the folding while it is replaced.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from datetime import time as clock

import msgspec
from django.db import transaction
from django.db.models import Max, TextField
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone

from .folding import BATCH, Batch, contributing, count
from .models import Edition, Folded, Folding, Guide, Learned, Tally, TroubleshootingSession
from .models.adding import Changes, Row, add
from .models.outbox import Remembered
from .models.sessions import SessionQuerySet
from .models.stories import Told, told, told_of
from .models.tallies import month_of


def rebuild(now: datetime) -> Iterator[tuple[Edition, date, int]]:
    """Compute all tallies anew from the events, edition by edition and day by day, each in a
    transaction of its own, then the months from their days. Says of each how many rows were wrong.

    Days up to the last purge, and of those that follow while this goes on, are left as they are:
    their sessions may be gone.
    """
    state = Folding.objects.first()
    for edition in Edition.objects.defer("body").order_by("guide", "number"):
        days = sorted(day for day in _days(edition) if not _is_purged(state, day))
        for day in days:
            yield edition, day, _rebuild_day(edition, day, now)
        for month in sorted({month_of(day) for day in days}):
            yield edition, month, _rebuild_month(edition, month)


def relearn(now: datetime) -> Iterator[Guide]:
    """Let each guide learn anew from the sessions that are kept, a batch at a time.

    Until a guide is done new sessions get the author's order. What sessions taught that were
    purged since is gone then. Killed half way, it is run again.
    """
    for guide in Guide.objects.order_by("pk"):
        with transaction.atomic():
            Folding.objects.hold(wait=True)
            Learned.objects.filter(guide=guide).delete()
            Folded.objects.filter(session__edition__guide=guide).update(lesson=None)
        drawn = TroubleshootingSession.objects.of_guide(guide).exclude(arm="").order_by("pk")
        last = 0
        # Page by page: a query left open would keep SQLite from writing once others have written.
        while some := list(drawn.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
            with transaction.atomic():
                Folding.objects.hold(wait=True)
                Batch(some, now).write()
            last = some[-1]
        with transaction.atomic():
            Folding.objects.hold(wait=True)
            for is_simulated in (False, True):
                newest = drawn.filter(is_simulated=is_simulated).aggregate(n=Max("number"))["n"]
                Learned.objects.count_at_least(guide, is_simulated, newest or 0)
        yield guide


def _days(edition: Edition) -> set[date]:
    """On which the edition has sessions or tallies."""
    zone = timezone.get_default_timezone()
    started = edition.sessions.order_by().values_list(TruncDate("started_at", tzinfo=zone))
    tallies = edition.tallies.filter(span=Tally.Span.DAY).order_by().values_list("day")
    return {day for (day,) in [*started.distinct(), *tallies.distinct()]}


def _is_purged(state: Folding | None, day: date) -> bool:
    return bool(state and state.purged_through and day <= state.purged_through)


def _rebuild_day(edition: Edition, day: date, now: datetime) -> int:
    sessions = _started(edition, day)
    # Nobody is kept waiting by that: whoever answers would be, on SQLite.
    found = _Day(sessions, now)
    with transaction.atomic():
        if _is_purged(Folding.objects.hold(wait=True), day):
            return 0
        found.bring_up_to_date(sessions, now)
        Folded.objects.remember((row for _session, row in found.rows.values()), lessons=False)
        return _correct(edition, Tally.Span.DAY, day, found.changes)


class _Day:
    """What an edition's sessions of one day add. Worked out without holding the folding, and then,
    with it, once more for those that were folded, started or deleted meanwhile. What is said and
    not folded yet has an outbox row, and is folded later."""

    def __init__(self, sessions: SessionQuerySet, now: datetime) -> None:
        self.changes: Changes = {}
        self.rows: dict[int, tuple[TroubleshootingSession, Remembered]] = {}
        self._before = self._known(sessions)
        self._add(told(sessions, now))

    def bring_up_to_date(self, sessions: SessionQuerySet, now: datetime) -> None:
        """Work out anew what changed. For whoever holds the folding."""
        known = self._known(sessions)
        for pk in [*self.rows]:
            if pk not in known or known[pk] != self._before.get(pk):
                session, row = self.rows.pop(pk)
                count(self.changes, session, row.contribution, -1)
        self._add(told_of(known.keys() - self.rows.keys(), now))

    def _add(self, found: Iterable[Told]) -> None:
        for each in found:
            session, _tries, row = contributing(*each)
            self.rows[session.pk] = session, row
            count(self.changes, session, row.contribution, 1)

    @staticmethod
    def _known(sessions: SessionQuerySet) -> dict[int, tuple[str | None, datetime | None]]:
        """What the sessions have added by now, as it is kept."""
        adds = Cast("folded__contribution", TextField())
        rows = sessions.order_by().values_list("pk", adds, "folded__due_at")
        return {pk: (text, due_at) for pk, text, due_at in rows.iterator(1000)}


def _rebuild_month(edition: Edition, month: date) -> int:
    with transaction.atomic():
        Folding.objects.hold(wait=True)
        days = edition.tallies.filter(
            span=Tally.Span.DAY, day__gte=month, day__lt=month_of(month + timedelta(days=31))
        )
        span = Tally.Span.MONTH.value
        sums = days.added_up("edition_id", "by", "value", "kind", "key", "is_simulated")
        changes = {
            Row(edition_id, span, month, *rest): Counter(msgspec.structs.asdict(counts))
            for (edition_id, *rest), counts in sums.items()
        }
        return _correct(edition, Tally.Span.MONTH, month, changes)


def _correct(edition: Edition, span: Tally.Span, day: date, changes: Changes) -> int:
    """Make the edition's rows of this span and day what `changes` add to nothing."""
    for tally in edition.tallies.filter(span=span, day=day):
        changes.setdefault(Row.of(tally), Counter()).subtract(tally.counts)
    add(changes)
    return sum(any(columns.values()) for columns in changes.values())


def _started(edition: Edition, day: date) -> SessionQuerySet:
    """The edition's sessions that started on this day in the site's time zone."""
    begin, end = (
        timezone.make_aware(datetime.combine(at, clock.min), timezone.get_default_timezone())
        for at in (day, day + timedelta(days=1))
    )
    return edition.sessions.filter(started_at__gte=begin, started_at__lt=end).order_by("pk")
