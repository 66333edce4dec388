"""When to remind somebody of a result that takes time, and the calendar file that does.

The file is one event with an alarm, as RFC 5545 has it; the sections named are its sections.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple, get_args

When = Literal["hours", "morning", "days"]
WHEN: tuple[When, ...] = get_args(When)

MORNING = 9
"""The hour that a reminder for the morning comes at."""
NIGHT = timedelta(hours=6)
"""A result that takes a night takes so long at least."""
LINE = 75
"""Octets of one line (3.1)."""


class CalendarEvent(NamedTuple):
    """One reminder: `uid` names it for good, so that the same one again replaces it."""

    uid: str
    at: datetime
    title: str
    text: str
    address: str


def due_at(when: When, said_at: datetime) -> datetime:
    """When to remind of what was said: in three hours, in two days, or at the first nine o'clock
    that is at least six hours away in the time zone of `said_at`."""
    match when:
        case "hours":
            return said_at + timedelta(hours=3)
        case "days":
            return said_at + timedelta(days=2)
        case "morning":
            earliest = (said_at.astimezone(UTC) + NIGHT).astimezone(said_at.tzinfo)
            morning = earliest.replace(hour=MORNING, minute=0, second=0, microsecond=0)
            return morning if morning >= earliest else morning + timedelta(days=1)


def calendar_file(event: CalendarEvent, now: datetime) -> str:
    """The event as a file of the media type `text/calendar`, in UTF-8."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Help desk//Reminder//EN",
        "BEGIN:VEVENT",
        f"UID:{_text(event.uid)}",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(event.at)}",
        "DURATION:PT15M",
        f"SUMMARY:{_text(event.title)}",
        f"DESCRIPTION:{_text(event.text)}",
        f"URL:{_plain(event.address)}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:PT0S",
        f"DESCRIPTION:{_text(event.title)}",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _utc(at: datetime) -> str:
    """A moment in UTC (3.3.5)."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """A text with what would end it escaped (3.3.11)."""
    for sign in "\\;,":
        value = value.replace(sign, f"\\{sign}")
    return "\\n".join(_plain(line) for line in value.splitlines())


def _plain(value: str) -> str:
    """Without control characters, which no value may hold."""
    return "".join(sign for sign in value if sign.isprintable())


def _folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets, no character torn; each but the first begins with a
    space, which is not part of the value (3.1)."""
    part, octets = "", 0
    for sign in line:
        size = len(sign.encode())
        if octets + size > LINE:
            yield part
            part, octets = " ", 1
        part, octets = part + sign, octets + size
    yield part
