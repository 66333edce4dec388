"""The one move in the author's order that would save people most, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt

from msgspec import Struct

from .arranging import Fixes, Plan, plan
from .beliefs import AUTHOR_SESSIONS, ESTIMATE_TRIES, estimates, prior, shrunk_minutes
from .evidence import Evidence
from .intervals import Interval, normal_quantile

FEWEST_SESSIONS = 100
"""With fewer sessions nothing is suggested."""

LEAST_SAVING = 0.1
"""Minutes: less is not worth the trouble of moving."""

NUDGE = 1e-4
"""How far a number is moved to see how much the saving depends on it."""


class Suggestion(Struct, frozen=True):
    """Move `step` from `place` to `new_place` (1 is first): about `minutes` less per person, with
    its `interval`; so all steps would be in `order`. It rests on `sessions` sessions."""

    step: str
    place: int
    new_place: int
    minutes: float
    interval: Interval
    order: tuple[str, ...]
    sessions: int


class _Known(Struct, frozen=True):
    """Each step's θ̂ and minutes C with the variances of both, and the share that stays."""

    chance: Mapping[str, float]
    minutes: Mapping[str, float]
    variances: Mapping[str, tuple[float, float]]
    staying: float


def suggest(
    fixes: Fixes,
    evidence: Mapping[str, Evidence],
    sessions: int,
    *,
    staying: float = 1.0,
    confidence: float = 0.95,
) -> Suggestion | None:
    """The move that saves most for sure: the one whose interval begins highest.

    `evidence` is what `sessions` sessions say about each step, by key. Minutes are those at the
    steps and those their risks cost, for a person of whom `staying` is the probability to go on
    after a step that did not help. None where sessions are too few (`FEWEST_SESSIONS`), or where
    no move that obeys the constraints surely saves at least `LEAST_SAVING` minutes or so.
    """
    if sessions < FEWEST_SESSIONS:
        return None
    known = _know(fixes, evidence, staying)
    order = plan(fixes).order
    now = _minutes(order, known.chance, known.minutes, staying)
    reach = normal_quantile(confidence)
    best: Suggestion | None = None
    for step, new_order in _moves(plan(fixes)):
        saving = now - _minutes(new_order, known.chance, known.minutes, staying)
        if saving < LEAST_SAVING:
            continue
        error = reach * sqrt(_variance(order, new_order, known))
        low = saving - error
        if low > (best.interval.low if best else 0.0):
            best = Suggestion(
                step=step,
                place=order.index(step) + 1,
                new_place=new_order.index(step) + 1,
                minutes=saving,
                interval=Interval(low, saving + error),
                order=new_order,
                sessions=sessions,
            )
    return best


def _know(fixes: Fixes, evidence: Mapping[str, Evidence], staying: float) -> _Known:
    """θ is a Beta distribution; a step's times are taken to scatter as much as they last, which
    is wide of the mark on the safe side."""
    beliefs = {
        key: belief.after(evidence.get(key, Evidence()).tally, AUTHOR_SESSIONS)
        for key, belief in prior(fixes).items()
    }
    minutes, variances = {}, {}
    for fix in fixes:
        found = evidence.get(fix.key, Evidence())
        measured = shrunk_minutes(fix.minutes, found)
        minutes[fix.key] = measured + fix.risk_minutes
        mean, weight = beliefs[fix.key].mean, beliefs[fix.key].exposure
        variances[fix.key] = (
            mean * (1 - mean) / (weight + 1),
            measured**2 / (ESTIMATE_TRIES + found.tried),
        )
    return _Known(estimates(beliefs), minutes, variances, staying)


def _minutes(
    order: Sequence[str],
    chance: Mapping[str, float],
    minutes: Mapping[str, float],
    staying: float,
) -> float:
    """The mean minutes that a person spends in this order."""
    left, here, spent = 1.0, 1.0, 0.0
    for key in order:
        spent += here * left * minutes[key]
        left = max(left - chance[key], 0.0)
        here *= staying
    return spent


def _variance(order: Sequence[str], new_order: Sequence[str], known: _Known) -> float:
    """The variance of the saving, by the delta method (Oehlert, 1992, "A Note on the Delta
    Method"): each number's variance times the square of how much the saving depends on it."""

    def saving(chance: Mapping[str, float], minutes: Mapping[str, float]) -> float:
        before = _minutes(order, chance, minutes, known.staying)
        return before - _minutes(new_order, chance, minutes, known.staying)

    base = saving(known.chance, known.minutes)
    variance = 0.0
    for key, (of_chance, of_minutes) in known.variances.items():
        moved = saving({**known.chance, key: known.chance[key] + NUDGE}, known.minutes)
        variance += of_chance * ((moved - base) / NUDGE) ** 2
        longer = NUDGE * known.minutes[key]
        moved = saving(known.chance, {**known.minutes, key: known.minutes[key] + longer})
        variance += of_minutes * ((moved - base) / longer) ** 2
    return variance


def _moves(known: Plan) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each step that may move, with each order it may move to."""
    for step in known.order:
        others = [key for key in known.order if key != step]
        for place in range(len(known.order)):
            order = (*others[:place], step, *others[place:])
            if order != known.order and known.allows(order):
                yield step, order
