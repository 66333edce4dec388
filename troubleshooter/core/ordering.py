"""Which step to try first: an order that learns from what fixed earlier sessions.

Called with values, it gives values; chance comes from the generator that is passed in.

    counters = Counters()
    drawn = draw(fixes, counters, segment, random.Random(seed))
    ... the person is walked through drawn.order; drawn is kept with the session ...
    counters = record(fixes, counters, drawn, tries)
    ... the person takes something back ...
    counters = revise(fixes, counters, drawn, before=tries, after=other_tries)

In half of the sessions the order follows what is believed, in the others a draw from it (Thompson,
1933, "On the Likelihood that One Unknown Probability Exceeds Another"), so that a step is moved up
as often as it may deserve it. Where the evidence does not tell steps apart the author's order
stands (see `ties`).

Steps may cure the same (see `rivals`): the evidence of a step is also kept apart by which other
step had failed before, and in one session in five the pair of which that is best worth knowing is
tried the other way round. Where no pair is worth it those sessions are drawn by chance as well.
(The figures behind both shares: docs/decisions, "How the learned order explores".)
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from .arranging import Fix, Fixes, Worth, arrange, plan
from .beliefs import Belief, costs, estimates, posterior
from .evidence import WHOLE_GUIDE, Counters, Evidence, session_evidence
from .rivals import clearest_rival, split, suspect
from .statistics import Try
from .ties import settle_ties

__all__ = [
    "Counters",
    "Drawn",
    "Evidence",
    "Fix",
    "Fixes",
    "Try",
    "draw",
    "likely_orders",
    "order_now",
    "record",
    "revise",
]

AUTHOR_FIRST = 100
"""So many first sessions follow the author's order, so that learning has a start."""

TEST_SHARE = 0.2
"""In so many sessions a suspected pair of steps is tried the other way round."""

SHARPNESS = 2.0
"""A draw is made as if there had been so many times the sessions (as in Chapelle and Li, 2011, "An
Empirical Evaluation of Thompson Sampling"). Whoever a step does not help goes on to the next: every
order teaches about every step, and less chance is enough than where one choice alone is seen."""

Arm = Literal["author", "control", "belief", "chance", "test"]
"""Why an order is as it is: the author's, because it is too early or nothing is to be learned;
the author's, to compare with; by what is believed; by chance as far as that is uncertain; to find
out which of two steps should come first."""


class Drawn(Struct, frozen=True):
    """A session's order, by step key, frozen with what it rests on: the `estimates` θ̂ (the
    probability that a step fixes a fresh session, to six digits), the segment, the number of
    sessions before it, and why the order is as it is."""

    order: tuple[str, ...]
    estimates: Mapping[str, float]
    segment: str = WHOLE_GUIDE
    number: int = 0
    arm: Arm = "author"


def draw(
    fixes: Fixes,
    counters: Counters,
    segment: str,
    rng: random.Random,
    *,
    is_learning: bool = True,
    control: float = 0.0,
) -> Drawn:
    """The order for a new session.

    `fixes` are the guide's steps in the author's order. `segment` names the answers that staff
    marked as segmenting, "" where there are none. Without `is_learning`, in the guide's first
    sessions and in the share `control` of the others the order is the author's.
    """
    counters = counters.newest(segment)
    beliefs = posterior(fixes, counters, segment)
    arm = _arm(counters, rng, is_learning, control)
    if arm in ("author", "control"):
        order = plan(fixes).order
    else:
        cost = costs(fixes, counters, segment)
        worth = _tested(fixes, counters, segment, beliefs, cost) if arm == "test" else None
        if worth is None:
            if arm == "test":  # there is no pair worth finding out about
                arm = "chance"
            chance = rng if arm == "chance" else None
            worth = _worth(_parted(counters, segment, beliefs, cost), chance, SHARPNESS)
            worth = settle_ties(fixes, worth, beliefs, cost)
        order = tuple(arrange(fixes, worth, cost))
    return Drawn(order, estimates(beliefs), segment, counters.sessions, arm)


def order_now(fixes: Fixes, counters: Counters, segment: str) -> tuple[str, ...]:
    """The order by what is believed now."""
    counters = counters.newest(segment)
    beliefs, cost = posterior(fixes, counters, segment), costs(fixes, counters, segment)
    worth = _worth(_parted(counters, segment, beliefs, cost))
    return tuple(arrange(fixes, settle_ties(fixes, worth, beliefs, cost), cost))


def likely_orders(
    fixes: Fixes, counters: Counters, segment: str, rng: random.Random, number: int
) -> list[tuple[str, ...]]:
    """So many orders as they may also turn out to be, by draws from all that is believed. What the
    author says of steps that are not told apart is left out: it is no evidence."""
    counters = counters.newest(segment)
    beliefs, cost = posterior(fixes, counters, segment), costs(fixes, counters, segment)
    parted = _parted(counters, segment, beliefs, cost)
    return [tuple(arrange(fixes, _worth(parted, rng), cost)) for _ in range(number)]


def record(fixes: Fixes, counters: Counters, drawn: Drawn, tries: Iterable[Try]) -> Counters:
    """The counters with one more session. `tries` are its standing attempts in the order their
    results became known; how it ended does not matter."""
    counted = replace(counters, sessions=counters.sessions + 1)
    return revise(fixes, counted, drawn, (), tries)


def revise(
    fixes: Fixes, counters: Counters, drawn: Drawn, before: Iterable[Try], after: Iterable[Try]
) -> Counters:
    """The counters once the standing attempts of a counted session became `after` instead of
    `before`: something was taken back, a result that was waited for is known, a fix did not last.
    What the session had added is taken out with the estimates it was added with, at its age."""
    old = session_evidence(fixes, drawn.estimates, drawn.number, before)
    new = session_evidence(fixes, drawn.estimates, drawn.number, after)
    gone = {step: share for step, share in old.items() if new.get(step) != share}
    come = {step: share for step, share in new.items() if old.get(step) != share}
    return counters.plus(drawn.segment, gone, sign=-1).plus(drawn.segment, come)


def _arm(counters: Counters, rng: random.Random, is_learning: bool, control: float) -> Arm:
    is_control, number = rng.random() < control, rng.random()
    if not is_learning or counters.sessions < AUTHOR_FIRST:
        return "author"
    if is_control:
        return "control"
    if number < TEST_SHARE:
        return "test"
    return "chance" if number < 0.5 else "belief"


class _Parted(Struct, frozen=True):
    """What is believed of a step: while its rival (if any) is untried, and once it has failed."""

    untried: Belief
    rival: str | None = None
    failed: Belief | None = None


def _parted(
    counters: Counters, segment: str, beliefs: Mapping[str, Belief], cost: Mapping[str, float]
) -> dict[str, _Parted]:
    """Each step with its clearest rival: the same for every draw from these beliefs."""
    found = {}
    last_first = sorted(beliefs, key=lambda key: beliefs[key].mean / cost[key])
    for key, belief in beliefs.items():
        evidence = counters.now(segment, key)
        rival = clearest_rival(evidence, [other for other in last_first if other != key])
        if rival is None:
            found[key] = _Parted(belief)
        else:
            untried, failed = split(belief, evidence, rival)
            found[key] = _Parted(untried, rival, failed)
    return found


def _worth(
    parted: Mapping[str, _Parted], rng: random.Random | None = None, sharpness: float = 1.0
) -> dict[str, Worth]:
    """Each step's worth: what is believed or, given a generator, a draw from that, as if there had
    been `sharpness` times the sessions."""
    found = {}
    for key, part in parted.items():
        later = _value(part.failed, rng, sharpness) if part.failed else 0.0
        found[key] = Worth(_value(part.untried, rng, sharpness), part.rival, later)
    return found


def _value(belief: Belief, rng: random.Random | None, sharpness: float) -> float:
    if rng is None:
        return belief.mean
    failed = belief.exposure - belief.fixed
    return rng.betavariate(sharpness * belief.fixed, sharpness * failed)


def _tested(
    fixes: Fixes,
    counters: Counters,
    segment: str,
    beliefs: Mapping[str, Belief],
    cost: Mapping[str, float],
) -> dict[str, Worth] | None:
    """What is believed, but for the pair to find out about; None where none is suspected."""
    suspicion = suspect(plan(fixes), counters, segment, beliefs, cost)
    if suspicion is None:
        return None
    worth = _worth(_parted(counters, segment, beliefs, cost))
    tested = Worth(suspicion.worth, suspicion.rival, beliefs[suspicion.step].mean)
    settled = settle_ties(fixes, {**worth, suspicion.step: tested}, beliefs, cost)
    # The author's word must not put the rival first again.
    return {**settled, suspicion.rival: worth[suspicion.rival]}
