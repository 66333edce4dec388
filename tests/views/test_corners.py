"""Where people and machines end up by accident: nothing is lost, and there is a way on."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import published
from tests.views.walking import HTMX, say
from troubleshooter.models import Event, TroubleshootingSession

pytestmark = pytest.mark.django_db


def later(monkeypatch, **ago):
    """Let the clock stand so much later from here on."""
    then = timezone.now() + timedelta(**ago)
    monkeypatch.setattr(timezone, "now", lambda: then)


def fix(visitor, base):
    say(visitor, base, "attempts", step="paper", outcome="fixed")


@pytest.mark.parametrize("headers", [None, HTMX])
def test_a_stale_form_after_an_undo_adds_nothing_and_is_told_so(visitor, base, headers):
    say(visitor, base, "answers", question="symptom", choice="blank")
    stale = {"step": "paper", "outcome": "not_fixed", "seen": Event.objects.get().key}
    fix(visitor, base)
    visitor.post(f"{base}undo/", {"event": Event.objects.get(outcome="fixed").key})
    response = visitor.post(f"{base}attempts/", stale, headers=headers)
    page = response if headers else visitor.get(response["Location"])
    assert "That page was out of date" in page.content.decode()
    assert Event.objects.count() == 3


def test_an_old_form_on_a_step_that_was_answered_since_is_told_what_counts(visitor, base):
    say(visitor, base, "attempts", step="paper", outcome="not_fixed")
    say(visitor, base, "answers", question="symptom", choice="blank")
    stale = {"step": "paper", "outcome": "already_tried", "seen": ""}
    stale["seen"] = Event.objects.get(kind="answer").key
    response = visitor.post(f"{base}attempts/", stale)
    page = visitor.get(response["Location"]).content.decode()
    assert "Your earlier answer is kept" in page
    assert "Still not working" in page


@pytest.mark.parametrize("path", ["answers", "attempts", "undo"])
def test_who_opens_the_address_of_a_form_is_led_to_the_session(visitor, base, path):
    response = visitor.get(f"{base}{path}/")
    assert (response.status_code, response["Location"]) == (302, base)


def test_who_opens_the_address_that_starts_a_session_is_led_to_the_guide(visitor, guide):
    response = visitor.get("/guides/printer/sessions/")
    assert (response.status_code, response["Location"]) == (302, "/guides/printer/")
    assert not TroubleshootingSession.objects.exists()


@pytest.mark.parametrize("path", ["", "steps/paper/", "summary/"])
def test_a_machine_may_ask_for_the_head_of_a_screen(visitor, base, path):
    assert visitor.head(base + path).status_code == 200


@pytest.mark.parametrize("path", ["/", "/guides/printer/", "/search/", "/livez", "/readyz"])
def test_a_machine_may_ask_for_the_head_of_a_public_page(visitor, guide, path):
    assert visitor.head(path).status_code == 200


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(visitor, base, method):
    assert getattr(visitor, method)(base).status_code == 405
    assert getattr(visitor, method)(f"{base}answers/").status_code == 405


@pytest.mark.parametrize("token", ["%00", "short", "x" * 23, "x" * 21 + "%00", "../../etc/passwd"])
def test_what_cannot_be_a_token_is_nowhere(visitor, guide, token):
    assert visitor.get(f"/sessions/{token}/").status_code == 404


@pytest.mark.parametrize("origin", ["http://[", "//", "http://testserver:port"])
def test_an_origin_that_is_no_address_is_foreign(visitor, base, origin):
    data = {"question": "symptom", "choice": "blank", "seen": ""}
    response = visitor.post(f"{base}answers/", data, headers={"Origin": origin})
    assert response.status_code == 403


def test_a_refused_form_of_the_admin_is_refused_in_the_sites_look(db):
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
    assert response.status_code == 403
    assert "This is not allowed" in response.content.decode()
    assert "<style" not in response.content.decode()


def test_home_finds_the_open_walk_behind_newer_finished_ones(visitor, guide, base):
    say(visitor, base, "answers", question="symptom", choice="blank")
    for _ in range(6):
        fix(visitor, visitor.post("/guides/printer/sessions/")["Location"])
    assert base in visitor.get("/").content.decode()


def test_home_offers_the_walk_last_spoken_in(visitor, guide, base):
    newer = visitor.post("/guides/printer/sessions/")["Location"]
    say(visitor, newer, "answers", question="symptom", choice="blank")
    say(visitor, base, "answers", question="symptom", choice="blank")
    page = visitor.get("/").content.decode()
    assert base in page
    assert newer not in page


def test_home_offers_to_look_again_after_an_outage(visitor, base):
    say(visitor, base, "answers", question="power", choice="out")
    assert base in visitor.get("/").content.decode()


def test_home_asks_two_days_later_whether_it_still_works(visitor, base, monkeypatch):
    fix(visitor, base)
    assert base not in visitor.get("/").content.decode()
    later(monkeypatch, days=2, minutes=1)
    assert "Still working?" in visitor.get("/").content.decode()
    page = visitor.get(base).content.decode()
    assert "Still working?" in page
    fix(visitor, base)
    assert base not in visitor.get("/").content.decode()


def test_no_it_came_back_retracts_the_fix_and_goes_on(visitor, base, monkeypatch):
    say(visitor, base, "answers", question="symptom", choice="blank")
    fix(visitor, base)
    later(monkeypatch, days=3)
    response = say(visitor, base, "attempts", step="paper", outcome="not_fixed")
    assert response["Location"] == base
    session = TroubleshootingSession.objects.get()
    assert session.walk().results["paper"].outcome == "not_fixed"
    assert session.walk().screen.question.key == "power"


def test_taking_back_a_fix_that_was_said_twice_takes_back_both(visitor, base, monkeypatch):
    say(visitor, base, "answers", question="symptom", choice="blank")
    fix(visitor, base)
    key = Event.objects.get(outcome="fixed").key
    later(monkeypatch, days=3)
    fix(visitor, base)
    visitor.post(f"{base}undo/", {"event": key})
    session = TroubleshootingSession.objects.get()
    assert "paper" not in session.walk().results
    assert session.walk().screen.step.key == "paper"


def test_search_without_words_lists_every_guide_a_page_at_a_time(visitor, monkeypatch):
    monkeypatch.setattr("troubleshooter.views.guides.MOST_GUIDES", 2)
    for slug in ("one", "two", "three"):
        published(slug)
    first = visitor.get("/search/").content.decode()
    assert "Page 1 of 2" in first
    pages = first + visitor.get("/search/?page=2").content.decode()
    assert all(f"/guides/{slug}/" in pages for slug in ("one", "two", "three"))
    assert "/search/" in visitor.get("/").content.decode().split("</main>")[0].split("Printers")[1]


def test_a_sentence_that_fits_no_guide_whole_still_finds_the_closest(visitor, guide):
    page = visitor.get("/search/", {"q": "help my printer isn’t working!!"}).content.decode()
    assert "Closest to" in page
    assert "/guides/printer/" in page


def test_a_search_that_is_too_long_is_still_a_search(visitor, guide):
    page = visitor.get("/search/", {"q": "printer " * 60}).content.decode()
    assert "/guides/printer/" in page
