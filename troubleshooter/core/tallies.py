"""What a session adds to the tallies, and what tallies say, in whole numbers.

Called by folding, which keeps what each session added, and by the statistics, which read sums. A
session's part changes when something is said, is taken back, or time passes; then what it had
added is subtracted and what it adds now is added. That is exact, so that the order in which
sessions are folded, and how often, makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal, NamedTuple

from msgspec import Struct

from .counting import STATUSES, SessionStory, Status, StepStory
from .document import Document
from .drawing import AUTHORS
from .events import REASONS, Reason
from .histograms import BUCKETS, bucket_of, median
from .intervals import Sample
from .segments import segment
from .statistics import Weight, weigh

Kind = Literal["session", "question", "step"]

Excluded = Literal["", "too_quick", "over_limit"]
"""Why a session is left out, "" where it is not: a step was said to be tried within a second or
two, or its client started too many, or too much was said in it."""

ARM, LEARNED = "arm", "learned"
"""Sessions by the order they had, and the name of those that had a learned one."""

UNKNOWN: tuple[Status, ...] = ("waiting", "going", "abandoned")
"""What became of sessions of which nobody knows whether it is fixed."""

STARTED: tuple[Status, ...] = tuple(status for status in STATUSES if status != "opened")
"""What became of sessions in which something that stands was said."""

LONGEST = 24 * 60 * 60
"""A time from start to fix counts as at most this many seconds in sums: a night, not a month."""


class Counts(Struct, frozen=True):
    """The sum over sessions of one row, or of several about the same.

    In a row about sessions: how many of each status (`core.counting.STATUSES`), the times from
    start to fix, and how many were left out of all other figures (`Excluded`). About a question:
    how many were `shown` it, and `left_here`. About a step: what `core.counting.StepCounts` means;
    `could_not` holds those of the five reasons and those without one; `tried_first` are the
    sessions whose first known result is this step's, `fixed_first` those it fixed; `exposure` goes
    with `fixed` as `core.statistics.Weight` says, in millionths.

    `seconds` is a sum of times, each at most `LONGEST` (about a step: what `most_seconds` says),
    `seconds_squared` the sum of their squares, and `took_0` to `took_15` their histogram.
    """

    opened: int = 0
    fixed: int = 0
    exhausted: int = 0
    not_your_side: int = 0
    waiting: int = 0
    going: int = 0
    abandoned: int = 0
    shown: int = 0
    not_fixed: int = 0
    could_not: int = 0
    no_button: int = 0
    not_allowed: int = 0
    missing_item: int = 0
    too_risky: int = 0
    other: int = 0
    already_tried: int = 0
    later: int = 0
    left_here: int = 0
    tried_first: int = 0
    fixed_first: int = 0
    exposure: int = 0
    seconds: int = 0
    seconds_squared: int = 0
    took_0: int = 0
    took_1: int = 0
    took_2: int = 0
    took_3: int = 0
    took_4: int = 0
    took_5: int = 0
    took_6: int = 0
    took_7: int = 0
    took_8: int = 0
    took_9: int = 0
    took_10: int = 0
    took_11: int = 0
    took_12: int = 0
    took_13: int = 0
    took_14: int = 0
    took_15: int = 0
    too_quick: int = 0
    over_limit: int = 0

    @property
    def started(self) -> int:
        """Sessions in which something that stands was said."""
        return sum(getattr(self, status) for status in STARTED)

    @property
    def unknown(self) -> int:
        """Sessions of which nobody knows whether it is fixed: left, waiting or under way."""
        return sum(getattr(self, status) for status in UNKNOWN)

    @property
    def excluded(self) -> int:
        """Sessions that are in no other figure."""
        return self.too_quick + self.over_limit

    @property
    def tried(self) -> int:
        """Sessions that know whether the step fixed it."""
        return self.fixed + self.not_fixed

    @property
    def reasons(self) -> dict[Reason, int]:
        """Why the step could not be done, as far as reasons were given."""
        return {reason: getattr(self, reason) for reason in REASONS}

    @property
    def no_reason(self) -> int:
        """Sessions that could not do the step and did not say why."""
        return self.could_not - sum(self.reasons.values())

    @property
    def weight(self) -> Weight:
        """What the sessions say about the step when it is tried first."""
        return Weight(self.fixed, self.exposure, self.tried)

    @property
    def histogram(self) -> tuple[int, ...]:
        """The times in buckets, as `core.histograms` has them."""
        return tuple(getattr(self, f"took_{bucket}") for bucket in range(BUCKETS))

    @property
    def median_seconds(self) -> float | None:
        """The median time; None where nothing was measured."""
        return median(self.histogram)

    @property
    def sample(self) -> Sample:
        """The times in seconds, for the interval of their mean."""
        return Sample(sum(self.histogram), self.seconds, self.seconds_squared)


COLUMNS = Counts.__struct_fields__


class Place(NamedTuple):
    """Which of a day's rows a count goes to: the group of sessions (`by` and its `value`), and
    what in them it is about (`kind` and its `key`, "" for the sessions themselves).

    `by` is "" for all sessions, "segment" (its name is the value, "" as long as no answer put the
    person in one; only where the guide has segments), "question:<key>" (the choice is the value)
    or "arm" ("author", "control" or "learned": whose order they had; "session" rows only).
    """

    by: str
    value: str
    kind: Kind
    key: str


class Contribution(Struct, frozen=True, omit_defaults=True):
    """What one session adds: each of its `parts` ("step/wifi", "session/") to each of its
    `groups`, on the day it started. Only columns that are not 0 are named."""

    day: date
    groups: tuple[tuple[str, str], ...] = ()
    parts: Mapping[str, Mapping[str, int]] = {}

    def places(self) -> Iterator[tuple[Place, Mapping[str, int]]]:
        """Every row that it adds to, with what it adds there."""
        for part, columns in self.parts.items():
            kind, key = part.split("/")
            for by, value in self.groups:
                if by == ARM and kind != "session":
                    continue
                yield Place(by, value, kind, key), columns  # type: ignore[arg-type]

    def beyond(self, other: Contribution) -> Contribution | None:
        """What this adds beyond the other, less than 0 where it adds less: most of it is the same
        after one more thing was said. None where they add to other rows."""
        if (self.day, self.groups) != (other.day, other.groups):
            return None
        parts = {}
        for part in self.parts.keys() | other.parts.keys():
            mine, others = self.parts.get(part, {}), other.parts.get(part, {})
            if mine != others:
                names = mine.keys() | others.keys()
                parts[part] = {name: mine.get(name, 0) - others.get(name, 0) for name in names}
        return Contribution(self.day, self.groups, parts)


def contribution(
    document: Document,
    story: SessionStory,
    estimates: Mapping[str, float],
    day: date,
    excluded: Excluded = "",
    arm: str = "",
) -> Contribution:
    """What a session of the document adds. `estimates` are the θ̂ frozen with it, `arm` is why its
    order is as it is. One that is left out adds that alone, to the rows of its groups."""
    groups = [("", "")]
    if arm:
        groups.append((ARM, arm if arm in AUTHORS else LEARNED))
    groups += [(f"question:{key}", answer.choice) for key, answer in story.answers.items()]
    if any(use.segments for use in document.uses):
        groups.append(("segment", segment(document, story.answers)))
    if excluded:
        return Contribution(day, tuple(sorted(groups)), {"session/": {str(excluded): 1}})
    parts: dict[str, dict[str, int]] = {
        "session/": {story.status: 1, **_times(story.seconds, LONGEST)}
    }
    for key in story.questions:
        parts[f"question/{key}"] = {"shown": 1, "left_here": int(key == story.left_question)}
    weights = weigh(story.tries, estimates)
    first = next(iter(weights), None)
    for key, step in story.steps.items():
        columns = parts[f"step/{key}"] = _said(step)
        if weight := weights.get(key):
            columns["exposure"] = weight.exposure
            columns |= _times(step.seconds, most_seconds(document.step[key].minutes))
        if key == first:
            columns["tried_first"] = 1
            columns["fixed_first"] = int(step.outcome == "fixed")
    return Contribution(
        day,
        tuple(sorted(groups)),
        {part: {name: n for name, n in sorted(parts[part].items()) if n} for part in sorted(parts)},
    )


def most_seconds(minutes: int) -> int:
    """A try of a step that the author thinks takes so long counts as at most this in sums: who
    went to lunch says nothing about it."""
    return 60 * max(5, 4 * minutes)


def _said(step: StepStory) -> dict[str, int]:
    columns = {"shown": 1, "left_here": int(step.is_left_here)}
    if step.outcome:
        columns[step.outcome] = 1
    if step.reason:
        columns[step.reason] = 1
    return columns


def _times(seconds: float | None, most: int) -> dict[str, int]:
    if seconds is None:
        return {}
    counted = min(int(seconds), most)
    return {
        f"took_{bucket_of(seconds)}": 1,
        "seconds": counted,
        "seconds_squared": counted * counted,
    }
