"""Steps in the order of their worth, as far as "must come after", "late" and pins allow.

With nothing to obey, trying the steps in the order of worth ÷ cost takes the least time (Smith,
1956, "Various Optimizers for Single-Stage Production"). A step that must come after others is
ranked together with them (Sidney, 1975, "Decomposition Algorithms for Single-Machine Sequencing
with Precedence Relations"), so that a prerequisite inherits its block's ratio.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct


class Fix(Struct, frozen=True):
    """A step as the order sees it, in the words of the document.

    `minutes` and `risk_minutes` are the author's estimates. `after` names steps that must come
    before; those not among the fixes (they do not apply) are ignored. `late` comes after all that
    are not, `pinned` keeps its place in the author's order.
    """

    key: str
    minutes: float
    risk_minutes: float = 0.0
    after: tuple[str, ...] = ()
    late: bool = False
    pinned: bool = False


Fixes = tuple[Fix, ...]
"""The steps of a guide in the author's order, each key once."""


class Plan(Struct, frozen=True):
    """What the constraints come to: the author's order where it obeys them, by key; those that
    are not late; each key's direct and indirect prerequisites; the pinned; whether nothing but
    "late" is to obey."""

    order: tuple[str, ...]
    early: frozenset[str]
    before: Mapping[str, frozenset[str]]
    pinned: frozenset[str]
    is_free: bool

    def are_alike(self, step: str, other: str) -> bool:
        """Whether both may trade places: both late or neither, and neither pinned."""
        same = (step in self.early) == (other in self.early)
        return same and self.pinned.isdisjoint((step, other))

    def allows(self, order: Sequence[str]) -> bool:
        """Whether an order of all keys obeys every constraint."""
        place = {key: index for index, key in enumerate(order)}
        return (
            self.early.issuperset(order[: len(self.early)])
            and all(place[other] < place[key] for key in order for other in self.before[key])
            and all(self.order[place[key]] == key for key in self.pinned)
        )


@lru_cache(maxsize=512)
def plan(fixes: Fixes) -> Plan:
    """The constraints of a guide, worked out once."""
    keys = {fix.key for fix in fixes}
    after = {fix.key: [key for key in fix.after if key in keys] for fix in fixes}
    before = {key: frozenset(_closure(key, after)) - {key} for key in after}
    late = {fix.key for fix in fixes if fix.late}
    late |= {key for key in keys if before[key] & late}
    ordered: dict[str, None] = {}
    for key in sorted(after, key=late.__contains__):
        _place(key, after, ordered, set())
    return Plan(
        order=tuple(ordered),
        early=frozenset(keys - late),
        before=before,
        pinned=frozenset(fix.key for fix in fixes if fix.pinned),
        is_free=not any(before.values()) and not any(fix.pinned for fix in fixes),
    )


class Worth(Struct, frozen=True):
    """The probability that a step fixes a session as long as its rival (if any) is untried, and
    once the rival has failed: both of a fresh session, so that steps can be compared."""

    first: float
    rival: str | None = None
    later: float = 0.0


def arrange(fixes: Fixes, worth: Mapping[str, Worth], cost: Mapping[str, float]) -> list[str]:
    """Every key once: greedily by worth ÷ cost, obeying the constraints.

    `cost` is above 0. Equal ratios keep the author's order. Constraints that contradict each
    other (a cycle, which publishing refuses) are obeyed as far as the author's order does.
    """
    known = plan(fixes)
    value = {key: item.first for key, item in worth.items()}
    placed: list[str] = []
    waiting = [key for key in known.order if key not in known.pinned]
    for slot, authored in enumerate(known.order):
        if authored in known.pinned:
            key = authored
        else:
            pool = [key for key in waiting if key in known.early] or waiting
            pool = _due(known, slot, pool) or pool
            if known.is_free:
                key = max(pool, key=lambda step: value[step] / cost[step])
            else:
                key = _next(known, pool, placed, value, cost)
            waiting.remove(key)
        placed.append(key)
        for step, item in worth.items():
            if item.rival == key:
                value[step] = item.later
    return placed


def _next(
    known: Plan,
    pool: Sequence[str],
    placed: Collection[str],
    worth: Mapping[str, float],
    cost: Mapping[str, float],
) -> str:
    """The key to place now: of the block with the best ratio, the best that may come now.

    A block is a step of the pool with its prerequisites, joined by whatever raises its ratio.
    """

    def ratio(keys: Iterable[str]) -> float:
        keys = list(keys)
        return sum(worth[key] for key in keys) / sum(cost[key] for key in keys)

    blocks = [known.before[key].difference(placed) | {key} for key in pool]
    # A step that must wait for a pin waits for the pin's place.
    blocks = [block for block in blocks if block.issubset(pool)]
    wide = [block for block in blocks if len(block) > 1]
    best: frozenset[str] = frozenset()
    reached = 0.0
    for block in blocks:
        own = ratio(block)
        # Only what shares a prerequisite can help: anything else that is better wins by itself.
        while better := [
            more
            for other in wide
            if not other.isdisjoint(block) and (more := other - block) and ratio(more) > own
        ]:
            block |= max(better, key=ratio)
            own = ratio(block)
        if not best or own > reached:
            best, reached = block, own
    ready = [key for key in pool if key in best and known.before[key].issubset(placed)]
    return max(ready or pool, key=lambda key: worth[key] / cost[key])


def _due(known: Plan, slot: int, pool: Sequence[str]) -> list[str]:
    """Of the pool, what a later pin leaves no other place for; empty where there is time."""
    needed: set[str] = set()
    free = 0
    for key in known.order[slot:]:
        if key not in known.pinned:
            free += 1
            continue
        needed |= known.before[key].intersection(pool)
        if needed and len(needed) >= free:
            return [key for key in pool if key in needed]
    return []


def _closure(key: str, after: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The key and everything it must come after, directly or not."""
    seen: set[str] = set()
    ahead = [key]
    while ahead:
        if (item := ahead.pop()) not in seen:
            seen.add(item)
            ahead.extend(after[item])
            yield item


def _place(
    key: str, after: Mapping[str, Sequence[str]], ordered: dict[str, None], visiting: set[str]
) -> None:
    """Add the key to `ordered` behind its prerequisites."""
    if key in visiting:
        return
    visiting.add(key)
    for prerequisite in after[key]:
        if prerequisite not in ordered:
            _place(prerequisite, after, ordered, visiting)
    ordered[key] = None
