"""Tables as values: the page draws them and the file writes them, so that both say the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ...core.intervals import Interval, Sample, interval_of_mean
from .formats import decimal, whole

NONE = "–"

FEWEST = 5
"""Of a group of people, figures that rest on fewer sessions are not shown."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows: `text`, `small` below it, and the `values` it takes in a file."""

    text: str
    small: str = ""
    values: tuple[object, ...] = ("",)
    is_number: bool = True

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to see."""
        return self.text in (NONE, "0")

    @property
    def html(self) -> str:
        """The cell on the page, escaped: there may be a thousand, which a template takes its time
        over."""
        names = ' class="number none"' if self.is_quiet else ' class="number"'
        small = f" <small>{escape(self.small)}</small>" if self.small else ""
        return f"<td{names if self.is_number else ''}>{escape(self.text)}{small}</td>"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and what stands below it in one line. A `range` takes three columns in a file."""

    heading: Any
    meaning: Any = ""
    is_number: bool = True
    is_range: bool = False

    @property
    def headings(self) -> list[str]:
        """Those of a file."""
        name = str(self.heading)
        if not self.is_range:
            return [name]
        return [name, _("%s: from") % name, _("%s: to") % name]


@dataclass(frozen=True, slots=True)
class Row:
    """A line: its title, a `note` below it, the address it leads to, and its cells. `meaning`
    explains it where it stands as a card, `kind` says how its bar looks."""

    title: str
    cells: Sequence[Cell]
    note: str = ""
    url: str = ""
    meaning: str = ""
    kind: str = ""

    @property
    def html(self) -> str:
        """The line on the page, escaped."""
        title = escape(self.title)
        if self.url:
            title = f'<a href="{escape(self.url)}">{title}</a>'
        note = f" <small>{escape(self.note)}</small>" if self.note else ""
        cells = "".join(cell.html for cell in self.cells)
        return f'<tr><th scope="row">{title}{note}</th>{cells}</tr>'


@dataclass(frozen=True, slots=True)
class Table:
    """A table, named for links and files. `lead` says first how to read it, `after` what to know
    beyond that, `terms` what some words of it mean. `chart` draws it; `drawing` names the template
    that does. `is_explained` shows what the columns count without being asked."""

    name: str
    title: Any
    first: Any
    columns: Sequence[Column]
    rows: Sequence[Row]
    lead: Sequence[Any] = ()
    after: Sequence[Any] = ()
    chart: Any = None
    drawing: str = ""
    chart_label: Any = ""
    terms: Sequence[tuple[Any, Any]] = ()
    is_explained: bool = False

    @property
    def meanings(self) -> list[tuple[Any, Any]]:
        """What the columns count and what words mean: a term and a line each."""
        columns = [(column.heading, column.meaning) for column in self.columns if column.meaning]
        return [*columns, *self.terms]

    @property
    def is_long(self) -> bool:
        """Whether it is scrolled in a window of its own."""
        return len(self.rows) > 30

    @property
    def body(self) -> SafeString:
        """The rows on the page."""
        return mark_safe("\n".join(row.html for row in self.rows))

    @property
    def drawn(self) -> list[tuple[Row, Any]]:
        """The rows with their part of the chart."""
        return list(zip(self.rows, self.chart.rows, strict=True))

    def lines(self) -> Iterator[list[object]]:
        """The table in a file: its title, its headings, its rows."""
        yield [self.title]
        yield [self.first, *(name for column in self.columns for name in column.headings)]
        for row in self.rows:
            title = f"{row.title} ({row.note})" if row.note else row.title
            cells = zip(row.cells, self.columns, strict=True)
            values = [_filled(cell, 3 if column.is_range else 1) for cell, column in cells]
            yield [title, *(value for some in values for value in some)]


def _filled(cell: Cell, number: int) -> tuple[object, ...]:
    return cell.values + ("",) * (number - len(cell.values))


def words(text: Any, small: str = "") -> Cell:
    """A cell of words."""
    text = str(text)
    return Cell(text, small, (f"{text} ({small})" if small else text,), is_number=False)


def blank(reason: Any = "", is_number: bool = True) -> Cell:
    """Nothing to show, or why not."""
    return Cell(str(reason) or NONE, values=(str(reason),), is_number=is_number)


def few(least: int) -> Cell:
    """A figure that too few sessions stand behind."""
    return blank(_("under %s") % least)


def number(value: int, least: int = 0) -> Cell:
    """A number of sessions; with `least`, one below it is not shown unless it is 0."""
    if 0 < value < least:
        return few(least)
    return Cell(whole(value), values=(value,))


def share(
    value: float | None, interval: Interval | None = None, trials: int = 1, least: int = 0
) -> Cell:
    """A share in percent with its interval, as `trials` sessions say."""
    if value is None or not trials:
        return blank()
    if trials < least:
        return few(least)
    percent = rounded(value)
    if interval is None:
        return Cell(f"{_number(percent)}%", values=(percent,))
    low, high = (rounded(end) for end in interval)
    return Cell(f"{_number(percent)}%", f"{_number(low)}–{_number(high)}%", (percent, low, high))


def minutes(seconds: float | None, times: int = 1, least: int = 0) -> Cell:
    """A time in minutes, as so many `times` say."""
    if seconds is None:
        return blank()
    if times < least:
        return few(least)
    value = round(seconds / 60, 1)
    return Cell(_number(value), values=(value,))


def mean_minutes(sample: Sample, least: int = 0) -> Cell:
    """A mean of seconds in minutes, with its interval."""
    if sample.number < max(least, 1):
        return few(least) if sample.number else blank()
    value, ends = round(sample.mean / 60, 1), interval_of_mean(sample)
    if ends is None:
        return Cell(_number(value), values=(value,))
    low, high = (max(round(end / 60, 1), 0.0) for end in ends)
    return Cell(_number(value), f"{_number(low)}–{_number(high)}", (value, low, high))


def difference(value: float, interval: Interval | None, digits: int = 0) -> Cell:
    """How much more (or, with a minus, less), with its interval."""
    shown = _signed(value, digits)
    if interval is None:
        return Cell(shown, values=(_digits(value, digits),))
    low, high = (_digits(end, digits) for end in interval)
    ends = _("%(low)s to %(high)s") % {"low": _signed(low, digits), "high": _signed(high, digits)}
    return Cell(shown, ends, (_digits(value, digits), low, high))


def rounded(value: float) -> float:
    """A share in whole percent; with one decimal where that would say none or all."""
    percent = 100 * value
    if 0 < percent < 1 or 99 < percent < 100:
        return round(percent, 1)
    return round(percent)


def _number(value: float) -> str:
    return decimal(value, 1 if isinstance(value, float) else 0)


def _digits(value: float, digits: int) -> float:
    # No "-0": adding 0 makes it 0.
    return round(value, digits) + 0 if digits else round(value)


def _signed(value: float, digits: int) -> str:
    value = _digits(value, digits)
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return sign + decimal(abs(value), digits)
