"""What is kept. This file only re-exports."""

from .choosing import ChoiceEnding, Front
from .devices import Device
from .editions import Edition
from .events import Event
from .guides import Guide, Placement, Use
from .learning import Learned, Learning
from .library import Choice, Instruction, Picture, Question, Screenshot, Step
from .outbox import Folded, Folding, Unfolded
from .reminders import Reminder
from .sessions import TroubleshootingSession
from .shelf import Shelf
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
    "Shelf",
    "Step",
    "Tally",
    "TroubleshootingSession",
    "Unfolded",
    "Use",
]
