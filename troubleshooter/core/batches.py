"""A batch of events that a device kept while it had no connection, and what becomes of each.

Which events a session holds in the end depends on what was said alone: a batch may arrive in any
order, in parts and more than once. That holds as long as a key is never used for two things,
nothing is taken back under two keys, which is what the devices see to, and the session is not full.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from .document import UNKNOWN, Document
from .events import (
    MOST_IN_SESSION,
    Answer,
    Attempt,
    Event,
    Outcome,
    Reason,
    Reversal,
    derived_key,
    says_the_same,
)
from .walk import Walk

MOST_BYTES = 64 * 1024
MOST_EVENTS = 200
TOO_MANY_BYTES = f"A batch has at most {MOST_BYTES} bytes: send the rest in the next."
TOO_MANY_EVENTS = f"A batch has at most {MOST_EVENTS} events: send the rest in the next."

EventKey = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{8,64}\Z")]
PartKey = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\Z", max_length=60)]
When = Annotated[datetime, Meta(tz=True)]

Status = Literal["stored", "duplicate", "rejected"]
Why = Literal["malformed", "unknown_part", "key_taken", "session_full"]
"""Why an event is rejected: it is not of the form asked for; the edition holds no such question,
choice or step; its key stands for something else; the session holds as many as it may."""


class BatchError(ValueError):
    """What was sent is no batch, or `is_too_large`; it says why."""

    def __init__(self, why: str, *, is_too_large: bool = False) -> None:
        super().__init__(why)
        self.is_too_large = is_too_large


class Batch(Struct, frozen=True):
    """What is sent: `events`, each of them still to be read."""

    events: tuple[msgspec.Raw, ...]


class Kept(Struct, frozen=True, forbid_unknown_fields=True):
    """One event as a device kept it. It names a `question` with the `choice`, a `step` with the
    `outcome` (and perhaps a `reason`), or the key of the event that it `reverses`."""

    key: EventKey
    at: When
    question: PartKey | None = None
    choice: PartKey | None = None
    step: PartKey | None = None
    outcome: Outcome | None = None
    reason: Reason | None = None
    reverses: EventKey | None = None

    def fact(self, started: datetime, received: datetime) -> Event | None:
        """The event, not before the session's start and not after it was received; None when it
        says nothing, or more than one thing. A reversal has the key that undoing here gives it."""
        # Converted last: the first and the last day there are have no such moment in every zone.
        at = max(started, min(self.at, received)).astimezone(UTC)
        match self:
            case Kept(question=str(asked), choice=str(choice), step=None, outcome=None):
                if self.reason is None and self.reverses is None:
                    return Answer(self.key, at, asked, choice)
            case Kept(question=None, choice=None, step=str(step), outcome=str(outcome)):
                if self.reverses is None:
                    reason = self.reason if outcome == "could_not" else None
                    return Attempt(self.key, at, step, outcome, reason)
            case Kept(question=None, choice=None, step=None, outcome=None, reverses=str(taken)):
                if self.reason is None:
                    return Reversal(derived_key("", "reversal", taken), at, taken)
        return None


class Verdict(Struct, frozen=True):
    """What became of one event of a batch, under the key it was sent with ("" when unreadable)."""

    key: str
    status: Status
    reason: Why | None = None


class Received(Struct, frozen=True):
    """The walk after a batch, the events that it added, and the verdict on each it held."""

    walk: Walk
    new: list[Event]
    verdicts: list[Verdict]


def read_batch(body: bytes) -> list[Kept | Verdict]:
    """The events of a batch in JSON; a Verdict stands for one that cannot be read.

    Raises BatchError when the whole cannot be read, or is larger than a batch may be.
    """
    if len(body) > MOST_BYTES:
        raise BatchError(TOO_MANY_BYTES, is_too_large=True)
    try:
        batch = msgspec.json.decode(body, type=Batch)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise BatchError(f"This is no batch of events: {error}") from error
    if len(batch.events) > MOST_EVENTS:
        raise BatchError(TOO_MANY_EVENTS, is_too_large=True)
    return [_read(raw) for raw in batch.events]


def sort_out(
    document: Document,
    known: Iterable[Event],
    kept: Iterable[Kept | Verdict],
    started: datetime,
    received: datetime,
) -> tuple[list[Event], list[Verdict]]:
    """The events to add to those known, each key once, and the verdict on each that was sent."""
    there = {event.key: event for event in known}
    new: list[Event] = []
    verdicts: list[Verdict] = []
    for item in kept:
        if isinstance(item, Verdict):
            verdicts.append(item)
            continue
        fact = item.fact(started, received)
        verdict = _verdict(document, item.key, fact, there)
        verdicts.append(verdict)
        if fact is not None and verdict.status == "stored":
            there[fact.key] = fact
            new.append(fact)
    return new, verdicts


def _read(raw: msgspec.Raw) -> Kept | Verdict:
    try:
        return msgspec.json.decode(raw, type=Kept)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, OverflowError):
        return Verdict(_key_of(raw), "rejected", "malformed")


def _key_of(raw: msgspec.Raw) -> str:
    """The key of an event that is otherwise malformed, so that its sender knows which it is."""

    class Keyed(Struct):
        key: EventKey

    try:
        return msgspec.json.decode(raw, type=Keyed).key
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return ""


def _verdict(document: Document, key: str, fact: Event | None, there: dict[str, Event]) -> Verdict:
    if fact is None:
        return Verdict(key, "rejected", "malformed")
    if not _holds(document, fact):
        return Verdict(key, "rejected", "unknown_part")
    if (same := there.get(fact.key)) is None:
        is_full = len(there) >= MOST_IN_SESSION
        return Verdict(key, "rejected", "session_full") if is_full else Verdict(key, "stored")
    if says_the_same(same, fact):
        return Verdict(key, "duplicate")
    return Verdict(key, "rejected", "key_taken")


def _holds(document: Document, fact: Event) -> bool:
    """Whether the edition holds what the event names. What a reversal names may still come."""
    match fact:
        case Answer():
            question = document.question.get(fact.question)
            return question is not None and (
                fact.choice == UNKNOWN or fact.choice in question.labels
            )
        case Attempt():
            return fact.step in document.placement
        case _:
            return True
