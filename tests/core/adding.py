"""The sum over many sessions, session by session: what tallies have to agree with."""

from __future__ import annotations

import statistics
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from troubleshooter.core.counting import STATUSES, SessionStory, Status, StepStory
from troubleshooter.core.events import Reason
from troubleshooter.core.tallies import Counts


@dataclass
class StepCounts:
    """Sessions per step. Each session counts at most once in each figure.

    The standing attempt of a session falls in exactly one of `fixed`, `not_fixed`, `could_not`
    (with `reasons`, as far as given), `already_tried` and `later` (not known yet); their sum is
    at most `shown`. `seconds` are those of the sessions that tried the step.
    """

    shown: int = 0
    fixed: int = 0
    not_fixed: int = 0
    could_not: int = 0
    already_tried: int = 0
    later: int = 0
    left_here: int = 0
    reasons: Counter[Reason] = field(default_factory=Counter)
    seconds: array[float] = field(default_factory=lambda: array("d"))

    @property
    def tried(self) -> int:
        """Sessions that know whether the step fixed it."""
        return self.fixed + self.not_fixed

    @property
    def median_seconds(self) -> float | None:
        """The median of `seconds`; None where nothing was measured."""
        return statistics.median(self.seconds) if self.seconds else None

    def add(self, story: StepStory) -> None:
        """Count one session that showed the step."""
        self.shown += 1
        self.left_here += story.is_left_here
        if story.outcome:
            setattr(self, story.outcome, getattr(self, story.outcome) + 1)
        if story.reason:
            self.reasons[story.reason] += 1
        if story.outcome in ("fixed", "not_fixed") and story.seconds is not None:
            self.seconds.append(story.seconds)


@dataclass
class GuideCounts:
    """The sum over sessions: how they ended, each step by key, the questions they were left at."""

    sessions: Counter[Status] = field(default_factory=Counter)
    steps: dict[str, StepCounts] = field(default_factory=dict)
    left_questions: Counter[str] = field(default_factory=Counter)

    @property
    def started(self) -> int:
        """Sessions in which something that stands was said."""
        return self.sessions.total() - self.sessions["opened"]

    def add(self, story: SessionStory) -> None:
        """Count one session."""
        self.sessions[story.status] += 1
        for key, step in story.steps.items():
            self.steps.setdefault(key, StepCounts()).add(step)
        if story.left_question:
            self.left_questions[story.left_question] += 1


def add_up(stories: Iterable[SessionStory]) -> GuideCounts:
    """The counts of many sessions; their order does not matter."""
    counts = GuideCounts()
    for story in stories:
        counts.add(story)
    return counts


def statuses(counts: Counts) -> dict[Status, int]:
    """How many sessions of each status the tallies count, those without any left out."""
    found = {status: getattr(counts, status) for status in STATUSES}
    return {status: number for status, number in found.items() if number}
