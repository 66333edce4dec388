"""The endings of a session: what each says, and how to go on from it."""

from datetime import timedelta

import pytest

from tests.factories import only_for, plain_guide
from tests.views.markup import Page
from tests.views.walking import SCREENS, TO_REINSTALL, buttons, say, seen, started
from troubleshooter.models import Event

pytestmark = pytest.mark.django_db


def test_fixed_thanks_puts_back_and_gives_the_tip(walk):
    page = walk(*SCREENS["fixed"])
    assert page.heading == "It is fixed"
    assert {"Close the tray", "Switch it on once a week."} <= set(page.words)
    assert "Take this back" in buttons(page)
    assert "Still working?" not in page.text


def test_two_days_after_fixed_it_asks_whether_it_still_works(walk):
    walk(*SCREENS["fixed"])
    for event in Event.objects.all():
        event.at -= timedelta(days=3)
        event.save()
    page = walk()
    assert page.one("legend").text == "Still working?"
    assert buttons(page, name="outcome") == {
        "Yes, it still works": "fixed",
        "No, it came back": "not_fixed",
    }
    assert not walk("paper:fixed").all("legend")


def test_exhausted_lists_what_was_tried_and_the_best_next_route(walk):
    page = walk(*TO_REINSTALL, "reinstall:not_fixed")
    assert page.heading == "You have tried everything here"
    assert "Ask the shop." in page.text
    lines = [item.text for item in page.all("li") if item.is_in("ol")]
    assert lines[0] == "Restart Still not working"
    assert lines[-1] == "Reinstall Still not working"
    assert "did not try" not in page.text


def test_exhausted_leads_to_a_step_that_was_left_out(visitor, walk):
    page = walk(*SCREENS["exhausted"])
    assert page.heading == "You have tried what you could"
    left_out = page.one("li", class_="again")
    assert left_out.text == "Reinstall I can't do this (It seems too risky) Try it after all"
    assert "Reinstall" not in [item.text.split()[0] for item in page.all("li") if item.is_in("ol")]
    undo = page.one("form", class_="undo")
    visitor.post(undo["action"], {"event": page.one("input", name="event")["value"]})
    assert walk().heading == "Reinstall"


def test_exhausted_claims_nothing_was_tried_that_was_not(walk):
    page = walk(
        *("symptom=blank", "paper:already_tried", "power=on", "cable:could_not"),
        *("system=mac", "restart:could_not", "reinstall:could_not"),
    )
    assert page.heading == "There is nothing left to try here"
    assert "What you tried" not in page.text
    assert len(page.all("form", class_="undo")) == 4


def test_a_step_that_no_longer_applies_is_not_offered_again(visitor, db):
    parts = plain_guide()
    parts["placements"] = [{"step": "cable", "condition": only_for("symptom", "blank")}]
    parts["uses"], parts["questions"] = parts["uses"][:1], parts["questions"][:1]
    parts["uses"][0].pop("choices")
    parts["placements"].append({"step": "paper"})
    parts["steps"] = parts["steps"][:2]
    base = started(visitor, parts)
    say(visitor, base, "answers", question="symptom", choice="blank")
    say(visitor, base, "attempts", step="cable", outcome="could_not")
    say(visitor, base, "attempts", step="paper", outcome="not_fixed")
    assert len(Page(visitor.get(base)).all("form", class_="undo")) == 1
    back = seen(visitor, f"{base}questions/symptom/")
    visitor.post(f"{base}answers/", {"question": "symptom", "choice": "noise", "seen": back})
    page = Page(visitor.get(base))
    assert page.heading == "You have tried everything here"
    assert not page.all("form", class_="undo")


def test_an_ending_by_an_answer_can_be_undone_by_changing_it(walk, base):
    page = walk(*SCREENS["not your side"])
    assert page.heading == "No power"
    assert "Wait for power." in page.text
    links = page.all("a", href=f"{base}questions/power/")
    assert [link.text for link in links] == ["Back", "Change this answer"]


def test_waiting_shows_the_pending_question_itself(walk):
    page = walk(*SCREENS["waiting"])
    assert page.one("legend").text == "Did this fix it?"
    assert page.one("input", name="step")["value"] == "reinstall"
    assert buttons(page, name="outcome") == {"Fixed it": "fixed", "Still not working": "not_fixed"}
    assert "Come back any time" in page.text
    again = walk(path="steps/reinstall/")
    assert buttons(again, name="outcome") == buttons(page, name="outcome")


@pytest.mark.parametrize("asks_not_to_be_followed", [False, True])
def test_who_waits_is_told_what_leads_back(visitor, request, asks_not_to_be_followed):
    visitor.defaults["HTTP_SEC_GPC"] = str(int(asks_not_to_be_followed))
    page = request.getfixturevalue("walk")(*SCREENS["waiting"])
    warns = "the start page does not lead back here" in page.text
    assert warns is asks_not_to_be_followed
    assert ("or the start page on this device" in page.text) is not warns
