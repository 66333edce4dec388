"""How often one may start, answer and search, and what is said to whoever asks more often."""

import time

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.views.markup import Page
from tests.views.walking import HTMX, say, seen
from troubleshooter.models import Event, TroubleshootingSession, Unfolded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_of_each_an_hour(settings, monkeypatch):
    cache.clear()
    settings.LIMITS = dict.fromkeys(settings.LIMITS, (2, 3600))
    early = time.time() // 3600 * 3600 + 600
    monkeypatch.setattr(time, "time", lambda: early)
    yield
    cache.clear()


def started(client, guide, **options):
    return client.post(f"/guides/{guide.slug}/sessions/", **options)


def apart():
    return list(
        TroubleshootingSession.objects.order_by("pk").values_list("is_over_limit", flat=True)
    )


# --- Starting ---


def test_sessions_beyond_the_limit_work_and_the_whole_flood_is_set_apart(visitor, guide):
    answers = [started(visitor, guide) for _ in range(2)]
    assert apart() == [False, False]
    answers.append(started(visitor, guide))
    assert apart() == [True, True, True]
    answers.append(started(visitor, guide))
    assert apart() == [True, True, True, True]
    assert {response.status_code for response in answers} == {303}
    assert say(visitor, answers[-1]["Location"], "attempts", step="paper", outcome="fixed")
    assert Event.objects.count() == 1
    assert Unfolded.objects.count() == 4 + 4 + 1


def test_another_client_is_not_part_of_it(visitor, guide):
    for _ in range(3):
        started(visitor, guide)
    started(Client(REMOTE_ADDR="192.0.2.7"), guide)
    assert apart() == [True, True, True, False]


def test_ten_times_as_many_are_refused(visitor, guide):
    codes = [started(visitor, guide).status_code for _ in range(21)]
    assert codes == [303] * 20 + [429]
    assert TroubleshootingSession.objects.count() == 20
    assert started(Client(REMOTE_ADDR="192.0.2.7"), guide).status_code == 303


def test_without_the_cache_everybody_may_start(visitor, guide, monkeypatch):
    def refuse(*_args, **_more):
        raise ConnectionError

    for name in ("add", "incr", "get", "set", "get_many"):
        monkeypatch.setattr(cache, name, refuse)
    assert [started(visitor, guide).status_code for _ in range(4)] == [303] * 4
    assert apart() == [False] * 4


# --- Answering ---


def test_a_session_in_which_too_much_is_said_waits_and_is_set_apart(visitor, base):
    for choice in ("blank", "noise"):
        say(visitor, base, "answers", question="symptom", choice=choice)
    refused = say(visitor, base, "answers", question="power", choice="on")
    assert refused.status_code == 429
    assert Event.objects.count() == 2
    assert apart() == [True]
    assert visitor.get(base).status_code == 200


def test_it_tells_when_to_try_again_and_keeps_the_form(visitor, base):
    last = seen(visitor, base)
    sent = {"step": "paper", "outcome": "could_not", "reason": "too_risky", "seen": last}
    for _ in range(2):
        visitor.post(f"{base}undo/", {"event": "none-of-them"})
    refused = visitor.post(f"{base}attempts/", sent | {"colour": "blue"})
    assert refused.status_code == 429
    assert refused["Retry-After"] == "3000"
    assert "no-store" in refused["Cache-Control"]
    page = Page(refused)
    assert "Try again in 50 minutes" in page.text
    form = page.one("form")
    assert form["action"] == f"{base}attempts/"
    kept = {field["name"]: field["value"] for field in page.all("input", type="hidden")}
    assert kept == sent
    cache.clear()
    assert visitor.post(form["action"], kept).status_code == 303
    assert Event.objects.get().reason == "too_risky"


def test_what_was_sent_cannot_become_markup(visitor, base):
    for _ in range(2):
        visitor.post(f"{base}undo/", {"event": "none-of-them"})
    hostile = visitor.post(f"{base}attempts/", {"step": '"><script>alert(1)</script>'})
    assert hostile.status_code == 429
    assert "<script>alert" not in hostile.text


def test_htmx_is_told_the_same(visitor, base):
    for _ in range(2):
        visitor.post(f"{base}undo/", {"event": "none-of-them"}, headers=HTMX)
    refused = visitor.post(f"{base}undo/", {"event": "none-of-them"}, headers=HTMX)
    assert (refused.status_code, refused["Retry-After"]) == (429, "3000")
    said = Page(visitor.get(base)).one("div", id="status")["data-busy"]
    assert "Nothing you said is lost" in said


def test_looking_is_never_limited(visitor, base):
    assert {visitor.get(base).status_code for _ in range(9)} == {200}


# --- Searching and reading ---


def test_searching_is_limited_for_each_client(visitor, guide):
    codes = [visitor.get("/search/?q=paper").status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    page = Page(visitor.get("/search/?q=paper"))
    assert page.one("a", href="/search/?q=paper").text == "Try again"
    assert Client(REMOTE_ADDR="2001:db8::1").get("/search/?q=paper").status_code == 200


def test_reports_are_limited(analyst, guide):
    for address in (
        reverse("admin:troubleshooter_guide_statistics", args=(guide.pk,)),
        reverse("admin:troubleshooter_guide_site_statistics"),
    ):
        cache.clear()
        assert [analyst.get(address).status_code for _ in range(3)] == [200, 200, 429]
