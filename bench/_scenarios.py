"""What the learned order is tried on: scenarios made by hand, and families drawn by chance."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from math import exp

from bench._people import Cause, People, Segment
from troubleshooter.core.arranging import Fix, Fixes

Phase = tuple[int, tuple[Segment, ...]]


@dataclass(frozen=True)
class World:
    """A guide and its people; `phases` say from which session on the people are who."""

    fixes: Fixes
    phases: tuple[Phase, ...]

    def segments(self, session: int) -> tuple[Segment, ...]:
        """Who comes at this session."""
        return [segments for start, segments in self.phases if start <= session][-1]


Scenario = Callable[[random.Random], World]

THETA = [0.22, 0.16, 0.12, 0.1, 0.08, 0.06, 0.05, 0.04]
MINUTES = [3.0, 4.0, 3.0, 6.0, 5.0, 8.0, 10.0, 12.0]
NAMES = "abcdefghijkl"


def each(values: list[float]) -> dict[str, float]:
    """The values by step, a, b, c and so on."""
    return dict(zip(NAMES, values, strict=False))


def one_cause_each(theta: dict[str, float]) -> tuple[Cause, ...]:
    """Each step surely cures its own share of the problems."""
    return tuple(Cause(share, {step: 1.0}) for step, share in theta.items())


def everybody(people: People) -> tuple[Phase, ...]:
    """One kind of people for good."""
    return ((0, (Segment("", 1.0, people),)),)


def authored(
    theta: dict[str, float], minutes: dict[str, float], order: list[str], guess: float = 1.0, **more
) -> World:
    """One kind of people; the author guesses the minutes by a factor."""
    fixes = tuple(Fix(step, max(1.0, round(guess * minutes[step]))) for step in order)
    return World(fixes, everybody(People(one_cause_each(theta), minutes, **more)))


def ordinary(theta: list[float] = THETA) -> tuple[dict[str, float], dict[str, float], list[str]]:
    """Steps by θ and by minutes, and the best order."""
    chances, minutes = (
        each(theta),
        each(MINUTES),
    )
    return chances, minutes, sorted(chances, key=lambda step: -chances[step] / minutes[step])


def good_author(rng: random.Random) -> World:
    """The best order already: learning can only lose."""
    theta, minutes, best = ordinary()
    return authored(theta, minutes, best)


def biased_author(rng: random.Random) -> World:
    """The worst order."""
    theta, minutes, best = ordinary()
    return authored(theta, minutes, best[::-1])


def long_fixes(rng: random.Random) -> World:
    """Two long steps, of which one is worth it; estimates too short; phones put aside."""
    theta = each([0.3, 0.15, 0.12, 0.08, 0.1, 0.05, 0.04])
    minutes = each([45.0, 60.0, 3.0, 2.0, 5.0, 4.0, 20.0])
    return authored(theta, minutes, list("abgcdef"), guess=0.6, idle=0.05)


def two_devices(rng: random.Random) -> World:
    """What helps the one hardly helps the other."""
    minutes = each(MINUTES)
    fixes = tuple(Fix(step, minutes[step]) for step in minutes)
    one = People(one_cause_each(each(THETA)), minutes)
    two = People(one_cause_each(each([0.03, 0.04, 0.22, 0.05, 0.18, 0.2, 0.04, 0.1])), minutes)
    return World(fixes, ((0, (Segment("old", 0.65, one), Segment("new", 0.35, two))),))


def drift(rng: random.Random) -> World:
    """From one truth to the reverse, evenly between sessions 1,000 and 16,000."""
    theta, minutes, best = ordinary()
    other = each(list(theta.values())[::-1])
    fixes = tuple(Fix(step, minutes[step]) for step in best)
    phases = []
    for start in range(0, 20_000, 500):
        share = min(max((start - 1000) / 15_000, 0.0), 1.0)
        mixed = {step: (1 - share) * theta[step] + share * other[step] for step in theta}
        phases.append((start, (Segment("", 1.0, People(one_cause_each(mixed), minutes)),)))
    return World(fixes, tuple(phases))


def sudden(rng: random.Random) -> World:
    """At session 2,000 a new release breaks what the fifth-best step repairs."""
    theta, minutes, best = ordinary()
    broken = {step: 0.6 * share for step, share in theta.items()}
    broken[best[5]] += 0.33
    fixes = tuple(Fix(step, minutes[step]) for step in best)
    return World(
        fixes,
        tuple(
            (start, (Segment("", 1.0, People(one_cause_each(found), minutes)),))
            for start, found in ((0, theta), (2000, broken))
        ),
    )


def overlapping(rng: random.Random) -> World:
    """A restart cures some of everything, and two pairs of steps cure the same."""
    causes = (
        Cause(0.25, {"b": 0.95, "c": 0.7, "a": 0.4}),
        Cause(0.2, {"d": 0.95, "e": 0.8, "a": 0.3}),
        Cause(0.15, {"f": 0.9, "a": 0.3}),
        Cause(0.12, {"g": 0.9, "a": 0.2}),
        Cause(0.1, {"h": 0.9, "f": 0.3}),
    )
    minutes = each([3.0, 4.0, 2.5, 9.0, 5.0, 6.0, 10.0, 7.0])
    fixes = tuple(Fix(step, minutes[step]) for step in "dbfaghce")
    return World(fixes, everybody(People(causes, minutes)))


def masked(rng: random.Random) -> World:
    """A trap: the author begins with a long step that leaves two quick ones nothing to cure."""
    causes = (
        Cause(0.3, {"a": 0.9, "b": 0.9, "f": 0.6}),
        Cause(0.2, {"c": 0.9, "a": 0.5}),
        Cause(0.15, {"d": 1.0, "e": 0.7}),
        Cause(0.12, {"e": 0.9}),
        Cause(0.1, {"f": 0.9, "g": 0.5}),
        Cause(0.05, {"g": 1.0}),
    )
    minutes = each([9.0, 2.0, 3.0, 4.0, 6.0, 12.0, 8.0])
    fixes = tuple(Fix(step, minutes[step]) for step in "afgebcd")
    return World(fixes, everybody(People(causes, minutes)))


def silent(rng: random.Random) -> World:
    """Half of those whom a long step cures never tell, a fifth elsewhere."""
    theta, minutes, best = ordinary()
    quiet = {step: 0.5 if minutes[step] >= 8 else 0.2 for step in minutes}
    order = best[:]
    rng.shuffle(order)
    return authored(theta, minutes, order, silent=quiet)


def constrained(rng: random.Random) -> World:
    """Prerequisites, a pinned step, a late one with a risk, in a bad order."""
    theta, minutes, best = ordinary()
    order = best[::-1]
    after = {"a": ("g",), "b": ("g",), "f": ("d",)}
    fixes = tuple(
        Fix(s, minutes[s], 20.0 if s == "c" else 0.0, after.get(s, ()), s == "c", s == "e")
        for s in ("g", *(s for s in order if s not in "gc"), "c")
    )
    return World(fixes, everybody(People(one_cause_each(theta), minutes)))


def _minutes(rng: random.Random, keys: list[str]) -> dict[str, float]:
    return {step: min(max(exp(rng.gauss(1.6, 0.8)), 1.0), 60.0) for step in keys}


def _shares(rng: random.Random, count: int, most: float = 0.95) -> list[float]:
    parts = [rng.gammavariate(0.9, 1.0) for _ in range(count)]
    total = rng.uniform(0.55, most)
    return [total * part / sum(parts) for part in parts]


def _guide(rng: random.Random, worth: dict[str, float], minutes: dict[str, float]) -> Fixes:
    """An author between all-knowing and ignorant, who guesses the minutes by half or double."""
    error = rng.uniform(0.0, 2.0)
    order = sorted(worth, key=lambda s: -worth[s] / minutes[s] * exp(rng.gauss(0, error)))
    guess = {s: max(1.0, round(minutes[s] * exp(rng.gauss(0, 0.35)))) for s in order}
    return tuple(Fix(step, guess[step]) for step in order)


def random_good_author(rng: random.Random) -> World:
    """An author who knows everything: learning can only lose."""
    keys = list(NAMES[: rng.randint(5, 12)])
    theta = each(_shares(rng, len(keys)))
    minutes = {step: float(round(number)) for step, number in _minutes(rng, keys).items()}
    return authored(theta, minutes, sorted(keys, key=lambda step: -theta[step] / minutes[step]))


def flat(rng: random.Random) -> World:
    """Twelve steps of nearly the same worth, best first: there is next to nothing to learn."""
    parts = {step: rng.uniform(0.9, 1.1) for step in NAMES}
    theta = {step: 0.7 * part / sum(parts.values()) for step, part in parts.items()}
    minutes = {step: rng.uniform(4.5, 5.5) for step in NAMES}
    return authored(theta, minutes, sorted(NAMES, key=lambda step: -theta[step] / minutes[step]))


def random_causes(rng: random.Random) -> World:
    """One step for each cause; shares, minutes, the author and leaving are drawn by chance."""
    keys = list(NAMES[: rng.randint(4, 10)])
    theta, minutes = each(_shares(rng, len(keys))), _minutes(rng, keys)
    people = People(one_cause_each(theta), minutes, leave=rng.uniform(0.0, 0.12))
    return World(_guide(rng, theta, minutes), everybody(people))


def random_overlap(rng: random.Random) -> World:
    """Causes that one to four steps cure, more or less surely."""
    keys = list(NAMES[: rng.randint(4, 9)])
    minutes = _minutes(rng, keys)
    causes = tuple(
        Cause(share, {step: rng.uniform(0.3, 1.0) for step in rng.sample(keys, rng.randint(1, 4))})
        for share in _shares(rng, rng.randint(4, 8))
    )
    people = People(causes, minutes, leave=rng.uniform(0.0, 0.12))
    return World(
        _guide(rng, {step: people.fresh(step) for step in keys}, minutes), everybody(people)
    )


def random_everything(rng: random.Random) -> World:
    """Two or three segments, risks, late steps, prerequisites, impossible and silent fixes."""
    keys = list(NAMES[: rng.randint(5, 9)])
    minutes = _minutes(rng, keys)
    could_not = {step: rng.choice([0.0, 0.0, rng.uniform(0, 0.4)]) for step in keys}
    hush = rng.uniform(0.0, 0.3)
    sizes = {name: rng.uniform(0.5, 1.5) for name in "xyz"[: rng.randint(2, 3)]}
    segments = []
    for name, size in sizes.items():
        shares = each(_shares(rng, len(keys)))
        causes = [Cause(share, {step: rng.uniform(0.6, 1.0)}) for step, share in shares.items()]
        people = People(
            tuple(causes), minutes, rng.uniform(0, 0.1), could_not, dict.fromkeys(keys, hush)
        )
        segments.append(Segment(name, size / sum(sizes.values()), people))
    worth = {step: sum(s.share * s.people.fresh(step) for s in segments) for step in keys}
    fixes = list(_guide(rng, worth, minutes))
    last, first = rng.randrange(len(fixes)), rng.randrange(len(fixes) - 1)
    fix = fixes.pop(last)
    fixes.append(Fix(fix.key, fix.minutes, rng.uniform(5, 40), late=True))
    if first != last:
        after = fixes[first + 1] if first + 1 < len(fixes) - 1 else fixes[-1]
        index = fixes.index(after)
        fixes[index] = Fix(
            after.key, after.minutes, after.risk_minutes, (fixes[first].key,), after.late
        )
    return World(tuple(fixes), ((0, tuple(segments)),))


SCENARIOS: dict[str, Scenario] = {
    "good author": good_author,
    "biased author": biased_author,
    "long fixes": long_fixes,
    "two devices": two_devices,
    "drift": drift,
    "sudden change": sudden,
    "overlapping fixes": overlapping,
    "masked fixes": masked,
    "silent fixes": silent,
    "constraints": constrained,
    "flat": flat,
    "random good author": random_good_author,
    "random causes": random_causes,
    "random overlap": random_overlap,
    "random everything": random_everything,
}
