"""What a guide's statistics say, against numbers worked out by hand."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import plain_guide, step
from tests.views.reading import address, figures, played, ranges, say, tables
from troubleshooter.core.formats import convert
from troubleshooter.models import TroubleshootingSession

pytestmark = pytest.mark.django_db

RATE, PLACE, FIRST = "Fixes it when tried first", "Fixed it where it stood", "Tried first, measured"


def weighed(guide, *facts):
    """A session whose tries are weighed as if paper were known to fix one half."""
    session = played(guide)
    TroubleshootingSession.objects.filter(pk=session.pk).update(
        estimates={"paper": 0.5}, arm="author"
    )
    return say_again(session, *facts)


def say_again(session, *facts):
    session.refresh_from_db()
    say(session, *facts)
    return session


def left(session):
    """Nothing was said for a day and an hour."""
    for event in session.events.all():
        event.at -= timedelta(hours=25)
        event.save()


# --- At the top ---


def test_the_fixed_share_has_honest_bounds(analyst, guide):
    for _ in range(3):
        played(guide, "symptom=blank", "paper:fixed")
    for _ in range(2):
        left(played(guide, "symptom=blank", "paper:not_fixed"))
    for _ in range(5):
        played(guide, "symptom=blank", "power=out", "paper:not_fixed")
    said = figures(analyst.get(address(guide)))
    assert said["Sessions"] == "10"
    assert said["Fixed, of all sessions"] == "30% 30–50%"  # 3 of 10, and 2 who left


def test_who_waits_is_counted_as_waiting(analyst, guide):
    session = played(guide, "symptom=blank")
    for part in ("paper:not_fixed", "power=on", "cable:not_fixed", "system=mac"):
        say_again(session, part)
    say_again(session, "restart:not_fixed", "reinstall:later")
    said = figures(analyst.get(address(guide)))
    assert said["Still waiting"] == "1"
    assert said["Fixed, of all sessions"] == "0% 0–100%"


# --- Per step ---


def test_a_try_after_a_failed_one_is_weighed_by_what_was_left(analyst, guide):
    for _ in range(4):
        weighed(guide, "symptom=blank", "paper:fixed")
    for outcome in ("fixed", "fixed", "not_fixed", "not_fixed"):
        weighed(guide, "symptom=blank", "paper:not_fixed", "power=on", f"cable:{outcome}")
    rows = tables(analyst.get(address(guide)))["steps"]
    # Paper: 4 of 8 tried. Cable: 2 of 4 tried where half was left, so 2 of 8 fresh tries.
    assert (rows["Paper"][RATE], rows["Paper"][PLACE]) == ("50%", "50%")
    assert (rows["Cable"][RATE], rows["Cable"][PLACE]) == ("25%", "50%")
    small = ranges(analyst.get(address(guide)))["steps"]
    assert small["Cable"][RATE] == "25% | 7–59%"  # Wilson for 2 of 8
    assert small["Cable"][PLACE] == "50% | 15–85%"  # Wilson for 2 of 4


def test_what_was_tried_first_is_a_measurement_from_thirty_sessions(analyst, guide):
    for _ in range(29):
        played(guide, "symptom=blank", "paper:fixed")
    assert tables(analyst.get(address(guide)))["steps"]["Paper"][FIRST] == "under 30"
    played(guide, "symptom=blank", "paper:not_fixed")
    assert tables(analyst.get(address(guide)))["steps"]["Paper"][FIRST] == "97%"


def test_the_step_that_surely_fixes_most_per_minute_is_at_the_top(analyst, guide):
    for _ in range(6):
        played(guide, "symptom=blank", "paper:not_fixed", "power=on", "cable:fixed")
    played(guide, "symptom=blank", "paper:fixed")
    rows = list(tables(analyst.get(address(guide)))["steps"])
    assert rows == ["Cable", "Paper", "Reinstall", "Restart"]


# --- The way, and time ---


def test_the_funnel_leads_from_opening_to_the_endings(analyst, guide):
    played(guide)
    played(guide, "symptom=blank", "paper:fixed")
    left(played(guide, "symptom=blank", "paper:not_fixed", "power=on"))
    rows = tables(analyst.get(address(guide)))["funnel"]
    assert [rows[name]["Sessions"] for name in list(rows)[:3]] == ["3", "2", "2"]
    assert rows["Saw: Paper"]["Fixed here"] == "1"
    assert rows["Saw: Cable"]["Left here"] == "1"
    assert (rows["Fixed"]["Sessions"], rows["Left"]["Of those who started"]) == ("1", "50%")


def test_the_trend_goes_by_day_or_by_week(analyst, guide, monkeypatch):
    now = guide.live.published_at
    monkeypatch.setattr(timezone, "now", lambda: now)
    for days in (0, 1, 14):
        session = played(guide, "symptom=blank", "paper:fixed")
        at = now - timedelta(days=days)
        TroubleshootingSession.objects.filter(pk=session.pk).update(started_at=at)
    by_day = tables(analyst.get(address(guide), {"trend": "day"}))["trend"]
    by_week = tables(analyst.get(address(guide), {"trend": "week"}))["trend"]
    assert len(by_day) == 15
    assert len(by_week) == 3
    assert [sum(int(row["Sessions"]) for row in rows.values()) for rows in (by_day, by_week)] == [
        3,
        3,
    ]
    assert next(iter(by_day.values()))["Published"] == "Edition 1"
    assert "Day by day" in analyst.get(address(guide)).text


# --- Groups of people ---


def test_each_answer_is_a_row_and_few_sessions_show_nothing(analyst, guide):
    for _ in range(6):
        played(guide, "symptom=blank", "paper:fixed")
    for _ in range(4):
        played(guide, "symptom=noise", "system=mac", "restart:fixed")
    rows = tables(analyst.get(address(guide)))["by-symptom"]
    assert list(rows["Blank"].values())[1:3] == ["6", "100%"]
    assert rows["Blank"]["Most likely fix"] == "Paper"
    assert list(rows["Noise"].values())[1:] == ["under 5", "–", "–", "–", "–"]


def test_one_groups_figures_are_those_of_its_people(analyst, guide):
    for _ in range(6):
        played(guide, "symptom=blank", "paper:fixed")
    for _ in range(4):
        played(guide, "symptom=noise", "system=mac", "restart:fixed")
    response = analyst.get(address(guide), {"people": "symptom.blank"})
    assert figures(response)["Sessions"] == "6"
    assert tables(response)["counts"]["Restart"]["Tried"] == "0"
    assert "A better order?" not in response.text
    few = analyst.get(address(guide), {"people": "symptom.noise"})
    assert "Fewer than 5 of these people" in few.text
    assert tables(few) == {}


def test_a_groups_figure_under_five_is_not_shown(analyst, guide):
    for _ in range(6):
        played(guide, "symptom=blank", "paper:not_fixed", "power=on")
    for _ in range(4):
        played(guide, "symptom=blank", "paper:not_fixed", "power=on", "cable:fixed")
    row = tables(analyst.get(address(guide), {"people": "symptom.blank"}))["counts"]["Cable"]
    assert (row["Shown"], row["Tried"], row["Fixed it"]) == ("10", "under 5", "under 5")
    everybody = tables(analyst.get(address(guide)))["counts"]["Cable"]
    assert everybody["Tried"] == "4"


# --- Side by side ---


def test_two_editions_are_compared_with_an_interval(analyst, guide):
    for outcome in ("fixed",) * 2 + ("not_fixed",) * 8:
        played(guide, "symptom=blank", f"paper:{outcome}")
    changed = plain_guide()
    changed["steps"].append(step("plug"))
    changed["placements"].append({"step": "plug"})
    guide.publish(convert(changed))
    for outcome in ("fixed",) * 9 + ("not_fixed",):
        played(guide, "symptom=blank", f"paper:{outcome}")
    query = {"edition": "2", "against-edition": "1"}
    rows = ranges(analyst.get(address(guide), query))["compared"]
    fixed = rows["Fixed, of all sessions"]
    assert (fixed["Edition 2"], fixed["Edition 1"]) == ("90% | 90–100%", "20% | 20–100%")
    # Newcombe for 9 of 10 and 2 of 10.
    assert fixed["Difference"] == "+70.0 | +26.6 to +86.5"
    assert fixed["Is it clear?"] == "Clearly higher"
    steps = tables(analyst.get(address(guide), query))["compared-steps"]
    assert list(steps["Paper"].values())[1:4] == ["90%", "20%", "+70.0"]


def test_two_periods_are_compared(analyst, guide):
    for days in (0, 40):
        session = played(guide, "symptom=blank", "paper:fixed")
        at = timezone.now() - timedelta(days=days)
        TroubleshootingSession.objects.filter(pk=session.pk).update(started_at=at)
    day = (timezone.localdate() - timedelta(days=20)).isoformat()
    found = analyst.get(address(guide), {"from": day, "against-to": day})
    rows = tables(found)["compared"]
    assert list(rows["Sessions"].values())[1:3] == ["1", "1"]
    assert f"All editions, until {day}" in found.text


def test_nothing_to_compare_with_is_said(analyst, guide):
    played(guide, "symptom=blank", "paper:fixed")
    page = analyst.get(address(guide), {"against-to": "2020-01-01"}).text
    assert "too few sessions to compare with" in page


# --- Simulated people ---


SIMULATED = {"sessions": "simulated"}


def test_simulated_sessions_are_shown_only_when_asked_for(analyst, guide):
    session = played(guide, "symptom=blank", "paper:fixed")
    TroubleshootingSession.objects.filter(pk=session.pk).update(is_simulated=True)
    assert "Nobody has started this guide yet." in analyst.get(address(guide)).text
    asked = analyst.get(address(guide), SIMULATED)
    assert figures(asked)["Sessions"] == "1"
    assert "These sessions are simulated." in asked.text
    assert "These sessions are simulated." not in analyst.get(address(guide)).text


def test_the_page_says_that_it_shows_simulated_sessions_when_there_are_none(analyst, guide):
    assert "These sessions are simulated." in analyst.get(address(guide), SIMULATED).text


def test_the_file_says_that_its_sessions_are_simulated(analyst, guide):
    found = analyst.get(address(guide), {**SIMULATED, "format": "csv"}).text
    assert "Sessions,simulated" in found
