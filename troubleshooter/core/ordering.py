"""Which step to try first: an order that learns from what fixed earlier sessions.

Called with values, it gives values; chance comes from the generator that is passed in.

    counters = Counters()
    drawn = draw(fixes, counters, segment, random.Random(seed))
    ... the person is walked through drawn.order; drawn is kept with the session ...
    counters = record(fixes, counters, drawn, tries)
    ... the person takes something back ...
    counters = revise(fixes, counters, drawn, before=tries, after=other_tries)

In half of the sessions the order follows what is believed, in the other half a draw from it
(Thompson, 1933, "On the Likelihood that One Unknown Probability Exceeds Another"), so that a step
is moved up as often as it may deserve it.

Steps may cure the same cause. A step that always comes after another one then looks useless though
it may be the quicker of the two. So the evidence of a step is also kept apart by which other step
had failed before, and one such rival per step is minded: the clearest one in an order by belief,
any one in an order by chance.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from .arranging import Fix, Fixes, Worth, arrange, plan
from .beliefs import Belief, clearest_rival, costs, estimates, posterior, split
from .evidence import WHOLE_GUIDE, Counters, Evidence, session_evidence
from .statistics import Try

__all__ = ["Counters", "Drawn", "Evidence", "Fix", "Fixes", "Try", "draw", "record", "revise"]

AUTHOR_FIRST = 100
"""So many first sessions follow the author's order, so that learning has a start."""

Arm = Literal["author", "control", "belief", "chance"]
"""Why an order is as it is: the author's, because it is too early or nothing is to be learned;
the author's, to compare with; by what is believed; by chance as far as that is uncertain."""


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
    beliefs = posterior(fixes, counters, segment)
    arm = _arm(counters, rng, is_learning, control)
    order = plan(fixes).order
    if arm in ("belief", "chance"):
        worth = {}
        for key, belief in beliefs.items():
            others = [other for other in beliefs if other != key]
            evidence = counters.now(segment, key)
            if arm == "chance":
                worth[key] = _drawn_worth(belief, evidence, others, rng)
            else:
                worth[key] = _believed_worth(belief, evidence, others)
        order = tuple(arrange(fixes, worth, costs(fixes, counters, segment)))
    return Drawn(order, estimates(beliefs), segment, counters.sessions, arm)


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
    return counters.plus(drawn.segment, old, sign=-1).plus(drawn.segment, new)


def _arm(counters: Counters, rng: random.Random, is_learning: bool, control: float) -> Arm:
    is_control, is_chance = rng.random() < control, rng.random() < 0.5
    if not is_learning or counters.sessions < AUTHOR_FIRST:
        return "author"
    if is_control:
        return "control"
    return "chance" if is_chance else "belief"


def _believed_worth(belief: Belief, evidence: Evidence, others: list[str]) -> Worth:
    rival = clearest_rival(evidence, others)
    if rival is None:
        return Worth(belief.mean)
    untried, failed = split(belief, evidence, rival)
    return Worth(untried.mean, rival, failed.mean)


def _drawn_worth(
    belief: Belief, evidence: Evidence, others: list[str], rng: random.Random
) -> Worth:
    if not others:
        return Worth(_beta(belief, rng))
    rival = rng.choice(others)
    untried, failed = split(belief, evidence, rival)
    return Worth(_beta(untried, rng), rival, _beta(failed, rng))


def _beta(belief: Belief, rng: random.Random) -> float:
    return rng.betavariate(belief.fixed, belief.exposure - belief.fixed)
