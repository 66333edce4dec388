"""Sessions as lines of a list: where each is at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet, prefetch_related_objects

from ..core.walk import EndingScreen, Screen, StepScreen
from ..models import TroubleshootingSession
from .addresses import SessionAddresses


@dataclass(frozen=True)
class Resumable:
    """A session to go on with: the guide, the step it is at (if at one), the address."""

    guide_title: str
    screen: Screen
    url: str
    started_at: datetime

    @property
    def step(self) -> StepScreen | None:
        return self.screen if isinstance(self.screen, StepScreen) else None

    @property
    def ending(self) -> str:
        return self.screen.kind if isinstance(self.screen, EndingScreen) else ""

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to say; a waiting session has something."""
        return self.ending not in ("", "waiting")


def resumable(sessions: QuerySet[TroubleshootingSession]) -> Iterable[Resumable]:
    """The sessions as lines, in their order: two queries for all of them."""
    rows = list(sessions)
    prefetch_related_objects(rows, "events")
    for row in rows:
        walk = row.walk()
        url = SessionAddresses(row.token, walk.document.guide.slug).session
        yield Resumable(walk.document.guide.title, walk.screen, url, row.started_at)
