"""The learned order: what is drawn, what is remembered, what can be taken back."""

import random
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from troubleshooter.core.beliefs import Belief, costs, estimates, posterior, prior
from troubleshooter.core.evidence import Counters, Evidence
from troubleshooter.core.ordering import (
    AUTHOR_FIRST,
    SHARPNESS,
    Drawn,
    Fix,
    Try,
    _value,
    draw,
    record,
    revise,
)

from .test_arranging import guides, obeys

FIXES = (Fix("a", 10), Fix("b", 2), Fix("c", 3, risk_minutes=7))

outcomes = st.sampled_from(["fixed", "not_fixed", "could_not", "already_tried", "later"])


@st.composite
def histories(draw_):
    """A guide and the counters after some sessions of two segments, with the sessions."""
    fixes = draw_(guides(most=5))
    counters, told = Counters(sessions=draw_(st.sampled_from([0, AUTHOR_FIRST, 5000]))), []
    for number in range(draw_(st.integers(0, 8))):
        drawn = draw(fixes, counters, draw_(st.sampled_from(["", "x", "y"])), random.Random(number))
        tries = [
            Try(step, draw_(outcomes), draw_(st.none() | st.floats(0, 1e6)))
            for step in drawn.order[: draw_(st.integers(0, 5))]
        ]
        counters = record(fixes, counters, drawn, tries)
        told.append((drawn, tries))
    return fixes, counters, told


def sessions_of(order, count, chances, rng, counters=None, fixes=FIXES, seconds=60):
    """Counters after people with one cause each walked through one order."""
    counters = counters or Counters()
    for _ in range(count):
        drawn = replace(draw(fixes, counters, "", rng), order=tuple(order))
        cause = rng.choices([*chances, None], [*chances.values(), 1 - sum(chances.values())])[0]
        tries = []
        for step in order:
            tries.append(Try(step, "fixed" if step == cause else "not_fixed", seconds))
            if step == cause:
                break
        counters = record(fixes, counters, drawn, tries)
    return counters


@given(histories(), st.sampled_from(["", "x", "z"]), st.integers())
def test_an_order_holds_every_step_once_and_obeys(history, segment, seed):
    fixes, counters, _ = history
    drawn = draw(fixes, counters, segment, random.Random(seed))
    assert obeys(fixes, drawn.order)
    assert (drawn.segment, drawn.number) == (segment, counters.sessions)


@given(histories(), st.sampled_from(["", "x"]))
def test_estimates_are_probabilities_that_leave_something(history, segment):
    fixes, counters, _ = history
    found = draw(fixes, counters, segment, random.Random(1)).estimates
    assert found.keys() == {fix.key for fix in fixes}
    assert all(0 <= chance <= 1 and round(chance, 6) == chance for chance in found.values())
    assert sum(found.values()) <= 0.98 + 1e-9


@given(histories(), st.integers())
def test_the_same_generator_draws_the_same_order(history, seed):
    fixes, counters, _ = history
    twice = [draw(fixes, counters, "x", random.Random(seed)) for _ in range(2)]
    assert twice[0] == twice[1]


def close(one, other):
    keys = one.evidence.keys() | other.evidence.keys()
    for segment, step in keys:
        left, right = (counters.now(segment, step) for counters in (one, other))
        names = left.after.keys() | right.after.keys()
        for name in ("fixed", "exposure", "tried", "seconds"):
            assert getattr(left, name) == pytest.approx(getattr(right, name), rel=1e-9, abs=1e-6)
        for name in names:
            assert left.after.get(name, (0, 0)) == pytest.approx(
                right.after.get(name, (0, 0)), rel=1e-9, abs=1e-6
            )


@given(histories(), st.data())
def test_a_session_taken_back_leaves_no_trace(history, data):
    fixes, counters, told = history
    if not told:
        return
    undone = data.draw(st.integers(0, len(told) - 1))
    without = Counters(sessions=told[0][0].number)
    for index, (drawn, tries) in enumerate(told):
        without = record(fixes, without, drawn, () if index == undone else tries)
    drawn, tries = told[undone]
    close(revise(fixes, counters, drawn, before=tries, after=()), without)


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_recording_does_not_matter(history, rng):
    fixes, counters, told = history
    shuffled = Counters(sessions=counters.sessions - len(told))
    for drawn, tries in rng.sample(told, len(told)):
        shuffled = record(fixes, shuffled, drawn, tries)
    close(counters, shuffled)


def test_a_retracted_fix_counts_as_not_fixed_at_its_own_age():
    drawn = Drawn(("a", "b", "c"), {"a": 0.5})
    counters = record(FIXES, Counters(), drawn, [Try("a", "fixed", 60)])
    counters = replace(counters, sessions=2000)
    tries = [Try("a", "not_fixed", 60), Try("b", "fixed", 30)]
    counters = revise(FIXES, counters, drawn, before=[Try("a", "fixed", 60)], after=tries)
    assert counters.now("", "a").tally == (0.0, 0.5)
    assert counters.now("", "b").tally == (0.5, 1.0)
    assert counters.now("", "b").split("a") == ((0.0, 0.0), (0.5, 1.0))


def test_evidence_halves_in_two_thousand_sessions():
    known = Evidence(fixed=4, exposure=8, tried=6, seconds=100, at=10, after={"b": (2, 4)})
    faded = Evidence(fixed=2, exposure=4, tried=3, seconds=50, at=2010, after={"b": (1, 2)})
    assert known.faded(2010) == faded


def test_the_authors_belief_worked_by_hand():
    # 0.85^rank × minutes: 10, 1.7 and 0.7225 × 10 = 7.225, together 18.925. a is capped.
    assert {key: belief.mean for key, belief in prior(FIXES).items()} == pytest.approx(
        {"a": 0.3, "b": 0.7 * 1.7 / 18.925, "c": 0.7 * 7.225 / 18.925}
    )


def test_beliefs_worked_by_hand():
    evidence = {("", "b"): Evidence(30, 100), ("x", "b"): Evidence(8, 20)}
    counters = Counters(evidence=evidence)
    author = 20 * 0.7 * 1.7 / 18.925
    whole = (author + 30) / 120
    assert posterior(FIXES, counters, "")["b"].mean == pytest.approx(whole)
    assert posterior(FIXES, counters, "x")["b"].mean == pytest.approx((60 * whole + 8) / 80)
    assert posterior(FIXES, counters, "y")["b"].mean == pytest.approx(whole)


def test_estimates_are_scaled_where_steps_seem_to_fix_more_than_all():
    evidence = {("", step): Evidence(800, 1000) for step in "abc"}
    found = estimates(posterior(FIXES, Counters(evidence=evidence), ""))
    assert sum(found.values()) == pytest.approx(0.98, abs=1e-5)


def test_minutes_are_measured_shrunk_and_capped():
    drawn = Drawn(("a", "b", "c"), {})
    # b is estimated at 2 minutes, so that at most 8 count; c's risk is added.
    tries = [Try("b", "not_fixed", 3600), Try("c", "not_fixed", 60), Try("a", "not_fixed", None)]
    found = costs(FIXES, record(FIXES, Counters(), drawn, tries), "")
    assert found == pytest.approx(
        {"a": 10, "b": (5 * 2 + 8) / 6, "c": (5 * 3 + 1) / 6 + 7}, rel=1e-3
    )


def test_a_short_step_may_take_five_minutes():
    fixes = (Fix("a", 1),)
    counters = record(fixes, Counters(), Drawn(("a",), {}), [Try("a", "fixed", 3600)])
    assert counters.now("", "a").seconds == pytest.approx(300, rel=1e-3)


@pytest.mark.parametrize(
    ("sessions", "options", "arms"),
    [
        (0, {}, {"author"}),
        (AUTHOR_FIRST - 1, {}, {"author"}),
        (AUTHOR_FIRST, {}, {"belief", "chance", "test"}),
        (AUTHOR_FIRST, {"is_learning": False}, {"author"}),
        (AUTHOR_FIRST, {"control": 1.0}, {"control"}),
        (AUTHOR_FIRST, {"control": 0.2}, {"belief", "chance", "test", "control"}),
        (AUTHOR_FIRST - 1, {"control": 1.0}, {"author"}),
    ],
)
def test_when_the_author_decides(sessions, options, arms):
    drawn = [
        draw(FIXES, Counters(sessions=sessions), "", random.Random(seed), **options)
        for seed in range(300)
    ]
    assert {item.arm for item in drawn} == arms
    assert all(item.order == ("a", "b", "c") for item in drawn if item.arm in ("author", "control"))


def test_shares_of_the_arms():
    counters = Counters(sessions=AUTHOR_FIRST)
    arms = [draw(FIXES, counters, "", random.Random(seed), control=0.2).arm for seed in range(4000)]
    share = {arm: arms.count(arm) / len(arms) for arm in set(arms)}
    expected = {"control": 0.2, "belief": 0.4, "chance": 0.24, "test": 0.16}
    assert share == pytest.approx(expected, abs=0.025)


def test_half_of_the_sessions_are_drawn_by_chance_where_no_pair_is_suspected():
    tried = {("", step): Evidence(fixed=10, exposure=60) for step in "abc"}
    counters = Counters(AUTHOR_FIRST, tried)
    arms = [draw(FIXES, counters, "", random.Random(seed)).arm for seed in range(4000)]
    share = {arm: arms.count(arm) / len(arms) for arm in set(arms)}
    assert share == pytest.approx({"belief": 0.5, "chance": 0.5}, abs=0.025)


def test_a_draw_by_chance_scatters_as_if_there_had_been_twice_the_sessions():
    rng = random.Random(3)
    drawn = [_value(Belief(20, 100), rng, SHARPNESS) for _ in range(4000)]
    assert fmean(drawn) == pytest.approx(0.2, abs=0.005)
    assert stdev(drawn) == pytest.approx((0.2 * 0.8 / 201) ** 0.5, rel=0.05)


def test_it_learns_to_begin_with_the_likeliest_quick_step():
    chances = {"a": 0.2, "b": 0.1, "c": 0.5}
    counters = sessions_of("abc", 600, chances, random.Random(5))
    order = by_belief(counters)
    assert order[0] == "a"  # All took a minute, and c costs seven minutes of risk.
    slow = sessions_of("abc", 600, chances, random.Random(5), seconds=1200)
    assert by_belief(slow)[0] == "c"


def by_belief(counters):
    drawn = (draw(FIXES, counters, "", random.Random(seed)) for seed in range(50))
    return next(item.order for item in drawn if item.arm == "belief")


def test_a_segment_learns_apart():
    counters = Counters(sessions=300)
    drawn = Drawn(("b", "c", "a"), {}, segment="x", number=300)
    for _ in range(200):
        counters = record(
            FIXES, counters, drawn, [Try("b", "not_fixed", 60), Try("c", "fixed", 60)]
        )
        counters = record(FIXES, counters, replace(drawn, segment="y"), [Try("b", "fixed", 60)])
    chances = {name: posterior(FIXES, counters, name)["b"].mean for name in ("x", "y", "z")}
    assert chances["x"] < 0.2 < 0.4 < chances["z"] < 0.6 < 0.8 < chances["y"]


def test_a_guide_of_one_step_has_one_order():
    fixes = (Fix("only", 5),)
    for seed in range(50):
        drawn = draw(fixes, Counters(sessions=500), "", random.Random(seed))
        assert drawn.order == ("only",)
