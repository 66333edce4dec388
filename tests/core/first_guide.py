"""The guide the project ships, and what its tests ask of it."""

from datetime import UTC, datetime
from pathlib import Path

from troubleshooter.core.events import Answer
from troubleshooter.core.guide_yaml import read_yaml
from troubleshooter.core.walk import Walk

CONTENT = Path(__file__).parents[2] / "content"
FOLDER = CONTENT / "icloud-backup"
START = datetime(2025, 1, 1, tzinfo=UTC)
GUIDE = read_yaml((FOLDER / "guide.yaml").read_text())

DESTRUCTIVE = ["sign-out-in", "reset-all-settings"]
ERAS = {"ios-13-14": "ios13", "ios-15-17": "ios15", "ios-18-26": "ios18"}


def lines_of(step, ios, phone="face-id"):
    """The step's instructions for one phone."""
    answers = Answer("a", START, "which-ios", ios), Answer("b", START, "which-iphone", phone)
    return [shown.instruction for shown in Walk(GUIDE, (), answers).instructions(step)]
