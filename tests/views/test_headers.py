"""The headers of every address, errors, redirects, static files and pictures included."""

import runpy
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from tests.test_settings import SERVER
from tests.views.observatory import score
from tests.views.test_costs import preview_addresses, public_addresses
from troubleshooter.core.pictures import read_svg
from troubleshooter.models import Guide, Picture
from troubleshooter.views import guides

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parent.parent.parent
BEST = 100 + 10 + 5 + 5 + 5 + 10
"""Policy, frames, transport, referrer, resource policy: all at their best."""
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="5"/></svg>'


@pytest.fixture(autouse=True)
def production(settings, monkeypatch, tmp_path):
    """What the settings say about safety on a server."""
    for name in ("DEBUG", "DATABASE_URL", "CACHE_URL", "HTTPS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {**SERVER, "DATA_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    said = runpy.run_path(str(ROOT / "helpdesk" / "settings.py"))
    for name, value in said.items():
        if name.startswith(("SECURE_", "SESSION_COOKIE", "CSRF_COOKIE", "X_FRAME")):
            setattr(settings, name, value)
    settings.ALLOWED_HOSTS = said["ALLOWED_HOSTS"]
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
    settings.MIDDLEWARE = said["MIDDLEWARE"]


def browser(client=None, **options):
    """A browser that reaches the site by HTTPS."""
    opened = Client(raise_request_exception=False, headers={"host": "help.example.org"}, **options)
    opened.defaults |= {"wsgi.url_scheme": "https", "SERVER_PORT": "443"}
    if client:
        opened.force_login(client.user)
    return opened


def ask(client, address, *, post=False, **options):
    return (client.post if post else client.get)(address, secure=True, **options)


def check(response, least=BEST):
    assert score(response) >= least
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert response.headers["X-Frame-Options"] == "DENY"


def test_every_public_address_earns_the_best_mark(guide):
    visitor = browser()
    base = ask(visitor, f"/guides/{guide.slug}/sessions/", post=True)["Location"]
    answers = {url: ask(visitor, url) for url in public_addresses(guide, base)}
    for response in answers.values():
        check(response)
    assert {r.status_code for r in answers.values()} <= {200, 302, 404}
    assert len(answers) > 15


def test_every_staff_address_earns_the_best_mark(superuser, guide):
    staff = browser(superuser)
    names = ("index", "login", "password_change", "troubleshooter_guide_site_statistics")
    addresses = [reverse(f"admin:{name}") for name in names]
    for name in ("guide", "step", "question", "edition", "troubleshootingsession"):
        addresses.append(reverse(f"admin:troubleshooter_{name}_changelist"))
    for name in ("change", "statistics", "publish", "history"):
        addresses.append(reverse(f"admin:troubleshooter_guide_{name}", args=(guide.pk,)))
    for url in (*addresses, *preview_addresses(guide)):
        response = ask(staff, url)
        assert response.status_code in (200, 302, 405), url
        check(response)


def test_static_files_earn_the_best_mark():
    for path in ("css/site.css", "js/session.js", "img/logo.svg", "django_htmx/htmx-2.min.js"):
        response = ask(browser(), f"/static/{path}")
        assert response.status_code == 200, path
        check(response)


def test_pictures_earn_an_a_plus_and_cannot_do_anything():
    picture = Picture.objects.keep(read_svg(DRAWING))
    response = ask(browser(), f"/media/{picture.image}")
    assert response.status_code == 200
    check(response, 100)
    assert "sandbox" in response["Content-Security-Policy"]


def broken(error):
    def published(*_args):
        raise error

    return published


@pytest.mark.parametrize(
    ("error", "status"), [(RuntimeError("ours"), 500), (OperationalError("down"), 503)]
)
def test_what_fails_earns_the_best_mark(monkeypatch, error, status):
    monkeypatch.setattr(guides.Guide.objects, "published", broken(error))
    response = ask(browser(), "/search/")
    assert response.status_code == status
    check(response)


def test_what_is_refused_earns_the_best_mark(guide, settings):
    settings.LIMITS = {**settings.LIMITS, "search": (1, 3600)}
    visitor = browser()
    start = f"/guides/{guide.slug}/sessions/"
    foreign = {"headers": {"Origin": "https://evil.example"}}
    ask(visitor, "/search/")
    refused = {
        400: ask(Client(headers={"host": "evil.example"}), "/"),
        403: ask(visitor, start, post=True, **foreign),
        404: ask(visitor, "/no-such-page/"),
        405: visitor.put(start, secure=True),
        429: ask(visitor, "/search/"),
    }
    for status, response in refused.items():
        assert response.status_code == status
        check(response)
    forged = browser(enforce_csrf_checks=True)
    response = ask(forged, reverse("admin:login"), post=True, data={"username": "a"})
    assert response.status_code == 403
    check(response)


def test_plain_http_is_led_to_https_with_all_that_may_be_said_there(guide):
    response = browser().get("/", secure=False, **{"wsgi.url_scheme": "http"})
    assert response.status_code == 301
    assert response["Location"] == "https://help.example.org/"
    assert score(response) == BEST - 25  # who reads by plain HTTP is not to believe in HSTS


def test_cookies_are_this_hosts_own(guide, superuser):
    visitor = browser()
    ask(visitor, f"/guides/{guide.slug}/sessions/", post=True)
    ask(visitor, reverse("admin:login"))
    superuser.user.set_password("correct horse")
    superuser.user.save()
    data = {"username": superuser.user.username, "password": "correct horse"}
    signed_in = ask(visitor, reverse("admin:login"), post=True, data=data)
    assert signed_in.status_code == 302
    assert set(visitor.cookies) >= {"__Host-visitor", "__Host-csrftoken", "__Host-sessionid"}
    for name, cookie in visitor.cookies.items():
        assert name.startswith("__Host-")
        assert (cookie["secure"], cookie["httponly"], cookie["path"]) == (True, True, "/")
        assert cookie["samesite"] in ("Lax", "Strict")
        assert not cookie["domain"]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Content-Security-Policy", "default-src 'none'; script-src 'self' 'unsafe-inline'"),
        ("Strict-Transport-Security", "max-age=60"),
        ("Cross-Origin-Resource-Policy", "cross-origin"),
        ("X-Content-Type-Options", ""),
        ("Referrer-Policy", "unsafe-url"),
    ],
)
def test_the_mark_falls_where_a_header_is_weaker(guide, header, value):
    assert Guide.objects.published().exists()
    response = ask(browser(), "/")
    assert score(response) == BEST
    response.headers[header] = value
    assert score(response) < BEST
