"""The facts of one session: answers, attempts and reversals. They are only ever added."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Literal, get_args

from msgspec import Struct

Outcome = Literal["fixed", "not_fixed", "could_not", "already_tried", "later"]
Reason = Literal["no_button", "not_allowed", "missing_item", "too_risky", "other"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
REASONS: tuple[Reason, ...] = get_args(Reason)

MOST_IN_SESSION = 200
"""Events that a session may hold: many times what anybody says, and few enough that telling what
became of it, which takes the square of them, keeps nobody waiting."""


class Answer(Struct, frozen=True, gc=False):
    """The person chose `choice` (a choice's key, or "unknown") for `question`."""

    key: str
    at: datetime
    question: str
    choice: str


class Attempt(Struct, frozen=True, gc=False):
    """The person tried `step` and says how it went; `reason` may go with "could_not"."""

    key: str
    at: datetime
    step: str
    outcome: Outcome
    reason: Reason | None = None


class Reversal(Struct, frozen=True, gc=False):
    """The answer or attempt with the key `reverses` is taken back; with an attempt, those on its
    step that were said on top of it before."""

    key: str
    at: datetime
    reverses: str


Event = Answer | Attempt | Reversal


def reversal(event: str, at: datetime) -> Reversal:
    """The fact that takes back the event with this key."""
    return Reversal(derived_key("", "reversal", event), at, event)


def in_order(events: Iterable[Event]) -> list[Event]:
    """The events by (`at`, `key`), each key once: the order a replay reads them in."""
    return sorted({event.key: event for event in events}.values(), key=lambda e: (e.at, e.key))


def unreversed(events: Iterable[Event]) -> list[Answer | Attempt]:
    """The answers and attempts that were not taken back, in order.

    A reversal takes back what it names whenever that was said, and of later attempts on the same
    step those before it: somebody who takes a step back is to be asked about it again, whatever a
    stale tab said of it meanwhile. What was gone by then takes nothing with it.
    """
    ordered = in_order(events)
    taken_at: dict[str, datetime] = {}
    for event in ordered:
        if isinstance(event, Reversal):
            taken_at.setdefault(event.reverses, event.at)
    standing: list[Answer | Attempt] = []
    gone_until: dict[str, datetime] = {}
    for event in ordered:
        if isinstance(event, Reversal):
            continue
        if isinstance(event, Attempt):
            until = gone_until.get(event.step)
            if until and event.at < until:
                continue
            if event.key in taken_at:
                gone_until[event.step] = taken_at[event.key]
        if event.key not in taken_at:
            standing.append(event)
    return standing


def standing_attempts(events: Iterable[Answer | Attempt]) -> dict[str, Attempt]:
    """Each step's attempt that counts, from unreversed events in order.

    A step's first result stands, except the result that follows "later", and "not_fixed" after
    "fixed" (a retraction).
    """
    standing: dict[str, Attempt] = {}
    for event in events:
        if not isinstance(event, Attempt):
            continue
        earlier = standing.get(event.step)
        retracts = (
            earlier is not None and earlier.outcome == "fixed" and event.outcome == "not_fixed"
        )
        if earlier is None or earlier.outcome == "later" or retracts:
            standing[event.step] = event
    return standing


def says_the_same(one: Event, other: Event) -> bool:
    """Whether two events say the same of the same thing, whatever reason goes with it."""
    match one, other:
        case Answer(), Answer():
            return (one.question, one.choice) == (other.question, other.choice)
        case Attempt(), Attempt():
            return (one.step, one.outcome) == (other.step, other.outcome)
        case Reversal(), Reversal():
            return one.reverses == other.reverses
        case _:
            return False


def derived_key(seen: str, kind: str, subject: str) -> str:
    """The key of the event that a form makes: 22 URL-safe characters.

    `seen` is the key of the last event the form knew ("" when there was none) and `subject` what
    it speaks of, so that a double click, a stale tab or a replay derives a key that exists.
    """
    digest = hashlib.sha256(f"{seen}\n{kind}\n{subject}".encode(errors="replace")).digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")
