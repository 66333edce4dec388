"""I'll know later: a calendar file, and an e-mail where the site sends any."""

import re
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import Client

from tests.views.markup import Page
from tests.views.walking import SCREENS, TO_PAPER, buttons
from troubleshooter.models import Reminder

pytestmark = pytest.mark.django_db

ASKED = {"email": "ann@example.org", "when": "hours"}


@pytest.fixture(autouse=True)
def sends_mail(settings, monkeypatch):
    settings.REMINDS_BY_MAIL = True
    monkeypatch.setattr("troubleshooter.limits.time", SimpleNamespace(time=lambda: 1_000_000.0))
    cache.clear()


@pytest.fixture
def waiting(walk, base):
    """The address of the reminder of a session that waits."""
    walk(*SCREENS["waiting"])
    return f"{base}reminder/"


def test_the_calendar_file_leads_back_to_the_session(visitor, base, waiting):
    response = visitor.get(f"{base}reminder.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="reminder.ics"'
    assert "no-store" in response["Cache-Control"]
    text = response.text.replace("\r\n ", "")
    assert f"\r\nURL:http://testserver{base}\r\n" in text
    assert "SUMMARY:Did this fix it? Printer does not print" in text
    assert "whether this helped: Reinstall" in text
    assert re.search(r"DTSTART:\d{8}T090000Z", text)


def test_the_same_session_has_the_same_entry_and_its_name_tells_nothing(visitor, base, waiting):
    uids = {re.search(r"UID:(.*)", visitor.get(f"{base}reminder.ics").text)[1] for _ in range(2)}
    assert len(uids) == 1
    assert base.split("/")[2] not in uids.pop()


def test_a_session_that_waits_for_nothing_has_a_calendar_file_too(visitor, base, walk):
    walk(*TO_PAPER)
    assert "go on where you stopped" in visitor.get(f"{base}reminder.ics").text


def test_the_waiting_screen_offers_the_calendar_and_mail_where_there_is_any(
    walk, base, waiting, settings
):
    page = walk()
    assert page.all("a", href=f"{base}reminder.ics")
    assert page.all("a", href=waiting)
    settings.REMINDS_BY_MAIL = False
    page = walk()
    assert page.all("a", href=f"{base}reminder.ics")
    assert not page.all("a", href=waiting)


def test_one_message_is_asked_for_by_a_plain_form_and_can_be_called_off(visitor, waiting):
    page = Page(visitor.get(waiting))
    assert "We write one message to it and delete it right after that." in page.text
    assert len(page.all("input", type="radio")) == 3
    response = visitor.post(waiting, ASKED)
    assert (response.status_code, response["Location"]) == (303, waiting)
    reminder = Reminder.objects.get()
    assert (reminder.email, reminder.address) == (
        "ann@example.org",
        f"http://testserver{waiting.removesuffix('reminder/')}",
    )
    page = Page(visitor.get(waiting))
    assert "a…@example.org" in page.text
    assert "ann@example.org" not in page.markup
    assert "Do not write, delete the address" in buttons(page)
    visitor.post(waiting, {"remove": "yes"})
    assert not Reminder.objects.exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"when": "hours"}, "Type your e-mail address first."),
        (ASKED | {"email": "ann"}, "This is no e-mail address: look at it once more."),
        (ASKED | {"when": "never"}, "Choose when."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(visitor, waiting, data, sentence):
    response = visitor.post(waiting, data)
    assert response.status_code == 422
    page = Page(response)
    assert page.one("div", role="alert").text == sentence
    assert page.one("input", id="email")["value"] == data.get("email", "")
    assert not Reminder.objects.exists()


def test_where_nothing_is_waited_for_nothing_is_kept(visitor, base, walk):
    walk(*TO_PAPER)
    assert visitor.post(f"{base}reminder/", ASKED).status_code == 404
    assert "Nothing is waited for now" in Page(visitor.get(f"{base}reminder/")).text


def test_a_site_without_mail_asks_for_no_address(visitor, waiting, settings):
    settings.REMINDS_BY_MAIL = False
    assert not Page(visitor.get(waiting)).all("input", id="email")
    assert visitor.post(waiting, ASKED).status_code == 404


def test_a_client_may_ask_so_often_and_call_off_always(visitor, waiting, settings):
    settings.LIMITS = settings.LIMITS | {"reminders": (2, 86400)}
    answers = [visitor.post(waiting, ASKED) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    hidden = Page(answers[-1]).all("input", type="hidden")
    assert {field["name"]: field["value"] for field in hidden} == ASKED
    assert visitor.post(waiting, {"remove": "yes"}).status_code == 303
    assert not Reminder.objects.exists()


def test_nobody_is_written_to_more_than_three_times_a_day_whoever_asks(visitor, waiting):
    statuses = [
        visitor.post(waiting, ASKED | {"email": email}).status_code
        for email in ("ann@example.org", "Ann@Example.org", "ANN@example.org", "ann@example.org")
    ]
    assert statuses == [303, 303, 303, 429]
    assert visitor.post(waiting, ASKED | {"email": "bob@example.org"}).status_code == 303


def test_the_form_needs_no_csrf_token_and_refuses_another_site(waiting):
    client = Client(enforce_csrf_checks=True)
    refused = client.post(waiting, ASKED, headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403
    assert client.post(waiting, ASKED).status_code == 303
