"""What the bench of the learned order measures against must itself be right."""

import random
from itertools import permutations
from statistics import fmean

import pytest

from bench._people import UNFIXED, Ledger
from bench._scenarios import SCENARIOS
from troubleshooter.core.arranging import plan

SMALL = ["constraints", "masked fixes", "overlapping fixes", "long fixes"]


@pytest.mark.parametrize("name", SMALL)
def test_the_best_cost_is_that_of_the_best_of_all_orders(name):
    world = SCENARIOS[name](random.Random(1))
    ledger = Ledger(world.fixes, world.segments(0)[0].people)
    known = plan(world.fixes)
    allowed = (order for order in permutations(known.order) if known.allows(order))
    assert ledger.best == pytest.approx(min(map(ledger.cost, allowed)))


@pytest.mark.parametrize("name", [*SMALL, "random everything"])
def test_the_cost_of_an_order_is_what_people_spend_on_average(name):
    world, rng = SCENARIOS[name](random.Random(4)), random.Random(1)
    people, order = world.segments(0)[0].people, plan(world.fixes).order
    risk = {fix.key: fix.risk_minutes for fix in world.fixes}
    spent = []
    for _ in range(20_000):
        tries = people.walk(order, rng, tells_all=True)
        tried = [item.step for item in tries if item.outcome != "could_not"]
        is_fixed = any(item.outcome == "fixed" for item in tries)
        spent.append(
            sum(people.minutes[step] + risk[step] for step in tried) + UNFIXED * (not is_fixed)
        )
    assert fmean(spent) == pytest.approx(Ledger(world.fixes, people).cost(order), rel=0.02)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_is_the_same_for_the_same_seed(name):
    assert SCENARIOS[name](random.Random(9)) == SCENARIOS[name](random.Random(9))
