"""Intervals, held against the examples of the papers they come from and against chance."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troubleshooter.core.intervals import (
    Interval,
    Sample,
    difference_of_means,
    difference_of_shares,
    interval_of_mean,
    wilson,
)


def sample(values):
    return Sample(len(values), sum(values), sum(value * value for value in values))


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_examples_of_newcombe(successes, trials, low, high):
    assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)


def test_wilson_knows_nothing_without_trials():
    assert wilson(0, 0) == Interval(0.0, 1.0)


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.sampled_from([0.5, 0.9, 0.95, 0.999]))
def test_wilson_takes_fractions_and_stays_within_0_and_1(successes, others, confidence):
    trials = successes + others
    low, high = wilson(successes, trials, confidence)
    assert 0 <= low <= high <= 1
    if trials > 0:
        assert low <= successes / trials <= high


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((5, 56), (0, 29), -0.0381, 0.1926),
    ],
)
def test_differences_of_shares_give_the_examples_of_newcombe(first, second, low, high):
    assert difference_of_shares(*first, *second) == pytest.approx((low, high), abs=5e-5)


@given(*[st.floats(0, 1e5)] * 4)
def test_differences_of_shares_stay_within_their_range(fixed, others, fixed2, others2):
    low, high = difference_of_shares(fixed, fixed + others, fixed2, fixed2 + others2)
    assert -1 - 1e-9 <= low <= high <= 1 + 1e-9
    turned = difference_of_shares(fixed2, fixed2 + others2, fixed, fixed + others)
    assert turned == pytest.approx((-high, -low))


def test_nothing_is_known_of_a_difference_with_nobody():
    assert difference_of_shares(3, 5, 0, 0) == (-1.0, 1.0)


def test_the_interval_of_a_mean_worked_by_hand():
    # Mean 3, variance 2.5, standard error √0.5; Student's t with 4 degrees of freedom is 2.7764.
    reach = 2.7764 * 0.5**0.5
    assert interval_of_mean(sample([1, 2, 3, 4, 5])) == pytest.approx((3 - reach, 3 + reach), 1e-4)
    assert interval_of_mean(Sample(1, 5.0, 25.0)) is None


def test_a_difference_of_means_worked_by_hand():
    # Means 3 and 8, variances 2.5 and 10, standard error √(0.5 + 2) = 1.5811; freedom
    # 2.5² / (0.5²/4 + 2²/4) = 5.882, where Student's t is 2.4591.
    found = difference_of_means(sample([1, 2, 3, 4, 5]), sample([4, 6, 8, 10, 12]))
    assert found == pytest.approx((-5 - 2.4591 * 1.5811, -5 + 2.4591 * 1.5811), abs=1e-3)


@pytest.mark.parametrize(
    ("each", "t"), [(2, 4.3027), (3, 2.7764), (6, 2.2281), (16, 2.0423), (501, 1.9623)]
)
def test_students_t_is_that_of_the_tables(each, t):
    values = [(-1.0) ** index for index in range(each)]
    values = [value - sum(values) / each for value in values]
    scale = sample(values).variance
    low, high = difference_of_means(sample(values), sample(values))
    assert high == pytest.approx(t * (2 * scale / each) ** 0.5, rel=1e-4)
    assert low == pytest.approx(-high)


def test_a_difference_of_means_needs_two_of_each():
    assert difference_of_means(Sample(1, 5.0, 25.0), sample([1, 2])) is None
    assert difference_of_means(sample([1, 2]), Sample(0, 0.0, 0.0)) is None


def test_a_difference_without_scatter_is_certain():
    assert difference_of_means(sample([5, 5, 5]), sample([3, 3])) == (2.0, 2.0)


def test_a_difference_of_means_holds_the_truth_as_often_as_it_says():
    rng = random.Random(3)
    hits = 0
    for _ in range(1000):
        one = sample([rng.gauss(10, 1) for _ in range(6)])
        other = sample([rng.gauss(7, 6) for _ in range(9)])
        low, high = difference_of_means(one, other)
        hits += low <= 3 <= high
    assert 925 <= hits <= 975
