"""Steps that cure the same."""

import random

import pytest

from troubleshooter.core.arranging import Fix, plan
from troubleshooter.core.beliefs import Belief
from troubleshooter.core.evidence import Counters, Evidence
from troubleshooter.core.ordering import draw, record
from troubleshooter.core.rivals import clearest_rival, split, suspect
from troubleshooter.core.statistics import Try

LONG_FIRST = (Fix("long", 9), Fix("quick", 2), Fix("other", 4))


def test_a_rival_is_seen_where_its_failing_takes_the_worth_away():
    evidence = Evidence(fixed=30, exposure=300, after={"long": (3, 200), "other": (20, 200)})
    assert clearest_rival(evidence, ["long", "other"]) == "long"


def test_of_rivals_that_the_evidence_does_not_tell_apart_it_is_the_first_named():
    evidence = Evidence(fixed=30, exposure=300, after={"long": (3, 200), "other": (3, 199)})
    assert clearest_rival(evidence, ["long", "other"]) == "long"
    assert clearest_rival(evidence, ["other", "long"]) == "other"


def test_no_rival_can_make_a_step_better():
    evidence = Evidence(fixed=30, exposure=300, after={"long": (28, 100)})
    assert clearest_rival(evidence, ["long"]) is None


def test_no_rival_is_seen_in_what_chance_does():
    evidence = Evidence(fixed=30, exposure=300, after={"long": (17, 200), "other": (22, 200)})
    assert clearest_rival(evidence, ["long", "other"]) is None


def test_no_rival_is_seen_without_evidence():
    assert clearest_rival(Evidence(), ["long"]) is None
    assert clearest_rival(Evidence(exposure=50), []) is None


def test_split_evidence_worked_by_hand():
    evidence = Evidence(fixed=30, exposure=300, after={"long": (3, 200)})
    untried, failed = split(Belief(2, 20), evidence, "long")
    assert untried.mean == pytest.approx((10 * 0.1 + 27) / 110)
    assert failed.mean == pytest.approx((10 * 0.1 + 3) / 210)


def suspected(evidence, fixes=LONG_FIRST, means=(0.3, 0.02, 0.1)):
    keys = [fix.key for fix in fixes]
    beliefs = {key: Belief(100 * mean, 100) for key, mean in zip(keys, means, strict=True)}
    costs = {fix.key: fix.minutes for fix in fixes}
    return suspect(plan(fixes), Counters(evidence=evidence), "", beliefs, costs)


def test_a_quick_step_behind_a_long_one_is_suspected():
    found = suspected({})
    assert (found.step, found.rival) == ("quick", "long")
    assert found.worth == pytest.approx(0.02 + 0.7 * 0.3)


def test_suspicion_passes_to_another_pair_when_tries_ahead_of_the_rival_fixed_nothing():
    found = suspected({("", "quick"): Evidence(fixed=0, exposure=28)})
    assert (found.step, found.rival) != ("quick", "long")


def test_suspicion_ends_with_tries_enough():
    tried = {("", fix.key): Evidence(fixed=1, exposure=31) for fix in LONG_FIRST}
    assert suspected(tried) is None


def test_nobody_is_bothered_for_what_would_save_next_to_nothing():
    fixes = (Fix("long", 9), Fix("quick", 8))
    assert suspected({}, fixes, means=(0.3, 0.1)) is not None
    assert suspected({}, fixes, means=(0.0028, 0.0024)) is None


@pytest.mark.parametrize(
    "quick",
    [
        Fix("quick", 2, after=("long",)),
        Fix("quick", 2, late=True),
        Fix("quick", 2, pinned=True),
    ],
)
def test_what_may_not_come_first_is_not_suspected(quick):
    fixes = (LONG_FIRST[0], quick)
    assert suspected({}, fixes, means=(0.3, 0.02)) is None


def test_a_step_that_its_rival_hides_comes_first_in_the_end():
    """Both cure the same three in ten: two minutes instead of nine."""
    rng, counters = random.Random(2), Counters()
    for _ in range(2500):
        drawn = draw(LONG_FIRST, counters, "", rng)
        is_curable, is_other = rng.random() < 0.4, rng.random() < 0.2
        tries = []
        for step in drawn.order:
            is_cured = is_other if step == "other" else is_curable and rng.random() < 0.9
            tries.append(Try(step, "fixed" if is_cured else "not_fixed"))
            if is_cured:
                break
        counters = record(LONG_FIRST, counters, drawn, tries)
    orders = [draw(LONG_FIRST, counters, "", random.Random(seed)) for seed in range(60)]
    first = [drawn.order[0] for drawn in orders if drawn.arm == "belief"]
    assert set(first) == {"quick"}
