"""The order of a session's steps: drawn once, and frozen with all it rests on."""

from __future__ import annotations

import logging
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..core.document import Document
from ..core.drawing import answers_at_draw, drawn, fixes, lesson, segment_of
from ..core.events import Answer, Event
from ..core.evidence import Counters
from ..core.ordering import Drawn, record, revise
from ..core.segments import MOST_CHARACTERS
from ..core.statistics import Try
from .editions import document_of, guide_of
from .learning import Learned
from .outbox import Said

logger = logging.getLogger(__name__)

DRAWN = ("order", "estimates", "segment", "number", "arm")
"""The columns that drawing fills."""

FROZEN = (*DRAWN, "is_simulated")
"""All columns of `Ordered`."""


class Ordered(models.Model):
    """What of a session is frozen when its order is drawn, and never changed again.

    Until then `arm` is "" and the author's order stands. `estimates` are the θ̂ by step key that
    its tries are weighed with (`core.statistics`); a step without one counts as 0. `segment`,
    `number` and `arm` are what `core.ordering.Drawn` says.
    """

    order = models.JSONField(_("step order"), default=list)
    estimates = models.JSONField(default=dict)
    segment = models.CharField(max_length=MOST_CHARACTERS, blank=True, default="", db_default="")
    number = models.PositiveIntegerField(default=0, db_default=0)
    arm = models.CharField(_("kind of order"), max_length=10, blank=True, default="", db_default="")
    is_simulated = models.BooleanField(_("simulated"), default=False)

    token: models.CharField[str, str]
    edition_id: uuid.UUID

    class Meta:
        abstract = True

    @property
    def document(self) -> Document:
        """The edition's document."""
        return document_of(self.edition_id)

    @property
    def is_drawn(self) -> bool:
        """Whether the order stands for good."""
        return bool(self.arm)

    @property
    def drawn(self) -> Drawn:
        """The order and what it rests on, as ordering has it."""
        return Drawn(tuple(self.order), self.estimates, self.segment, self.number, self.arm)  # type: ignore[arg-type]

    def draw(self, events: Iterable[Event] = ()) -> bool:
        """Draw the order, unless that was done or a question that is asked first is still open.

        For whoever holds the session's row, with all its events: the same row, order and all, is
        then theirs to save. Whether it was drawn now. One query then, and none otherwise.
        """
        if self.is_drawn:
            return False
        document = self.document
        answers = answers_at_draw(document, events)
        if answers is None:
            return False
        self._freeze(document, answers)
        return True

    def draw_and_save(self, events: Iterable[Event]) -> None:
        """Draw the order where that is due, and keep it. For whoever holds the session's row."""
        if self.draw(events):
            self.save(update_fields=DRAWN)

    def following[R](self, row: Ordered, done: R) -> R:
        """`done`, once this copy has the order that the session's row was given meanwhile."""
        for name in DRAWN:
            setattr(self, name, getattr(row, name))
        return done

    def _freeze(self, document: Document, answers: dict[str, Answer]) -> None:
        segment = segment_of(document, answers)
        known = Learned.objects.known(self.edition_id, segment, self.is_simulated)
        try:
            found = drawn(
                document,
                answers,
                known.counters,
                self.token,
                is_learning=known.is_learning,
                control=known.control,
            )
        except Exception:
            # Whatever is wrong with what was learned, nobody may be kept from their next step.
            logger.exception("The order of a session could not be drawn: the author's stands.")
            found = Drawn(tuple(document.placement), {}, segment)
        self.order, self.estimates = list(found.order), dict(found.estimates)
        self.segment, self.number, self.arm = found.segment, found.number, found.arm


class Lessons:
    """What a batch of sessions teaches their guides; read at once and written at once.

    For folding. Read without its lock, it is to be asked with the lock whether it is current. A
    session teaches what it says *now* in place of what it had taught before, so that teaching it
    twice changes nothing.
    """

    def __init__(self, sessions: Collection[Ordered]) -> None:
        """Read what these sessions will change: a query for each guide.

        They are the very rows that teach: whoever reads them again may find one drawn meanwhile.
        """
        drawn_ones = [session for session in sessions if session.is_drawn]
        segments: dict[tuple[int, bool], set[str]] = defaultdict(set)
        for row in drawn_ones:
            segments[guide_of(row.edition_id), row.is_simulated].add(row.segment)
        self._segments = segments
        editions = {row.edition_id: row.document for row in drawn_ones}
        self._fixes = {edition: fixes(document) for edition, document in editions.items()}
        self._before = self._counters()
        self._after = dict(self._before)

    def _counters(self) -> dict[tuple[int, bool], Counters]:
        places = self._segments.items()
        return {place: Learned.objects.counters(*place, found) for place, found in places}

    def is_current(self) -> bool:
        """Whether nobody else taught the same guides since this was read."""
        return self._counters() == self._before

    def teach(
        self, session: Ordered, before: Sequence[Said] | None, tries: Iterable[Try] | None
    ) -> list[Said] | None:
        """Replace what the session had taught (None: it was not counted yet) by what it says now,
        which is returned. `tries` are None where it does not count: nothing was said, or nobody
        can have said that. A session without an order of its own teaches nothing either."""
        if not session.is_drawn or (before is None and tries is None):
            return None
        after = lesson(tries or ())
        place = guide_of(session.edition_id), session.is_simulated
        known, steps = self._after[place], self._fixes[session.edition_id]
        if before is None:
            self._after[place] = record(steps, known, session.drawn, after)
        elif (taught := tuple(Try(*item) for item in before)) != after:
            self._after[place] = revise(steps, known, session.drawn, taught, after)
        return [(item.step, item.outcome, item.seconds) for item in after]

    def keep(self) -> None:
        """Write down what was learned."""
        for place, after in self._after.items():
            Learned.objects.keep(*place, self._before[place], after)
