"""How likely a step fixes a fresh session, from tries that were made late or by few."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troubleshooter.core.statistics import MILLION, Try, Weight, add_up, fixed_bounds, weigh

STEPS = "abcde"
CHANCES = {"a": 0.3, "b": 0.25, "c": 0.2, "d": 0.15, "e": 0.05}

outcomes = st.sampled_from(["fixed", "not_fixed", "could_not", "already_tried", "later"])
sessions = st.lists(
    st.tuples(st.permutations(STEPS), st.lists(outcomes, max_size=5)).map(
        lambda drawn: [Try(step, outcome) for step, outcome in zip(*drawn, strict=False)]
    ),
    max_size=20,
)
estimates = st.fixed_dictionaries({step: st.floats(0, 0.9) for step in STEPS})


def walk(order, rng, leaving=0.1):
    """One person with one cause, who may leave after each step."""
    cause = rng.choices([*CHANCES, None], [*CHANCES.values(), 1 - sum(CHANCES.values())])[0]
    tries = []
    for step in order:
        tries.append(Try(step, "fixed" if step == cause else "not_fixed"))
        if step == cause or rng.random() < leaving:
            break
    return tries


def settled(sessions):
    """The weights by the very rates that come out of them."""
    rates, total = {}, {}
    for _ in STEPS:
        total = add_up(weigh(tries, rates) for tries in sessions)
        rates = {step: weight.rate for step, weight in total.items()}
    return total


def kaplan_meier(sessions, order):
    """The drop of the survival curve at each step: deaths over those at risk, times survival."""
    survival, drops = 1.0, {}
    for step in order:
        results = [t.outcome for tries in sessions for t in tries if t.step == step]
        if not results:
            break
        drops[step] = survival * results.count("fixed") / len(results)
        survival -= drops[step]
    return drops


def test_a_worked_example():
    # Ten people try a: four are fixed. Three of the six others leave; one of the three left is
    # fixed by b. Of a fresh ten, six would have got to b and two been fixed by it.
    people = [[Try("a", "fixed")]] * 4 + [[Try("a", "not_fixed")]] * 3
    people += [[Try("a", "not_fixed"), Try("b", "not_fixed")]] * 2
    people += [[Try("a", "not_fixed"), Try("b", "fixed")]]
    total = add_up(weigh(tries, {"a": 0.4}) for tries in people)
    assert total["a"] == Weight(fixed=4, exposure=10 * MILLION, tried=10)
    assert total["b"] == Weight(fixed=1, exposure=3 * 1_666_666, tried=3)
    assert total["a"].rate == 0.4
    assert total["b"].rate == pytest.approx(0.2, rel=1e-6)


def test_only_known_results_count():
    tries = [Try("a", "could_not"), Try("b", "already_tried"), Try("c", "later"), Try("d", "fixed")]
    assert weigh(tries, CHANCES) == {"d": Weight(fixed=1, exposure=MILLION, tried=1)}


def test_a_fix_leaves_as_much_as_there_was():
    weights = weigh([Try("a", "fixed"), Try("b", "not_fixed"), Try("c", "fixed")], CHANCES)
    assert weights["b"].exposure == MILLION
    assert weights["c"].exposure == MILLION * 4 // 3


def test_a_try_counts_as_ten_at_most():
    weights = weigh([Try("a", "not_fixed"), Try("b", "not_fixed")], {"a": 0.97})
    assert weights["b"].exposure == 10 * MILLION


def test_an_unknown_estimate_leaves_everything():
    weights = weigh([Try("new", "not_fixed"), Try("a", "fixed")], {})
    assert weights["a"] == Weight(fixed=1, exposure=MILLION, tried=1)


def test_nothing_is_said_of_a_step_that_was_never_tried():
    assert weigh([], CHANCES) == {}
    assert Weight().rate is None
    assert Weight().interval() == (0.0, 1.0)


@pytest.mark.parametrize(("outcome", "rate"), [("fixed", 1.0), ("not_fixed", 0.0)])
def test_all_or_none_fixed(outcome, rate):
    total = add_up(weigh([Try("a", outcome)], CHANCES) for _ in range(50))["a"]
    assert total.rate == rate
    assert total.interval().low <= rate <= total.interval().high
    assert total.interval().high - total.interval().low < 0.08


@given(sessions, estimates, st.randoms(use_true_random=False))
def test_sums_do_not_depend_on_their_order(sessions, estimates, rng):
    weights = [weigh(tries, estimates) for tries in sessions]
    shuffled = rng.sample(weights, len(weights))
    assert add_up(shuffled) == add_up(weights)


@given(sessions, estimates, st.data())
def test_undo_subtracts_exactly_what_was_added(sessions, estimates, data):
    if not sessions:
        return
    undone = data.draw(st.integers(0, len(sessions) - 1))
    total = add_up(weigh(tries, estimates) for tries in sessions)
    others = add_up(
        weigh(tries, estimates) for index, tries in enumerate(sessions) if index != undone
    )
    for step, weight in weigh(sessions[undone], estimates).items():
        assert total[step] - weight == others.get(step, Weight())


@given(sessions, estimates)
def test_rates_and_intervals_are_probabilities(sessions, estimates):
    for weight in add_up(weigh(tries, estimates) for tries in sessions).values():
        assert 0 <= weight.interval().low <= weight.rate <= weight.interval().high <= 1


@pytest.mark.parametrize("seed", range(3))
def test_under_one_order_it_is_kaplan_and_meier(seed):
    rng = random.Random(seed)
    people = [walk("ecabd", rng) for _ in range(600)]
    expected = kaplan_meier(people, "ecabd")
    assert {step: weight.rate for step, weight in settled(people).items()} == pytest.approx(
        expected, abs=2e-5
    )


def test_under_changing_orders_the_truth_comes_out():
    rng = random.Random(7)
    people = [walk(rng.sample(STEPS, len(STEPS)), rng) for _ in range(6000)]
    total = add_up(weigh(tries, CHANCES) for tries in people)
    for step, chance in CHANCES.items():
        assert total[step].rate == pytest.approx(chance, abs=0.015)


def test_those_who_left_may_all_or_none_be_fixed():
    assert fixed_bounds(fixed=40, left=25, sessions=100) == (0.4, 0.65)


def test_without_sessions_anything_may_be():
    assert fixed_bounds(fixed=0, left=0, sessions=0) == (0.0, 1.0)
