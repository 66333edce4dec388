"""What the log and the metrics say of requests: enough to watch, nothing of anybody."""

import io
import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError
from prometheus_client.parser import text_string_to_metric_families

from tests.factories import published
from troubleshooter.folding import fold
from troubleshooter.models import TroubleshootingSession, Unfolded

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(visitor):
    """A function that reads one figure: ``counted("helpdesk_requests_total", view="…")``."""

    def read(name, **labels):
        page = visitor.get("/metrics").content.decode()
        return sum(
            sample.value
            for family in text_string_to_metric_families(page)
            for sample in family.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        )

    return read


@pytest.fixture
def walked(visitor):
    """A session that was walked to its end through the site."""
    published()
    started = visitor.post("/guides/printer/sessions/")["Location"]
    visitor.post(f"{started}answers/", {"question": "symptom", "choice": "noise", "seen": ""})
    said = {"step": "restart", "outcome": "fixed", "seen": ""}
    visitor.post(f"{started}attempts/", said)
    visitor.post(f"{started}attempts/", said)
    return TroubleshootingSession.objects.get()


def test_each_answer_says_its_number(visitor):
    first, second = (visitor.get("/")["X-Request-ID"] for _ in range(2))
    assert len(first) == 16
    assert first != second


def test_a_trusted_proxys_number_is_kept_and_no_other(visitor, settings):
    given = {"X-Request-ID": "0123-abcd"}
    settings.TRUST_PROXY = False
    assert visitor.get("/", headers=given)["X-Request-ID"] != "0123-abcd"
    settings.TRUST_PROXY = True
    assert visitor.get("/", headers=given)["X-Request-ID"] == "0123-abcd"
    bad = visitor.get("/", headers={"X-Request-ID": "a b\x7f{}"})["X-Request-ID"]
    assert len(bad) == 16


def test_the_log_says_the_kind_of_page_and_never_its_address(walked, visitor, caplog):
    with caplog.at_level(logging.INFO, "helpdesk.request"):
        response = visitor.get(f"/sessions/{walked.token}/")
        visitor.get("/no/such/page")
        visitor.get("/livez")
    [line, nothing] = [one for one in caplog.records if one.name == "helpdesk.request"]
    assert line.getMessage() == "GET troubleshooter:session 200"
    assert (line.view, line.method, line.status) == ("troubleshooter:session", "GET", 200)
    assert line.ms >= 0
    assert nothing.getMessage() == "GET - 404"
    assert response["X-Request-ID"] != ""
    assert walked.token not in str(line.__dict__)


def test_a_servers_log_is_json_with_the_requests_number(tmp_path):
    """In a process of its own, because the log is set up once."""
    script = (
        "import django; django.setup()\n"
        "from django.http import HttpResponse\n"
        "from django.test import RequestFactory\n"
        "from troubleshooter.views.watching import watch\n"
        "request = RequestFactory().get('/search')\n"
        "request.resolver_match = None\n"
        "print(watch(lambda request: HttpResponse(status=204))(request)['X-Request-ID'])\n"
        "import logging\n"
        "logging.getLogger('django.request').error('Gone', extra={'request': request})"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
        "DATA_DIR": str(tmp_path),
        "ALLOWED_HOSTS": "testserver",
        "SECRET_KEY": "n0t-a-secret-but-long-enough-and-of-many-letters-6uXq2vKz",
    }
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    lines = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    [line] = [line for line in lines if line["logger"] == "helpdesk.request"]
    assert line["request_id"] == done.stdout.strip()
    assert line["level"] == "INFO"
    assert line["status"] == 204
    assert "/search" not in done.stderr
    assert lines[-1]["message"] == "Gone"
    assert lines[-1]["request_id"] == line["request_id"]


def test_requests_are_counted_by_the_name_of_their_address(visitor, counted):
    labels = {"view": "troubleshooter:home", "method": "GET", "status": "200"}
    before = counted("helpdesk_requests_total", **labels)
    visitor.get("/")
    assert counted("helpdesk_requests_total", **labels) == before + 1
    assert counted("helpdesk_request_seconds_count", view="troubleshooter:home") >= 1


def test_what_is_said_is_counted_once(counted, request):
    names = {
        "helpdesk_sessions_started_total": {},
        "helpdesk_sessions_ended_total": {"ending": "fixed"},
        "helpdesk_events_total": {"kind": "attempt", "outcome": "fixed"},
    }
    before = {name: counted(name, **labels) for name, labels in names.items()}
    request.getfixturevalue("walked")
    after = {name: counted(name, **labels) for name, labels in names.items()}
    assert {name: after[name] - before[name] for name in names} == dict.fromkeys(names, 1)


def test_the_outbox_and_the_age_of_the_tallies_are_told(walked, counted):
    from django.utils import timezone

    assert counted("helpdesk_outbox_rows") == Unfolded.objects.count() > 0
    fold(100, timezone.now())
    assert counted("helpdesk_outbox_rows") == 0
    assert 0 <= counted("helpdesk_tallies_age_seconds") < 60


def test_a_database_that_is_down_is_told_and_hides_nothing_else(visitor, counted, monkeypatch):
    visitor.get("/")

    def down(*_):
        raise OperationalError

    monkeypatch.setattr(Unfolded.objects, "count", down)
    assert counted("helpdesk_database_answers") == 0
    assert counted("helpdesk_requests_total", view="troubleshooter:home") >= 1


def test_no_label_names_a_session_or_an_unknown_address(walked, visitor):
    visitor.get(f"/sessions/{walked.token}/")
    visitor.get("/a/made/up/address")
    visitor.generic("BREW", "/")
    page = visitor.get("/metrics").content.decode()
    assert walked.token not in page
    assert "made" not in page
    assert "BREW" not in page


def test_a_server_shows_its_metrics_to_who_knows_the_token(visitor, settings):
    settings.IS_LOCAL = False
    assert visitor.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "a token of more than twenty"
    assert visitor.get("/metrics").status_code == 401
    wrong = visitor.get("/metrics", headers={"Authorization": "Bearer guessed"})
    assert (wrong.status_code, wrong["WWW-Authenticate"]) == (401, "Bearer")
    known = {"Authorization": f"Bearer {settings.METRICS_TOKEN}"}
    assert visitor.get("/metrics", headers=known).status_code == 200


def test_several_processes_count_together(tmp_path):
    """Two processes count in one folder, and a third tells the sum."""
    count = "from troubleshooter.metrics import count_request as c; c('home', 'GET', 200, 0.1)"
    tell = (
        "from troubleshooter import metrics; metrics.State.collect = lambda self: ();"
        "print(metrics.exposition().decode())"
    )
    environment = os.environ | {
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
    }
    said = ""
    for script in (count, count, tell):
        code = f"import django; django.setup(); {script}"
        said = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        ).stdout
    line = 'helpdesk_requests_total{method="GET",status="200",view="home"} 2.0'
    assert line in io.StringIO(said).read().splitlines()
