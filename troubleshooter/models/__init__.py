"""What is kept. This file only re-exports."""

from .events import Event
from .guides import ChoiceEnding, Edition, Front, Guide, Placement, Use
from .library import Choice, Instruction, Picture, Question, Screenshot, Step
from .sessions import TroubleshootingSession

__all__ = [
    "Choice",
    "ChoiceEnding",
    "Edition",
    "Event",
    "Front",
    "Guide",
    "Instruction",
    "Picture",
    "Placement",
    "Question",
    "Screenshot",
    "Step",
    "TroubleshootingSession",
    "Use",
]
