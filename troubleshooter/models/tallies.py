"""The counts that events are folded into: what the statistics read instead of sessions.

A row says of one group of one edition's sessions, started on one day or in one month, what became
of them, of one question or of one step. A report costs its rows: at most the days at the two ends
of its time and the months between, however many sessions there were.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from functools import reduce
from itertools import chain
from operator import add
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..core.segments import MOST_CHARACTERS
from ..core.tallies import ARM, COLUMNS, STARTED, UNKNOWN, Counts
from .editions import Edition
from .guides import Guide

DIMENSIONS = ("edition", "span", "day", "by", "value", "kind", "key", "is_simulated")


class TallyQuerySet(models.QuerySet["Tally"]):
    # --- Whose ---

    def of_guide(self, guide: Guide) -> TallyQuerySet:
        """Of all editions of a guide."""
        return self.filter(guide=guide)

    def of_edition(self, edition: Edition) -> TallyQuerySet:
        """Of one edition."""
        return self.filter(edition=edition)

    def real(self) -> TallyQuerySet:
        """Of people, not of simulated ones."""
        return self.filter(is_simulated=False)

    def simulated(self) -> TallyQuerySet:
        """Of simulated people only."""
        return self.filter(is_simulated=True)

    # --- Which sessions: one of these, or each counts several times over ---

    def of_all(self) -> TallyQuerySet:
        """All sessions."""
        return self.filter(by="")

    def of_choice(self, question: str, choice: str) -> TallyQuerySet:
        """Sessions in which this answer to the question stands (a choice's key, or "unknown")."""
        return self.filter(by=f"question:{question}", value=choice)

    def by_choice(self, *questions: str) -> TallyQuerySet:
        """Sessions that answered one of the questions; group by `by` ("question:" and its key) and
        `value`, the choice."""
        return self.filter(by__in=[f"question:{question}" for question in questions])

    def of_segment(self, segment: str) -> TallyQuerySet:
        """Sessions of one segment, named as `core.segments` does."""
        return self.filter(by="segment", value=segment)

    def by_segment(self) -> TallyQuerySet:
        """All sessions of a guide with segments; group by `value`, the segment's name."""
        return self.filter(by="segment")

    def by_arm(self) -> TallyQuerySet:
        """Sessions whose order was drawn; group by `value`: "author", "control" or "learned"."""
        return self.filter(by=ARM)

    # --- When ---

    def between(self, first: date | None = None, last: date | None = None) -> TallyQuerySet:
        """Sessions started on these days and between them: whole months from the months' rows,
        the days at both ends from their own."""
        begin = _month_from(first) if first else date.min
        end = month_of(last + timedelta(days=1)) if last else date.max
        days = models.Q(span=Tally.Span.DAY)
        if begin >= end:
            return self.filter(days, day__gte=first or date.min, day__lte=last or date.max)
        rows = models.Q(span=Tally.Span.MONTH, day__gte=begin, day__lt=end)
        if first:
            rows |= days & models.Q(day__gte=first, day__lt=begin)
        if last:
            rows |= days & models.Q(day__gte=end, day__lte=last)
        return self.filter(rows)

    def daily(self, first: date | None = None, last: date | None = None) -> TallyQuerySet:
        """The same day by day; group by `day`."""
        found = self.filter(span=Tally.Span.DAY)
        found = found.filter(day__gte=first) if first else found
        return found.filter(day__lte=last) if last else found

    def monthly(self) -> TallyQuerySet:
        """All time, month by month; group by `day`, the month's first."""
        return self.filter(span=Tally.Span.MONTH)

    # --- About what ---

    def about_sessions(self) -> TallyQuerySet:
        """What became of the sessions."""
        return self.filter(kind="session")

    def about_questions(self) -> TallyQuerySet:
        """What became of questions; group by `key`."""
        return self.filter(kind="question")

    def about_steps(self) -> TallyQuerySet:
        """What became of steps; group by `key`."""
        return self.filter(kind="step")

    # --- The sums ---

    def added_up(self, *by: str, columns: Sequence[str] = COLUMNS) -> dict[tuple[Any, ...], Counts]:
        """The sums of the rows, grouped by these columns; the key is their values. One query.

        Each column costs its time: with `columns`, only those are added up, and others are 0.
        """
        rows = self.order_by().values_list(*by).annotate(sums=_Sums(*columns))
        return {tuple(key): Counts(**dict(zip(columns, sums, strict=True))) for *key, sums in rows}

    def fared_by_day(self) -> dict[date, Fared]:
        """What became of sessions, by the day they started. One query."""
        rows = self.about_sessions().order_by().values_list("day")
        sums = {f"sum_{name}": _sum_of(_FARED[name]) for name in Fared._fields}
        return {day: Fared(*numbers) for day, *numbers in rows.annotate(**sums)}

    def total(self) -> Counts:
        """The sum of the rows, of one kind and key."""
        sums = self.aggregate(sums=_Sums(*COLUMNS))["sums"] or ()  # None where none can be
        return Counts(*(number or 0 for number in sums))


class Fared(NamedTuple):
    """What became of sessions, in short: how many started, how many of them are fixed, and of how
    many nobody knows."""

    started: int
    fixed: int
    unknown: int


_FARED = {"started": STARTED, "fixed": ("fixed",), "unknown": UNKNOWN}


def _sum_of(columns: Sequence[str]) -> models.Sum:
    first, *others = map(models.F, columns)
    return models.Sum(reduce(add, others, first))


class _Sums(models.Aggregate):
    """The sums of columns as one list, None in it where there are no rows. Django's own words for
    it, `JSONArray(*map(Sum, columns))`, take it four times as long to put together."""

    output_field = models.JSONField()

    def __init__(self, *columns: str) -> None:
        super().__init__(*columns)

    def as_sql(
        self, compiler: Any, connection: Any, function: str | None = None, *_how: Any, **_more: Any
    ) -> tuple[str, tuple[Any, ...]]:
        columns = [compiler.compile(one) for one in self.source_expressions]
        sums = ", ".join(f"SUM({sql})" for sql, _params in columns)
        params = tuple(chain.from_iterable(params for _sql, params in columns))
        return f"{function or 'JSON_ARRAY'}({sums})", params

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return self.as_sql(compiler, connection, function="JSONB_BUILD_ARRAY")


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def _month_from(day: date) -> date:
    """The first beginning of a month that is not before the day."""
    return day if day.day == 1 else month_of(month_of(day) + timedelta(days=31))


def count() -> models.PositiveIntegerField[int, int]:
    """A number of sessions."""
    return models.PositiveIntegerField(default=0)


def total() -> models.PositiveBigIntegerField[int, int]:
    """A sum that grows faster than the number of sessions."""
    return models.PositiveBigIntegerField(default=0)


class Tally(models.Model):
    """One row of counts; `core.tallies` says what they mean, and what `by`, `value`, `kind` and
    `key` are. `day` is the day on which the sessions started, in the site's time zone, or the first
    of the month."""

    class Span(models.TextChoices):
        DAY = "day", _("day")
        MONTH = "month", _("month")

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="tallies", db_index=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="tallies", db_index=False)
    span = models.CharField(max_length=5, choices=Span)
    day = models.DateField()
    by = models.CharField(max_length=70, blank=True)
    value = models.CharField(max_length=MOST_CHARACTERS, blank=True)
    kind = models.CharField(max_length=8)
    key = models.CharField(max_length=60, blank=True)
    is_simulated = models.BooleanField(default=False)

    opened = count()
    fixed = count()
    exhausted = count()
    not_your_side = count()
    waiting = count()
    going = count()
    abandoned = count()
    shown = count()
    not_fixed = count()
    could_not = count()
    no_button = count()
    not_allowed = count()
    missing_item = count()
    too_risky = count()
    other = count()
    already_tried = count()
    later = count()
    left_here = count()
    tried_first = count()
    fixed_first = count()
    exposure = total()
    seconds = total()
    seconds_squared = total()
    took_0 = count()
    took_1 = count()
    took_2 = count()
    took_3 = count()
    took_4 = count()
    took_5 = count()
    took_6 = count()
    took_7 = count()
    took_8 = count()
    took_9 = count()
    took_10 = count()
    took_11 = count()
    took_12 = count()
    took_13 = count()
    took_14 = count()
    took_15 = count()
    # A release that does not know these yet may write rows meanwhile.
    too_quick = models.PositiveIntegerField(default=0, db_default=0)
    over_limit = models.PositiveIntegerField(default=0, db_default=0)

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints = (models.UniqueConstraint(fields=DIMENSIONS, name="one_tally_a_place"),)
        indexes = (
            models.Index(fields=("guide", "by", "span", "kind", "day"), name="tally_of_guide"),
            models.Index(
                fields=("span", "day"),
                condition=models.Q(by="", kind="session"),
                name="tally_of_site",
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.by} {self.value} {self.kind} {self.key}"

    @property
    def counts(self) -> Counter[str]:
        """The columns that are not 0."""
        return Counter({name: number for name in COLUMNS if (number := getattr(self, name))})
