"""The sentences in which changes of a document's fields are told."""

from __future__ import annotations

from collections.abc import Mapping

from .wording import gettext_noop

Sentences = Mapping[str, str | tuple[str, str]]
"""A sentence for each field; for a switch, one for on and one for off."""

SOMETHING_CHANGES = gettext_noop("something else changes")

GUIDE: Sentences = {
    "slug": gettext_noop("the address changes"),
    "language": gettext_noop("the language changes"),
    "title": gettext_noop("the title changes"),
    "summary": gettext_noop("what it fixes changes"),
    "category": gettext_noop("the category changes"),
    "symptoms": gettext_noop("the symptoms change"),
    "needs": gettext_noop("what to have at hand changes"),
    "before": gettext_noop("“before you start” changes"),
    "tip": gettext_noop("how to avoid it next time changes"),
    "exhausted": gettext_noop("the next route when nothing helped changes"),
}
STEP: Sentences = {
    "title": gettext_noop("the title changes"),
    "why": gettext_noop("why it helps changes"),
    "minutes": gettext_noop("the minutes change"),
    "risk": gettext_noop("the risk changes"),
    "risk_minutes": gettext_noop("what the risk costs in minutes changes"),
    "effects": gettext_noop("the effects change"),
    "happens": gettext_noop("what will happen changes"),
    "loses": gettext_noop("what is lost changes"),
    "done": gettext_noop("what is said to somebody who comes back changes"),
    "needs": gettext_noop("what you need changes"),
    "how_to_tell": gettext_noop("how to tell if it worked changes"),
    "result_takes_time": (
        gettext_noop("offers “I'll know later” now"),
        gettext_noop("no longer offers “I'll know later”"),
    ),
    "note": gettext_noop("the note changes"),
    "put_back": gettext_noop("what to put back changes"),
}
PLACEMENT: Sentences = {
    "late": (gettext_noop("is late now"), gettext_noop("is no longer late")),
    "pinned": (gettext_noop("is pinned now"), gettext_noop("is no longer pinned")),
}
QUESTION: Sentences = {
    "title": gettext_noop("the question changes"),
    "help": gettext_noop("the help changes"),
}
USE: Sentences = {
    "ask_first": (gettext_noop("is asked first now"), gettext_noop("is no longer asked first")),
    "segments": (
        gettext_noop("tells groups of people apart now"),
        gettext_noop("no longer tells groups of people apart"),
    ),
}
CHOICE: Sentences = {
    "label": gettext_noop("choice {name}: the label changes"),
    "help": gettext_noop("choice {name}: the help changes"),
}
INSTRUCTION: Sentences = {"text": gettext_noop("instruction {name}: the text changes")}
SCREENSHOT: Sentences = {
    "image": gettext_noop("instruction {name}: the picture changes"),
    "alt": gettext_noop("instruction {name}: the alternative text changes"),
    "name": gettext_noop("instruction {name}: the picture's file name changes"),
    "targets": gettext_noop("instruction {name}: where to tap changes"),
}
