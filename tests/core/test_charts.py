"""Where the marks of a chart go, against places worked out by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troubleshooter.core.charts import PLOT, Point, bars, periods, places, ticks, trend, whiskers
from troubleshooter.core.intervals import Interval

MONDAY = date(2026, 3, 2)


def point(index, sessions=10, share=None, most=None, days=7):
    return Point(MONDAY + timedelta(days=days * index), sessions, share, most)


# --- Axes ---


@pytest.mark.parametrize(
    ("most", "shares"),
    [
        (1.0, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (0.42, [0, 0.1, 0.2, 0.3, 0.4, 0.5]),
        (0.03, [0, 0.01, 0.02, 0.03]),
        (0.2, [0, 0.05, 0.1, 0.15, 0.2]),
        (0.0, [0, 0.01]),
    ],
)
def test_an_axis_has_round_shares_up_to_the_greatest(most, shares):
    found = ticks(most)
    assert [tick.share for tick in found] == shares
    assert (found[0].at, found[-1].at) == (0, 100)


@given(st.floats(0, 1))
def test_an_axis_holds_its_greatest_share_and_has_few_ticks(most):
    found = ticks(most)
    assert 2 <= len(found) <= 6
    assert most <= found[-1].share + 1e-6
    assert found[-1].share <= 1


# --- Dots and whiskers ---


def test_a_dot_and_its_whisker_stand_on_the_common_axis():
    chart = whiskers([(0.25, Interval(0.2, 0.3)), None, (0.4, Interval(0.35, 0.5))])
    assert chart.ticks[-1].share == 0.5
    first, second, third = chart.rows
    assert (first.at, first.low, first.high) == (50, 40, 60)
    assert (second.at, second.low, second.high) == (None, None, None)
    assert (third.at, third.low, third.high) == (80, 70, 100)
    assert first.y < second.words < second.y < third.y < chart.rows_height < chart.height


def test_a_chart_without_rows_is_as_high_as_its_axis():
    assert whiskers([]).rows == ()
    assert whiskers([None]).rows[0].at is None


# --- Bars ---


def test_places_stand_from_the_first_to_the_last_with_the_authors_as_a_ring():
    drawn = places([(1, 3, Interval(1, 2)), (5, 5, Interval(4, 5))], 5)
    first, last = drawn.rows
    assert (first.at, first.low, first.high, first.ring) == (0, 0, 25, 50)
    assert (last.at, last.low, last.high, last.ring) == (100, 75, 100, 100)
    assert [(tick.at, tick.share) for tick in drawn.ticks] == [(0, 1), (50, 3), (100, 5)]


def test_the_longest_bar_fills_the_chart():
    assert [row.width for row in bars([200, 50, 0]).rows] == [100, 25, 0]
    assert [row.width for row in bars([0, 0]).rows] == [0, 0]
    assert bars([]).height == 0


# --- Trends ---


def test_a_line_runs_through_the_middle_of_each_week():
    chart = trend([point(0, 10, 0.5, 1.0), point(1, 40, 1.0, 1.0)], 7)
    assert chart.line == f"M25.0 {PLOT / 2} L75.0 0.0"
    assert chart.band == f"M25.0 {PLOT / 2} L75.0 0.0 L75.0 0.0 L25.0 0.0 Z"
    assert [(dot.x, dot.y) for dot in chart.dots] == [(25, PLOT / 2), (75, 0)]
    assert chart.dots_path == f"M25.0 {PLOT / 2}h.01 M75.0 0.0h.01"


def test_a_week_without_a_share_is_a_gap():
    chart = trend([point(0, 9, 1.0), point(1, 0), point(2, 9, 1.0), point(3, 9, 1.0)], 7)
    assert chart.line == "M12.5 0.0 M62.5 0.0 L87.5 0.0"
    assert len(chart.dots) == 3


def test_columns_stand_on_one_base_and_are_as_high_as_their_numbers():
    chart = trend([point(0, 10), point(1, 40), point(2, 0)], 7)
    assert [column.height for column in chart.columns] == [12, 48, 0]
    assert {column.y + column.height for column in chart.columns} == {chart.base}
    first, second, _none = chart.columns
    assert chart.columns_path == (
        f"M{first.x} {first.y}h{first.width}V{chart.base}H{first.x}Z "
        f"M{second.x} {second.y}h{second.width}V{chart.base}H{second.x}Z"
    )
    assert chart.columns[0].x + chart.columns[0].width < chart.columns[1].x


def test_a_day_is_marked_where_it_falls_and_days_outside_are_not():
    marks = [
        (MONDAY + timedelta(days=7), "Edition 2"),
        (MONDAY - timedelta(days=1), "Edition 1"),
        (MONDAY + timedelta(days=28), "Edition 9"),
        (MONDAY + timedelta(days=21), "Edition 3"),
        (MONDAY + timedelta(days=21), "Edition 4"),
    ]
    chart = trend([point(index) for index in range(4)], 7, marks)
    assert [(mark.x, mark.label, mark.is_end) for mark in chart.marks] == [
        (25, "Edition 2", False),
        (75, "Edition 3, Edition 4", True),
    ]


def test_a_trend_of_nothing_is_an_empty_chart():
    chart = trend([], 1, [(MONDAY, "Edition 1")])
    assert (chart.line, chart.band, chart.marks, chart.labels) == ("", "", (), ())
    assert trend([point(0)], 7).columns[0].height == 48


def test_the_first_the_middle_and_the_last_day_are_named():
    names = [label.day for label in trend([point(index, days=1) for index in range(9)], 1).labels]
    assert names == [MONDAY, MONDAY + timedelta(days=4), MONDAY + timedelta(days=8)]
    assert len(trend([point(0)], 7).labels) == 1


@given(
    st.lists(st.tuples(st.integers(0, 500), st.none() | st.floats(0, 1)), max_size=40),
    st.sampled_from([1, 7]),
)
def test_nothing_is_drawn_outside(values, days):
    points = [point(index, sessions, share) for index, (sessions, share) in enumerate(values)]
    chart = trend(points, days)
    assert all(0 <= dot.x <= 100 and 0 <= dot.y <= PLOT for dot in chart.dots)
    assert all(column.x + column.width <= 100 for column in chart.columns)
    assert all(column.y >= PLOT for column in chart.columns)


# --- Days and weeks ---


def test_weeks_begin_on_mondays_and_hold_both_ends():
    wednesday, next_monday = MONDAY + timedelta(days=2), MONDAY + timedelta(days=7)
    assert periods(wednesday, next_monday, 7) == [MONDAY, next_monday]
    assert periods(wednesday, wednesday, 7) == [MONDAY]
    assert periods(MONDAY, wednesday, 1) == [MONDAY + timedelta(days=n) for n in range(3)]
