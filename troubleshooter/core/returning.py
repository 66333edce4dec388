"""What is asked because time has passed: has the person come back, does it still work?

Looking writes nothing, so how long ago something was said is all there is to go by. The next screen
is there within seconds of an answer; whoever asks for it later has been away, or asks again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from .events import Attempt, unreversed
from .walk import EndingScreen, Screen, StepScreen, Walk

INTERRUPTED_AFTER = timedelta(minutes=1)
"""Where the step itself sends people away: no phone restarts faster, no answer takes so long."""

PAUSED_AFTER = timedelta(minutes=30)
"""Anywhere else: longer than a step is usually read and tried, with the page asked for again."""

STILL_WORKING_AFTER = timedelta(days=2)


def is_back(screen: Screen, last_at: datetime, now: datetime) -> bool:
    """Whether somebody asks for this screen, the one the session is at, who has been away, so that
    the pending question comes first. `last_at` is when something was said last."""
    match screen:
        case StepScreen(step=step):
            after = INTERRUPTED_AFTER if step.effects else PAUSED_AFTER
        case EndingScreen(kind="waiting"):
            after = INTERRUPTED_AFTER
        case _:
            return False
    return now - last_at > after


def is_due_again(walk: Walk, now: datetime) -> bool:
    """Whether to ask "Still working?": two days after the fix, once. Saying "fixed" again then
    answers it for good; "not fixed" takes the fix back."""
    screen = walk.screen
    if not isinstance(screen, EndingScreen) or screen.kind != "fixed" or screen.attempt is None:
        return False
    asked_at = screen.attempt.at + STILL_WORKING_AFTER
    again = (
        event
        for event in unreversed(walk.events)
        if isinstance(event, Attempt) and event.step == screen.attempt.step
    )
    return now > asked_at and not any(event.at > asked_at for event in again)
