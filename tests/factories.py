"""Small guides for tests, as documents and as published rows."""

from __future__ import annotations

from typing import Any

from troubleshooter.core.document import Document
from troubleshooter.core.formats import convert
from troubleshooter.models import Guide, TroubleshootingSession
from troubleshooter.transfer import store


def step(key: str, **more: Any) -> dict[str, Any]:
    """A harmless step of two minutes with one instruction."""
    title = key.replace("-", " ").capitalize()
    return {
        "key": key,
        "title": title,
        "minutes": 2,
        "instructions": [{"text": f"Do **{title}**."}],
        **more,
    }


def question(key: str, *choices: str, **more: Any) -> dict[str, Any]:
    return {
        "key": key,
        "title": f"{key.replace('-', ' ').capitalize()}?",
        "choices": [{"key": choice, "label": choice.capitalize()} for choice in choices],
        **more,
    }


def only_for(question: str, *choices: str) -> list[dict[str, Any]]:
    return [{"question": question, "choices": list(choices)}]


def plain_guide(slug: str = "printer", **more: Any) -> dict[str, Any]:
    """A printer that does not print: one question asked first, one just in time, four steps.

    "Connected" by cable brings "cable" to the front; "power: out" ends the session; "reinstall"
    is late, must come after "restart" and takes time.
    """
    return {
        "guide": {
            "slug": slug,
            "title": "Printer does not print",
            "summary": "Paper stays in, nothing comes out.",
            "category": "Printers",
            "symptoms": ["nothing prints", "paper jam"],
            "needs": ["The printer's cable"],
            "tip": "Switch it on once a week.",
            "exhausted": "Ask the shop.",
        },
        "questions": [
            question("symptom", "blank", "noise"),
            question("power", "on", "out"),
            question("system", "mac", "windows"),
        ],
        "steps": [
            step("paper", put_back=["Close the tray"]),
            step("cable"),
            step(
                "restart",
                effects=["restarts"],
                happens="The printer goes off.",
                instructions=[
                    {"text": "Hold Option.", "condition": only_for("system", "mac")},
                    {"text": "Hold Shift.", "condition": only_for("system", "windows")},
                ],
            ),
            step("reinstall", result_takes_time=True, risk="high", loses="Your queue."),
        ],
        "placements": [
            {"step": "reinstall", "late": True, "after": ["restart"]},
            {"step": "paper"},
            {"step": "cable", "condition": only_for("power", "on")},
            {"step": "restart"},
        ],
        "uses": [
            {
                "question": "symptom",
                "ask_first": True,
                "choices": [{"choice": "noise", "front": ["restart"]}],
            },
            {
                "question": "power",
                "choices": [
                    {"choice": "out", "ending": {"title": "No power", "text": "Wait for power."}}
                ],
            },
            {"question": "system"},
        ],
        **more,
    }


def document(slug: str = "printer", **more: Any) -> Document:
    return convert(plain_guide(slug, **more))


def published(slug: str = "printer", **more: Any) -> Guide:
    """The guide of `plain_guide`, stored and live."""
    value = document(slug, **more)
    guide = store(value).guide
    guide.publish(value)
    return guide


def started(guide: Guide | None = None) -> TroubleshootingSession:
    """A new session on the guide's live edition."""
    edition = (guide or published()).live
    assert edition is not None
    return TroubleshootingSession.objects.start(edition)
