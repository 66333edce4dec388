"""What people answered, and how those who answered so fared."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from ...core.document import UNKNOWN, Document
from ...core.statistics import fixed_bounds
from ..screens import UNKNOWN_LABEL
from .reading import Sums, median_seconds
from .tables import FEWEST, Cell, Column, Row, Table, blank, few, minutes, number, share, words


def offered(document: Document) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each question of the guide with its choices, as a form's grouped choices."""
    return [
        (
            document.question[key].title,
            [(f"{key}.{choice}", label) for choice, label in _labels(document, key).items()],
        )
        for key in document.use
    ]


def by_choice(document: Document, sums: Mapping[tuple[str, str], Sums]) -> list[Table]:
    """A table for each question that somebody answered, in the guide's order."""
    tables = []
    for question in document.use:
        rows = [
            _row(document, label, found)
            for choice, label in _labels(document, question).items()
            if (found := sums.get((question, choice))) and found.started
        ]
        if rows:
            tables.append(_table(document, question, rows))
    return tables


def _labels(document: Document, question: str) -> dict[str, str]:
    return {**document.question[question].labels, UNKNOWN: str(UNKNOWN_LABEL)}


def _table(document: Document, question: str, rows: list[Row]) -> Table:
    return Table(
        name=f"by-{question}",
        title=document.question[question].title,
        first=_("Answer"),
        columns=[
            Column(_("Sessions"), _("Those in which this answer stands.")),
            Column(
                _("Fixed, of all"),
                _("From those who said so to that share if all the unknown were fixed too."),
                is_range=True,
            ),
            Column(_("Median minutes to the fix"), _("Half of those fixed needed less.")),
            Column(
                _("Most likely fix"),
                _("The step that fixes most of these people when it is tried first."),
                is_number=False,
            ),
            Column(_("Fixes"), _("That share, with its 95% range."), is_range=True),
        ],
        rows=rows,
    )


def _row(document: Document, label: str, sums: Sums) -> Row:
    known, started = sums.sessions, sums.started
    if started < FEWEST:
        return Row(label, [few(FEWEST), blank(), blank(), blank(is_number=False), blank()])
    bounds = fixed_bounds(known.fixed, sums.unknown, started)
    return Row(
        label,
        [
            number(started, FEWEST),
            share(bounds.low, bounds, started, FEWEST),
            minutes(median_seconds(known), sum(known.histogram), FEWEST),
            *_best(document, sums),
        ],
    )


def _best(document: Document, sums: Sums) -> list[Cell]:
    """The step with the highest least rate, of those that enough people tried."""
    tried = {
        key: counts.weight
        for key, counts in sums.steps.items()
        if key in document.step and counts.tried >= FEWEST and counts.fixed
    }
    if not tried:
        return [blank(is_number=False), blank()]
    best = max(tried, key=lambda key: tried[key].interval().low)
    weight = tried[best]
    return [words(document.step[best].title), share(weight.rate, weight.interval(), weight.tried)]
