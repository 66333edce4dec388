"""A guide's counts in words and in order, as the statistics page and its CSV show them.

Called by the statistics view; owns headings and explanations. `core.counting` defines the counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..core.counting import GuideCounts, Status, StepCounts
from ..core.events import REASONS
from ..models import Edition
from .screens import OUTCOME_LABELS, REASON_LABELS

SESSIONS: tuple[tuple[Status, Any, Any], ...] = (
    ("fixed", _("Fixed"), _("“Fixed it” was the last word on a step.")),
    ("exhausted", _("All tried"), _("No step was left, and none had fixed it.")),
    ("not_your_side", _("Not their side"), _("An answer showed that the cause is elsewhere.")),
    ("waiting", _("Waiting"), _("A result is awaited; the last answer is under 7 days old.")),
    ("going", _("Under way"), _("Not at an end; the last answer is under 24 hours old.")),
    ("abandoned", _("Left"), _("No answer for 24 hours, or for 7 days while waiting.")),
)
"""What became of sessions that started: a status, its label and what it counts."""

COUNTS = (
    ("shown", _("Shown"), _("Sessions in which the step was on screen or was answered.")),
    ("tried", _("Tried"), _("Those that told the result: “Fixed it” or “Still not working”.")),
    ("fixed", OUTCOME_LABELS["fixed"], _("Tried, and it worked. Nobody said otherwise later.")),
    ("not_fixed", OUTCOME_LABELS["not_fixed"], _("Tried, and it did not help, or not for long.")),
    (
        "could_not",
        OUTCOME_LABELS["could_not"],
        _("Not tried. The reasons are in a table of their own."),
    ),
    ("already_tried", OUTCOME_LABELS["already_tried"], _("Done before, so not tried again.")),
    ("later", OUTCOME_LABELS["later"], _("Done, and the result has not been told.")),
    ("left_here", _("Left here"), _("The session was left with this step on screen.")),
)
"""The counts of a step: a count's name, its heading and what it counts."""

REASON_HEADINGS = (*(REASON_LABELS[reason] for reason in REASONS), _("No reason given"))

MEDIAN = _("Median minutes")
MEDIAN_MEANING = _(
    "Of those who tried the step, half answered sooner and half later. The time runs from the "
    "answer that put the step on screen to the first answer about it."
)


@dataclass(frozen=True)
class Row:
    """One step of the table. `is_listed` says whether the edition that the table lists has it."""

    title: str
    counts: StepCounts
    is_listed: bool = True

    @property
    def numbers(self) -> list[tuple[str, int]]:
        """The counts by name, in the order of the columns."""
        return [(name, getattr(self.counts, name)) for name, _heading, _meaning in COUNTS]

    @property
    def reasons(self) -> list[int]:
        """Why the step could not be done: a count for each of REASON_HEADINGS."""
        given = [self.counts.reasons[reason] for reason in REASONS]
        return [*given, self.counts.could_not - sum(given)]

    @property
    def median_minutes(self) -> float | None:
        """Minutes with one decimal; None where nothing was measured."""
        seconds = self.counts.median_seconds
        return None if seconds is None else round(seconds / 60, 1)


@dataclass(frozen=True)
class Report:
    """Counts, the edition whose steps are listed (None where there is none), and all editions,
    newest first, which name what it lacks."""

    counts: GuideCounts
    edition: Edition | None
    editions: Sequence[Edition]

    @cached_property
    def sessions(self) -> list[tuple[Any, Any, int]]:
        """What became of the sessions: label, meaning and number."""
        numbers = self.counts.sessions
        return [(label, meaning, numbers[status]) for status, label, meaning in SESSIONS]

    @property
    def opened(self) -> int:
        """Sessions in which nothing was said."""
        return self.counts.sessions["opened"]

    @cached_property
    def rows(self) -> list[Row]:
        """Every step in the listed edition's order, then those that only other editions have."""
        if self.edition is None or not self.counts.started:
            return []
        document, counted = self.edition.document, self.counts.steps
        rows = [
            Row(document.step[key].title, counted.get(key, StepCounts()))
            for key in document.placement
        ]
        others = [key for key in counted if key not in document.placement]
        titles = self._titles("step", others)
        return rows + [Row(titles[key], counted[key], is_listed=False) for key in others]

    @property
    def could_not(self) -> list[Row]:
        """The steps that somebody could not do."""
        return [row for row in self.rows if row.counts.could_not]

    @cached_property
    def left_questions(self) -> list[tuple[str, int]]:
        """The questions that sessions were left at, most often left first: title and number."""
        left = self.counts.left_questions
        titles = self._titles("question", left)
        return [(titles[key], number) for key, number in left.most_common()]

    def _titles(self, part: str, keys: Iterable[str]) -> dict[str, str]:
        """The titles of steps or questions by key, each as the newest edition that has it says."""
        missing, titles = set(keys), {}
        for edition in self.editions:
            if not missing:
                break
            known = getattr(edition.document, part)
            titles |= {key: known[key].title for key in missing & known.keys()}
            missing -= titles.keys()
        return titles
