"""The learned order beside the author's, and how sure it is."""

from troubleshooter.core.arranging import Fix
from troubleshooter.core.evidence import Counters, Evidence
from troubleshooter.core.standing import standings

FIXES = (Fix("one", 2), Fix("two", 2), Fix("three", 2), Fix("last", 2, late=True))


def known(tries=500.0, **shares):
    evidence = {("", key): Evidence(share * tries, tries, at=1000) for key, share in shares.items()}
    return Counters(1000, evidence)


def by_step(counters, fixes=FIXES):
    return {one.step: one for one in standings(fixes, counters, "")}


def test_a_step_that_clearly_fixes_more_is_surely_earlier():
    found = by_step(known(one=0.1, two=0.05, three=0.5, last=0.3))
    assert list(found) == ["three", "one", "two", "last"]
    three = found["three"]
    assert (three.place, three.author_place, three.moved) == (1, 3, 2)
    assert three.range == (1, 1)
    assert three.sure == 1.0
    assert three.interval.low < three.chance < three.interval.high


def test_steps_that_are_alike_may_change_places_and_that_is_said():
    found = by_step(known(30.0, one=0.2, two=0.2, three=0.22, last=0.1))
    assert max(one.range[1] - one.range[0] for one in found.values()) == 2
    assert min(one.sure for one in found.values()) < 0.75


def test_a_late_step_is_last_in_both_orders():
    fixes = (FIXES[3], *FIXES[:3])
    last = by_step(known(one=0.1, two=0.1, three=0.1, last=0.6), fixes)["last"]
    assert (last.place, last.author_place, last.range) == (4, 4, (4, 4))


def test_the_same_is_said_each_time():
    counters = known(30.0, one=0.2, two=0.2, three=0.22, last=0.1)
    assert standings(FIXES, counters, "") == standings(FIXES, counters, "")
