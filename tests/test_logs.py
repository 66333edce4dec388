"""What the log says, and what it never says."""

import json
import logging
import os
import re
import subprocess
import sys
import urllib.request
from io import StringIO

import pytest
from django.conf import settings as configured
from django.test import Client
from django.utils.log import log_response

from tests.factories import published
from tests.views.walking import say
from troubleshooter.logs import DiscreetFilter, masked
from troubleshooter.views import sessions

TOKEN = "TL5ESW1O8t0MhBWDviKAfA"


@pytest.fixture(params=["line", "json"])
def log(request):
    """What the configured handler writes in this format, whoever logs."""
    handler = logging.StreamHandler(StringIO())
    described = configured.LOGGING
    how = dict(described["formatters"][request.param])
    factory = how.pop("()", None)
    if factory:
        from pythonjsonlogger.json import JsonFormatter

        handler.setFormatter(JsonFormatter(how.pop("format"), **how))
    else:
        handler.setFormatter(logging.Formatter(how["format"], style=how["style"]))
    for name in described["handlers"]["console"]["filters"]:
        handler.addFilter(_made(described["filters"][name]["()"]))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel("DEBUG")
    yield handler.stream
    root.removeHandler(handler)
    root.setLevel(level)


def _made(path):
    from django.utils.module_loading import import_string

    return import_string(path)()


@pytest.mark.django_db
def test_a_walk_leaves_no_token_no_cookie_and_nobody_in_the_log(visitor, log, monkeypatch):
    guide = published()
    who = {"REMOTE_ADDR": "192.0.2.77", "headers": {"user-agent": "Telltale/1.0"}}
    base = visitor.post(f"/guides/{guide.slug}/sessions/", **who)["Location"]
    token, cookie = base.split("/")[2], visitor.cookies["visitor"].value
    for path in ("", "steps/none/", "steps/paper/", "answers", f"undo/{token}"):
        visitor.get(f"{base}{path}", **who)
    say(visitor, base, "attempts", step="none", outcome="fixed")
    say(visitor, base, "attempts", step="paper", outcome="fixed")
    visitor.post(f"{base}undo/", {"event": token}, headers={"Origin": "https://evil.example"})
    visitor.get(f"/resume/?code=K7QF-29MD&from={base}", **who)

    def broken(*_args):
        raise RuntimeError(f"about {token} of {cookie}")

    monkeypatch.setattr(sessions, "load", broken)
    Client(raise_request_exception=False).get(base, **who)
    written = log.getvalue()
    assert "Not Found" in written
    assert "RuntimeError" in written
    for secret in (token, cookie, "K7QF", "192.0.2.77", "Telltale"):
        assert secret not in written


@pytest.mark.django_db
def test_a_request_that_is_forged_in_its_address_stays_on_one_line(visitor, log):
    visitor.get("/nothing%0a2026-01-01%20INFO%20root%20all%20is%20well%0d%1b[2J/")
    lines = [line for line in log.getvalue().splitlines() if "Not Found" in line]
    assert len(lines) == 1
    assert "all is well" in lines[0]
    assert "\x1b" not in log.getvalue()
    assert not any(line.startswith("2026-01-01") for line in log.getvalue().splitlines())


def test_what_is_logged_with_line_breaks_stays_on_one_line(log):
    logging.getLogger("anything").warning("a host %s", "evil\nERROR root all is lost\u2028or not")
    assert len(log.getvalue().splitlines()) == 1
    assert "\\n" in log.getvalue()


def test_the_server_below_is_covered(log):
    """gunicorn says whose request was bad, and the address of one that failed."""
    below = logging.getLogger("gunicorn.error")
    assert below.handlers == []
    below.warning("Invalid request from ip=192.0.2.77: bad")
    below.warning("Invalid request from ip=2001:db8::77: bad")
    below.error("Error handling request %s", f"/sessions/{TOKEN}/")
    logging.getLogger("gunicorn.access").info('192.0.2.77 "GET /" "Telltale/1.0"')
    for secret in ("192.0.2.77", "2001:db8", TOKEN, "Telltale"):
        assert secret not in log.getvalue()
    assert "Invalid request from ip=…: bad" in log.getvalue().replace("\\u2026", "…")


def test_what_goes_with_a_line_is_covered_too(log, rf):
    request = rf.get(f"/sessions/{TOKEN}/")
    response = type("Answer", (), {"status_code": 404})()
    log_response("Not Found: %s", request.path, response=response, request=request)
    logging.getLogger("x").error("see", extra={"where": f"/sessions/{TOKEN}/", "number": 3})
    assert TOKEN not in log.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        f"GET /sessions/{TOKEN}/steps/restart/",
        f"Key (token)=({TOKEN}) already exists.",
        f"'{TOKEN}'",
        "GET /sessions/aaaaaaaaaaaaaaaaaaaaaa/",
        f"?next=/sessions/{TOKEN}",
        "GET /resume/?code=TL5ESW1O",
        "code=TL5ESW1O and more",
        "ip=192.0.2.7",
        "TL5ESW1O@b.example",
        "SMTPRecipientsRefused: {'TL5ESW1O@example.org': (550, b'no')}",
    ],
)
def test_what_opens_a_session_is_masked(text):
    assert "…" in masked(text)
    assert not any(s in masked(text) for s in (TOKEN, "TL5ESW1O", "a" * 22, "192.0.2.7"))


@pytest.mark.parametrize(
    "text",
    [
        "TroubleshootingSession matching query does not exist",
        "Listening at: http://127.0.0.1:8000",
        "status code 404, errorcode=7",
        "test_what_is_of_two_let, internationalizations",
        "GET /guides/icloud-backup/",
        "sha256:0123456789abcdef0123456789abcdef",
    ],
)
def test_other_words_are_left_as_they_are(text):
    assert masked(text) == text


def test_every_handler_of_the_settings_is_discreet():
    described = configured.LOGGING
    kinds = {name: how["()"].rpartition(".")[2] for name, how in described["filters"].items()}
    for handler in described["handlers"].values():
        assert DiscreetFilter.__name__ in {kinds[name] for name in handler["filters"]}


def test_a_line_of_json_is_json(log):
    logging.getLogger("x").error("said", extra={"ms": 1.5})
    text = log.getvalue()
    if text.startswith("{"):
        assert json.loads(text)["ms"] == 1.5


def test_the_servers_own_lines_are_json_too(tmp_path):
    """From the first to the last: it starts, is told to stop, and ends."""
    arguments = ["--bind=127.0.0.1:0", "--workers=1", "helpdesk.wsgi"]
    environment = {**os.environ, "LOG_FORMAT": "json", "DATA_DIR": str(tmp_path)}
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *arguments],
        cwd=configured.BASE_DIR,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    first = []
    for line in server.stderr:
        first.append(line)
        if found := re.search(r"Listening at: (http://[\d.:]+)", line):
            urllib.request.urlopen(f"{found[1]}/livez", timeout=30)
            break
    server.terminate()
    _none, rest = server.communicate(timeout=30)
    said = [json.loads(line) for line in [*first, *rest.splitlines()]]
    assert "Starting" in said[0]["message"]
    assert "Shutting down" in said[-1]["message"]
