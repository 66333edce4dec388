"""What is kept of a person's session: handed out, deleted when they say so, purged when it is old.

Deleting takes what the session had added out of the tallies and out of what its guide learned.
Purging leaves both: they are sums, in which nobody can be found any more.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from datetime import time as clock
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from .folding import withdraw
from .models import Event, Folded, Folding, Reminder, TroubleshootingSession, Unfolded
from .models.sessions import SessionQuerySet

BATCH = 200
"""Sessions of one transaction. It is what an answer on SQLite may have to wait for."""

PAGE = 500
"""Sessions that are looked at together."""

EVERY = 60 * 60.0
"""Seconds after which a process that answers visitors looks for old sessions again."""

_next_at = 0.0
logger = logging.getLogger(__name__)


def kept_of(session: TroubleshootingSession) -> dict[str, Any]:
    """All that is kept of a session, as plain values, but for what opens it and the shape in which
    its events are counted."""
    document = session.document
    return {
        "guide": document.guide.slug,
        "title": document.guide.title,
        "edition": session.edition.number,
        "started_at": session.started_at.isoformat(),
        "belongs_to_an_account": session.user_id is not None,
        "is_listed_on_the_device_that_started_it": bool(session.visitor),
        "is_listed_on_other_devices": session.devices.count(),
        "reminder": _reminder(session),
        "is_left_out_of_the_statistics": session.is_over_limit,
        "step_order": list(session.order),
        "kind_of_order": session.arm,
        "group": session.segment,
        "has_a_code_for_another_device": bool(session.code_hash),
        "events": [_event(row) for row in session.events.all()],
    }


def _reminder(session: TroubleshootingSession) -> dict[str, str] | None:
    """The e-mail asked for, its address masked: others may have the session's address."""
    found = Reminder.objects.filter(session=session).first()
    return found and {"email": found.masked, "due_at": found.due_at.isoformat()}


def _event(row: Event) -> dict[str, str]:
    said = {name: getattr(row, name) for name in ("question", "choice", "step", "outcome")}
    said |= {"reason": row.reason, "reverses": row.reverses or ""}
    known = {name: value for name, value in said.items() if value}
    return {"key": row.key, "kind": row.kind, "at": row.at.isoformat(), **known}


def delete(token: str) -> bool:
    """Delete the session with this token and all it had added anywhere. Whether there was one."""
    with transaction.atomic():
        Folding.objects.hold(wait=True)
        found = TroubleshootingSession.objects.select_for_update().filter(token=token).first()
        if found is None:
            return False
        withdraw([found.pk])
        found.delete()
    return True


def purge(now: datetime, limit: int = BATCH) -> int | None:
    """Delete at most `limit` sessions that started, and were last spoken in, PURGE_DAYS ago, if all
    that they say is in the tallies. How many; None while somebody else is folding."""
    last_day = timezone.localdate(now, timezone.get_default_timezone()) - timedelta(
        days=settings.PURGE_DAYS + 1
    )
    with transaction.atomic():
        folding = Folding.objects.hold()
        if folding is None:
            return None
        chosen = list(islice(_old(last_day, now), limit))
        if chosen:
            folding.purged_through = max(folding.purged_through or date.min, last_day)
            folding.save(update_fields=["purged_through"])
            held = TroubleshootingSession.objects.filter(pk__in=chosen).order_by("pk")
            held = held.select_for_update(skip_locked=True, of=("self",))
            chosen = list(held.values_list("pk", flat=True))
            # Asked again now that nobody can add to them.
            _ripe(chosen, now).delete()
    return len(chosen)


def purge_all(now: datetime, most: int = 100_000) -> int:
    """Purge until nothing old is left, at most so many batches. How many sessions."""
    gone = 0
    for _ in range(most):
        if not (some := purge(now)):
            break
        gone += some
    return gone


def purge_when_due() -> None:
    """Purge one batch when this process has not for an hour, or left some the last time.

    Called when an answer has been sent. What fails is logged, and costs nobody the answer.
    """
    global _next_at
    if (moment := time.monotonic()) < _next_at:
        return
    _next_at = moment + EVERY
    try:
        if purge(timezone.now()) == BATCH:
            _next_at = moment + 10
    except DatabaseError:
        logger.exception("Old sessions could not be purged; it is tried again in an hour.")


def _old(last_day: date, now: datetime) -> Iterator[int]:
    """Sessions to purge that started until this day, the oldest first.

    Page by page of those that started then, however many there are: asked for all at once, a
    database may look through every event there is.
    """
    end = timezone.make_aware(
        datetime.combine(last_day + timedelta(days=1), clock.min), timezone.get_default_timezone()
    )
    started = TroubleshootingSession.objects.filter(started_at__lt=end).order_by("started_at", "pk")
    page = started
    while found := list(page.values_list("started_at", "pk")[:PAGE]):
        ripe = set(_ripe([pk for _at, pk in found], now).values_list("pk", flat=True))
        yield from (pk for _at, pk in found if pk in ripe)
        at, pk = found[-1]
        page = started.filter(
            Q(started_at__gt=at) | Q(started_at=at, pk__gt=pk), started_at__gte=at
        )


def _ripe(chosen: Collection[int], now: datetime) -> SessionQuerySet:
    """Those of the chosen in which nothing was said for PURGE_DAYS, and all that they say is in
    the tallies."""
    # One look through the outbox, which has no index: asked of each session, it is one for each.
    waiting = Unfolded.objects.filter(session__in=chosen).values_list("session", flat=True)
    of_it = {"session": OuterRef("pk")}
    recent = Event.objects.filter(**of_it, at__gte=now - timedelta(days=settings.PURGE_DAYS))
    return TroubleshootingSession.objects.filter(
        ~Exists(recent),
        Exists(Folded.objects.filter(**of_it, due_at=None)),
        pk__in={*chosen} - {*waiting},
    ).order_by()
