"""When a reminder comes, and the calendar file that rings."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troubleshooter.core.reminders import CalendarEvent, calendar_file, due_at

PARIS = ZoneInfo("Europe/Paris")
AT = datetime(2026, 11, 26, 9, 0, tzinfo=PARIS)
NOW = datetime(2026, 11, 25, 20, 30, 5, tzinfo=UTC)


def file_of(**more):
    values = {"uid": "abc@help.example.org", "at": AT, "title": "Look", "text": "Go on"}
    address = "https://help.example.org/sessions/x/"
    return calendar_file(CalendarEvent(**values | {"address": address} | more), NOW)


def properties(text):
    """The file's lines by name, unfolded as a calendar does; a name that repeats keeps its last."""
    lines = text.replace("\r\n ", "").split("\r\n")
    return dict(line.partition(":")[::2] for line in lines if line)


def unescaped(value):
    found, escaped = [], False
    for sign in value:
        if escaped:
            found.append("\n" if sign == "n" else sign)
        elif sign != "\\":
            found.append(sign)
        escaped = sign == "\\" and not escaped
    return "".join(found)


@pytest.mark.parametrize(
    ("said", "morning"),
    [
        ("2026-11-25 21:30", "2026-11-26 09:00"),
        ("2026-11-26 03:00", "2026-11-26 09:00"),
        ("2026-11-26 03:01", "2026-11-27 09:00"),
        ("2026-11-26 12:00", "2026-11-27 09:00"),
        ("2026-03-28 23:00", "2026-03-29 09:00"),  # the night in which the clocks go forward
        ("2026-12-31 22:00", "2027-01-01 09:00"),
    ],
)
def test_the_morning_is_the_first_nine_oclock_at_least_six_hours_away(said, morning):
    at = due_at("morning", datetime.fromisoformat(said).replace(tzinfo=PARIS))
    assert f"{at:%Y-%m-%d %H:%M}" == morning


def test_hours_and_days_count_from_when_it_was_said():
    assert due_at("hours", NOW) - NOW == timedelta(hours=3)
    assert due_at("days", NOW) - NOW == timedelta(days=2)


def test_the_file_is_one_event_with_an_alarm_in_utc():
    found = properties(file_of())
    assert found["DTSTART"] == "20261126T080000Z"
    assert found["DTSTAMP"] == "20261125T203005Z"
    assert found["URL"] == "https://help.example.org/sessions/x/"
    assert found["TRIGGER"] == "PT0S"
    begun = [line for line in file_of().split("\r\n") if line.startswith(("BEGIN", "END"))]
    assert begun == [
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        "BEGIN:VALARM",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    assert file_of().endswith("END:VCALENDAR\r\n")


def test_a_text_cannot_end_its_line_or_begin_another_property():
    title = "Mend; look, then \\ go\r\nATTENDEE:mailto:a@example.org"
    text = file_of(title=title)
    assert "\r\nATTENDEE" not in text
    assert properties(text)["SUMMARY"].startswith(r"Mend\; look\, then \\ go\nATTENDEE")


@given(st.text(max_size=400))
def test_lines_hold_at_most_75_octets_and_unfold_to_what_was_said(title):
    text = file_of(title=title)
    lines = text.encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # no character is torn
    meant = "\n".join(
        "".join(sign for sign in line if sign.isprintable()) for line in title.splitlines()
    )
    assert unescaped(properties(text)["SUMMARY"]) == meant
