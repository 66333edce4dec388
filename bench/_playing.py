"""People walk through a guide under a policy, session after session; what that costs is known."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from statistics import fmean

from bench._people import Ledger, Segment
from bench._scenarios import World
from troubleshooter.core.arranging import Worth, arrange, plan
from troubleshooter.core.evidence import Counters, Evidence
from troubleshooter.core.ordering import Drawn, Try, draw, record
from troubleshooter.core.statistics import Weight, add_up, weigh

PEEKS = 40
"""So many orders are drawn at a checkpoint to see what the policy costs on average."""


class Author:
    """Everybody follows the author's order."""

    name = "author"

    def __init__(self, world: World) -> None:
        self.world = world

    def draw(self, segment: str, rng: random.Random) -> Drawn:
        """The order for the next session."""
        return Drawn(plan(self.world.fixes).order, {})

    def record(self, drawn: Drawn, tries: list[Try]) -> None:
        """What the session said."""


class Random(Author):
    """Any order that obeys the constraints."""

    name = "random"

    def draw(self, segment: str, rng: random.Random) -> Drawn:
        """The order for the next session."""
        worth = {fix.key: Worth(rng.random()) for fix in self.world.fixes}
        return Drawn(tuple(arrange(self.world.fixes, worth, dict.fromkeys(worth, 1.0))), {})


class ShareOfFixes(Author):
    """What fixed most sessions comes first: what most help desks do."""

    name = "share of fixes"

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.fixed: Counter[str] = Counter()

    def draw(self, segment: str, rng: random.Random) -> Drawn:
        """The order for the next session."""
        worth = {fix.key: Worth(self.fixed[fix.key]) for fix in self.world.fixes}
        return Drawn(tuple(arrange(self.world.fixes, worth, dict.fromkeys(worth, 1.0))), {})

    def record(self, drawn: Drawn, tries: list[Try]) -> None:
        """What the session said."""
        self.fixed.update(item.step for item in tries if item.outcome == "fixed")


class Ours(Author):
    """The learned order; with `is_learning` off, the author's with the estimates all the same."""

    name = "ours"

    def __init__(self, world: World, is_learning: bool = True) -> None:
        super().__init__(world)
        self.is_learning = is_learning
        self.counters = Counters()
        self.total: dict[str, Weight] = {}

    def draw(self, segment: str, rng: random.Random) -> Drawn:
        """The order for the next session."""
        return draw(self.world.fixes, self.counters, segment, rng, is_learning=self.is_learning)

    def record(self, drawn: Drawn, tries: list[Try]) -> None:
        """What the session said."""
        self.counters = record(self.world.fixes, self.counters, drawn, tries)
        self.total = add_up([self.total, weigh(tries, drawn.estimates)])

    def evidence(self) -> dict[str, Evidence]:
        """All that was said, not faded, as the statistics page has it."""
        return {
            step: Evidence(weight.fixed, weight.fresh_tries, now.tried, now.seconds)
            for step, weight in self.total.items()
            if (now := self.counters.now("", step))
        }


@dataclass
class Game:
    """One world and one policy. Costs are averages over people for the orders that were drawn,
    not what the people who came happened to spend: that has the same mean and far less noise."""

    world: World
    policy: Author
    rng: random.Random
    spent: float = 0.0
    author_spent: float = 0.0
    ledgers: dict[int, Ledger] = field(default_factory=dict)

    def play(self, first: int, last: int) -> None:
        """Sessions number `first` to `last`, the last left out."""
        authored = plan(self.world.fixes).order
        for number in range(first, last):
            segments = self.world.segments(number)
            segment = self.rng.choices(segments, [item.share for item in segments])[0]
            drawn = self.policy.draw(segment.name, self.rng)
            self.policy.record(drawn, segment.people.walk(drawn.order, self.rng))
            self.spent += self.ledger(segment).cost(drawn.order)
            self.author_spent += self.ledger(segment).cost(authored)

    def ledger(self, segment: Segment) -> Ledger:
        """What orders cost these people."""
        if id(segment) not in self.ledgers:
            self.ledgers[id(segment)] = Ledger(self.world.fixes, segment.people)
        return self.ledgers[id(segment)]

    def ratio(self, number: int) -> float:
        """What the policy now costs over what the best order of each segment does, for the people
        of session `number`."""
        best = cost = 0.0
        for segment in self.world.segments(number):
            ledger = self.ledger(segment)
            peeks = [self.policy.draw(segment.name, self.rng).order for _ in range(PEEKS)]
            best += segment.share * ledger.best
            cost += segment.share * fmean(map(ledger.cost, peeks))
        return cost / best

    @property
    def above_author(self) -> float:
        """By which share all sessions together cost more than in the author's order."""
        return self.spent / self.author_spent - 1
