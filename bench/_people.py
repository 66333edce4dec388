"""Synthetic people with a known truth: what they would do, what an order costs them on average,
and the best order there is. The truth never reaches the code that learns."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from math import exp

from troubleshooter.core.arranging import Fixes, plan
from troubleshooter.core.statistics import Try

UNFIXED = 30.0
"""Minutes that going without a fix is held to cost."""


@dataclass(frozen=True)
class Cause:
    """A share of the problems, and the probability with which each step cures it."""

    share: float
    cured_by: dict[str, float]


@dataclass(frozen=True)
class People:
    """Those of one segment. `minutes` are the true means; times scatter log-normally by `scatter`.

    After a try that did not fix it a person leaves with probability `leave`; `could_not` skips a
    step; a cured person leaves without a word with probability `silent`; a try is interrupted with
    probability `idle` and then takes ten times as long on the clock, not in truth.
    """

    causes: tuple[Cause, ...]
    minutes: dict[str, float]
    leave: float = 0.04
    could_not: dict[str, float] = field(default_factory=dict)
    silent: dict[str, float] = field(default_factory=dict)
    scatter: float = 0.5
    idle: float = 0.0

    def walk(self, order: Sequence[str], rng: random.Random, tells_all: bool = False) -> list[Try]:
        """What one person reports, trying the steps in this order; with `tells_all`, what happens
        whether it is told or not."""
        cause = self._cause(rng)
        tries: list[Try] = []
        for step in order:
            if rng.random() < self.could_not.get(step, 0.0):
                tries.append(Try(step, "could_not"))
                continue
            is_cured = cause is not None and rng.random() < cause.cured_by.get(step, 0.0)
            if is_cured and not tells_all and rng.random() < self.silent.get(step, 0.0):
                break
            seconds = 60 * self.minutes[step] * exp(rng.gauss(-(self.scatter**2) / 2, self.scatter))
            seconds *= 10 if rng.random() < self.idle else 1
            tries.append(Try(step, "fixed" if is_cured else "not_fixed", seconds))
            if is_cured or rng.random() < self.leave:
                break
        return tries

    def _cause(self, rng: random.Random) -> Cause | None:
        number = rng.random()
        for cause in self.causes:
            number -= cause.share
            if number < 0:
                return cause
        return None

    def fresh(self, step: str) -> float:
        """θ: the probability that the step is reported to fix a fresh session."""
        told = 1 - self.silent.get(step, 0.0)
        return told * sum(cause.share * cause.cured_by.get(step, 0.0) for cause in self.causes)


@dataclass(frozen=True)
class Segment:
    """People of one kind: their share of all sessions."""

    name: str
    share: float
    people: People


class Ledger:
    """What orders cost the people of one segment on average: minutes, risk and 30 if unfixed."""

    def __init__(self, fixes: Fixes, people: People, unfixed: float = UNFIXED) -> None:
        self.fixes, self.people, self.unfixed = fixes, people, unfixed
        self.keys = list(plan(fixes).order)
        self.price = {
            fix.key: (people.minutes[fix.key] + fix.risk_minutes)
            * (1 - people.could_not.get(fix.key, 0.0))
            for fix in fixes
        }
        self.start = [cause.share for cause in people.causes]
        self.start.append(1 - sum(self.start))
        self.stays = {
            fix.key: 1 - people.leave * (1 - people.could_not.get(fix.key, 0.0)) for fix in fixes
        }
        self.survives = {
            fix.key: [
                1 - cause.cured_by.get(fix.key, 0.0) * (1 - people.could_not.get(fix.key, 0.0))
                for cause in people.causes
            ]
            + [1.0]
            for fix in fixes
        }
        self.known: dict[tuple[str, ...], float] = {}

    def cost(self, order: tuple[str, ...]) -> float:
        """Exactly, not by playing it."""
        if order not in self.known:
            masses, cost = self.start, self.unfixed
            for key in order:
                masses, spent = self._try(key, masses)
                cost += spent
            self.known[order] = cost
        return self.known[order]

    def _try(self, key: str, masses: Sequence[float]) -> tuple[list[float], float]:
        """Who goes on after the step, by cause, and what the step adds to the cost."""
        here = sum(masses)
        uncured = [mass * stay for mass, stay in zip(masses, self.survives[key], strict=True)]
        cured = here - sum(uncured)
        return [mass * self.stays[key] for mass in uncured], here * self.price[
            key
        ] - self.unfixed * cured

    @cached_property
    def best(self) -> float:
        """The cost of the best order that obeys the constraints, by dynamic programming over the
        sets of tried steps."""
        known, keys = plan(self.fixes), self.keys
        bit = {key: 1 << index for index, key in enumerate(keys)}
        early = sum(bit[key] for key in known.early)
        needs = {
            key: sum(bit[other] for other in known.before[key])
            | (0 if key in known.early else early)
            for key in keys
        }
        pinned_at = {index: key for index, key in enumerate(keys) if key in known.pinned}
        whole = (1 << len(keys)) - 1

        @cache
        def rest(tried: int) -> float:
            if tried == whole:
                return 0.0
            masses = self._masses(tried)
            place = tried.bit_count()
            options = [pinned_at[place]] if place in pinned_at else keys
            found = [
                self._try(key, masses)[1] + rest(tried | bit[key])
                for key in options
                if not tried & bit[key]
                and needs[key] & ~tried == 0
                and (key not in known.pinned or place in pinned_at)
            ]
            return min(found, default=float("inf"))

        return self.unfixed + rest(0)

    def _masses(self, tried: int) -> list[float]:
        masses = self.start
        for index, key in enumerate(self.keys):
            if tried >> index & 1:
                masses = self._try(key, masses)[0]
        return list(masses)
