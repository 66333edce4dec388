"""The address that takes what a device kept while it had no connection."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.views.markup import Page
from tests.views.walking import HTMX, say
from troubleshooter.core.batches import MOST_EVENTS
from troubleshooter.core.events import MOST_IN_SESSION, Answer
from troubleshooter.models import Event, TroubleshootingSession

pytestmark = pytest.mark.django_db

FROM_THE_PAGE = {"X-Offline-Batch": "1"}


def kept(key="kept-0001", **what):
    return {"key": key, "at": timezone.now().isoformat(), **what}


def send(visitor, base, *events, headers=FROM_THE_PAGE, body=None):
    body = json.dumps({"events": events}) if body is None else body
    return visitor.post(f"{base}events/", body, content_type="application/json", headers=headers)


def test_each_event_is_answered(visitor, base):
    stored = kept(step="paper", outcome="not_fixed")
    unknown, broken = kept("kept-0002", step="gone", outcome="fixed"), kept("kept-0003")
    response = send(visitor, base, stored, stored, unknown, broken)
    assert response.status_code == 200
    assert response.json()["events"] == [
        {"key": "kept-0001", "status": "stored", "reason": None},
        {"key": "kept-0001", "status": "duplicate", "reason": None},
        {"key": "kept-0002", "status": "rejected", "reason": "unknown_part"},
        {"key": "kept-0003", "status": "rejected", "reason": "malformed"},
    ]
    assert Event.objects.get().outcome == "not_fixed"
    assert "no-store" in response["Cache-Control"]


def test_the_walk_goes_on_from_what_was_sent(visitor, base):
    answer = kept(question="symptom", choice="blank")
    send(visitor, base, answer, kept("kept-0002", step="paper", outcome="not_fixed"))
    walk = TroubleshootingSession.objects.get().walk()
    assert walk.screen == walk.question_screen("power")


def test_an_undo_said_offline_takes_back_what_was_said_online(visitor, base):
    say(visitor, base, "answers", question="symptom", choice="blank")
    send(visitor, base, kept(reverses=Event.objects.get().key))
    walk = TroubleshootingSession.objects.get().walk()
    assert walk.screen == walk.question_screen("symptom")
    again = visitor.post(f"{base}undo/", {"event": Event.objects.get(kind="answer").key})
    assert again.status_code == 303
    assert Event.objects.filter(kind="reversal").count() == 1


def test_it_takes_a_batch_after_thirty_days_without_any_cookie(client, base):
    TroubleshootingSession.objects.update(started_at=timezone.now() - timedelta(days=30))
    said = timezone.now() - timedelta(days=29, hours=23)
    client.cookies.clear()
    event = {"key": "kept-0001", "at": said.isoformat(), "step": "paper", "outcome": "fixed"}
    response = send(client, base, event)
    assert response.json()["events"][0]["status"] == "stored"
    assert Event.objects.get().at == said
    assert not response.cookies


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {**FROM_THE_PAGE, "Origin": "https://elsewhere.example"},
        {**FROM_THE_PAGE, "Origin": "null"},
        {**FROM_THE_PAGE, "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_it_refuses_what_another_site_may_have_sent(visitor, base, headers):
    response = send(visitor, base, kept(step="paper", outcome="fixed"), headers=headers)
    assert response.status_code == 403
    assert not Event.objects.exists()


def test_it_refuses_a_form(visitor, base):
    response = visitor.post(f"{base}events/", {"events": "[]"}, headers=FROM_THE_PAGE)
    assert response.status_code == 403


@pytest.mark.parametrize(
    ("body", "status", "why"),
    [
        ("{", 400, "no batch"),
        ('{"events": 1}', 400, "no batch"),
        (json.dumps({"events": [1] * (MOST_EVENTS + 1)}), 413, "at most 200 events"),
        (" " * 65_537, 413, "at most 65536 bytes"),
        (" " * 3_000_000, 413, "at most 65536 bytes"),
    ],
)
def test_a_batch_that_cannot_be_taken_is_refused_with_the_reason(visitor, base, body, status, why):
    response = send(visitor, base, body=body)
    assert response.status_code == status
    assert why in response.json()["error"]


def test_an_unknown_session_is_the_same_404_for_all(visitor, base):
    assert send(visitor, f"/sessions/{'x' * 22}/", kept()).status_code == 404


def test_a_batch_costs_as_much_as_one_answer(visitor, base, django_assert_max_num_queries):
    events = [kept(f"kept-{n:04}", step="paper", outcome="fixed") for n in range(MOST_EVENTS)]
    with django_assert_max_num_queries(6):
        send(visitor, base, *events)
    assert Event.objects.count() == MOST_EVENTS


def test_what_is_kept_holds_every_screen_of_the_way(visitor, base):
    say(visitor, base, "answers", question="symptom", choice="noise")
    page = Page(visitor.get(base))
    kept = Page(visitor.get(f"{base}kept/"))
    names = {element["data-name"] for element in kept.all("template")}
    way = page.one("div", id="screen")["data-way"].split()
    assert way[0] == "questions/system/"
    assert way[1:] == [
        "steps/restart/",
        "steps/paper/",
        "steps/cable/",
        "steps/reinstall/",
        "exhausted",
    ]
    assert names > {*way, "fixed", "not_your_side/power/out", "waiting/reinstall"}
    assert kept.text.count("Did this fix it?") == 4 + 1
    assert "Hold Option." in kept.text
    assert "Hold Shift." in kept.text


def screens(visitor, base):
    """The screens that are kept, by name."""
    text = visitor.get(f"{base}kept/").content.decode()
    parts = re.findall(r'<template data-name="([^"]+)">(.*?)</template>', text, re.DOTALL)
    return {name: Page(markup) for name, markup in parts}


def test_later_leads_to_a_kept_screen_to_wait_on(visitor, base):
    kept = screens(visitor, base)
    step, waiting = kept["steps/reinstall/"], kept["waiting/reinstall"]
    assert step.one("button", value="later")["data-to"] == "waiting/reinstall"
    assert waiting.one("h1").text == "Come back when you know"
    assert waiting.one("div", id="screen")["data-name"] == "waiting/reinstall"
    assert "Your place is saved" in waiting.text
    assert waiting.one("p", class_="code")
    buttons = {button["value"] for button in waiting.all("button", name="outcome")}
    assert buttons == {"fixed", "not_fixed"}
    assert "Remind me" not in waiting.text, "needs a connection"


def test_the_way_of_who_waits_begins_with_the_screen_to_wait_on(visitor, base):
    say(visitor, base, "answers", question="symptom", choice="blank")
    say(visitor, base, "attempts", step="reinstall", outcome="later")
    for path in ("", "steps/reinstall/"):
        screen = Page(visitor.get(base + path)).one("div", id="screen")
        assert screen["data-name"] == "waiting/reinstall"
        assert screen["data-way"].split()[:2] == ["waiting/reinstall", "steps/paper/"]


def test_a_kept_ending_says_of_which_step_each_line_to_put_back_is(visitor, base):
    ending = screens(visitor, base)["fixed"]
    assert "Only for what you did:" in ending.text
    assert [heading.text for heading in ending.all("h3")] == ["Paper"]
    assert "Close the tray" in ending.text
    assert "Put it back" not in screens(visitor, base)["waiting/reinstall"].text


def test_what_works_without_internet_is_said_to_be_this_guide(visitor, base):
    works = Page(visitor.get(base)).one("div", id="offline").text
    assert "Works without internet now" in works
    assert "go on with this guide even when the connection is gone" in works


def test_keeping_the_screens_costs_one_query_and_writes_nothing(
    visitor, base, django_assert_num_queries
):
    with django_assert_num_queries(1):
        response = visitor.get(f"{base}kept/", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert "no-store" in response["Cache-Control"]
    assert not Event.objects.exists()


def test_a_form_carries_the_key_that_the_server_gives_its_answer(visitor, base):
    key = Page(visitor.get(base)).one("form", class_="answer")["data-key"]
    say(visitor, base, "answers", question="symptom", choice="blank")
    assert Event.objects.get().key == key
    key = Page(visitor.get(base)).one("form", id="outcomes")["data-key"]
    say(visitor, base, "attempts", step="paper", outcome="not_fixed")
    assert Event.objects.get(step="paper").key == key


@pytest.mark.parametrize(("is_on", "word"), [(True, "respondWith"), (False, "unregister")])
def test_the_worker_is_served_anew_each_time_and_goes_when_it_is_switched_off(
    client, settings, is_on, word
):
    settings.OFFLINE = is_on
    response = client.get("/sw.js")
    assert response["Content-Type"] == "text/javascript"
    assert "no-cache" in response["Cache-Control"]
    assert "worker-src 'self'" in response["Content-Security-Policy"]
    assert word in response.content.decode()


def test_a_preview_keeps_nothing(author, guide):
    page = Page(author.get(f"/admin/troubleshooter/guide/{guide.pk}/preview/"))
    assert not page.all("div", id="offline")
    assert "data-kept" not in page.one("div", id="screen")


def test_what_is_over_the_most_that_a_session_holds_is_rejected_with_the_reason(visitor, base):
    fill(MOST_IN_SESSION - 1)
    fits, more = (kept(f"kept-000{n}", step="paper", outcome="fixed") for n in (1, 2))
    verdicts = send(visitor, base, fits, more).json()["events"]
    assert [(v["status"], v["reason"]) for v in verdicts] == [
        ("stored", None),
        ("rejected", "session_full"),
    ]
    assert Event.objects.count() == MOST_IN_SESSION


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("answers", {"question": "symptom", "choice": "noise"}),
        ("attempts", {"step": "paper", "outcome": "fixed"}),
        ("undo", {"event": "full-0007"}),
    ],
)
def test_a_form_of_a_full_session_is_refused_and_says_so(visitor, base, path, what, headers):
    fill(MOST_IN_SESSION)
    response = say(visitor, base, path, headers=headers, **what)
    assert response.status_code == 422
    page = Page(response)
    assert "no more can be added" in page.one("div", role="alert").text
    assert page.one("title").text.startswith("This was not noted")
    assert Event.objects.count() == MOST_IN_SESSION


def fill(number):
    """Let the session hold so many events."""
    session = TroubleshootingSession.objects.get()
    said = [Answer(f"full-{n:04}", session.started_at, "symptom", "blank") for n in range(number)]
    Event.objects.bulk_create([Event.from_fact(session.pk, fact) for fact in said])
