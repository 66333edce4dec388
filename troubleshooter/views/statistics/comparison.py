"""Two editions or two periods side by side, and how sure the difference between them is."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from ...core.document import Document
from ...core.intervals import Interval, difference_of_means, difference_of_shares
from ...core.statistics import fixed_bounds
from ...core.tallies import Counts
from .reading import Sums
from .tables import Cell, Column, Row, Table, blank, difference, few, minutes, number, share, words

NOTHING = blank(is_number=False)


def compared(
    document: Document,
    one: Sums,
    other: Sums,
    titles: Mapping[str, str],
    names: tuple[str, str],
    least: int = 0,
) -> list[Table]:
    """The figures at the top, and what each step fixes, of two selections of sessions."""
    columns = _columns(names, _("The sessions chosen above."), _("What they are compared with."))
    places = dict.fromkeys((*document.placement, *one.steps, *other.steps))
    steps = [
        Row(titles[key], _step(one.steps.get(key), other.steps.get(key), least))
        for key in places
        if key in one.steps or key in other.steps
    ]
    return [
        Table(
            name="compared",
            title=_("Side by side"),
            first=_("Figure"),
            columns=columns,
            rows=_figures(one, other, least),
            lead=[_explained()],
        ),
        Table(
            name="compared-steps",
            title=_("Fixes it when tried first, side by side"),
            first=_("Step"),
            columns=columns,
            rows=steps,
        ),
    ]


def arms_compared(learned: Sums, control: Sums) -> Table:
    """The same figures of the sessions that had a learned order and of the control group."""
    return Table(
        name="learned-against",
        title=_("Learned order against the author's"),
        first=_("Figure"),
        columns=_columns(
            (_("Learned order"), _("Control group")),
            _("Those whose order was learned."),
            _("Those who kept the author's order, by lot, in the same days."),
        ),
        rows=_figures(learned, control, 0),
        lead=[_explained()],
    )


def _columns(names: tuple[str, str], one: str, other: str) -> list[Column]:
    return [
        Column(names[0], one, is_range=True),
        Column(names[1], other, is_range=True),
        Column(
            _("Difference"),
            _("The first less the second, with the range it lies in with 95% certainty."),
            is_range=True,
        ),
        Column(
            _("Is it clear?"),
            _("Clear when the whole range is on one side of zero; else it may be chance."),
            is_number=False,
        ),
    ]


def _explained() -> str:
    return _(
        "Differences of shares are in percentage points. Whoever left without a word counts as "
        "not fixed on both sides. A mean is longer than a median: it holds the nights that some "
        "fixes take, each of at most a day."
    )


def _figures(one: Sums, other: Sums, least: int) -> list[Row]:
    return [
        Row(
            _("Sessions"),
            [number(one.started, least), number(other.started, least), blank(), NOTHING],
        ),
        Row(
            _("Fixed, of all sessions"),
            [
                *(_fixed(sums, least) for sums in (one, other)),
                *_shares(
                    (one.sessions.fixed, one.started, one.started),
                    (other.sessions.fixed, other.started, other.started),
                    least,
                ),
            ],
        ),
        Row(_("Mean minutes to the fix"), _minutes(one.sessions, other.sessions, least)),
    ]


def _fixed(sums: Sums, least: int) -> Cell:
    bounds = fixed_bounds(sums.sessions.fixed, sums.unknown, sums.started)
    return share(bounds.low, bounds, sums.started, least)


def _minutes(one: Counts, other: Counts, least: int) -> list[Cell]:
    samples = one.sample, other.sample
    cells = [
        minutes(sample.mean if sample.number else None, sample.number, least) for sample in samples
    ]
    interval = difference_of_means(*samples)
    if interval is None or any(sample.number < least for sample in samples):
        return [*cells, blank(), NOTHING]
    value = (samples[0].mean - samples[1].mean) / 60
    ends = Interval(interval.low / 60, interval.high / 60)
    clear = _clear(ends, _("longer"), _("shorter"))
    return [*cells, difference(value, ends, digits=1), clear]


def _step(one: Counts | None, other: Counts | None, least: int) -> list[Cell]:
    both = [(counts or Counts()).weight for counts in (one, other)]
    cells = [share(weight.rate, weight.interval(), weight.tried, least) for weight in both]
    return [*cells, *_shares(*((w.fixed, w.fresh_tries, w.tried) for w in both), least)]


def _shares(
    one: tuple[float, float, int], other: tuple[float, float, int], least: int
) -> list[Cell]:
    """The difference of two shares: of each its fixes, its tries and the sessions behind."""
    if not one[2] or not other[2]:
        return [blank(), NOTHING]
    if min(one[2], other[2]) < least:
        return [few(least), NOTHING]
    value = one[0] / one[1] - other[0] / other[1]
    interval = difference_of_shares(*one[:2], *other[:2])
    ends = Interval(100 * interval.low, 100 * interval.high)
    return [difference(100 * value, ends, digits=1), _clear(ends, _("higher"), _("lower"))]


def _clear(interval: Interval, more: str, less: str) -> Cell:
    if interval.low > 0:
        return words(_("Clearly %s") % more)
    return words(_("Clearly %s") % less if interval.high < 0 else _("May be chance"))
