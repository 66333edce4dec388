"""Intervals for proportions, means and their differences. Plain arithmetic on plain numbers."""

from __future__ import annotations

from functools import lru_cache
from math import cos, exp, hypot, lgamma, pi, sqrt, tan
from statistics import NormalDist
from typing import NamedTuple


class Interval(NamedTuple):
    """A range of plausible values, `low` to `high`."""

    low: float
    high: float


class Sample(NamedTuple):
    """What the interval of a mean needs: how many, their sum and the sum of their squares."""

    number: int
    total: float
    squares: float

    @property
    def mean(self) -> float:
        """The mean; there must be at least one."""
        return self.total / self.number

    @property
    def variance(self) -> float:
        """The unbiased variance; there must be at least two."""
        return max(self.squares - self.total * self.mean, 0.0) / (self.number - 1)


def wilson(successes: float, trials: float, confidence: float = 0.95) -> Interval:
    """The score interval of a proportion (Wilson, 1927, "Probable Inference, the Law of
    Succession, and Statistical Inference").

    Neither number need be whole; `successes` is at most `trials`. (0, 1) without trials.
    """
    if trials <= 0:
        return Interval(0.0, 1.0)
    z2 = normal_quantile(confidence) ** 2
    share = successes / trials
    middle = successes + z2 / 2
    spread = sqrt(z2 * (successes * max(1 - share, 0.0) + z2 / 4))
    # Rounding must not push an end past the share itself, or out of what a share can be.
    low = max(0.0, min((middle - spread) / (trials + z2), share))
    high = min(1.0, max((middle + spread) / (trials + z2), share))
    return Interval(low, high)


def difference_of_shares(
    successes: float,
    trials: float,
    other_successes: float,
    other_trials: float,
    confidence: float = 0.95,
) -> Interval:
    """The interval of the first proportion minus the other: Newcombe's hybrid score interval
    (1998, "Interval Estimation for the Difference between Independent Proportions", method 10).

    Both need trials; (-1, 1) where either has none.
    """
    if trials <= 0 or other_trials <= 0:
        return Interval(-1.0, 1.0)
    share, other = successes / trials, other_successes / other_trials
    one = wilson(successes, trials, confidence)
    two = wilson(other_successes, other_trials, confidence)
    return Interval(
        share - other - hypot(share - one.low, two.high - other),
        share - other + hypot(one.high - share, other - two.low),
    )


def interval_of_mean(one: Sample, confidence: float = 0.95) -> Interval | None:
    """Student's interval of the mean, in its unit; None of fewer than two."""
    if one.number < 2:
        return None
    reach = _student_quantile(confidence, one.number - 1) * sqrt(one.variance / one.number)
    return Interval(one.mean - reach, one.mean + reach)


def difference_of_means(one: Sample, other: Sample, confidence: float = 0.95) -> Interval | None:
    """The interval of the first mean minus the other, in their unit (Welch, 1947, "The
    Generalization of 'Student's' Problem", degrees of freedom after Welch and Satterthwaite).

    None where either sample has fewer than two.
    """
    if one.number < 2 or other.number < 2:
        return None
    difference = one.mean - other.mean
    first, second = one.variance / one.number, other.variance / other.number
    if first + second == 0:
        return Interval(difference, difference)
    freedom = (first + second) ** 2 / (first**2 / (one.number - 1) + second**2 / (other.number - 1))
    reach = _student_quantile(confidence, freedom) * sqrt(first + second)
    return Interval(difference - reach, difference + reach)


@lru_cache(maxsize=16)
def normal_quantile(confidence: float) -> float:
    """z such that a standard normal value lies within ±z with this probability."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


@lru_cache(maxsize=256)
def _student_quantile(confidence: float, freedom: float) -> float:
    """t such that Student's t lies within ±t with this probability, to four digits.

    With t = √ν·tan φ Student's density becomes cos^(ν-1) φ, which Simpson's rule integrates well.
    """
    if freedom > 10_000:
        return normal_quantile(confidence)
    whole = sqrt(pi) / 2 * exp(lgamma(freedom / 2) - lgamma((freedom + 1) / 2))
    low, high = 0.0, pi / 2
    for _ in range(40):
        angle = (low + high) / 2
        if _integral_of_cosine(freedom - 1, angle) < confidence * whole:
            low = angle
        else:
            high = angle
    return sqrt(freedom) * tan(angle)


def _integral_of_cosine(power: float, angle: float, pieces: int = 200) -> float:
    """∫ cos^power from 0 to `angle`, by Simpson's rule."""
    width = angle / pieces
    heights = [float(cos(width * piece) ** power) for piece in range(pieces + 1)]
    inner = 4 * sum(heights[1:-1:2]) + 2 * sum(heights[2:-1:2])
    return (heights[0] + inner + heights[-1]) * width / 3
