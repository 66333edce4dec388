"""Your data, and the privacy page: each of its claims is a test here."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.folding.playing import soon
from tests.views.markup import Page
from tests.views.walking import say
from troubleshooter.folding import catch_up
from troubleshooter.logs import DiscreetFilter
from troubleshooter.models import Event, Tally, TroubleshootingSession
from troubleshooter.reminding import send_all

pytestmark = pytest.mark.django_db

WHO = {"REMOTE_ADDR": "192.0.2.77", "headers": {"user-agent": "Telltale/1.0"}}


def rows_of_everything():
    """All that the database holds, as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            yield from (str(row) for row in cursor.fetchall())


def link_of(response, text):
    """Where the link with this text leads."""
    return next(link["href"] for link in Page(response).all("a") if link.text == text)


# --- Your data ---


def test_the_page_is_reached_from_the_session_and_tells_what_is_kept(visitor, base, walk):
    walk("symptom=blank", "paper:not_fixed")
    link = link_of(visitor.get(base), "Your data")
    page = Page(visitor.get(link))
    assert "2 answers, and when you gave them." in page.text
    assert "90 days after your last answer" in page.text
    assert "a scrambled copy of its cookie" in page.text


def test_it_can_be_downloaded(visitor, base, walk):
    walk("symptom=blank", "paper:could_not:too_risky")
    link = link_of(visitor.get(f"{base}data/"), "Download it")
    response = visitor.get(link)
    assert response["Content-Disposition"] == 'attachment; filename="printer.json"'
    assert "no-store" in response["Cache-Control"]
    kept = response.json()
    assert kept["guide"] == "printer"
    assert kept["is_listed_on_the_device_that_started_it"] is True
    said = [{k: v for k, v in event.items() if k not in ("key", "at")} for event in kept["events"]]
    assert said == [
        {"kind": "answer", "question": "symptom", "choice": "blank"},
        {"kind": "attempt", "step": "paper", "outcome": "could_not", "reason": "too_risky"},
    ]
    assert base.split("/")[2] not in response.content.decode()


def test_the_file_holds_all_columns_but_those_that_open_or_count():
    """Whoever adds a column, or a row that points to a session, has to think of the file too."""
    known = {field.name for field in TroubleshootingSession._meta.get_fields()}
    told = {"edition", "started_at", "user", "visitor", "devices", "is_over_limit", "order", "arm"}
    told |= {"events", "reminder", "code_hash", "segment"}
    opens_or_counts = {"id", "token", "code_number", "folded", "estimates", "number"}
    assert known == told | opens_or_counts | {"is_simulated"}


def test_it_can_be_deleted_for_good(visitor, base, walk):
    walk("symptom=blank", "paper:fixed")
    catch_up(soon())
    form = Page(visitor.get(f"{base}data/")).one("form")
    response = visitor.post(form["action"])
    assert response.status_code == 303
    assert "Your session is deleted" in visitor.get(response["Location"]).text
    assert not TroubleshootingSession.objects.exists()
    assert not Event.objects.exists()
    assert not Tally.objects.exists()
    assert visitor.get(base).status_code == 404
    assert visitor.post(form["action"]).status_code == 404


def test_the_device_forgets_its_cookie_with_its_last_session(visitor, guide, base):
    other = visitor.post(f"/guides/{guide.slug}/sessions/")["Location"]
    assert not visitor.post(f"{base}deletion/").cookies
    assert visitor.post(f"{other}deletion/").cookies["visitor"]["max-age"] == 0


def test_only_a_form_of_this_site_deletes(visitor, base):
    foreign = {"Origin": "https://evil.example"}
    assert visitor.post(f"{base}deletion/", headers=foreign).status_code == 403
    assert visitor.get(f"{base}deletion/").status_code == 302
    assert TroubleshootingSession.objects.exists()


@pytest.mark.parametrize("path", ["data/", "data/session.json"])
def test_nobody_elses_session_is_found(visitor, guide, path):
    assert visitor.get(f"/sessions/{'x' * 22}/{path}").status_code == 404


# --- The privacy page ---


def test_every_page_leads_to_it(visitor, base):
    for path in ("/", base, "/no-such-page/"):
        assert link_of(visitor.get(path), "Privacy") == "/privacy/"


def test_every_claim_of_the_page_is_a_test(visitor):
    page = visitor.get("/privacy/").text
    main = page[page.index("<main") : page.index("</main>")]
    claims = set(re.findall(r'<(?:li|p) id="([\w-]+)"', main))
    assert claims == {
        name.removeprefix("test_claim_").replace("_", "-")
        for name in globals()
        if name.startswith("test_claim_")
    }
    assert main.count("<li") == main.count('<li id="')


def test_claim_answers(visitor, base):
    say(visitor, base, "answers", question="symptom", choice="blank")
    row = Event.objects.get()
    assert (row.question, row.choice) == ("symptom", "blank")
    assert row.at is not None


def test_claim_cookie(visitor, guide):
    for path in ("/", "/search/?q=paper", f"/guides/{guide.slug}/", "/privacy/", "/sessions/"):
        assert not visitor.get(path).cookies
    cookie = visitor.post(f"/guides/{guide.slug}/sessions/").cookies["visitor"]
    assert cookie["max-age"] == 30 * 24 * 60 * 60
    assert "lasts 30 days" in visitor.get("/privacy/").text
    assert not any(cookie.value in row for row in rows_of_everything())
    assert TroubleshootingSession.objects.of_visitor(cookie.value).count() == 1


def test_claim_reminder(visitor, base, walk, settings, monkeypatch):
    settings.REMINDS_BY_MAIL = True
    for fails in (False, True):
        walk("reinstall:later")
        visitor.post(f"{base}reminder/", {"email": "ann@example.org", "when": "hours"})
        assert "a…@example.org" in visitor.get(f"{base}data/").text
        assert visitor.get(f"{base}data/session.json").json()["reminder"]["email"] == (
            "a…@example.org"
        )
        if fails:
            monkeypatch.delattr("django.core.mail.EmailMessage.send")
        for hours in range(3, 7):
            send_all(timezone.now() + timedelta(hours=hours, minutes=1))
        assert len(mail.outbox) == 1
        assert not any("ann@example.org" in row for row in rows_of_everything())


def test_claim_flood(visitor, guide, settings):
    """Counted, and what stands in the cache tells nobody's address."""
    from django.core.cache import cache

    settings.LIMITS = {**settings.LIMITS, "start": (60, 3600)}
    cache.clear()
    visitor.post(f"/guides/{guide.slug}/sessions/", **WHO)
    held = str(getattr(cache, "_cache", ""))
    assert "limit:start" in held
    assert "192.0.2.77" not in held
    cache.clear()


def test_claim_address(guide):
    visitor = Client(**WHO)
    base = visitor.post(f"/guides/{guide.slug}/sessions/")["Location"]
    say(visitor, base, "attempts", step="paper", outcome="fixed")
    for row in rows_of_everything():
        assert "192.0.2.77" not in row
        assert "Telltale" not in row
    # The log: tests/test_logs.py, test_a_walk_leaves_no_token_no_cookie_and_nobody_in_the_log.


def test_claim_address_of_session(visitor, base, caplog):
    visitor.get(f"{base}steps/none/")
    written = " ".join(DiscreetFilter().filter(line).getMessage() for line in caplog.records)
    assert "Not Found" in written
    assert base.split("/")[2] not in written


def test_claim_strangers(visitor, base):
    """Nothing but this site may be asked for anything, and no page tries."""
    for path in ("/", base, "/privacy/"):
        response = visitor.get(path)
        policy = response["Content-Security-Policy"]
        sources = {word for part in policy.split(";") for word in part.split()[1:]}
        assert sources == {"'none'", "'self'"}
        for element in Page(response).elements:
            for name in ("src", "srcset", "href"):
                assert not (element[name] or "").startswith(("//", "http")), element
    assert response["Referrer-Policy"] == "same-origin"


def test_claim_purge(visitor, settings):
    """That they go: tests/folding/test_purging.py. The page names the site's own number."""
    settings.PURGE_DAYS = 45
    assert "45 days after your last answer" in visitor.get("/privacy/").text


def test_claim_counts():
    """A tally's columns: which guide, edition, day, step or answer, and numbers."""
    from troubleshooter.core.tallies import COLUMNS
    from troubleshooter.models.tallies import DIMENSIONS

    named = {field.name for field in Tally._meta.concrete_fields}
    assert named == {"id", "guide", *DIMENSIONS, *COLUMNS}


def test_claim_download(visitor, base):
    assert visitor.get(f"{base}data/session.json").json()["events"] == []


def test_claim_delete(visitor, base):
    say(visitor, base, "attempts", step="paper", outcome="fixed")
    catch_up(soon())
    assert Tally.objects.exists()
    visitor.post(f"{base}deletion/")
    assert not Tally.objects.exists()


def test_claim_signal(guide):
    visitor = Client(headers={"sec-gpc": "1"})
    response = visitor.post(f"/guides/{guide.slug}/sessions/")
    assert not response.cookies
    session = TroubleshootingSession.objects.get()
    assert session.visitor == ""
    assert visitor.get(response["Location"]).status_code == 200
    redeemed = visitor.post("/resume/", {"code": session.code})
    assert redeemed.status_code == 303
    assert not redeemed.cookies
    session.refresh_from_db()
    assert session.devices.count() == 0
    assert visitor.get("/.well-known/gpc.json").json()["gpc"] is True


def test_a_cookie_from_before_the_signal_is_not_read(visitor, base):
    say(visitor, base, "answers", question="symptom", choice="blank")
    assert "Printer does not print" in visitor.get("/sessions/").text
    assert "Printer does not print" not in visitor.get("/sessions/", headers={"sec-gpc": "1"}).text


def test_claim_staff(superuser, base):
    """Staff pages show the beginning of a token, never all of it."""
    session = TroubleshootingSession.objects.get()
    for path in ("", f"{session.pk}/change/"):
        text = superuser.get(f"/admin/troubleshooter/troubleshootingsession/{path}").text
        assert session.token[:4] in text
        assert session.token not in text


def test_claim_device(visitor, base, settings):
    """The steps of this session are offered to the worker that keeps them; with it switched off it
    takes all away. What waits to be sent: tests of the offline script."""
    kept = visitor.get(f"{base}kept/").text
    assert "Do <strong>Paper</strong>" in kept
    assert visitor.get("/sw.js").status_code == 200
    settings.OFFLINE = False
    assert "caches.delete" in visitor.get("/sw.js").text


def test_a_code_is_enough_to_read_take_along_and_delete_on_another_device(visitor, base, walk):
    walk("symptom=blank", "paper:fixed")
    other = Client()
    found = other.post("/resume/", {"code": TroubleshootingSession.objects.get().code})["Location"]
    page = other.get(link_of(other.get(found), "Your data"))
    assert other.get(link_of(page, "Download it")).json()["guide"] == "printer"
    other.post(Page(page).one("form")["action"])
    assert not TroubleshootingSession.objects.exists()
    assert visitor.get(base).status_code == 404
