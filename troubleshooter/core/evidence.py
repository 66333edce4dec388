"""What a guide has learned: counters that fade, added to and taken from one session at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from .arranging import Fixes
from .statistics import Try, weigh

HALF_LIFE = 2000
"""After this many sessions of the guide an old session counts half: problems change."""

LEAST = 1e-6
"""Fewer tries of a fresh session are none. One try is worth so little after 40,000 sessions."""

WHOLE_GUIDE = ""
"""The segment that every session belongs to."""

Tally = tuple[float, float]
"""Fixes F and exposure E: how many sessions were fixed, of how many tries of a fresh session."""


class Evidence(Struct, frozen=True):
    """What sessions say about a step: `fixed` F of `exposure` E tries of a fresh session, and the
    `seconds` that `tried` tries took, each cut off at its cap. `after` holds, of F and E, what
    came from sessions in which another step had failed before, by that step's key. All is worth
    what it says at the guide's session number `at`, and fades from there."""

    fixed: float = 0.0
    exposure: float = 0.0
    tried: float = 0.0
    seconds: float = 0.0
    at: int = 0
    after: Mapping[str, Tally] = field(default_factory=dict)

    def faded(self, at: int) -> Evidence:
        """What it is worth at session number `at`, or as it is where that has passed."""
        return self if at <= self.at else self.plus(Evidence(at=at))

    def plus(self, other: Evidence, sign: int = 1) -> Evidence:
        """Both together (with `sign` -1: this without the other) at the later of their numbers."""
        at = max(self.at, other.at)
        mine = 0.5 ** ((at - self.at) / HALF_LIFE)
        others = sign * 0.5 ** ((at - other.at) / HALF_LIFE)
        after = {key: (fixed * mine, tries * mine) for key, (fixed, tries) in self.after.items()}
        for key, (fixed, tries) in other.after.items():
            known = after.get(key, (0.0, 0.0))
            after[key] = known[0] + fixed * others, known[1] + tries * others
        return Evidence(
            self.fixed * mine + other.fixed * others,
            self.exposure * mine + other.exposure * others,
            self.tried * mine + other.tried * others,
            self.seconds * mine + other.seconds * others,
            at,
            after,
        )

    @property
    def kept(self) -> Evidence | None:
        """What of it is worth keeping: no rival without tries, and None where there are none at
        all. Taking out may leave a rounding error of what there was, above or below nothing."""
        if abs(self.exposure) < LEAST:
            return None
        after = {key: tally for key, tally in self.after.items() if abs(tally[1]) >= LEAST}
        return replace(self, after=after)

    @property
    def tally(self) -> Tally:
        """F and E."""
        return _sound(self.fixed, self.exposure)

    def split(self, rival: str) -> tuple[Tally, Tally]:
        """F and E apart: where the rival had not failed before, and where it had."""
        fixed, tries = self.after.get(rival, (0.0, 0.0))
        return _sound(self.fixed - fixed, self.exposure - tries), _sound(fixed, tries)


class Counters(Struct, frozen=True):
    """What a guide has learned: its number of sessions, and the evidence by (segment, step)."""

    sessions: int = 0
    evidence: Mapping[tuple[str, str], Evidence] = field(default_factory=dict)

    def now(self, segment: str, step: str) -> Evidence:
        """What is known of the step in the segment, faded to the newest session."""
        return self.evidence.get((segment, step), Evidence()).faded(self.sessions)

    def newest(self, segment: str) -> Counters:
        """What is known of a segment and of the whole guide, faded to the newest session once for
        all that is asked of it."""
        wanted = (WHOLE_GUIDE, segment)
        evidence = {
            place: known.faded(self.sessions)
            for place, known in self.evidence.items()
            if place[0] in wanted
        }
        return replace(self, evidence=evidence)

    def plus(self, segment: str, shares: Mapping[str, Evidence], sign: int = 1) -> Counters:
        """With (`sign` -1: without) what one session adds, in its segment and the whole guide."""
        evidence = dict(self.evidence)
        for step, share in shares.items():
            for name in {WHOLE_GUIDE, segment}:
                evidence[name, step] = evidence.get((name, step), Evidence()).plus(share, sign)
        return replace(self, evidence=evidence)


def session_evidence(
    fixes: Fixes, estimates: Mapping[str, float], number: int, tries: Iterable[Try]
) -> dict[str, Evidence]:
    """What one session says about each step it knows the result of.

    `estimates` are frozen with the session and `number` is the number of sessions before it, so
    that the same tries can be taken out again. A step's time is cut off at 5 minutes or four
    times the author's estimate, whichever is longer: phones are put aside.
    """
    tries = list(tries)
    caps = {fix.key: 60 * max(5.0, 4 * fix.minutes) for fix in fixes}
    taken = {item.step: item.seconds for item in tries}
    failed: list[str] = []
    found: dict[str, Evidence] = {}
    for step, weight in weigh(tries, estimates).items():
        tally = float(weight.fixed), weight.fresh_tries
        seconds = taken[step] if step in caps else None
        found[step] = Evidence(
            *tally,
            tried=0.0 if seconds is None else 1.0,
            seconds=0.0 if seconds is None else min(seconds, caps[step]),
            at=number,
            after=dict.fromkeys(failed, tally),
        )
        if not weight.fixed:
            failed.append(step)
    return found


def _sound(fixed: float, exposure: float) -> Tally:
    """Taking out what had faded can leave a rounding error below nothing."""
    exposure = max(exposure, 0.0)
    return min(max(fixed, 0.0), exposure), exposure
