"""Where the evidence does not tell steps apart, the author's order stands.

Of a dozen steps that are worth about the same a few hundred sessions cannot tell which is best,
and an order by the estimates follows their errors. As in the selection of a subset (Gupta, 1965,
"On Some Multiple Decision (Selection and Ranking) Rules") all that are not clearly worse than the
best count as good, and of these the one that the author puts first comes first.

The author's word counts as long as nothing contradicts it: where the evidence shows clearly that
any two steps belong the other way round, the order follows the evidence alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations
from math import sqrt

from msgspec.structs import replace

from .arranging import Fixes, Worth, plan
from .beliefs import Belief

CLEARLY = 0.7
"""A step is clearly better when the difference is more than this many of its standard errors: then
the odds that it is better are three to one."""

CONTRADICTED = 2.5
"""The author is contradicted by a difference of more than this many standard errors. In a guide of
a dozen steps there are 66 pairs, and some are two standard errors apart by chance alone."""

LEAST_RAISE = 1e-9
"""Rounding does not turn round what was raised to the same ratio."""


def settle_ties(
    fixes: Fixes,
    worth: Mapping[str, Worth],
    beliefs: Mapping[str, Belief],
    cost: Mapping[str, float],
) -> dict[str, Worth]:
    """The worth that lets the author decide: a step is worth as much for its cost as the best of
    those behind it that are not clearly better.

    Steps with a rival stay as they are. What they are worth depends on what failed before, which
    the author's order hides.
    """
    pairs = _pairs(fixes)
    means = {key: belief.mean / cost[key] for key, belief in beliefs.items()}
    variances = {key: belief.variance / cost[key] ** 2 for key, belief in beliefs.items()}
    errors = [sqrt(variances[step] + variances[behind]) for step, behind, _ in pairs]
    if any(
        means[behind] - means[step] > CONTRADICTED * error
        for (step, behind, _), error in zip(pairs, errors, strict=True)
    ):
        return dict(worth)
    ratios = {key: item.first / cost[key] for key, item in worth.items()}
    raised = dict(ratios)
    for (step, behind, places), error in zip(pairs, errors, strict=True):
        is_plain = worth[step].rival is None and worth[behind].rival is None
        if is_plain and 0 < ratios[behind] - ratios[step] <= CLEARLY * error:
            raised[step] = max(raised[step], ratios[behind] * (1 + LEAST_RAISE * places))
    return {
        key: item if raised[key] == ratios[key] else replace(item, first=raised[key] * cost[key])
        for key, item in worth.items()
    }


@lru_cache(maxsize=512)
def _pairs(fixes: Fixes) -> tuple[tuple[str, str, int], ...]:
    """The pairs of steps that may trade places, in the author's order, and how far apart."""
    known = plan(fixes)
    return tuple(
        (step, behind, place - first)
        for (first, step), (place, behind) in combinations(enumerate(known.order), 2)
        if known.are_alike(step, behind) and step not in known.before[behind]
    )
