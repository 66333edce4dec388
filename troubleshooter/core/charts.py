"""Numbers to the geometry of charts: where each mark goes. Templates draw it with attributes only.

Across a chart, places are percent of its width, and down it pixels. So a drawing fits every screen
and its words keep their size. A path has no percent: it is drawn in a box 100 wide that is
stretched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby
from math import ceil

from msgspec import Struct

from .intervals import Interval

ROW = 48
"""Pixels from one row's top to the next."""

WORDS, MARK = 16, 33
"""Pixels below a row's top: the line its words stand on, and the middle of its mark."""

AXIS = 22
"""Pixels that the numbers of an axis take below a chart."""

PLOT, GAP, VOLUME = 160, 16, 48
"""Pixels of a trend: the height of its shares, then a gap, then the height of its numbers."""

MOST_TICKS = 5
TICK_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25)


class Tick(Struct, frozen=True):
    """A line of an axis: where it stands, and the share it stands for."""

    at: float
    share: float


class Whisker(Struct, frozen=True):
    """One row: a dot at `at` and a line from `low` to `high`, in percent; None without numbers.
    `ring` is where the dot would be otherwise."""

    words: int
    y: int
    at: float | None = None
    low: float | None = None
    high: float | None = None
    ring: float | None = None


class Whiskers(Struct, frozen=True):
    """A chart of dots and whiskers: `axis_y` is where the ticks' numbers stand."""

    height: int
    rows_height: int
    axis_y: int
    ticks: tuple[Tick, ...]
    rows: tuple[Whisker, ...]


class Bar(Struct, frozen=True):
    """One row: a bar `width` percent long whose top is `y`."""

    words: int
    y: int
    width: float


class Bars(Struct, frozen=True):
    """A chart of bars, one below the other."""

    height: int
    rows: tuple[Bar, ...]


class Point(Struct, frozen=True):
    """One day or week of a trend: when it begins, its number of sessions, and a share with what it
    is at most; None where there is none."""

    begins: date
    sessions: int
    share: float | None = None
    most: float | None = None


class Dot(Struct, frozen=True):
    """A point of the line: percent across, pixels down."""

    x: float
    y: float


class Column(Struct, frozen=True):
    """A column of the sessions' numbers: its left edge and width in percent, top and height in
    pixels."""

    x: float
    width: float
    y: float
    height: float


class Mark(Struct, frozen=True):
    """A day marked across a trend. `is_end` says to write its label before it, not after."""

    x: float
    label: str
    is_end: bool


class Label(Struct, frozen=True):
    """A day named below a trend."""

    x: float
    day: date


class Trend(Struct, frozen=True):
    """Shares over time as a line in a band, the numbers of sessions as columns below.

    `line` and `band` are paths in a box 100 wide and `plot` high; where a share is missing they
    have a gap. `ticks` are pixels down.
    """

    height: int
    plot: int
    base: int
    axis_y: int
    ticks: tuple[Tick, ...]
    line: str
    band: str
    dots: tuple[Dot, ...]
    columns: tuple[Column, ...]
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]

    @property
    def dots_path(self) -> str:
        """The points of the line as one path, in the line's box: lines that are hardly longer than
        their round ends, which are the dots. Without any length WebKit stretches those."""
        return " ".join(f"M{dot.x} {dot.y}h.01" for dot in self.dots)

    @property
    def columns_path(self) -> str:
        """The columns as one path in a box 100 wide and `base` high."""
        drawn = (column for column in self.columns if column.height)
        return " ".join(f"M{one.x} {one.y}h{one.width}V{self.base}H{one.x}Z" for one in drawn)


def ticks(most: float) -> tuple[Tick, ...]:
    """Round shares from 0 to at least `most` (of 1), at most six, evenly across 100 percent."""
    step = next((step for step in TICK_STEPS if ceil(most / step - 1e-9) <= MOST_TICKS), 0.25)
    number = min(max(ceil(most / step - 1e-9), 1), round(1 / step))
    return tuple(Tick(100 * index / number, round(index * step, 4)) for index in range(number + 1))


def whiskers(rows: Sequence[tuple[float, Interval] | None]) -> Whiskers:
    """A row for each share with its interval, on one axis that holds them all."""
    scale = ticks(max((interval.high for _share, interval in filter(None, rows)), default=1.0))
    drawn = []
    for index, row in enumerate(rows):
        whisker = Whisker(ROW * index + WORDS, ROW * index + MARK)
        if row is not None:
            share, (low, high) = row
            at, low, high = (_percent(value, scale[-1].share) for value in (share, low, high))
            whisker = Whisker(whisker.words, whisker.y, at, low, high)
        drawn.append(whisker)
    height = ROW * len(rows)
    return Whiskers(height + AXIS, height, height + AXIS - 6, scale, tuple(drawn))


def places(rows: Sequence[tuple[int, int, Interval]], most: int) -> Whiskers:
    """A row for each step: its place of `most`, the author's as a ring, and the range that its
    place may have. The ticks are places: the first, the last, and the one halfway."""
    drawn = tuple(
        Whisker(
            ROW * index + WORDS,
            ROW * index + MARK,
            *(_percent(one - 1, most - 1) for one in (place, *ends, author)),
        )
        for index, (place, author, ends) in enumerate(rows)
    )
    scale = tuple(
        Tick(_percent(place - 1, most - 1), place) for place in sorted({1, (most + 1) // 2, most})
    )
    height = ROW * len(rows)
    return Whiskers(height + AXIS, height, height + AXIS - 6, scale, drawn)


def bars(numbers: Sequence[int]) -> Bars:
    """A bar for each number; the largest is as long as the chart is wide."""
    most = max(numbers, default=0)
    rows = (
        Bar(ROW * index + WORDS, ROW * index + MARK - 9, _percent(number, most))
        for index, number in enumerate(numbers)
    )
    return Bars(ROW * len(numbers), tuple(rows))


def trend(points: Sequence[Point], days: int, marks: Iterable[tuple[date, str]] = ()) -> Trend:
    """The points, each `days` long and each beginning where the one before ends, oldest first.

    Marks outside of them are left out; several on one day are named together.
    """
    scale = ticks(max((point.most or point.share or 0.0 for point in points), default=1.0))
    top = scale[-1].share
    base = PLOT + GAP + VOLUME
    number = max(len(points), 1)
    xs = [_round(100 * (index + 0.5) / number) for index in range(len(points))]
    placed = [
        (Dot(x, _down(point.share, top)), _down(point.most or point.share, top))
        if point.share is not None
        else None
        for x, point in zip(xs, points, strict=True)
    ]
    return Trend(
        height=base + AXIS,
        plot=PLOT,
        base=base,
        axis_y=base + AXIS - 6,
        ticks=tuple(Tick(_down(tick.share, top), tick.share) for tick in scale),
        line=" ".join(_line([dot for dot, _most in run]) for run in _runs(placed)),
        band=" ".join(
            _line([dot for dot, _most in run] + [Dot(dot.x, most) for dot, most in reversed(run)])
            + " Z"
            for run in _runs(placed)
        ),
        dots=tuple(item[0] for item in placed if item),
        columns=_columns(points, base),
        marks=tuple(_marks(points, days, marks)),
        labels=tuple(
            Label(xs[index], points[index].begins) for index in _named(len(points)) if points
        ),
    )


def periods(first: date, last: date, days: int) -> list[date]:
    """The beginnings of the days (1), or of the weeks from Monday (7), that hold both dates."""
    begin = first - timedelta(days=first.weekday()) if days == 7 else first
    return [begin + timedelta(days=n) for n in range(0, (last - begin).days + 1, days)]


def _percent(value: float, most: float) -> float:
    return _round(100 * min(value / most, 1.0)) if most else 0.0


def _down(share: float | None, top: float) -> float:
    return _round(PLOT * (1 - min((share or 0.0) / top, 1.0)))


def _round(value: float) -> float:
    return round(value, 2)


def _runs[Item](items: Sequence[Item | None]) -> list[list[Item]]:
    """What stands between the gaps."""
    grouped = groupby(items, key=lambda item: item is None)
    return [[item for item in run if item is not None] for is_gap, run in grouped if not is_gap]


def _line(dots: Sequence[Dot]) -> str:
    first, *rest = dots
    return " ".join([f"M{first.x} {first.y}", *(f"L{dot.x} {dot.y}" for dot in rest)])


def _columns(points: Sequence[Point], base: int) -> tuple[Column, ...]:
    most = max((point.sessions for point in points), default=0)
    width = 100 / max(len(points), 1)
    found = []
    for index, point in enumerate(points):
        height = _round(VOLUME * point.sessions / most) if most else 0.0
        left = _round(width * (index + 0.1))
        found.append(Column(left, _round(width * 0.8), _round(base - height), height))
    return tuple(found)


def _marks(points: Sequence[Point], days: int, marks: Iterable[tuple[date, str]]) -> Iterable[Mark]:
    if not points:
        return
    first, whole = points[0].begins, days * len(points)
    for day, group in groupby(sorted(marks), key=lambda mark: mark[0]):
        if 0 <= (day - first).days < whole:
            x = _round(100 * (day - first).days / whole)
            yield Mark(x, ", ".join(label for _day, label in group), is_end=x > 70)


def _named(number: int) -> Sequence[int]:
    """Which points are named: the first, the last, and one halfway where there is room."""
    return sorted({0, number // 2, number - 1}) if number > 2 else range(number)
