"""Sessions as lines of a list: where each is at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet, prefetch_related_objects
from django.utils import timezone

from ..core.returning import is_due_again
from ..core.walk import EndingScreen, Screen, StepScreen, Walk
from ..models import TroubleshootingSession
from .addresses import SessionAddresses


@dataclass(frozen=True)
class Resumable:
    """A session to go on with: the guide, the step it is at (if at one), the address."""

    guide_title: str
    screen: Screen
    url: str
    started_at: datetime
    is_due_again: bool = False
    ending_title: str = ""

    @property
    def step(self) -> StepScreen | None:
        return self.screen if isinstance(self.screen, StepScreen) else None

    @property
    def ending(self) -> str:
        return self.screen.kind if isinstance(self.screen, EndingScreen) else ""

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to say: it is fixed or all was tried, and it is not yet time to
        ask whether it still works."""
        return self.ending in ("fixed", "exhausted") and not self.is_due_again


def resumable(sessions: QuerySet[TroubleshootingSession]) -> Iterable[Resumable]:
    """The sessions as lines, in their order: two queries for all of them."""
    rows = list(sessions)
    prefetch_related_objects(rows, "events")
    for row in rows:
        walk = row.walk()
        yield Resumable(
            guide_title=walk.document.guide.title,
            screen=walk.screen,
            url=SessionAddresses(row.token, walk.document.guide.slug).session,
            started_at=row.started_at,
            is_due_again=is_due_again(walk, timezone.now()),
            ending_title=_ending_title(walk),
        )


def _ending_title(walk: Walk) -> str:
    """What the author calls the ending that an answer led to, "" where none did."""
    answer = walk.screen.answer if isinstance(walk.screen, EndingScreen) else None
    use = walk.document.choice_use[answer.question, answer.choice] if answer else None
    return use.ending.title if use and use.ending else ""
