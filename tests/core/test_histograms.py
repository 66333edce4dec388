"""Times in 16 buckets, and how near the median found from them is."""

import random
import statistics
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troubleshooter.core.histograms import BUCKETS, bucket_of, histogram, median


@pytest.mark.parametrize(
    ("seconds", "bucket"),
    [(0, 0), (0.4, 0), (1.9, 0), (2, 1), (3.99, 1), (4, 2), (32768, 15), (10**9, 15)],
)
def test_buckets_double_in_width(seconds, bucket):
    assert bucket_of(seconds) == bucket


def test_every_time_is_in_one_bucket():
    assert histogram([1, 5, 5, 100]) == (1, 0, 2, 0, 0, 0, 1, *[0] * 9)
    assert len(histogram([])) == BUCKETS


def test_no_times_have_no_median():
    assert median(histogram([])) is None


def test_one_time_is_in_the_middle_of_its_bucket():
    assert median(histogram([100])) == pytest.approx(64 * 2**0.5)


@given(st.lists(st.floats(1, 60_000), min_size=1))
def test_the_median_is_in_the_bucket_of_the_median(times):
    found = median(histogram(times))
    low = bucket_of(statistics.median_low(times))
    assert 2**low <= found <= 2 ** (low + 1)


def spread(rng, middle, scatter):
    return [middle * exp(rng.gauss(0, scatter)) for _ in range(20_000)]


@pytest.mark.parametrize("middle", [25, 64, 100, 170, 420, 2000])
@pytest.mark.parametrize("scatter", [0.25, 0.5, 0.8, 1.2])
def test_the_median_of_log_normal_times_is_within_3_percent(middle, scatter):
    times = spread(random.Random(middle), middle, scatter)
    assert median(histogram(times)) == pytest.approx(statistics.median(times), rel=0.03)


@pytest.mark.parametrize("middle", [25, 64, 100, 170, 420])
def test_the_median_is_within_3_percent_when_some_are_interrupted(middle):
    rng = random.Random(middle)
    times = [t * (12 if rng.random() < 0.1 else 1) for t in spread(rng, middle, 0.5)]
    assert median(histogram(times)) == pytest.approx(statistics.median(times), rel=0.03)


@pytest.mark.parametrize("middle", [25, 64, 100, 170, 420])
@pytest.mark.parametrize("shape", [2, 4, 8])
def test_the_median_of_gamma_times_is_within_3_percent(middle, shape):
    rng = random.Random(shape)
    times = [middle * rng.gammavariate(shape, 1 / shape) for _ in range(20_000)]
    assert median(histogram(times)) == pytest.approx(statistics.median(times), rel=0.03)
