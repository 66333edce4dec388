"""The settings in a process of their own: what starts, and what is said where it does not."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SERVER = {
    "ALLOWED_HOSTS": "help.example.org",
    "SECRET_KEY": "n0t-a-secret-but-long-enough-and-of-many-letters-6uXq2vKz",
}


@pytest.fixture
def manage(tmp_path):
    """Run manage.py with exactly the given environment."""

    def run(*arguments, **environment):
        inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return subprocess.run(
            [sys.executable, ROOT / "manage.py", *arguments],
            cwd=tmp_path,
            env=inherited | {"DATA_DIR": str(tmp_path / "data")} | environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


def test_the_production_environment_passes_the_deployment_check(manage):
    done = manage("check", "--deploy", "--fail-level", "WARNING", **SERVER)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.parametrize(("said", "meant"), [({}, "True"), ({"HSTS_SUBDOMAINS": "off"}, "False")])
def test_names_below_the_sites_are_https_only_unless_they_are_not(manage, said, meant):
    show = (
        "from django.conf import settings as s; "
        "print(s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD, s.SECURE_HSTS_SECONDS)"
    )
    done = manage("shell", "-v", "0", "-c", show, **SERVER, **said)
    assert done.stdout == f"{meant} {meant} 31536000\n", done.stderr


def test_a_pooler_is_asked_for_no_cursor_that_outlives_a_transaction(manage):
    show = (
        "from django.conf import settings as s; "
        "print(s.DATABASES['default']['DISABLE_SERVER_SIDE_CURSORS'])"
    )
    address = {"DATABASE_URL": "postgresql://help:desk@nowhere/help"}
    done = manage("shell", "-v", "0", "-c", show, **address, **SERVER)
    assert done.stdout == "True\n", done.stderr


def test_with_no_environment_it_runs_for_this_computer_alone_with_a_kept_key(manage, tmp_path):
    show = "from django.conf import settings as s; print(s.ALLOWED_HOSTS, s.HTTPS, s.SECRET_KEY)"
    first = manage("shell", "-v", "0", "-c", show)
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("['localhost', '127.0.0.1', '[::1]'] False ")
    assert (tmp_path / "data" / "secret-key").stat().st_mode & 0o777 == 0o600
    assert manage("shell", "-v", "0", "-c", show).stdout == first.stdout


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"ALLOWED_HOSTS": "help.example.org"}, "SECRET_KEY is missing: set it to 50 random"),
        ({"DEBUG": "off"}, "ALLOWED_HOSTS is missing: set it to the site's host names"),
        (SERVER | {"SECRET_KEY": "short"}, "SECRET_KEY is too short: set it to at least 50"),
        ({"DEBUG": "perhaps"}, "DEBUG is 'perhaps': set it to on or off."),
        ({"DATA_DIR": "/proc/none"}, "DATA_DIR is '/proc/none', which is not writable"),
        ({"DATABASE_URL": "mysql://h/n"}, "DATABASE_URL is wrong: set it to sqlite:///"),
        ({"DATABASE_URL": "postgresql://h:x/n"}, "DATABASE_URL is wrong: set it to sqlite:///"),
        (
            {"DATABASE_URL": "postgresql://h/n", "DATABASE_POOL_SIZE": "0"},
            "DATABASE_POOL_SIZE is '0': set it to a whole number from 1 up.",
        ),
        ({"MIN_SECONDS": "-1"}, "MIN_SECONDS is '-1': set it to a whole number from 0 up."),
        ({"LIMIT_START": "often"}, "LIMIT_START is 'often': set it to a number in a time, such as"),
        ({"CACHE_URL": "memcached://h"}, "CACHE_URL is wrong: set it to redis://"),
        ({"EMAIL_URL": "pigeon://h"}, "EMAIL_URL is wrong: set it to smtp://"),
        ({"EMAIL_URL": "smtp://h:x"}, "EMAIL_URL is not a URL: set it to smtp://"),
        ({"LANGUAGE_CODE": "tlh"}, "LANGUAGE_CODE is 'tlh': set it to one like en or fr."),
        ({"TIME_ZONE": "Mars/Utopia"}, "TIME_ZONE is 'Mars/Utopia': set it to one like"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL is 'loud': set it to INFO, WARNING"),
        ({"CSRF_TRUSTED_ORIGINS": "a.example"}, "CSRF_TRUSTED_ORIGINS has 'a.example': begin"),
    ],
)
def test_what_is_missing_or_wrong_is_said_in_one_sentence(manage, environment, sentence):
    done = manage("check", **environment)
    assert done.returncode == 1
    assert done.stderr.startswith(f"HELPDESK: {sentence}")
    assert len(done.stderr.splitlines()) == 1


def test_the_sentence_about_an_address_does_not_repeat_its_password(manage):
    for name in ("DATABASE_URL", "CACHE_URL", "EMAIL_URL"):
        done = manage("check", **{name: "wrong://user:hunter2@host:x/"})
        assert done.returncode == 1
        assert "hunter2" not in done.stderr


def test_limits_hold_on_a_server_and_one_switch_takes_them_all_away(manage):
    show = "from django.conf import settings as s; print(s.MIN_SECONDS, sorted(filter(None, "
    show += "s.LIMITS.values())) != [], None in s.LIMITS.values())"
    said = [
        manage("shell", "-v", "0", "-c", show, **environment).stdout.strip()
        for environment in (SERVER, SERVER | {"RATE_LIMITS": "off", "MIN_SECONDS": "0"}, {})
    ]
    assert said == ["2 True False", "0 False True", "2 True True"]


def test_a_web_server_stops_with_the_same_sentence(manage, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", "import helpdesk.wsgi"],
        cwd=ROOT,
        env={"DATA_DIR": str(tmp_path), "ALLOWED_HOSTS": "help.example.org"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 4
    assert done.stderr.startswith("HELPDESK: SECRET_KEY is missing")


PATIENCE = "import helpdesk.postgresql.pool as pool; print(pool.Line.patience"
NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


@pytest.mark.parametrize(("said", "patience"), [("", "3"), ("7", "7"), ("0", "None")])
def test_a_web_server_does_not_wait_for_a_database_for_ever(tmp_path, said, patience):
    done = subprocess.run(
        [sys.executable, "-c", f"import helpdesk.wsgi; {PATIENCE})"],
        cwd=ROOT,
        env={"DATA_DIR": str(tmp_path), "DATABASE_URL": NOWHERE, "DATABASE_PATIENCE": said},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.split() == [patience], done.stderr


def test_a_command_does(manage):
    done = manage("shell", "-v", "0", "-c", f"{PATIENCE})", DATABASE_URL=NOWHERE)
    assert done.stdout.split() == ["None"], done.stderr


def test_staffs_questions_may_take_longer(tmp_path):
    show = """
import helpdesk.wsgi as wsgi
from helpdesk.postgresql.pool import Line
wsgi.visitors = lambda environ, start: print(Line.own.times)
for path in ("/admin/troubleshooter/guide/", "/guides/icloud-backup/"):
    wsgi.application({"PATH_INFO": path}, None)
print(Line.own.times)
"""
    done = subprocess.run(
        [sys.executable, "-c", show],
        cwd=ROOT,
        env={"DATA_DIR": str(tmp_path), "DATABASE_URL": NOWHERE},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.split() == ["10", "1", "1"], done.stderr


def test_the_readme_lists_every_setting():
    read = re.compile(r'(?:text|switch|number|words|url|rate|one_of|folder|mailer)\(\s*"([A-Z_]+)"')
    names = set(read.findall((ROOT / "helpdesk" / "settings.py").read_text()))
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert "SECRET_KEY" in names
    assert names <= listed


def test_pages_carry_the_strict_policy_and_set_no_cookie(client):
    response = client.get("/no-such-page/")
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none';")
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
