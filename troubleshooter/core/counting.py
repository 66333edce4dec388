"""What became of a session and of each step in it.

Called by folding; owns what every count means. A session is counted by replaying what stands of it:
an answer or attempt that was taken back counts nowhere, as if never given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Literal, get_args

from msgspec import Struct, field

from .document import Document
from .events import MOST_IN_SESSION, Answer, Attempt, Event, Outcome, Reason, Reversal
from .statistics import Try
from .walk import EndingKind, EndingScreen, QuestionScreen, Screen, StepScreen, Walk

TRIED: tuple[Outcome, ...] = ("fixed", "not_fixed")
"""Outcomes of somebody who tried the step and knows."""

PREFIXES_IN_MEMORY = 10_000
NOTHING = -1
"""The number of the prefix before the first, which is the order alone."""

IDLE = timedelta(hours=24)
"""After this long without an event a session counts as abandoned; a return undoes it."""

IDLE_WAITING = timedelta(days=7)
"""The same for a session that waits for a result."""

Status = Literal["opened", "fixed", "exhausted", "not_your_side", "waiting", "going", "abandoned"]
STATUSES: tuple[Status, ...] = get_args(Status)
"""What became of a session. Each has exactly one:

- `opened`: nothing was said, or everything said was taken back;
- `fixed`, `exhausted`, `not_your_side`: the ending it is at, however long ago;
- `waiting`: a result is waited for, and the last event is less than 7 days ago;
- `going`: a question or a step is on screen, and the last event is less than 24 hours ago;
- `abandoned`: one of the last two, but longer ago.
"""

_Place = tuple[Literal["question", "step"] | EndingKind, str]
"""What is on screen: the kind, and the key of the question or step it is or speaks of."""


class StepStory(Struct, frozen=True):
    """One step in one session that showed it.

    `outcome` and `reason` are those of the attempt that stands. `seconds` is the time from the
    event that put the step on screen (the session's start, where it came first) to the first
    attempt on it; None where there is none or the step was answered while another was on screen.
    `is_left_here` says that the session is abandoned with this step, or its awaited result, on
    screen.
    """

    outcome: Outcome | None = None
    reason: Reason | None = None
    seconds: float | None = None
    is_left_here: bool = False


class SessionStory(Struct, frozen=True):
    """One session: what became of it, the steps it showed by key, where it was left.

    A step was shown when it was on screen at some point of the replay, or was answered: whoever
    answers ahead or from paper has seen it. The same goes for `questions`, by key. `left_question`
    is the one that was on screen when the session was abandoned, "" where there was none.

    `answers` are those that stand, by question key; `tries` the standing attempts in the order
    their results became known. `seconds` is the time from the session's start to the attempt that
    fixed it. `quickest` is the shortest time in which a standing `fixed` or `not_fixed` followed
    what was said before it about something else, or the start; None without such a result: nobody
    tries a step in a second. `changes_at` is when this story will be another one without anything
    being said.
    """

    status: Status
    steps: Mapping[str, StepStory] = field(default_factory=dict)
    left_question: str = ""
    questions: tuple[str, ...] = ()
    answers: Mapping[str, Answer] = field(default_factory=dict)
    tries: tuple[Try, ...] = ()
    seconds: float | None = None
    quickest: float | None = None
    changes_at: datetime | None = None


class Teller:
    """Tells what became of sessions of one document, the faster the more it has told before. It may
    be shared by threads."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[tuple[int, tuple[str, ...]], tuple[int, _Place]] = {}
        self._numbers = count()

    def tell(
        self, order: Sequence[str], events: Iterable[Event], started_at: datetime, now: datetime
    ) -> SessionStory:
        """What became of a session by `now`, from its events in any order and repetition.

        Of one with more than a session may hold, only what is on screen at its end is replayed.
        """
        events = list(events)
        walk = Walk(self._document, order, events)
        standing = walk.standing
        if not walk.answers and not walk.results:
            return SessionStory("opened")
        is_long = len(events) > MOST_IN_SESSION
        places = [_place(walk.screen)] if is_long else self._replay(order, standing)
        kind, subject = places[-1]
        newest = max(event.at for event in events)
        status = _status(kind, idle=now - newest)
        left = subject if status == "abandoned" else ""
        seconds = _seconds(places, standing, events, started_at)
        shown = [key for what, key in places if what == "step"]
        asked = [key for what, key in places if what == "question"]
        steps = {}
        for key in dict.fromkeys((*shown, *walk.results)):
            result = walk.results.get(key)
            steps[key] = StepStory(
                outcome=result.outcome if result else None,
                reason=result.reason if result else None,
                seconds=seconds.get(key),
                is_left_here=kind != "question" and key == left,
            )
        known = sorted(walk.results.values(), key=lambda attempt: (attempt.at, attempt.key))
        waits = {"going": IDLE, "waiting": IDLE_WAITING}.get(status)
        return SessionStory(
            status,
            steps,
            left_question=left if kind == "question" else "",
            questions=tuple(dict.fromkeys((*asked, *walk.answers))),
            answers=walk.answers,
            tries=tuple(Try(item.step, item.outcome, seconds.get(item.step)) for item in known),
            seconds=_lasted(started_at, walk.results[subject].at) if kind == "fixed" else None,
            quickest=min(_haste(walk.results, standing, started_at), default=None),
            changes_at=newest + waits if waits else None,
        )

    def _replay(self, order: Sequence[str], standing: Sequence[Answer | Attempt]) -> list[_Place]:
        """What was on screen before each standing event and after the last."""
        # What is on screen depends on what was said, not on when: of ten prefixes eight were said
        # by somebody before, and replaying them once is what makes a report of many sessions fast.
        # A prefix is known by the number of the one before it and what was said last.
        places = []
        number, said = NOTHING, tuple(order)
        for length in range(len(standing) + 1):
            if length:
                said = _said(standing[length - 1])
            known = self._known.get((number, said))
            if known is None:
                place = _place(Walk(self._document, order, standing[:length]).screen)
                known = self._known[number, said] = next(self._numbers), place
            number, place = known
            places.append(place)
        if len(self._known) >= PREFIXES_IN_MEMORY:
            self._known.clear()
        return places


def _said(event: Answer | Attempt) -> tuple[str, ...]:
    match event:
        case Answer():
            return "answer", event.question, event.choice
        case Attempt():
            return "attempt", event.step, event.outcome


def _place(screen: Screen) -> _Place:
    match screen:
        case QuestionScreen():
            return "question", screen.question.key
        case StepScreen():
            return "step", screen.step.key
        case EndingScreen():
            return screen.kind, screen.attempt.step if screen.attempt else ""


def _status(kind: Literal["question", "step"] | EndingKind, idle: timedelta) -> Status:
    match kind:
        case "question" | "step":
            return "going" if idle < IDLE else "abandoned"
        case "waiting":
            return "waiting" if idle < IDLE_WAITING else "abandoned"
        case _:
            return kind


def _seconds(
    places: Sequence[_Place],
    standing: Sequence[Answer | Attempt],
    events: Sequence[Event],
    started_at: datetime,
) -> dict[str, float]:
    """How long each step was on screen until its first attempt, by key.

    Taking something back shows the screen anew, so the time runs from there.
    """
    taken_back = [event.at for event in events if isinstance(event, Reversal)]
    found: dict[str, float] = {}
    on_screen: _Place | None = None
    since = newest = started_at
    for place, event in zip(places, standing, strict=False):
        if place != on_screen:
            on_screen, since = place, newest
        if isinstance(event, Attempt) and place == ("step", event.step):
            shown_at = max((since, *(at for at in taken_back if at < event.at)))
            found[event.step] = _lasted(shown_at, event.at)
        newest = event.at
    return found


def _haste(
    results: Mapping[str, Attempt], standing: Sequence[Answer | Attempt], started_at: datetime
) -> Iterator[float]:
    """How soon each standing result came after the last thing said that is not of its step."""
    counting = {result.key for result in results.values() if result.outcome in TRIED}
    for place, event in enumerate(standing):
        if isinstance(event, Attempt) and event.key in counting:
            before = (
                other.at
                for other in reversed(standing[:place])
                if not isinstance(other, Attempt) or other.step != event.step
            )
            yield _lasted(next(before, started_at), event.at)


def _lasted(since: datetime, until: datetime) -> float:
    """Seconds; 0 where a clock was set back."""
    return max((until - since).total_seconds(), 0.0)
