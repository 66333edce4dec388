"""Steps by worth and cost, as far as the constraints allow."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troubleshooter.core.arranging import Fix, Worth, arrange, plan


@st.composite
def guides(draw, most=7):
    """Fixes with prerequisites among those the author put before them, in any mixture."""
    fixes = []
    for key in "abcdefghij"[: draw(st.integers(1, most))]:
        earlier = [fix.key for fix in fixes]
        after = draw(st.lists(st.sampled_from(earlier), max_size=2, unique=True)) if earlier else []
        late, pinned = draw(st.integers(0, 4)) == 0, draw(st.integers(0, 4)) == 0
        fixes.append(Fix(key, draw(st.integers(1, 60)), 0, tuple(after), late, pinned))
    return tuple(draw(st.permutations(fixes)) if draw(st.booleans()) else fixes)


def drawn_worth(draw, fixes):
    keys = [fix.key for fix in fixes]
    shares = st.floats(0.001, 0.5)
    return {
        key: Worth(draw(shares), draw(st.sampled_from([None, *keys])), draw(shares)) for key in keys
    }


def obeys(fixes, order):
    """Written apart from the code: what the words "after", "late" and "pinned" say."""
    known = {fix.key: fix for fix in fixes}
    behind = {key: set(known[key].after) for key in known}
    for _ in known:
        behind = {
            key: set.union(found, *(behind[other] for other in found))
            for key, found in behind.items()
        }
    late = {key for key in known if known[key].late or any(known[o].late for o in behind[key])}
    place = {key: index for index, key in enumerate(order)}
    return (
        sorted(order) == sorted(known)
        and all(place[other] < place[key] for key in known for other in behind[key])
        and all(place[key] < place[other] for key in known.keys() - late for other in late)
    )


@given(st.data())
def test_an_order_holds_every_step_once_and_obeys(data):
    fixes = data.draw(guides())
    order = arrange(fixes, drawn_worth(data.draw, fixes), {fix.key: fix.minutes for fix in fixes})
    assert obeys(fixes, order)
    authored = plan(fixes).order
    for fix in fixes:
        if fix.pinned:
            assert order.index(fix.key) == authored.index(fix.key)
    assert plan(fixes).allows(order)


@given(guides(most=9))
def test_the_authors_order_obeys_too(fixes):
    assert obeys(fixes, plan(fixes).order)
    assert plan(fixes).allows(plan(fixes).order)


@given(guides(most=5), st.data())
def test_what_is_allowed_is_what_obeys_and_keeps_the_pins(fixes, data):
    order = data.draw(st.permutations([fix.key for fix in fixes]))
    authored = plan(fixes).order
    keeps = all(order.index(f.key) == authored.index(f.key) for f in fixes if f.pinned)
    assert plan(fixes).allows(order) == (obeys(fixes, order) and keeps)


def cost_of(order, worth, cost):
    left, spent = 1.0, 0.0
    for key in order:
        spent += left * cost[key]
        left -= worth[key].first
    return spent


@given(st.data())
def test_each_step_after_at_most_one_other_it_is_the_best_order(data):
    fixes = data.draw(
        guides(most=5).filter(lambda g: all(len(f.after) < 2 and not f.pinned for f in g))
    )
    shares = data.draw(st.lists(st.floats(0.01, 0.19), min_size=len(fixes), max_size=len(fixes)))
    worth = {fix.key: Worth(share) for fix, share in zip(fixes, shares, strict=True)}
    cost = {fix.key: fix.minutes for fix in fixes}
    allowed = [order for order in permutations(worth) if plan(fixes).allows(order)]
    best = min(cost_of(order, worth, cost) for order in allowed)
    assert cost_of(arrange(fixes, worth, cost), worth, cost) == pytest.approx(best, rel=1e-9)


def test_the_best_ratio_comes_first():
    fixes = (Fix("long", 30), Fix("quick", 2), Fix("fair", 5))
    worth = {"long": Worth(0.4), "quick": Worth(0.1), "fair": Worth(0.1)}
    order = arrange(fixes, worth, {"long": 30, "quick": 2, "fair": 5})
    assert order == ["quick", "fair", "long"]


def test_equal_ratios_keep_the_authors_order():
    fixes = tuple(Fix(key, 1) for key in "cab")
    assert arrange(fixes, dict.fromkeys("abc", Worth(0.1)), dict.fromkeys("abc", 1)) == list("cab")


def test_a_prerequisite_inherits_the_ratio_of_its_block():
    fixes = (Fix("x", 5), Fix("p", 5), Fix("a", 1, after=("p",)), Fix("b", 1, after=("p",)))
    worth = {"x": Worth(0.2), "p": Worth(0.0), "a": Worth(0.2), "b": Worth(0.2)}
    # p, a and b: 0.4 in 7 minutes is more than x's 0.2 in 5, though p alone cures nothing.
    cost = {"x": 5, "p": 5, "a": 1, "b": 1}
    assert arrange(fixes, worth, cost) == ["p", "a", "b", "x"]


def test_a_step_loses_its_worth_once_its_rival_has_failed():
    fixes = (Fix("a", 1), Fix("b", 1), Fix("c", 1))
    worth = {"a": Worth(0.5), "b": Worth(0.4, "a", 0.1), "c": Worth(0.2)}
    assert arrange(fixes, worth, dict.fromkeys("abc", 1)) == ["a", "c", "b"]


def test_what_must_come_after_a_late_step_is_late():
    fixes = (Fix("erase", 9, late=True), Fix("check", 1, after=("erase",)), Fix("look", 1))
    assert plan(fixes).order == ("look", "erase", "check")


def test_prerequisites_that_do_not_apply_are_ignored():
    assert plan((Fix("a", 1, after=("gone",)),)).order == ("a",)


def test_a_cycle_still_gives_an_order():
    fixes = (Fix("a", 1, after=("b",)), Fix("b", 1, after=("a",)), Fix("c", 1))
    worth = dict.fromkeys("abc", Worth(0.1))
    assert sorted(arrange(fixes, worth, dict.fromkeys("abc", 1))) == ["a", "b", "c"]
