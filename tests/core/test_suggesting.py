"""The move that would save people most."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troubleshooter.core.arranging import Fix, plan
from troubleshooter.core.evidence import Evidence
from troubleshooter.core.suggesting import FEWEST_SESSIONS, suggest

from .test_arranging import guides

FIXES = (Fix("slow", 20), Fix("rare", 10), Fix("quick", 2))


def measured(fixed, exposure, minutes):
    return Evidence(fixed, exposure, tried=exposure, seconds=60 * minutes * exposure)


KNOWN = {
    "slow": measured(1000, 10_000, 20),
    "rare": measured(500, 10_000, 10),
    "quick": measured(5000, 10_000, 2),
}


def test_the_saving_worked_by_hand():
    # Before: 20 + 0.9 × 10 + 0.85 × 2 = 30.7 minutes. After: 2 + 0.5 × 20 + 0.4 × 10 = 16.
    found = suggest(FIXES, KNOWN, 10_000)
    assert (found.step, found.place, found.new_place) == ("quick", 3, 1)
    assert found.order == ("quick", "slow", "rare")
    assert found.minutes == pytest.approx(14.7, abs=0.1)
    assert found.interval.low < found.minutes < found.interval.high
    assert found.sessions == 10_000


def test_the_saving_is_less_where_people_leave():
    # Before: 20 + 0.5 × 9 + 0.25 × 1.7 = 24.925. After: 2 + 0.5 × 10 + 0.25 × 4 = 8.
    assert suggest(FIXES, KNOWN, 10_000, staying=0.5).minutes == pytest.approx(16.925, abs=0.1)


def test_risk_minutes_are_minutes():
    fixes = (Fix("slow", 20), Fix("rare", 10), Fix("quick", 2, risk_minutes=600))
    assert suggest(fixes, KNOWN, 10_000) is None


def test_fewer_sessions_make_a_wider_interval():
    few = {
        key: measured(e.fixed / 50, e.exposure / 50, e.seconds / e.tried / 60)
        for key, e in KNOWN.items()
    }
    many, fewer = suggest(FIXES, KNOWN, 10_000).interval, suggest(FIXES, few, 200).interval
    assert fewer.high - fewer.low > 3 * (many.high - many.low)


def test_too_few_sessions_suggest_nothing():
    assert suggest(FIXES, KNOWN, FEWEST_SESSIONS - 1) is None
    assert suggest(FIXES, KNOWN, FEWEST_SESSIONS) is not None


def test_the_best_order_is_left_alone():
    best = (Fix("quick", 2), Fix("slow", 20), Fix("rare", 10))
    assert suggest(best, KNOWN, 10_000) is None


def test_what_is_not_sure_is_not_suggested():
    assert suggest(FIXES, {}, FEWEST_SESSIONS) is None


@pytest.mark.parametrize("fixes", [(), (Fix("only", 3),)])
def test_nothing_can_be_moved_in_a_guide_of_one_step_or_none(fixes):
    assert suggest(fixes, {}, 1000) is None


@given(guides(), st.data())
def test_a_suggestion_obeys_and_saves(fixes, data):
    evidence = {
        fix.key: measured(data.draw(st.integers(0, 300)), 1000, data.draw(st.integers(1, 60)))
        for fix in fixes
    }
    found = suggest(fixes, evidence, 1000)
    if found:
        assert plan(fixes).allows(found.order)
        assert found.order[found.new_place - 1] == found.step
        assert plan(fixes).order[found.place - 1] == found.step
        assert 0 < found.interval.low <= found.minutes <= found.interval.high
