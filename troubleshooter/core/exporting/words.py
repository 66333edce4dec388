"""What an exported article says around a guide's own texts: written by one module, read by another.

A template has {named} slots and goes both ways: into a line, and from a line back to what was in
its slots. Each is translated into the guide's language by the gettext that the caller hands over.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from ..document import Effect, Risk
from ..wording import gettext_noop

FORMAT = "help-desk-article-1"
"""The first line of an exported article's front matter; a reader knows by it what to expect."""

WALK = gettext_noop("[Walk through this guide one step at a time]({address})")
NEEDS = gettext_noop("What you need")
BEFORE = gettext_noop("Before you start")
EXHAUSTED = gettext_noop("If nothing has helped")
TIP = gettext_noop("So that it does not come back")

FIRST_QUESTION = gettext_noop("First question: {title}")
QUESTION = gettext_noop("Question: {title}")
FIND_OUT = gettext_noop("How to find out")
ANSWERS = gettext_noop("Your answer")
FRONT = gettext_noop("**Try first:** {steps}")
STEPS_FOR_IT = gettext_noop("**Steps for this answer:** {steps}")
STOP = gettext_noop("**Stop here: {title}**")
UNKNOWN = gettext_noop("I don't know")
UNKNOWN_HELP = gettext_noop("Go on. Where something is “only for” one answer, see which one fits.")

TIME = gettext_noop("**Time:** about {time}")
RISK: dict[Risk, str] = {
    "none": gettext_noop("**Risk:** none, nothing is lost"),
    "low": gettext_noop("**Risk:** low, read what will happen first"),
    "high": gettext_noop("**Risk:** high, read what is lost first"),
}
SETTING_UP = gettext_noop("**If you have to set things up again:** about {time}")
EFFECTS_LINE = gettext_noop("**On the way:** {effects}")
EFFECT: dict[Effect, str] = {
    "restarts": gettext_noop("the phone restarts"),
    "goes_offline": gettext_noop("no internet for a while"),
    "signs_out": gettext_noop("you are signed out"),
    "erases": gettext_noop("something is deleted"),
    "waits": gettext_noop("it takes a while"),
}
TAKES_TIME = gettext_noop("**Result:** takes time, look again later")
ONLY_FOR = gettext_noop("**Only for:** {whom}")
AFTER = gettext_noop("**Only after:** {steps}")
LATE = gettext_noop("**Last resort:** when nothing else has helped")

HAPPENS = gettext_noop("What will happen")
LOSES = gettext_noop("What is lost")
TO_DO = gettext_noop("What to do")
NOTE = gettext_noop("Good to know")
HOW_TO_TELL = gettext_noop("How to tell if it worked")
DONE = gettext_noop("Did this fix it?")
PUT_BACK = gettext_noop("Put it back afterwards")

OR = gettext_noop("{one} or {other}")
AND = gettext_noop("{one}; and only for {other}")
OF_QUESTION = gettext_noop("{label} ({question})")
TAP = gettext_noop("Tap here: {places}")
HOURS = gettext_noop("{hours} h {minutes} min")
MINUTES = gettext_noop("{minutes} min")


@dataclass(frozen=True)
class Words:
    """The templates in one language."""

    translate: Callable[[str], str] = str

    def say(self, template: str, **values: object) -> str:
        """The template with its slots filled."""
        return self.translate(template).format(**values)

    def read(self, template: str, line: str) -> dict[str, str] | None:
        """What stands in the slots of a line that was said; None when it was not."""
        found = _pattern(self.translate(template)).fullmatch(line)
        return found.groupdict() if found else None

    def time(self, minutes: int) -> str:
        hours, rest = divmod(minutes, 60)
        return (
            self.say(HOURS, hours=hours, minutes=rest) if hours else self.say(MINUTES, minutes=rest)
        )

    def minutes(self, time: str) -> int | None:
        """The minutes of a time that was said."""
        found = self.read(HOURS, time) or self.read(MINUTES, time)
        if not found or not all(re.fullmatch("[0-9]{1,5}", number) for number in found.values()):
            return None
        return 60 * int(found.get("hours", 0)) + int(found["minutes"])

    def joins(self, template: str) -> str:
        """What stands between the two slots of a template that joins: " or "."""
        joined = self.say(template, one="\0", other="\0")
        return joined.split("\0")[1]


@cache
def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", template)
    return re.compile(
        "".join(
            f"(?P<{part}>.*)" if number % 2 else re.escape(part)
            for number, part in enumerate(parts)
        )
    )
