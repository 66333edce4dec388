"""Walking over HTTP: every address, with and without htmx, and who may send a form."""

import re

import pytest
from django.urls import reverse

from tests.views.walking import HTMX, say
from troubleshooter.models import Event, TroubleshootingSession

pytestmark = pytest.mark.django_db


def rows():
    return list(Event.objects.values_list("kind", "question", "choice", "step", "outcome"))


def test_starting_answers_303_to_the_session_and_remembers_the_device(visitor, guide):
    response = visitor.post(f"/guides/{guide.slug}/sessions/")
    assert response.status_code == 303
    assert re.fullmatch(r"/sessions/[A-Za-z0-9_-]{22}/", response["Location"])
    cookie = response.cookies["visitor"]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["max-age"]) == ("Lax", 30 * 24 * 60 * 60)


def test_starting_twice_keeps_one_device_and_counts_no_session_as_started(visitor, guide):
    one = visitor.post(f"/guides/{guide.slug}/sessions/")["Location"]
    other = visitor.post(f"/guides/{guide.slug}/sessions/")["Location"]
    assert one != other
    assert TroubleshootingSession.objects.values("visitor").distinct().count() == 1
    assert not TroubleshootingSession.objects.started().exists()


@pytest.mark.parametrize("path", ["/", "/search/?q=printer", "/guides/printer/"])
def test_public_pages_set_no_cookie(visitor, guide, path):
    response = visitor.get(path)
    assert response.status_code == 200
    assert not response.cookies


def test_a_plain_form_answers_303_to_the_session(visitor, base):
    response = say(visitor, base, "answers", question="symptom", choice="blank")
    assert (response.status_code, response["Location"]) == (303, base)
    response = say(visitor, base, "attempts", step="paper", outcome="not_fixed")
    assert (response.status_code, response["Location"]) == (303, base)
    assert rows() == [
        ("answer", "symptom", "blank", "", ""),
        ("attempt", "", "", "paper", "not_fixed"),
    ]


def test_htmx_gets_the_next_screen_and_its_own_address(visitor, base):
    response = say(visitor, base, "answers", HTMX, question="symptom", choice="blank")
    text = response.content.decode()
    assert response.status_code == 200
    assert response["HX-Push-Url"] == f"{base}steps/paper/"
    assert "HX-Request" in response["Vary"]
    assert "<html" not in text
    assert 'id="screen"' in text
    response = say(visitor, base, "attempts", HTMX, step="paper", outcome="not_fixed")
    assert response["HX-Push-Url"] == f"{base}questions/power/"
    response = say(visitor, base, "answers", HTMX, question="power", choice="out")
    assert response["HX-Push-Url"] == base


def test_htmx_and_plain_forms_write_the_same_rows(visitor, guide):
    walks = []
    for headers in (None, HTMX):
        base = visitor.post(f"/guides/{guide.slug}/sessions/")["Location"]
        say(visitor, base, "answers", headers, question="symptom", choice="noise")
        say(visitor, base, "answers", headers, question="system", choice="unknown")
        say(visitor, base, "attempts", headers, step="restart", outcome="could_not", reason="other")
        say(visitor, base, "attempts", headers, step="paper", outcome="fixed")
        token = base.split("/")[2]
        events = Event.objects.filter(session__token=token)
        walks.append(list(events.values("key", "kind", "choice", "step", "outcome", "reason")))
    assert len(walks[0]) == 4
    assert walks[0] == walks[1]


def test_every_screen_has_an_address_that_is_a_full_page(visitor, base):
    say(visitor, base, "answers", question="symptom", choice="blank")
    for path in ("", "steps/paper/", "questions/symptom/", "steps/reinstall/", "summary/"):
        response = visitor.get(base + path)
        assert response.status_code == 200
        assert "<html" in response.content.decode()
        assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        "/sessions/unknownunknownunknown1/",
        "/sessions/unknownunknownunknown1/summary/",
        "/guides/unknown/",
        "{base}steps/unknown/",
        "{base}questions/unknown/",
        "/media/unknown.svg",
    ],
)
def test_what_is_unknown_is_the_same_404(visitor, base, path):
    response = visitor.get(path.format(base=base))
    assert response.status_code == 404
    assert response.content == visitor.get("/nowhere/").content


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("answers", {"question": "unknown", "choice": "blank"}),
        ("answers", {"question": "symptom", "choice": "nothing"}),
        ("attempts", {"step": "nothing", "outcome": "fixed"}),
        ("undo", {"event": "AAAAAAAAAAAAAAAAAAAAAA"}),
    ],
)
def test_a_form_that_names_what_is_not_there_is_404_and_records_nothing(visitor, base, path, data):
    assert visitor.post(f"{base}{path}/", data).status_code == 404
    assert rows() == []


@pytest.mark.parametrize("headers", [None, HTMX])
@pytest.mark.parametrize(
    ("path", "data", "words"),
    [
        ("answers", {"question": "symptom"}, "Choose an answer first"),
        ("attempts", {"step": "paper"}, "Say first whether it fixed it"),
    ],
)
def test_a_form_without_an_answer_says_what_to_do_and_records_nothing(
    visitor, base, path, data, words, headers
):
    response = visitor.post(f"{base}{path}/", data, headers=headers)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert rows() == []


def test_a_double_click_counts_once(visitor, base):
    data = {"question": "symptom", "choice": "blank", "seen": ""}
    for _ in range(2):
        response = visitor.post(f"{base}answers/", data)
        assert (response.status_code, response["Location"]) == (303, base)
    assert len(rows()) == 1


def test_a_stale_form_with_another_answer_adds_nothing_and_says_what_is_kept(visitor, base):
    visitor.post(f"{base}answers/", {"question": "symptom", "choice": "blank", "seen": ""})
    stale = {"question": "symptom", "choice": "noise", "seen": ""}
    response = visitor.post(f"{base}answers/", stale)
    assert response.status_code == 303
    page = visitor.get(response["Location"]).content.decode()
    assert "Blank" in page
    assert f"{base}questions/symptom/" in page
    assert len(rows()) == 1


def test_two_tabs_can_answer_different_things_from_the_same_point(visitor, base):
    visitor.post(f"{base}answers/", {"question": "symptom", "choice": "blank", "seen": ""})
    visitor.post(f"{base}attempts/", {"step": "restart", "outcome": "not_fixed", "seen": ""})
    assert len(rows()) == 2


def test_undo_goes_back_to_the_screen(visitor, base):
    say(visitor, base, "answers", question="symptom", choice="blank")
    say(visitor, base, "attempts", step="paper", outcome="fixed")
    key = Event.objects.get(outcome="fixed").key
    response = visitor.post(f"{base}undo/", {"event": key})
    assert (response.status_code, response["Location"]) == (303, base)
    assert 'value="paper"' in visitor.get(base).content.decode()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Origin": "http://testserver"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://testserver.evil.example"}, 403),
    ],
)
@pytest.mark.parametrize("path", ["/guides/printer/sessions/", "{base}answers/"])
def test_another_site_cannot_send_a_visitors_form(visitor, base, path, headers, status):
    data = {"question": "symptom", "choice": "blank", "seen": ""}
    response = visitor.post(path.format(base=base), data, headers=headers)
    assert response.status_code == status


def test_visitors_forms_need_no_csrf_cookie_and_the_admins_do(guide):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/guides/{guide.slug}/sessions/").status_code == 303
    assert strict.post(reverse("admin:login"), {"username": "x"}).status_code == 403


def test_home_and_my_sessions_say_where_this_device_stopped(visitor, base):
    say(visitor, base, "answers", question="symptom", choice="blank")
    for path in ("/", "/sessions/"):
        page = visitor.get(path).content.decode()
        assert base in page
        assert "Printer does not print" in page


def test_another_device_is_told_nothing(visitor, base):
    from django.test import Client

    say(visitor, base, "answers", question="symptom", choice="blank")
    for path in ("/", "/sessions/"):
        assert base not in Client().get(path).content.decode()


def test_a_waiting_session_asks_did_this_fix_it_when_the_person_comes_back(visitor, base):
    say(visitor, base, "attempts", step="reinstall", outcome="later")
    page = visitor.get(base).content.decode()
    assert "Did this fix it?" in page
    assert 'value="reinstall"' in page
    say(visitor, base, "attempts", step="reinstall", outcome="fixed")
    assert [row[-1] for row in rows()] == ["later", "fixed"]


def test_the_whole_walk_ends_exhausted_with_what_was_tried(visitor, base):
    say(visitor, base, "answers", question="symptom", choice="blank")
    say(visitor, base, "attempts", step="paper", outcome="not_fixed")
    say(visitor, base, "answers", question="power", choice="unknown")
    say(visitor, base, "attempts", step="cable", outcome="already_tried")
    say(visitor, base, "answers", question="system", choice="mac")
    page = visitor.get(base).content.decode()
    assert "Hold Option" in page
    assert "Hold Shift" not in page
    say(visitor, base, "attempts", step="restart", outcome="could_not", reason="no_button")
    say(visitor, base, "attempts", step="reinstall", outcome="not_fixed")
    page = visitor.get(base).content.decode()
    assert "Ask the shop." in page
    assert "Paper" in page
    assert len(rows()) == 7
