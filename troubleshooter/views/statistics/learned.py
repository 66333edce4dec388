"""The learned order beside the author's, in words, and what it does for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...core.charts import places
from ...core.document import UNKNOWN, Document
from ...core.drawing import fixes, fixes_of_group
from ...core.evidence import WHOLE_GUIDE, Counters
from ...core.intervals import Interval
from ...core.ordering import AUTHOR_FIRST, order_now
from ...core.segments import parts
from ...core.standing import Standing, standings
from ...models import Learned, Learning
from ..screens import UNKNOWN_LABEL
from .arms import arms
from .formats import ordinal, whole
from .reading import Selection
from .tables import (
    FEWEST,
    Cell,
    Column,
    Row,
    Table,
    blank,
    few,
    minutes,
    number,
    share,
    words,
)

MOST_GROUPS = 24
MOST_SAID = 4
"""So many groups of people are listed, and moves put in words: those that matter most."""


@dataclass(frozen=True)
class LearnedReport:
    """What a guide has learned, whatever days and edition are chosen, and how those sessions of
    the selection fared that had a learned order. `document` is the edition whose steps are listed.
    """

    document: Document
    selection: Selection
    titles: Mapping[str, str]

    @cached_property
    def learning(self) -> Learning:
        return Learning.of(self.selection.guide)

    @cached_property
    def _segments(self) -> dict[str, int]:
        """The groups that are learned from apart, with their sessions, the largest first."""
        if not any(use.segments for use in self.document.uses):
            return {}
        found = self.selection.by_segment()
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0]))[:MOST_GROUPS])

    @cached_property
    def _counters(self) -> Counters:
        guide = self.selection.guide.pk
        return Learned.objects.counters(guide, self.selection.is_simulated, self._segments)

    @property
    def is_known(self) -> bool:
        """Whether enough sessions were learned from to say anything."""
        return self._counters.sessions >= AUTHOR_FIRST

    # --- In words ---

    @cached_property
    def sentences(self) -> list[str]:
        """What the guide does with its order, and how the learned one differs from the author's."""
        known = [*self._mode()]
        if not self.is_known:
            return [*known, self._so_far()]
        return [*known, self._so_far(), *self._moves()]

    def _mode(self) -> list[str]:
        if not settings.LEARNED_ORDER:
            return [_("Learned orders are switched off for the whole site: see LEARNED_ORDER.")]
        if self.selection.is_simulated:
            return [_("Simulated people learn whatever is chosen for the guide.")]
        match self.learning.mode:
            case Learning.Mode.LEARN if self.learning.control:
                said = _("This guide learns. %s%% of people keep the author's order to compare.")
                return [said % self.learning.control]
            case Learning.Mode.LEARN:
                return [_("This guide learns. There is no control group to compare with.")]
            case Learning.Mode.AUTHOR:
                return [_("Everybody gets the author's order, and no moves are suggested.")]
        return [_("Everybody gets the author's order; moves are only suggested.")]

    def _so_far(self) -> str:
        sessions = self._counters.sessions
        shown = whole(sessions)
        if not self.is_known:
            return ngettext(
                "%(number)s session was learned from; the first %(first)s follow the author.",
                "%(number)s sessions were learned from; the first %(first)s follow the author.",
                sessions,
            ) % {"number": shown, "first": AUTHOR_FIRST}
        said = _("What is known now, from %s sessions of all editions; older ones count less.")
        return said % shown

    def _moves(self) -> list[str]:
        earlier = sorted(
            (one for one in self._standings if one.moved > 0),
            key=lambda one: (-one.sure, -one.moved),
        )
        if not earlier:
            return [_("What was learned agrees with the author's order.")]
        return [
            _(
                "“%(step)s” comes %(place)s instead of %(author)s: %(sure)s "
                "(%(share)s of likely orders agree)."
            )
            % {
                "step": self.titles[one.step],
                "place": ordinal(one.place),
                "author": ordinal(one.author_place),
                "sure": _sure(one),
                "share": _agreeing(one),
            }
            for one in earlier[:MOST_SAID]
        ]

    # --- As tables ---

    @cached_property
    def tables(self) -> list[Table]:
        """The order, the groups' orders, the arms, and the arms compared: what there is of it."""
        known = [self._order, self._groups] if self.is_known else []
        return [*(table for table in known if table), *arms(self.selection.by_arm())]

    @cached_property
    def _standings(self) -> list[Standing]:
        return standings(fixes(self.document), self._counters, WHOLE_GUIDE)

    @property
    def _order(self) -> Table | None:
        rows = self._standings
        if len(rows) < 2:
            return None
        drawn = [(one.place, one.author_place, Interval(*one.range)) for one in rows]
        return Table(
            name="learned-order",
            title=_("Learned order beside the author's"),
            first=_("Step"),
            columns=[
                Column(
                    _("Learned place"),
                    _(
                        "Where the step stands by what is known now, and the places it has in 19 "
                        "of 20 orders that may also turn out to be right."
                    ),
                    is_range=True,
                ),
                Column(_("Author's place"), _("Where people meet it in the author's order.")),
                Column(
                    _("How sure"),
                    _("And of those orders, the share that moves the step the same way."),
                    is_number=False,
                ),
                Column(
                    _("Believed to fix"),
                    _(
                        "Of people for whom nothing was tried yet; before there are sessions, what "
                        "the author's order and estimates suggest."
                    ),
                    is_range=True,
                ),
                Column(_("Minutes it costs"), _("As measured, with the minutes its risk costs.")),
            ],
            rows=[self._row(one) for one in rows],
            chart=places(drawn, len(rows)),
            drawing="places",
            chart_label=_(
                "For each step a dot at its learned place, a line over the places it may have, "
                "and a ring at the author's. The table below says the same in numbers."
            ),
            lead=[
                _("Dot: learned place. Line: where it may be. Ring: the author's place."),
                _("Late steps and those that must come after others stay behind them."),
            ],
        )

    def _row(self, one: Standing) -> Row:
        low, high = one.range
        spread = f"{low}–{high}" if low != high else ""
        return Row(
            self.titles[one.step],
            [
                Cell(ordinal(one.place), spread, (one.place, low, high)),
                Cell(ordinal(one.author_place), values=(one.author_place,)),
                words(_sure(one), _agreeing(one)),
                share(one.chance, one.interval),
                minutes(60 * one.minutes),
            ],
        )

    @property
    def _groups(self) -> Table | None:
        rows = [self._group(name, count) for name, count in self._segments.items()]
        return rows and Table(
            name="learned-groups",
            title=_("Learned order by group"),
            first=_("Group"),
            columns=[
                Column(_("Sessions"), _("In what was chosen above; fewer than 5 are not shown.")),
                *(
                    Column(_("Tries %s") % ordinal(place), is_number=False)
                    for place in range(1, 1 + self._shown_places)
                ),
            ],
            rows=rows,
            lead=[
                _(
                    "Groups are told apart by the questions that staff marked for it. A group "
                    "starts out with what the whole guide has learned."
                )
            ],
        )

    @property
    def _shown_places(self) -> int:
        return min(3, len(self.document.placement))

    def _group(self, name: str, sessions: int) -> Row:
        title = " · ".join(
            _choice(self.document, question, choice) for question, choice in parts(name).items()
        )
        if sessions < FEWEST:
            return Row(title, [few(FEWEST), *[blank(is_number=False)] * self._shown_places])
        steps = fixes_of_group(self.document, name)
        order = order_now(steps, self._counters, name)[: self._shown_places]
        cells = [words(self.titles[step]) for step in order]
        missing = [blank(is_number=False)] * (self._shown_places - len(cells))
        return Row(title, [number(sessions, FEWEST), *cells, *missing])


def _sure(one: Standing) -> str:
    """How sure a step's move is, in words."""
    if not one.moved:
        return _("stays")
    if one.sure >= 0.95:
        return _("surely")
    return _("probably") if one.sure >= 0.75 else _("perhaps")


def _agreeing(one: Standing) -> str:
    return f"{round(100 * one.sure)}%"


def _choice(document: Document, question: str, choice: str) -> str:
    labels = {**document.question[question].labels, UNKNOWN: UNKNOWN_LABEL}
    return str(format_lazy("{}: {}", document.question[question].title, labels.get(choice, choice)))
