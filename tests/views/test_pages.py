"""The visitors' pages: what is on them, word for word, and what must never be."""

import re

import pytest
from django.template.loader import render_to_string

from tests.factories import only_for, plain_guide
from tests.views.markup import Page
from tests.views.walking import (
    HTMX,
    SCREENS,
    TO_PAPER,
    TO_REINSTALL,
    TO_RESTART,
    buttons,
    say,
    started,
)
from troubleshooter.models import Event

pytestmark = pytest.mark.django_db

OUTCOMES = {
    "Fixed it": "fixed",
    "Still not working": "not_fixed",
    "I can't do this": "could_not",
    "I already tried this": "already_tried",
    "I'll know later": "later",
}


# --- Forms ---------------------------------------------------------------------------------


def test_a_question_offers_its_choices_and_i_dont_know_as_radio_buttons(walk):
    page = walk()
    radios = page.all("input", type="radio")
    assert [(radio["name"], radio["value"]) for radio in radios] == [
        ("choice", "blank"),
        ("choice", "noise"),
        ("choice", "unknown"),
    ]
    assert [label.text for label in page.all("label")] == ["Blank", "Noise", "I don't know"]
    assert page.one("button", class_="button main big").text == "Continue"
    assert page.one("input", name="question")["value"] == "symptom"
    assert page.one("input", name="seen")["value"] == ""


def test_a_step_asks_in_one_fieldset_whether_it_fixed_it(walk):
    page = walk(*TO_PAPER)
    assert page.one("legend").text == "Did this fix it?"
    expected = {text: value for text, value in OUTCOMES.items() if value != "later"}
    assert buttons(page, name="outcome") == expected
    assert all(button.is_in("fieldset") for button in page.all("button", name="outcome"))
    assert page.one("input", name="step")["value"] == "paper"
    assert page.one("input", name="seen")["value"]


def test_a_step_whose_result_takes_time_offers_to_say_later(walk):
    assert buttons(walk(*TO_REINSTALL), name="outcome") == OUTCOMES


def test_reasons_are_folded_beside_i_cant_do_this_in_the_same_form(walk):
    page = walk(*TO_PAPER)
    reasons = page.all("input", name="reason")
    assert [reason["value"] for reason in reasons] == [
        *("no_button", "not_allowed", "missing_item", "too_risky", "other"),
    ]
    assert all(reason.is_in("details") and reason.is_in("form") for reason in reasons)
    assert "Why not? (optional)" in [summary.text for summary in page.all("summary")]


def test_the_enter_key_presses_a_button_that_says_nothing(walk):
    """A browser presses a form's first button; were it "Fixed it", choosing a reason would do."""
    form = walk(*TO_PAPER).markup.split('id="outcomes"')[1]
    assert re.search(r"<button[^>]*>", form).group() == "<button hidden>"


@pytest.mark.parametrize("facts", SCREENS.values(), ids=SCREENS)
def test_htmx_sends_whole_forms_to_where_they_go_without_it(walk, facts):
    page = walk(*facts)
    posting = [element for element in page.elements if "hx-post" in element]
    assert {element.name for element in posting} <= {"form"}
    assert all(form["hx-post"] == form["action"] and form["method"] == "post" for form in posting)
    assert all(form["hx-target"] == "#screen" for form in posting)


# --- Screens -------------------------------------------------------------------------------


@pytest.mark.parametrize("facts", SCREENS.values(), ids=SCREENS)
def test_a_fragment_is_the_part_of_the_page_with_its_title(visitor, base, walk, facts):
    page = walk(*facts)
    event = Event.objects.order_by("at").last()
    if event is None:
        return
    path = "answers" if event.kind == "answer" else "attempts"
    fields = ("question", "choice", "step", "outcome", "reason")
    data = {name: getattr(event, name) for name in fields if getattr(event, name)}
    again = visitor.post(f"{base}{path}/", {**data, "seen": _seen_before(event)}, headers=HTMX)
    fragment = Page(again)
    assert fragment.screen == page.screen
    assert fragment.one("title").text == page.one("title").text
    assert fragment.elements[0].name == "title"


@pytest.mark.parametrize("facts", SCREENS.values(), ids=SCREENS)
def test_messages_have_one_region(walk, facts):
    assert len(walk(*facts).all("div", role="status")) == 1


def test_a_fragment_puts_its_message_into_the_pages_region_and_empties_it_otherwise(visitor, base):
    stale = {"question": "symptom", "choice": "noise", "seen": ""}
    for choice, message in (("blank", ""), ("noise", "This page was out of date.")):
        data = stale | {"choice": choice}
        fragment = Page(visitor.post(f"{base}answers/", data, headers=HTMX))
        region = fragment.one("div", id="status")
        assert region["hx-swap-oob"] == "innerHTML"
        assert not region.parents
        assert region.text.startswith(message)
        assert bool(region.text) == bool(message)


def _seen_before(event):
    earlier = Event.objects.filter(at__lt=event.at).order_by("at").last()
    return earlier.key if earlier else ""


@pytest.mark.parametrize("facts", SCREENS.values(), ids=SCREENS)
def test_no_screen_holds_inline_code_and_every_screen_is_kept_from_search_engines(walk, facts):
    page = walk(*facts)
    assert not [e for e in page.elements if "style" in e or e.name == "style"]
    assert not [name for e in page.elements for name in e.attributes if name.startswith("on")]
    assert all(script["src"] and "defer" in script for script in page.all("script"))
    assert page.one("meta", name="robots")["content"] == "noindex"
    assert page.one("h1")["tabindex"] == "-1"
    assert page.heading in page.one("title").text


def test_a_step_tells_its_place_and_the_total_only_when_that_is_reliable(walk):
    assert walk(*TO_PAPER).one("p", class_="progress").text == "Step 1"
    assert walk("system=mac", "power=on").one("p", class_="progress").text == "Step 1 of 4"


def test_a_step_that_interrupts_says_so_before_the_first_instruction(walk):
    page = walk(*TO_RESTART)
    before = page.text.split("What to do")[0]
    assert "The printer goes off." in before
    assert "Your place is saved" in before
    assert "On another device open testserver/resume/ and type this code:" in before
    assert "Your place is saved" not in walk("restart:not_fixed").text


def test_an_unknown_answer_labels_every_variant_with_whom_it_is_for(walk):
    page = walk(*TO_RESTART)
    assert [label.text for label in page.all("p", class_="variant")] == ["For: Mac", "For: Windows"]


def test_alternatives_stand_under_one_number_and_say_so(walk):
    page = walk(*TO_RESTART)
    numbered = [item for item in page.all("li") if item.parents[-1]["class"] == "todo"]
    assert len(numbered) == 1
    assert numbered[0].text.startswith("Do the one that matches yours:")
    assert "Do the one" not in walk("system=mac").text


def test_looking_back_says_why_a_step_shows_no_instruction(visitor, db):
    lines = [{"text": "Hold Option.", "condition": only_for("system", "mac")}]
    parts = plain_guide()
    parts["steps"][2]["instructions"] = lines
    parts["placements"][3]["condition"] = only_for("system", "mac")
    base = started(visitor, parts)
    say(visitor, base, "answers", question="symptom", choice="noise")
    say(visitor, base, "answers", question="system", choice="windows")
    page = Page(visitor.get(f"{base}steps/restart/"))
    assert "None of the instructions here fit your answers" in page.text
    assert page.all("a", href=f"{base}questions/system/")[-1].text == (
        "Windows – change this answer"
    )
    assert not page.all("ol", class_="todo")


def test_what_happens_is_told_first_even_where_nothing_interrupts(walk):
    page = walk(*TO_REINSTALL)
    assert "Your queue." in page.text.split("What to do")[0]
    assert "Your place is saved" not in page.text


def test_another_screen_leads_to_the_answers_that_chose_the_instructions(walk, base):
    page = walk("symptom=noise", "system=mac")
    assert "My screen looks different" in page.text
    assert [link.text for link in page.all("a", href=f"{base}questions/system/")][-1:] == [
        "Mac – change this answer"
    ]


def test_looking_back_at_a_step_says_what_was_said_and_takes_it_back(visitor, base, walk):
    page = walk(*TO_PAPER, "paper:could_not:no_button", path="steps/paper/")
    assert page.text.index("You said:") < page.text.index("About 2 min")
    assert page.one("h2", id="said").text == "You said: I can't do this"
    assert "I can't find the button" in page.text
    assert not page.all("button", name="outcome")
    undo = page.one("form", class_="undo")
    assert undo["action"] == f"{base}undo/"
    assert page.one("a", href=base).text == "Go on where you are"
    visitor.post(undo["action"], {"event": page.one("input", name="event")["value"]})
    assert walk().heading == "Paper"


def test_looking_back_at_a_question_shows_the_answer_and_changes_it(walk):
    page = walk(*TO_PAPER, path="questions/symptom/")
    assert [radio["value"] for radio in page.all("input", name="choice") if "checked" in radio] == [
        "blank"
    ]
    assert "Change this answer" in buttons(page)


def test_a_missing_answer_is_named_first_and_leads_to_the_field(visitor, base):
    page = Page(visitor.post(f"{base}answers/", {"question": "symptom", "seen": ""}))
    alert = page.one("div", role="alert")
    link = next(element for element in page.all("a") if alert in element.parents)
    assert link["href"][1:] in page.ids
    assert "Choose an answer first" in alert.text


def test_a_form_that_was_out_of_date_says_what_is_kept(visitor, base, walk):
    walk(*TO_PAPER)
    stale = {"question": "symptom", "choice": "noise", "seen": ""}
    address = visitor.post(f"{base}answers/", stale)["Location"]
    page = Page(visitor.get(address))
    notice = page.one("div", role="status").text
    assert "This page was out of date. Your earlier answer is kept" in notice
    assert "Blank" in notice
    assert page.all("a", href=f"{base}questions/symptom/")


# --- Around the walk -----------------------------------------------------------------------


def test_home_searches_first_and_leads_back_to_where_the_person_stopped(visitor, walk):
    walk(*TO_PAPER)
    page = Page(visitor.get("/"))
    assert page.one("label").text == "What is going wrong?"
    assert page.markup.index('name="q"') < page.markup.index("Continue: Printer does not print")
    assert "Continue: Printer does not print, step 1" in page.text
    assert "Continue: Printer does not print" in Page(visitor.get("/sessions/")).text


def test_a_guide_names_its_steps_and_starts_by_a_form_without_cookie(visitor, guide):
    page = Page(visitor.get("/guides/printer/"))
    assert page.one("button", class_="button main big").text == "Start fixing"
    assert {"The printer's cable", "Paper", "Reinstall"} <= set(page.words)
    assert {"At most about 8 min of your time"} <= set(page.words)
    assert "Waiting for a result" in page.text
    assert not page.all("script")
    assert not visitor.cookies


@pytest.mark.parametrize("name", ["403", "404", "500", "503"])
def test_an_error_page_needs_neither_context_nor_database(django_assert_num_queries, name):
    with django_assert_num_queries(0):
        page = Page(render_to_string(f"{name}.html"))
    assert page.heading
    assert [link for link in page.all("a", class_="button") if link["href"] == "/"]
