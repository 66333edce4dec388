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

Steps may cure the same (see `rivals`): the evidence of a step is also kept apart by which other
step had failed before, and now and then a suspected pair is tried the other way round.
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

__all__ = [
    "Counters",
    "Drawn",
    "Evidence",
    "Fix",
    "Fixes",
    "Try",
    "draw",
    "order_now",
    "record",
    "revise",
]

AUTHOR_FIRST = 100
"""So many first sessions follow the author's order, so that learning has a start."""

TEST_SHARE = 0.05
"""In so many sessions a suspected pair of steps is tried the other way round."""

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
    beliefs = posterior(fixes, counters, segment)
    arm = _arm(counters, rng, is_learning, control)
    if arm in ("author", "control"):
        order = plan(fixes).order
    else:
        cost = costs(fixes, counters, segment)
        worth = _tested(fixes, counters, segment, beliefs, cost) if arm == "test" else None
        if worth is None:
            worth = _worth(counters, segment, beliefs, None if arm == "belief" else rng)
        order = tuple(arrange(fixes, worth, cost))
    return Drawn(order, estimates(beliefs), segment, counters.sessions, arm)


def order_now(
    fixes: Fixes, counters: Counters, segment: str, rng: random.Random | None = None
) -> tuple[str, ...]:
    """The order by what is believed now; given a generator, one as it may also turn out to be."""
    worth = _worth(counters, segment, posterior(fixes, counters, segment), rng)
    return tuple(arrange(fixes, worth, costs(fixes, counters, segment)))


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
    is_control, number = rng.random() < control, rng.random()
    if not is_learning or counters.sessions < AUTHOR_FIRST:
        return "author"
    if is_control:
        return "control"
    if number < TEST_SHARE:
        return "test"
    return "chance" if number < 0.5 else "belief"


def _worth(
    counters: Counters, segment: str, beliefs: Mapping[str, Belief], rng: random.Random | None
) -> dict[str, Worth]:
    """Each step's worth: what is believed or, given a generator, a draw from that."""
    found = {}
    for key, belief in beliefs.items():
        evidence = counters.now(segment, key)
        rival = clearest_rival(evidence, [other for other in beliefs if other != key])
        if rival is None:
            found[key] = Worth(_value(belief, rng))
        else:
            untried, failed = split(belief, evidence, rival)
            found[key] = Worth(_value(untried, rng), rival, _value(failed, rng))
    return found


def _value(belief: Belief, rng: random.Random | None) -> float:
    if rng is None:
        return belief.mean
    return rng.betavariate(belief.fixed, belief.exposure - belief.fixed)


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
    worth = _worth(counters, segment, beliefs, None)
    plain = beliefs[suspicion.step].mean
    return {**worth, suspicion.step: Worth(suspicion.worth, suspicion.rival, plain)}
