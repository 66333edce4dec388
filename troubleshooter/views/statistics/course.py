"""How sessions went: the figures at the top, the way from start to ending, and the trend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...core.charts import Point, bars, periods, trend
from ...core.statistics import fixed_bounds
from ...core.tallies import Counts
from ...models.tallies import Fared
from .formats import day as format_day
from .reading import Sums, median_seconds
from .steps import Listed
from .tables import Cell, Column, Row, Table, blank, minutes, number, share, words

MOST_POINTS = 120
"""A trend has at most so many days or weeks: the newest."""

DAYS_BY_DAY = 60
"""A trend over at most so many days is drawn by day where nobody says how."""

ENDINGS = (
    ("fixed", gettext_lazy("Fixed"), gettext_lazy("“Fixed it” was the last word on a step.")),
    ("exhausted", gettext_lazy("All tried"), gettext_lazy("No step was left to try.")),
    (
        "not_your_side",
        gettext_lazy("Not their side"),
        gettext_lazy("An answer showed that the cause is elsewhere."),
    ),
    (
        "waiting",
        gettext_lazy("Waiting"),
        gettext_lazy("A result is awaited; the last answer is under 7 days old."),
    ),
    (
        "going",
        gettext_lazy("Under way"),
        gettext_lazy("Not at an end; the last answer is under 24 hours old."),
    ),
    (
        "abandoned",
        gettext_lazy("Left"),
        gettext_lazy("No answer for 24 hours, or for 7 days while waiting."),
    ),
)
"""What became of the sessions that started: a status, its label and what it counts."""


def headline(sums: Sums, least: int = 0) -> Table:
    """The figures that matter most. The page shows each row as a card, its note as explanation."""
    known = sums.sessions
    started = sums.started
    bounds = fixed_bounds(known.fixed, sums.unknown, started)
    opened = _("%s more were only opened.") % known.opened if known.opened else ""
    rows = [
        Row(
            _("Sessions"),
            [number(started, least)],
            meaning=f"{_('Something was said in them.')} {opened}".strip(),
        ),
        Row(
            _("Fixed, of all sessions"),
            [share(known.fixed / started if started else None, bounds, started, least)],
            meaning=_(
                "The first figure counts those who said so. The range ends where everybody who "
                "left, waits or is under way had been fixed too: the truth lies in between."
            ),
        ),
        Row(
            _("Median minutes to the fix"),
            [minutes(median_seconds(known), sum(known.histogram), least)],
            meaning=_("From opening the guide to the fix; half of those fixed needed less."),
        ),
        Row(
            _("Still waiting"),
            [number(known.waiting, least)],
            meaning=_("They did a step whose result takes time, and will say later."),
        ),
    ]
    if known.excluded:
        rows.append(Row(_("Excluded"), [number(known.excluded, least)], meaning=excluded(known)))
    return Table(
        name="headline",
        title=_("In short"),
        first=_("Figure"),
        columns=[Column(_("Value"), is_range=True)],
        rows=rows,
    )


def excluded(known: Counts) -> str:
    """Why how many sessions are in no figure; "" where none is."""
    quick = _("In %s a step was said to be tried sooner than anybody can.")
    flood = _("%s came in a flood from one place.")
    parts = [_("Sessions that are in no other figure here.")] if known.excluded else []
    parts += [quick % known.too_quick] if known.too_quick else []
    parts += [flood % known.over_limit] if known.over_limit else []
    return " ".join(parts)


def funnel(sums: Sums, steps: Sequence[Listed], least: int = 0) -> Table:
    """From opening the guide, by the steps in its order, to what became of the sessions."""
    known, started = sums.sessions, sums.started
    stages = [
        (_("Opened"), known.opened + started, "way", None),
        (_("Said something"), started, "way", None),
        (_("Know the result of a step"), sums.tried, "way", None),
        *(
            (_("Saw: %s") % step.title, step.counts.shown, "step", step.counts)
            for step in sorted(steps, key=lambda step: step.place or 0)
            if step.place
        ),
        *((str(label), getattr(known, name), name, None) for name, label, _m in ENDINGS),
    ]
    rows = [
        Row(
            title,
            [
                number(count, least),
                share(count / started if started and kind != "way" else None, None, count, least),
                number(counts.fixed, least) if counts else blank(),
                number(counts.left_here, least) if counts else blank(),
            ],
            kind=kind,
        )
        for title, count, kind, counts in stages
    ]
    drawn = bars([count if count >= least else 0 for _t, count, _k, _c in stages])
    return Table(
        name="funnel",
        title=_("From start to ending"),
        first=_("Stage"),
        columns=[
            Column(_("Sessions"), _("How many came this far, or ended so.")),
            Column(_("Of those who started"), _("Their share of the sessions that started.")),
            Column(_("Fixed here"), _("The step that was seen fixed it.")),
            Column(_("Left here"), _("Left while the step was on screen.")),
        ],
        rows=rows,
        lead=[
            _(
                "Each session ends in exactly one of the last six. Fewer see a later step because "
                "earlier ones fixed it, because an answer ruled it out, or because they left."
            )
        ],
        terms=[(label, meaning) for _name, label, meaning in ENDINGS],
        chart=drawn,
        drawing="bars",
        chart_label=_("Bars: how many sessions came to each step and to each ending."),
    )


def trends(
    by_day: Mapping[date, Fared],
    period: tuple[date | None, date | None],
    today: date,
    unit: str,
    published: Sequence[tuple[date, str]],
    least: int = 0,
) -> Table | None:
    """The fixed share and the number of sessions by day or week, with the editions' first days.

    None where there are no days.
    """
    if not by_day:
        return None
    first = period[0] or min(by_day)
    last = max(period[1] or min(today, max(by_day) + timedelta(days=31)), max(by_day))
    days = {"day": 1, "week": 7}.get(unit) or (1 if (last - first).days < DAYS_BY_DAY else 7)
    begins = periods(first, last, days)
    found = {begin: _Sum() for begin in begins[-MOST_POINTS:]}
    for day, counts in by_day.items():
        if total := found.get(begins[(day - begins[0]).days // days]):
            total.add(counts)
    points = [total.point(begin, least) for begin, total in found.items()]
    labels = {}
    for day, label in published:
        begin = begins[0] + timedelta(days=(day - begins[0]).days // days * days)
        labels[begin] = f"{labels[begin]}, {label}" if begin in labels else label
    rows = [
        Row(format_day(begin), [*total.cells(least), words(labels.get(begin, ""))])
        for begin, total in reversed(found.items())
    ]
    lead = [
        _(
            "The line is the share that said it is fixed, by when the session started; the band "
            "above it those of whom nobody knows. The newest are not at an end yet. The columns "
            "are the numbers of sessions."
        )
    ]
    if len(begins) > MOST_POINTS:
        lead.append(_("The newest %s are shown; choose days to see earlier ones.") % MOST_POINTS)
    return Table(
        name="trend",
        title=_("Day by day") if days == 1 else _("Week by week"),
        first=_("Day") if days == 1 else _("Week from"),
        columns=[
            Column(_("Sessions"), _("Those that started then.")),
            Column(
                _("Fixed, of all"),
                _("From those who said so to that share if all the unknown were fixed too."),
                is_range=True,
            ),
            Column(_("Published"), _("The edition that went live then."), is_number=False),
        ],
        rows=rows,
        lead=lead,
        chart=trend(points, days, published),
        drawing="trend",
        chart_label=_("A line: the share of sessions that were fixed, over time."),
    )


class _Sum:
    """What became of the sessions of a day or a week."""

    def __init__(self) -> None:
        self.fixed = self.unknown = self.sessions = 0

    def add(self, counts: Fared) -> None:
        self.fixed += counts.fixed
        self.unknown += counts.unknown
        self.sessions += counts.started

    def point(self, begins: date, least: int) -> Point:
        if self.sessions < max(least, 1):
            return Point(begins, 0)
        share, most = fixed_bounds(self.fixed, self.unknown, self.sessions)
        return Point(begins, self.sessions, share, most)

    def cells(self, least: int) -> list[Cell]:
        bounds = fixed_bounds(self.fixed, self.unknown, self.sessions)
        return [number(self.sessions, least), share(bounds.low, bounds, self.sessions, least)]
