"""How people fared by the order they had: learned, or the author's to compare with."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from ...core.statistics import fixed_bounds
from .comparison import arms_compared
from .reading import Sums, median_seconds
from .tables import Column, Row, Table, mean_minutes, minutes, number, share

FEWEST_TO_COMPARE = 30
"""Each arm needs as many sessions before they are compared."""


def arms(by_arm: Mapping[str, Sums]) -> list[Table]:
    """How many sessions each arm has and how they fared, and both compared once there are enough.

    None where nobody had a learned order or was left to compare with.
    """
    found = {arm: sums for arm, sums in by_arm.items() if sums.started}
    if not found.keys() & {"learned", "control"}:
        return []
    learned, control = (found.get(name, Sums()) for name in ("learned", "control"))
    too_few = min(learned.started, control.started) < FEWEST_TO_COMPARE
    table = _table(found, [_said_too_few(learned, control)] if too_few else [])
    return [table] if too_few else [table, arms_compared(learned, control)]


def _table(found: Mapping[str, Sums], more: list[str]) -> Table:
    names = {
        "learned": _("Learned order"),
        "control": _("Control group: the author's order"),
        "author": _("The author's order, not compared"),
    }
    return Table(
        name="learned-arms",
        title=_("Sessions by the order they had"),
        first=_("Order"),
        columns=[
            Column(_("Sessions"), _("Those in which something was said.")),
            Column(
                _("Fixed, of all"),
                _("From those who said so to that share if all the unknown were fixed too."),
                is_range=True,
            ),
            Column(
                _("Mean minutes to the fix"),
                _("With the range the mean lies in with 95% certainty."),
                is_range=True,
            ),
            Column(_("Median minutes to the fix"), _("Half of those fixed needed less.")),
        ],
        rows=[_row(name, found[arm]) for arm, name in names.items() if arm in found],
        lead=[
            _(
                "“Not compared” are the first sessions, and all while the guide did not learn. "
                "They are of other days than the rest, so only the control group is compared."
            ),
            *more,
        ],
    )


def _row(name: str, sums: Sums) -> Row:
    known = sums.sessions
    bounds = fixed_bounds(known.fixed, sums.unknown, sums.started)
    return Row(
        name,
        [
            number(sums.started),
            share(bounds.low, bounds, sums.started),
            mean_minutes(known.sample),
            minutes(median_seconds(known)),
        ],
    )


def _said_too_few(learned: Sums, control: Sums) -> str:
    return _(
        "Too few to compare: %(learned)s with a learned order and %(control)s in the control "
        "group; each needs %(fewest)s."
    ) % {
        "learned": learned.started,
        "control": control.started,
        "fewest": FEWEST_TO_COMPARE,
    }
