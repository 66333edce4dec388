"""Reading the tallies: which rows a report takes, and that none counts twice."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories import published
from troubleshooter.core.tallies import COLUMNS, Counts
from troubleshooter.models import Tally
from troubleshooter.models.adding import Row, add, spread

pytestmark = pytest.mark.django_db

FIRST = date(2026, 1, 20)


def row(edition, day=FIRST, by="", value="", kind="session", key="", is_simulated=False):
    return Row(edition.pk, "day", day, by, value, kind, key, is_simulated)


def counted(*days, edition, **place):
    """One session fixed on each day."""
    changes = {}
    for day in days:
        changes.setdefault(row(edition, day, **place), Counter())["fixed"] += 1
    add(spread(changes))


class Between(TestCase):
    """Days and months together are each session once."""

    @classmethod
    def setUpTestData(cls):
        counted(*(FIRST + timedelta(days=n) for n in range(120)), edition=published().live)

    @settings(max_examples=60, deadline=None)
    @given(
        st.none() | st.integers(-40, 160),
        st.none() | st.integers(-40, 160),
    )
    def test_any_first_and_last_day_find_each_session_once(self, first, last):
        begin = None if first is None else FIRST + timedelta(days=first)
        end = None if last is None else FIRST + timedelta(days=last)
        low = 0 if first is None else max(first, 0)
        high = 119 if last is None else min(last, 119)
        rows = Tally.objects.between(begin, end)
        assert rows.total().fixed == max(high - low + 1, 0)
        assert rows.count() <= 62
        assert Tally.objects.daily(begin, end).total().fixed == max(high - low + 1, 0)


def test_whole_months_are_read_as_months():
    counted(*(FIRST + timedelta(days=n) for n in range(120)), edition=published().live)
    assert Tally.objects.between().count() == 5
    spring = Tally.objects.between(date(2026, 2, 1), date(2026, 4, 30))
    assert [(tally.span, tally.day.month) for tally in spring.order_by("day")] == [
        ("month", 2), ("month", 3), ("month", 4),
    ]  # fmt: skip
    assert Tally.objects.monthly().added_up("day")[date(2026, 3, 1),].fixed == 31


def test_rows_are_summed_by_the_columns_that_are_named():
    guide = published()
    for key, times in (("paper", 2), ("cable", 3)):
        counted(*[FIRST] * times, edition=guide.live, kind="step", key=key)
    counted(FIRST, edition=guide.live, kind="step", key="paper", by="segment", value="a=b")
    found = Tally.objects.of_guide(guide).of_all().about_steps().between().added_up("key")
    assert {key: counts.fixed for (key,), counts in found.items()} == {"paper": 2, "cable": 3}
    assert Tally.objects.of_segment("a=b").monthly().total() == Counts(fixed=1)


def test_how_sessions_fared_is_told_day_by_day():
    edition = published().live
    said = Counter(opened=16, fixed=1, exhausted=2, not_your_side=4)
    unknown = Counter(waiting=32, going=64, abandoned=128)
    add(spread({row(edition): said + unknown, row(edition, FIRST + timedelta(1)): said}))
    add(spread({row(edition, kind="step", key="paper"): Counter(fixed=900)}))
    assert Tally.objects.daily().fared_by_day() == {
        FIRST: (7 + 224, 1, 224),
        FIRST + timedelta(1): (7, 1, 0),
    }
    assert Tally.objects.none().fared_by_day() == {}


def test_several_questions_are_read_at_once():
    edition = published().live
    for question in ("phone", "system", "where"):
        counted(FIRST, edition=edition, by=f"question:{question}", value="a")
    found = Tally.objects.by_choice("phone", "where").monthly().added_up("by", columns=["fixed"])
    assert found == {
        ("question:phone",): Counts(fixed=1),
        ("question:where",): Counts(fixed=1),
    }


def test_people_and_simulated_people_are_told_apart():
    edition = published().live
    counted(FIRST, FIRST, edition=edition)
    counted(FIRST, edition=edition, is_simulated=True)
    month = Tally.objects.of_edition(edition).monthly()
    assert (month.real().total().fixed, month.simulated().total().fixed) == (2, 1)


def test_a_sum_of_no_rows_is_nothing():
    assert Tally.objects.total() == Tally.objects.none().total() == Counts()
    assert Tally.objects.added_up("key") == {}


def test_every_count_has_a_column():
    fields = [field.name for field in Tally._meta.concrete_fields]
    assert fields[-len(COLUMNS) :] == list(COLUMNS)


@pytest.mark.parametrize("times", [1, 2])
def test_only_what_was_added_can_be_taken_away(times):
    edition = published().live
    if times == 2:
        counted(FIRST, edition=edition)
    with pytest.raises(IntegrityError), transaction.atomic():
        add({row(edition): Counter(fixed=-times)})


def test_a_row_in_which_nothing_is_left_vanishes():
    edition = published().live
    counted(FIRST, FIRST, edition=edition)
    add({row(edition): Counter(fixed=-1)})
    assert Tally.objects.daily().total().fixed == 1
    add({row(edition): Counter(fixed=-1)})
    assert not Tally.objects.daily().exists()


def test_sums_may_grow_past_what_a_count_can_be():
    edition = published().live
    for _ in range(2):
        add({row(edition): Counter(exposure=6_000_000_000, seconds_squared=9 * 10**17)})
    assert Tally.objects.total() == Counts(exposure=12 * 10**9, seconds_squared=18 * 10**17)
