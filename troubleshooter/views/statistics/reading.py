"""Which sessions a report is about, and their sums: what the tallies are asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from ...core.counting import STATUSES
from ...core.histograms import BUCKETS
from ...core.tallies import Counts
from ...models import Edition, Guide, Tally
from ...models.tallies import Fared, TallyQuerySet

FARED = (
    *STATUSES,
    "seconds",
    *(f"took_{bucket}" for bucket in range(BUCKETS)),
    "too_quick",
    "over_limit",
)
"""Columns that say what became of sessions, how soon they were fixed, and how many are left out."""

RATED = ("fixed", "not_fixed", "exposure")
"""Columns that say how likely a step fixes it when it is tried first."""


@dataclass(frozen=True)
class Sums:
    """What the tallies say of some sessions: of themselves, of each step, of each question."""

    sessions: Counts = field(default_factory=Counts)
    steps: Mapping[str, Counts] = field(default_factory=dict)
    questions: Mapping[str, Counts] = field(default_factory=dict)

    @property
    def started(self) -> int:
        """Sessions in which something that stands was said."""
        return self.sessions.started

    @property
    def unknown(self) -> int:
        """Sessions of which nobody knows whether it is fixed: left, waiting or under way."""
        return self.sessions.unknown

    @property
    def tried(self) -> int:
        """Sessions that know the result of a step."""
        return sum(counts.tried_first for counts in self.steps.values())

    @property
    def staying(self) -> float:
        """The share of those whom a step on screen did not fix who went on."""
        unfixed = sum(counts.shown - counts.fixed for counts in self.steps.values())
        left = sum(counts.left_here for counts in self.steps.values())
        return 1 - left / unfixed if unfixed else 1.0


@dataclass(frozen=True)
class Selection:
    """The sessions that were chosen: of one edition or all, started on these days, of people who
    gave an answer (`people`: a question's key and a choice's) or everybody."""

    guide: Guide
    edition: Edition | None = None
    first: date | None = None
    last: date | None = None
    people: tuple[str, str] | None = None
    is_simulated: bool = False

    def sums(self) -> Sums:
        """Of the chosen people. One query."""
        rows = self._of_people(self._tallies()).between(self.first, self.last)
        return _sums(rows.added_up("kind", "key"))

    def by_day(self) -> dict[date, Fared]:
        """What became of the chosen people's sessions, by the day they started. One query."""
        return self._of_people(self._tallies()).daily(self.first, self.last).fared_by_day()

    def by_choice(self, questions: Collection[str]) -> dict[tuple[str, str], Sums]:
        """Of everybody, by the answer to each of these questions: what became of the sessions,
        and the rates of the steps. Two queries."""
        if not questions:
            return {}
        rows = self._tallies().by_choice(*questions).between(self.first, self.last)
        sessions = rows.about_sessions().added_up("by", "value", columns=FARED)
        steps: dict[tuple[str, str], dict[str, Counts]] = defaultdict(dict)
        found = rows.about_steps().added_up("by", "value", "key", columns=RATED)
        for (by, value, key), counts in found.items():
            steps[by, value][key] = counts
        return {
            (by.removeprefix("question:"), value): Sums(counts, steps[by, value])
            for (by, value), counts in sessions.items()
        }

    def by_arm(self) -> dict[str, Sums]:
        """What became of everybody's sessions, by whose order they had: "author", "control" or
        "learned". One query."""
        rows = self._tallies().by_arm().between(self.first, self.last).about_sessions()
        sums = rows.added_up("value", columns=(*FARED, "seconds_squared"))
        return {arm: Sums(counts) for (arm,), counts in sums.items()}

    def by_segment(self) -> dict[str, int]:
        """How many sessions started in each group that is learned from apart. One query."""
        rows = self._tallies().by_segment().between(self.first, self.last).about_sessions()
        sums = rows.added_up("value", columns=STATUSES)
        return {name: counts.started for (name,), counts in sums.items() if name}

    def _tallies(self) -> TallyQuerySet:
        found = Tally.objects.of_guide(self.guide)
        found = found.simulated() if self.is_simulated else found.real()
        return found.of_edition(self.edition) if self.edition else found

    def _of_people(self, tallies: TallyQuerySet) -> TallyQuerySet:
        return tallies.of_choice(*self.people) if self.people else tallies.of_all()


def median_seconds(counts: Counts) -> float | None:
    """The median time. Of one or two it is their mean, which is known better than their buckets."""
    sample = counts.sample
    return sample.mean if sample.number in (1, 2) else counts.median_seconds


def _sums(rows: Mapping[tuple[str, ...], Counts]) -> Sums:
    return Sums(
        rows.get(("session", ""), Counts()),
        {key: counts for (kind, key), counts in rows.items() if kind == "step"},
        {key: counts for (kind, key), counts in rows.items() if kind == "question"},
    )
