"""What is believed of a guide's steps: how likely each fixes a fresh session, how long it takes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from msgspec import Struct

from .arranging import Fixes
from .evidence import WHOLE_GUIDE, Counters, Evidence, Tally
from .statistics import MILLION

AUTHOR_FALL, AUTHOR_SUM, AUTHOR_MOST = 0.85, 0.7, 0.3
"""The author's order as a belief: per minute each place down is worth this factor less; all steps
together fix this share; one step at most this."""

AUTHOR_SESSIONS = 20
"""The author's order weighs as many sessions."""

BORROWED_SESSIONS = 60
"""A segment starts out as if this many of its own sessions had gone as the whole guide's."""

ESTIMATE_TRIES = 5
"""The author's estimate of a step's minutes weighs as many measured tries."""

MOST_FIXED = 0.98
"""All steps together fix at most this share: something is always left."""


class Belief(Struct, frozen=True):
    """About one probability: a Beta distribution, as `fixed` in `exposure` sessions."""

    fixed: float
    exposure: float

    @property
    def mean(self) -> float:
        """The expected probability."""
        return self.fixed / self.exposure

    @property
    def variance(self) -> float:
        """How far off the mean may be, squared: the variance of a Beta distribution."""
        return self.mean * (1 - self.mean) / (self.exposure + 1)

    def after(self, tally: Tally, weight: float) -> Belief:
        """The belief after F fixes in E tries, when this mean weighs `weight` sessions."""
        return Belief(weight * self.mean + tally[0], weight + tally[1])


@lru_cache(maxsize=512)
def prior(fixes: Fixes) -> Mapping[str, Belief]:
    """What the author's order says before any session."""
    shares = [
        AUTHOR_FALL**rank * (fix.minutes + fix.risk_minutes) for rank, fix in enumerate(fixes)
    ]
    return MappingProxyType(
        {
            fix.key: Belief(
                AUTHOR_SESSIONS * min(AUTHOR_MOST, AUTHOR_SUM * share / sum(shares)),
                AUTHOR_SESSIONS,
            )
            for fix, share in zip(fixes, shares, strict=True)
        }
    )


def posterior(fixes: Fixes, counters: Counters, segment: str) -> dict[str, Belief]:
    """What is believed of each step after the counters, in the segment or the whole guide."""
    beliefs = {}
    for key, belief in prior(fixes).items():
        belief = belief.after(counters.now(WHOLE_GUIDE, key).tally, AUTHOR_SESSIONS)
        if segment != WHOLE_GUIDE:
            belief = belief.after(counters.now(segment, key).tally, BORROWED_SESSIONS)
        beliefs[key] = belief
    return beliefs


def estimates(beliefs: Mapping[str, Belief]) -> dict[str, float]:
    """θ̂ of each step to six digits, scaled so that all together fix at most `MOST_FIXED`."""
    total = sum(belief.mean for belief in beliefs.values())
    scale = min(1.0, MOST_FIXED / total) if total else 1.0
    return {key: int(MILLION * scale * belief.mean) / MILLION for key, belief in beliefs.items()}


def costs(fixes: Fixes, counters: Counters, segment: str) -> dict[str, float]:
    """C: the minutes each step takes, measured and shrunk to the author's estimate, and those
    its risk costs."""
    found = {}
    for fix in fixes:
        minutes = shrunk_minutes(fix.minutes, counters.now(WHOLE_GUIDE, fix.key))
        if segment != WHOLE_GUIDE:
            minutes = shrunk_minutes(minutes, counters.now(segment, fix.key))
        found[fix.key] = max(minutes + fix.risk_minutes, 0.1)
    return found


def shrunk_minutes(minutes: float, evidence: Evidence) -> float:
    """The mean minutes, when what was believed before weighs `ESTIMATE_TRIES`."""
    measured, tries = max(evidence.seconds, 0.0) / 60, max(evidence.tried, 0.0)
    return (ESTIMATE_TRIES * minutes + measured) / (ESTIMATE_TRIES + tries)
