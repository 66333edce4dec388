"""What is kept. This file only re-exports."""

from .devices import Device
from .editions import Edition
from .events import Event
from .guides import ChoiceEnding, Front, Guide, Placement, Use
from .learning import Learned, Learning
from .library import Choice, Instruction, Picture, Question, Screenshot, Step
from .outbox import Folded, Folding, Unfolded
from .reminders import Reminder
from .sessions import TroubleshootingSession
from .tallies import Tally

__all__ = [
    "Choice",
    "ChoiceEnding",
    "Device",
    "Edition",
    "Event",
    "Folded",
    "Folding",
    "Front",
    "Guide",
    "Instruction",
    "Learned",
    "Learning",
    "Picture",
    "Placement",
    "Question",
    "Reminder",
    "Screenshot",
    "Step",
    "Tally",
    "TroubleshootingSession",
    "Unfolded",
    "Use",
]
