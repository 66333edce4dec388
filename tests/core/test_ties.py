"""The author's order where the evidence does not tell steps apart."""

import random
from itertools import combinations
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troubleshooter.core.arranging import Fix, Worth, arrange
from troubleshooter.core.beliefs import Belief, posterior
from troubleshooter.core.evidence import Counters, Evidence
from troubleshooter.core.ordering import draw, order_now
from troubleshooter.core.ties import settle_ties

from .test_arranging import drawn_worth, guides, obeys

FIXES = tuple(Fix(key, 1) for key in "abcd")


def settled(fixed, fixes=FIXES, rivals=(), exposure=400):
    """The order when so many of the exposed sessions were fixed by each step of a minute."""
    beliefs = {key: Belief(some, exposure) for key, some in fixed.items()}
    worth = {key: Worth(belief.mean) for key, belief in beliefs.items()}
    worth |= {step: Worth(worth[step].first, rival, 0.0) for step, rival in rivals}
    cost = dict.fromkeys(fixed, 1.0)
    return "".join(arrange(fixes, settle_ties(fixes, worth, beliefs, cost), cost))


def test_variance_of_a_belief():
    assert Belief(20, 100).variance == pytest.approx(0.2 * 0.8 / 101)


def test_steps_that_are_not_told_apart_keep_the_authors_order():
    # A standard error of the difference of 40 and 44 in 400 is 8.7 in 400.
    assert settled({"a": 40, "b": 44, "c": 41, "d": 45}) == "abcd"


def test_a_clearly_better_step_goes_ahead():
    assert settled({"a": 40, "b": 50, "c": 40, "d": 40}) == "bacd"


def test_of_those_not_clearly_worse_than_the_best_the_authors_first_is_first():
    # d is clearly better than a, and neither b nor c is clearly worse than d.
    assert settled({"a": 38, "b": 44, "c": 43, "d": 48}) == "bcda"


def test_a_contradicted_author_has_no_say():
    # That d is better than c is sure, so a and b go by the evidence too.
    assert settled({"a": 40, "b": 42, "c": 20, "d": 50}) == "dbac"


@pytest.mark.parametrize("best", [Fix("d", 1, after=("a", "b", "c")), Fix("d", 1, late=True)])
def test_only_steps_that_may_trade_places_contradict_the_author(best):
    fixed = {"a": 40, "b": 42, "c": 38, "d": 80}
    assert settled(fixed)[:2] == "db"
    assert settled(fixed, (*FIXES[:3], best)) == "abcd"


def test_a_step_with_a_rival_goes_by_the_evidence():
    fixed = {"a": 40, "b": 41, "c": 20, "d": 20}
    assert settled(fixed) == "abcd"
    assert settled(fixed, rivals=[("b", "a")]) == "bacd"


@given(st.data())
def test_what_must_be_obeyed_is(data):
    fixes = data.draw(guides())
    worth = drawn_worth(data.draw, fixes)
    beliefs = {
        key: Belief(item.first * exposure, exposure)
        for key, item in worth.items()
        if (exposure := data.draw(st.floats(20, 5000)))
    }
    cost = {fix.key: fix.minutes for fix in fixes}
    assert obeys(fixes, arrange(fixes, settle_ties(fixes, worth, beliefs, cost), cost))


def test_a_dozen_equal_steps_stay_nearly_as_the_author_has_them():
    """Each fixes about one session in twenty; what the evidence says more is luck."""
    rng = random.Random(4)
    fixes = tuple(Fix(key, 5) for key in "abcdefghijkl")
    evidence = {("", fix.key): Evidence(rng.gauss(50, 7), 1000, at=1000) for fix in fixes}
    counters = Counters(1000, evidence)
    beliefs = posterior(fixes, counters, "")
    by_evidence = sorted(beliefs, key=lambda key: -beliefs[key].mean)
    believed = order_now(fixes, counters, "")
    assert turned(believed) < turned(by_evidence) / 2
    drawn = [draw(fixes, counters, "", random.Random(seed)) for seed in range(100)]
    assert {item.order for item in drawn if item.arm == "belief"} == {believed}
    by_chance = [turned(item.order) for item in drawn if item.arm == "chance"]
    assert 0 < fmean(by_chance) < turned(by_evidence)


def turned(order):
    """How many pairs are not in the order of the alphabet."""
    return sum(first > second for first, second in combinations(order, 2))
