"""Honest rates: how likely each step is to fix a session in which nothing was tried yet.

Step 1 is seen by everyone, step 9 only by those whom eight steps failed and who did not leave. So
a try is weighed by how much of the problem was still left when it was made. Under one fixed order
that is the estimator of Kaplan and Meier (1958, "Nonparametric Estimation from Incomplete
Observations"); under changing orders it is inverse probability weighting (Horvitz and Thompson,
1952) with the weights frozen when the session's order was drawn.

It is assumed that a problem has one cause, that one step cures it, and that leaving tells nothing
about the causes that remain.

Weights are whole millionths: their sums do not depend on the order of adding, and what was added
can be subtracted to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Self

from msgspec import Struct

from .events import Outcome
from .intervals import Interval, wilson

MILLION = 1_000_000
"""Millionths in one."""

LEAST_LEFT = MILLION // 10
"""A try counts as at most ten, however little is thought to be left: estimates err."""


class Try(Struct, frozen=True):
    """The attempt that stands on a step, and the seconds it took (None: not measured)."""

    step: str
    outcome: Outcome
    seconds: float | None = None


class Weight(Struct, frozen=True):
    """What sessions say about one step: `fixed` sessions, and `exposure` in millionths of a
    fresh session's try. `tried` counts the sessions that know whether it fixed them."""

    fixed: int = 0
    exposure: int = 0
    tried: int = 0

    def __add__(self, other: Self) -> Weight:
        """Both together."""
        return Weight(
            self.fixed + other.fixed, self.exposure + other.exposure, self.tried + other.tried
        )

    def __sub__(self, other: Self) -> Weight:
        """This without the other, exactly."""
        return Weight(
            self.fixed - other.fixed, self.exposure - other.exposure, self.tried - other.tried
        )

    @property
    def fresh_tries(self) -> float:
        """The exposure in tries of a fresh session: the E of the formulas."""
        return self.exposure / MILLION

    @property
    def rate(self) -> float | None:
        """θ̂ = F/E, the probability that the step fixes a fresh session; None if never tried."""
        return self.fixed / self.fresh_tries if self.exposure else None

    def interval(self, confidence: float = 0.95) -> Interval:
        """Wilson's interval for `rate`, of F in E tries."""
        return wilson(self.fixed, self.fresh_tries, confidence)


def weigh(tries: Iterable[Try], estimates: Mapping[str, float]) -> dict[str, Weight]:
    """What one session says about each step it knows the result of, by the step's key.

    `tries` are the attempts that stand, each step at most once, in the order their results became
    known. `estimates` are the θ̂ frozen with the session; a step without one counts as 0. Only
    "fixed" and "not_fixed" say anything: "could_not", "already_tried" and leaving touch nothing,
    and "later" counts once its result is known. The same arguments always give the same answer,
    so whatever changes a session subtracts exactly what the session had added.
    """
    weights: dict[str, Weight] = {}
    left = MILLION
    for item in tries:
        if item.outcome not in ("fixed", "not_fixed"):
            continue
        is_fixed = item.outcome == "fixed"
        weights[item.step] = Weight(
            fixed=int(is_fixed), exposure=MILLION * MILLION // max(left, LEAST_LEFT), tried=1
        )
        if not is_fixed:
            left -= round(MILLION * estimates.get(item.step, 0.0))
    return weights


def add_up(sessions: Iterable[Mapping[str, Weight]]) -> dict[str, Weight]:
    """The sum over sessions, by step."""
    total: dict[str, Weight] = {}
    for weights in sessions:
        for step, weight in weights.items():
            total[step] = total.get(step, Weight()) + weight
    return total


def fixed_bounds(fixed: int, left: int, sessions: int) -> Interval:
    """The share of sessions that were fixed, as bounds [fixed/N, (fixed + left)/N].

    Nobody knows how those who left without a word fared: all may have failed, or all been fixed
    (Manski, 1990, "Nonparametric Bounds on Treatment Effects"). (0, 1) where there are none.
    """
    if sessions == 0:
        return Interval(0.0, 1.0)
    return Interval(fixed / sessions, (fixed + left) / sessions)
