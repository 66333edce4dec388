"""What is still to be folded, and what was: the outbox between sessions and tallies.

An event and its row here are written in one transaction. So there is no number up to which all was
folded, and none to be missed when a transaction with a lower number is committed late.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from django.db import connection, models
from django.db.models.functions import Cast

from ..core.events import Outcome
from ..core.tallies import Contribution
from .given import execute, given
from .prepared import Prepared, PreparedForMany

AT_ONCE = 256
"""Rows that are looked at in one go for those that wait longest."""

LAST = 2**63 - 1
"""No row has a higher number."""

Said = tuple[str, Outcome, float | None]
"""A try as it is kept: step, outcome, seconds."""


class UnfoldedQuerySet(models.QuerySet["Unfolded"]):
    def take_away(self, rows: Iterable[int]) -> None:
        """Delete the rows with these keys."""
        table = connection.ops.quote_name(self.model._meta.db_table)
        execute(
            f"DELETE FROM {table} WHERE id IN "  # noqa: S608 (names of our own)
            f"(SELECT id FROM {given(self.model, ['id'])})",
            self.model,
            ({"id": pk} for pk in rows),
        )


class Unfolded(models.Model):
    """This session was started, or has an event, since it was folded. Rows are added by everybody
    and taken away by folding; several for one session say the same as one."""

    # An index would make every answer slower, and the rows that wait are few.
    session = models.ForeignKey(
        "TroubleshootingSession", models.CASCADE, related_name="+", db_index=False
    )

    objects = UnfoldedQuerySet.as_manager()

    class Meta:
        verbose_name = "session to fold"
        verbose_name_plural = "sessions to fold"

    def __str__(self) -> str:
        return f"{self.session_id}"


class Remembered(NamedTuple):
    """What folding has to know of a session the next time: the columns of `Folded`."""

    session_id: int
    contribution: Contribution
    due_at: datetime | None
    lesson: Sequence[Said] | None = None


_ADDS, _TAUGHT = msgspec.json.Decoder(Contribution), msgspec.json.Decoder(list[Said])


def newest() -> int:
    """The number of the row that was added last; 0 where none waits."""
    return Unfolded.objects.aggregate(last=models.Max("pk"))["last"] or 0


def waiting(limit: int, ahead: int, through: int = LAST) -> dict[int, int]:
    """The rows of at most `limit` sessions, those that wait longest, if since `through` or before:
    the session of each. Rows are looked at up to `ahead` numbers from the first."""
    sessions: dict[int, None] = {}
    first = last = 0
    while len(sessions) < limit and (some := _OLDEST.rows(last, through)):
        first, last = first or some[0][0], some[-1][0]
        sessions.update(dict.fromkeys(session for _pk, session in some))
        if len(some) < AT_ONCE or last - first >= ahead:
            break
    return dict(_ROWS.rows(list(sessions)[:limit], first, first + ahead))


_OLDEST = Prepared(
    lambda after, through: (
        Unfolded.objects.filter(pk__gt=after, pk__lte=through)
        .order_by("pk")
        .values_list("pk", "session")[:AT_ONCE]
    ),
    -1,
    -2,
)
_ROWS = PreparedForMany(
    lambda keys, first, end: Unfolded.objects.filter(
        pk__gte=first, pk__lt=end, session_id__in=keys
    ).values_list("pk", "session_id"),
    -1000,
    -1001,
)


class FoldedQuerySet(models.QuerySet["Folded"]):
    def remember(self, rows: Iterable[Remembered], *, lessons: bool) -> None:
        """Write down what the sessions have added now, and what they have taught unless that is to
        stay as it was."""
        names = ["session_id", "contribution", "due_at"] + ["lesson"] * lessons
        quoted = [connection.ops.quote_name(name) for name in names]
        news = ", ".join(f"{name} = EXCLUDED.{name}" for name in quoted[1:])
        table = connection.ops.quote_name(self.model._meta.db_table)
        execute(
            f"INSERT INTO {table} ({', '.join(quoted)}) SELECT {', '.join(quoted)} "  # noqa: S608
            f"FROM {given(self.model, names)} WHERE true "
            f"ON CONFLICT ({quoted[0]}) DO UPDATE SET {news}",
            self.model,
            (row._asdict() for row in rows),
        )


class Folded(models.Model):
    """What a session has added to the tallies (`core.tallies.Contribution`), so that just that can
    be taken back. After `due_at` it will add something else although nothing was said.

    `lesson` are the tries that its guide learned from it, [step, outcome, seconds] each; None as
    long as it was not learned from."""

    session = models.OneToOneField(
        "TroubleshootingSession", models.CASCADE, primary_key=True, related_name="folded"
    )
    contribution = models.JSONField()
    lesson = models.JSONField(null=True)
    due_at = models.DateTimeField(null=True)

    objects = FoldedQuerySet.as_manager()

    class Meta:
        verbose_name = "folded session"
        verbose_name_plural = "folded sessions"
        indexes = (
            models.Index(
                fields=("due_at",), condition=models.Q(due_at__isnull=False), name="folded_due"
            ),
        )

    def __str__(self) -> str:
        return f"{self.session_id}"


def remembered(sessions: Collection[int]) -> Iterator[Remembered]:
    """What these sessions have added, as far as they have. A query for some hundred."""
    for pk, adds, due_at, taught in _REMEMBERED.rows(sessions):
        yield Remembered(pk, _ADDS.decode(adds), due_at, _TAUGHT.decode(taught) if taught else None)


# As text: a contribution is read from that in a third of the time.
_REMEMBERED = PreparedForMany(
    lambda keys: (
        Folded.objects.filter(pk__in=keys)
        .annotate(
            adds=Cast("contribution", models.TextField()),
            taught=Cast("lesson", models.TextField()),
        )
        .values_list("pk", "adds", "due_at", "taught")
    )
)


class FoldingQuerySet(models.QuerySet["Folding"]):
    def hold(self, *, wait: bool = False) -> Folding | None:
        """The one row, locked until the transaction ends: whoever has it may write tallies.

        None while somebody else has it, unless told to `wait`. SQLite has one writer at a time
        anyway, and waits.
        """
        rows = self.select_for_update(skip_locked=not wait).filter(pk=1)
        found = rows.first()
        if found is None:
            _row, is_new = self.get_or_create(pk=1)
            found = rows.first() if is_new or wait else None
        return found


class Folding(models.Model):
    """The state of folding: one row.

    Sessions that started up to the day `purged_through` may have been deleted: their tallies are
    all that is known of them, and are never computed anew.
    """

    folded_at = models.DateTimeField(null=True)
    purged_through = models.DateField(null=True)

    objects = FoldingQuerySet.as_manager()

    class Meta:
        verbose_name = "folding"
        verbose_name_plural = "folding"
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="one_folding"),)

    def __str__(self) -> str:
        return f"{self.folded_at:%Y-%m-%d %H:%M}" if self.folded_at else ""
