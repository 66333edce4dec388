"""The learned order beside the author's, and how sure it is: for staff, who decide by it."""

from __future__ import annotations

import random

from msgspec import Struct

from .arranging import Fixes, plan
from .beliefs import costs, posterior
from .evidence import Counters
from .intervals import Interval, wilson
from .ordering import likely_orders, order_now

PEEKS = 40
"""So many orders are drawn to see how far chance still moves each step."""

WITHIN = 0.95
"""Of those orders, the share that a step's range of places covers."""


class Standing(Struct, frozen=True):
    """A step in the learned order: its `place` and the author's (1 is first), the range of places
    that it has in 95% of the orders that may also turn out to be right, and the share of those in
    which it stands on the same side of the author's place.

    `chance` is the believed probability that it fixes a fresh session, with its interval, and
    `minutes` what trying it costs, risk included.
    """

    step: str
    place: int
    author_place: int
    range: tuple[int, int]
    sure: float
    chance: float
    interval: Interval
    minutes: float

    @property
    def moved(self) -> int:
        """How many places earlier than the author's (less than 0: later)."""
        return self.author_place - self.place


def standings(fixes: Fixes, counters: Counters, segment: str, seed: int = 0) -> list[Standing]:
    """Every step in the order that is believed to be best, with how sure that is.

    The author's places are those at which people meet the steps. The same arguments always give
    the same.
    """
    rng = random.Random(seed)  # noqa: S311
    believed = order_now(fixes, counters, segment)
    drawn = [_places(order) for order in likely_orders(fixes, counters, segment, rng, PEEKS)]
    beliefs, cost = posterior(fixes, counters, segment), costs(fixes, counters, segment)
    authored = _places(plan(fixes).order)
    found = []
    for place, step in enumerate(believed, 1):
        places = sorted(order[step] for order in drawn)
        edge = round((1 - WITHIN) / 2 * PEEKS)
        side = _side(authored[step] - place)
        belief = beliefs[step]
        found.append(
            Standing(
                step=step,
                place=place,
                author_place=authored[step],
                range=(min(places[edge], place), max(places[-1 - edge], place)),
                sure=sum(_side(authored[step] - one) == side for one in places) / PEEKS,
                chance=belief.mean,
                interval=wilson(belief.fixed, belief.exposure),
                minutes=cost[step],
            )
        )
    return found


def _places(order: tuple[str, ...]) -> dict[str, int]:
    return {step: place for place, step in enumerate(order, 1)}


def _side(difference: int) -> int:
    return (difference > 0) - (difference < 0)
