"""Which step fixes it: the rates of each step, why it could not be done, and the counts behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...core.beliefs import shrunk_minutes
from ...core.charts import whiskers
from ...core.document import Document, Step
from ...core.events import REASONS
from ...core.evidence import Evidence
from ...core.intervals import wilson
from ...core.tallies import Counts
from ..screens import OUTCOME_LABELS, REASON_LABELS
from .formats import ordinal
from .reading import Sums, median_seconds
from .tables import Cell, Column, Row, Table, blank, few, minutes, number, share

MEASURED_FROM = 30
"""So many sessions must have tried a step first before that is shown as a measurement."""

RATES = (
    Column(
        gettext_lazy("Fixes it when tried first"),
        gettext_lazy(
            "Of people for whom nothing was tried yet, the share this step would fix, and the "
            "range it lies in with 95% certainty. Each try is weighed by how much of the problem "
            "was still left when it was made."
        ),
        is_range=True,
    ),
    Column(
        gettext_lazy("Fixed it where it stood"),
        gettext_lazy(
            "Of those who tried it at its usual place, after the steps before it: the share it "
            "fixed, with the 95% range."
        ),
        is_range=True,
    ),
    Column(
        gettext_lazy("Tried first, measured"),
        gettext_lazy(
            "The same share counted only where this really was the first result; shown from 30 "
            "such sessions."
        ),
        is_range=True,
    ),
    Column(
        gettext_lazy("Median minutes"),
        gettext_lazy(
            "Of those who tried it, half answered sooner. Measured from the answer that put the "
            "step on screen."
        ),
    ),
    Column(gettext_lazy("Could not"), gettext_lazy("Not tried: “I can't do this”.")),
    Column(gettext_lazy("Had tried"), gettext_lazy("Done before, so not tried again.")),
    Column(
        gettext_lazy("Left here"),
        gettext_lazy("The session was left with this step on screen."),
    ),
    Column(
        gettext_lazy("Share of all fixes"),
        gettext_lazy(
            "Depends on the order: who tries a step first gives it the easy cases. Do not compare "
            "steps by it."
        ),
    ),
)

COUNTS = (
    ("shown", gettext_lazy("Shown"), gettext_lazy("On screen, or answered.")),
    ("tried", gettext_lazy("Tried"), gettext_lazy("Those that told whether it fixed it.")),
    ("fixed", OUTCOME_LABELS["fixed"], gettext_lazy("Nobody said otherwise later.")),
    ("not_fixed", OUTCOME_LABELS["not_fixed"], gettext_lazy("Did not help, or not for long.")),
    ("later", OUTCOME_LABELS["later"], gettext_lazy("Done, and the result is not told yet.")),
    ("tried_first", gettext_lazy("Tried first"), gettext_lazy("The first result known.")),
    ("fixed_first", gettext_lazy("Fixed as the first"), gettext_lazy("Those of them it fixed.")),
)


@dataclass(frozen=True)
class Listed:
    """One step to report on: its place in the listed edition (None: only others have it), what
    was counted, and the fewest sessions that a figure may rest on."""

    title: str
    place: int | None
    counts: Counts
    worth: float

    @property
    def note(self) -> str:
        """Where it stands, below its title."""
        if self.place is None:
            return _("in other editions only")
        return _("%s in the guide") % ordinal(self.place)


def listed(document: Document, sums: Sums, titles: Mapping[str, str]) -> list[Listed]:
    """Every step, the ones that surely fix most people per minute first."""
    places = {key: place for place, key in enumerate(document.placement, 1)}
    keys = [*places, *(key for key in sums.steps if key not in places)]
    steps = [
        Listed(
            titles[key],
            places.get(key),
            counts := sums.steps.get(key, Counts()),
            _worth(document.step.get(key), counts),
        )
        for key in keys
    ]
    return sorted(steps, key=lambda step: -step.worth)


def evidence(counts: Counts) -> Evidence:
    """The counts as what is learned from."""
    weight, sample = counts.weight, counts.sample
    return Evidence(weight.fixed, weight.fresh_tries, sample.number, sample.total)


def _worth(step: Step | None, counts: Counts) -> float:
    """The share it fixes at least, by the minutes it takes."""
    if not counts.tried:
        return 0.0
    known, risk = (step.minutes, step.risk_minutes) if step else (2, 0)
    return counts.weight.interval().low / (shrunk_minutes(known, evidence(counts)) + risk)


def rates(steps: Sequence[Listed], least: int = 0) -> Table:
    """The table and chart of what each step fixes."""
    fixes = sum(step.counts.fixed for step in steps)
    shown = [
        (step.counts.weight.rate or 0.0, step.counts.weight.interval())
        if step.counts.tried >= max(least, 1)
        else None
        for step in steps
    ]
    return Table(
        name="steps",
        title=_("Which step fixes it"),
        first=_("Step"),
        columns=RATES,
        rows=[Row(step.title, _rates(step.counts, fixes, least), step.note) for step in steps],
        lead=[
            _(
                "Sorted by what to try first: the step that surely fixes most people per minute is "
                "at the top. One that stands late in the guide and high in this list is worth "
                "moving up."
            )
        ],
        after=[
            _(
                "Assumed: one step cures one cause, and who leaves without a word is like those "
                "who stay. “I can't do this”, “I already tried this” and leaving change no rate."
            )
        ],
        chart=whiskers(shown),
        drawing="whiskers",
        is_explained=True,
        chart_label=_(
            "Dots: the share of people each step fixes when it is tried first. Lines: the range "
            "that share lies in with 95% certainty. The table below says the same in numbers."
        ),
    )


def _rates(counts: Counts, fixes: int, least: int) -> list[Cell]:
    weight = counts.weight
    trials, fixed = counts.tried, counts.fixed
    timed = sum(counts.histogram)
    return [
        share(weight.rate, weight.interval(), trials, least),
        share(fixed / trials if trials else None, wilson(fixed, trials), trials, least),
        _measured(counts),
        minutes(median_seconds(counts), timed, least),
        number(counts.could_not, least),
        number(counts.already_tried, least),
        number(counts.left_here, least),
        share(fixed / fixes if fixes and trials else None, None, fixes, least),
    ]


def _measured(counts: Counts) -> Cell:
    if counts.tried_first >= MEASURED_FROM:
        fixed, tried = counts.fixed_first, counts.tried_first
        return share(fixed / tried, wilson(fixed, tried), tried)
    return few(MEASURED_FROM) if counts.tried_first else blank()


def reasons(steps: Sequence[Listed], least: int = 0) -> Table | None:
    """Why steps could not be done; None where all could."""
    rows = [
        Row(
            step.title,
            [
                *(number(step.counts.reasons[reason], least) for reason in REASONS),
                number(step.counts.no_reason, least),
            ],
        )
        for step in sorted(steps, key=lambda step: -step.counts.could_not)
        if step.counts.could_not >= max(least, 1)
    ]
    headings = (*(REASON_LABELS[reason] for reason in REASONS), _("No reason given"))
    return rows and Table(
        name="why",
        title=_("Why a step could not be done"),
        first=_("Step"),
        columns=[Column(heading) for heading in headings],
        rows=rows,
        lead=[_("The reasons given with “I can't do this”. Giving one is optional.")],
    )


def counted(steps: Sequence[Listed], least: int = 0) -> Table:
    """The numbers of sessions that the rates come from, in the guide's order."""
    ordered = sorted(steps, key=lambda step: step.place or len(steps) + 1)
    return Table(
        name="counts",
        title=_("The counts behind it"),
        first=_("Step"),
        columns=[Column(heading, meaning) for _name, heading, meaning in COUNTS],
        rows=[
            Row(
                step.title,
                [number(getattr(step.counts, name), least) for name, *_words in COUNTS],
                "" if step.place else step.note,
            )
            for step in ordered
        ],
        lead=[
            _(
                "Sessions, in the guide's order, each at most once in a figure. Of an answer that "
                "was changed the new one counts, and what was taken back counts nowhere."
            )
        ],
    )
