"""Steps that cure the same: found by splitting a step's evidence by whether a rival had failed.

A step that always comes after its rival looks useless, though it may be the quicker of the two,
and an order that follows the looks never finds out. So such a pair is now and then tried the other
way round; where that changes what the step fixes, the two parts of its evidence are kept apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log

from msgspec import Struct

from .arranging import Plan
from .beliefs import Belief
from .evidence import Counters, Evidence

SPLIT_SESSIONS = 10
"""What is believed of a step weighs as many sessions when its evidence is split by a rival."""

SPLIT_GAIN = 3.0
"""A split is believed when it explains the evidence better by this much log-likelihood. Chance
alone does that for one rival in 140 (Wilks, 1938, halved: only a loss counts); a guide may have a
dozen."""

ABOUT_AS_MUCH = 1.0
"""Two rivals whose splits differ by less log-likelihood are not told apart by the evidence. Then
it is taken to be the one that is least worth its cost: the step goes ahead of that one and behind
the others, and the next sessions show which it was."""

RIVALS_SHARE, RIVALS_CURE = 0.4, 0.7
"""Before anything is known two pairs in five are rivals: the one then cures this share of what the
other cures. That is more than there are, on purpose: who is not suspected is never found out."""

LEAST_WORTH = 0.01
"""A pair is let be when its odds times what it would save are less than this share of what a try
costs: in a guide that is in order nobody is bothered for nothing."""

ENOUGH_TRIES = 30
"""After so many tries ahead of its rival a step is no longer put ahead to find out."""


class Suspicion(Struct, frozen=True):
    """That `step` would fix `worth` of the fresh sessions were it tried before its rival."""

    step: str
    rival: str
    worth: float


def split(belief: Belief, evidence: Evidence, rival: str) -> tuple[Belief, Belief]:
    """What is believed of a step while the rival is untried, and once the rival has failed."""
    untried, failed = evidence.split(rival)
    return belief.after(untried, SPLIT_SESSIONS), belief.after(failed, SPLIT_SESSIONS)


def clearest_rival(evidence: Evidence, steps: Sequence[str]) -> str | None:
    """The step whose failing changes most what this step fixes, such as one that cures the same;
    None where none clearly does. Where several do so about as much, because they were always tried
    together, it is the first of `steps`."""
    gains = {step: _gain(evidence, step) for step in steps}
    enough = max(max(gains.values(), default=0.0) - ABOUT_AS_MUCH, SPLIT_GAIN)
    return next((step for step, gain in gains.items() if gain > enough), None)


def suspect(
    known: Plan,
    counters: Counters,
    segment: str,
    beliefs: Mapping[str, Belief],
    cost: Mapping[str, float],
) -> Suspicion | None:
    """The pair of which it is best worth finding out whether one should go before the other.

    A pair is suspected when the step now belongs behind its rival, may go before it, and would
    belong there if the two cured the same. It counts by its odds times what the right order would
    save over what a try costs. None where nothing is worth it.
    """
    best, found = LEAST_WORTH, None
    for step, belief in beliefs.items():
        evidence = counters.now(segment, step)
        for rival, other in beliefs.items():
            if step == rival or rival in known.before[step] or not known.are_alike(step, rival):
                continue
            worth = belief.mean + RIVALS_CURE * other.mean
            saving = worth * cost[rival] - other.mean * cost[step]
            is_behind = belief.mean * cost[rival] < other.mean * cost[step]
            if saving <= 0 or not is_behind:
                continue
            (fixed, tries), _ = evidence.split(rival)
            if tries > ENOUGH_TRIES:
                continue
            value = _odds(belief.mean, worth, fixed, tries) * saving / cost[step]
            if value > best:
                best, found = value, Suspicion(step, rival, worth)
    return found


def _odds(plain: float, worth: float, fixed: float, tries: float) -> float:
    """The probability that the step has the rate `worth`, not `plain`, ahead of its rival, by
    Bayes' rule from F fixes in E tries there (Poisson)."""
    evidence = fixed * log(worth / plain) - (worth - plain) * tries
    return 1 / (1 + (1 - RIVALS_SHARE) / RIVALS_SHARE * exp(min(-evidence, 700.0)))


def _gain(evidence: Evidence, rival: str) -> float:
    """The log-likelihood won by giving the two parts of the evidence a rate each (Poisson); 0 where
    the step fixed more after the rival had failed: no rival can make a step better."""
    part = evidence.after.get(rival)
    # Most pairs end here: it is asked of every pair at every draw.
    if not part or part[0] * evidence.exposure >= evidence.fixed * part[1]:
        return 0.0
    fixed, exposure = evidence.tally
    return sum(
        some * log(some / tries * exposure / fixed)
        for some, tries in evidence.split(rival)
        if some > 0
    )
