"""What docs/security.md promises and no other file of tests holds; and that it names real tests."""

import ast
import copy
import re
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from tests.factories import plain_guide, published
from tests.views.markup import Page
from tests.views.test_costs import preview_addresses, public_addresses
from tests.views.walking import SCREENS, say, started
from troubleshooter.core.formats import convert
from troubleshooter.models import Event
from troubleshooter.transfer import store

ROOT = Path(__file__).resolve().parent.parent
EVIL = "https://evil.example/"
PAYLOAD = (
    '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    "<svg/onload=alert(1)> [x](javascript:alert(1)) {{7*7}} {% debug %}"
)
KEYS = {"slug", "key", "step", "question", "choice", "choices", "kind", "risk", "effects", "front"}
KEYS |= {"after", "language", "image", "picture"}

OUR_SCRIPTS = ("/static/", "/admin/jsi18n/")

pytestmark = pytest.mark.django_db


# --- Redirects ---


@pytest.mark.parametrize(
    "target", [EVIL, "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(settings, target):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    get_user_model().objects.create_superuser("anna", password="right")
    data = {"username": "anna", "password": "right", "next": target}
    answer = Client().post(f"/admin/login/?next={target}", data)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


@pytest.mark.parametrize("path", ["//evil.example/undo/", "/%2f%2fevil.example/undo/", "/\\evil/"])
def test_no_address_of_a_form_leads_to_another_site(visitor, path):
    assert "evil" not in visitor.get(path).headers.get("Location", "")


def test_no_visitors_address_takes_a_target(visitor, guide_and_base):
    guide, base = guide_and_base
    for address in public_addresses(guide, base):
        for name in ("next", "url", "to", "return", "redirect", "kept"):
            answer = visitor.get(address, {name: EVIL})
            assert "evil.example" not in answer.headers.get("Location", "")


@pytest.fixture
def guide_and_base(visitor):
    guide = published()
    return guide, visitor.post(f"/guides/{guide.slug}/sessions/")["Location"]


# --- Foreign tokens ---


def test_an_event_of_somebody_elses_session_cannot_be_taken_back(visitor, guide_and_base):
    guide, base = guide_and_base
    say(visitor, base, "answers", question="symptom", choice="blank")
    event = Event.objects.get()
    stranger = Client()
    own = stranger.post(f"/guides/{guide.slug}/sessions/")["Location"]
    assert stranger.post(f"{own}undo/", {"event": event.key}).status_code == 404
    assert Event.objects.count() == 1


def test_a_token_is_128_random_bits(visitor, guide_and_base):
    guide, _base = guide_and_base
    tokens = {
        visitor.post(f"/guides/{guide.slug}/sessions/")["Location"].split("/")[2] for _ in range(50)
    }
    assert len(tokens) == 50
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", token) for token in tokens)


# --- Markup that somebody stored ---


def hostile(value, name=""):
    """The same guide with the payload in every text of it."""
    if isinstance(value, dict):
        return {key: hostile(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return (
            [hostile(item, name) for item in value]
            if name not in KEYS
            else [item if isinstance(item, str) else hostile(item) for item in value]
        )
    return f"{value} {PAYLOAD}" if isinstance(value, str) and name not in KEYS else value


def active(page):
    """What in a page could run: it may come from our own files only."""
    for element in Page(page).elements:
        links = [element[name] or "" for name in ("href", "src", "action", "formaction")]
        is_strange = element.name == "script" and not (element["src"] or "").startswith(OUR_SCRIPTS)
        leads = any(link.strip().lower().startswith("javascript:") for link in links)
        handles = any(name.startswith("on") for name in element.attributes)
        if is_strange or leads or handles or element["src"] == "x":
            yield element


def test_hostile_text_in_every_field_of_a_guide_stays_text_on_every_page(
    visitor, author, publisher, analyst
):
    parts = hostile(copy.deepcopy(plain_guide()))
    assert str(parts).count("onerror") > 15
    base = started(visitor, parts)
    guide = store(convert(parts)).guide
    pages = {}
    for facts in SCREENS.values():
        own = visitor.post(f"/guides/{guide.slug}/sessions/")["Location"]
        for fact in facts:
            name, value = re.split("[=:]", fact, maxsplit=1)
            if "=" in fact:
                say(visitor, own, "answers", question=name, choice=value)
            else:
                outcome, _, reason = value.partition(":")
                say(visitor, own, "attempts", step=name, outcome=outcome, reason=reason)
        pages[own] = visitor.get(own)
    for address in public_addresses(guide, base):
        pages[address] = visitor.get(address)
    for address in preview_addresses(guide):
        pages[address] = author.get(address)
    pages["home"], pages["search"] = visitor.get("/"), visitor.get("/search/", {"q": PAYLOAD})
    for name in ("change", "publish"):
        address = reverse(f"admin:troubleshooter_guide_{name}", args=(guide.pk,))
        pages[address] = publisher.get(address)
    pages["statistics"] = analyst.get(
        reverse("admin:troubleshooter_guide_statistics", args=(guide.pk,))
    )
    read = [name for name, page in pages.items() if "html" in page.headers.get("Content-Type", "")]
    assert len(read) > 25
    for name in read:
        assert list(active(pages[name])) == [], name
    assert any("alert(1)" in pages[name].text for name in read)


def test_what_could_run_is_recognised():
    for markup in ("<script>a()</script>", "<p onclick=a()>", "<a href=' JavaScript:a()'>b</a>"):
        assert list(active(markup))


# --- Host header, caches ---


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "evil.example:80", "a b"]
)
def test_a_forged_host_is_refused(host):
    forged = Client(raise_request_exception=False, headers={"host": host})
    assert forged.get("/").status_code == 400


UNKEYED = {
    "X-Forwarded-Host": "evil.example",
    "X-Host": "evil.example",
    "X-Original-URL": "/admin/",
    "X-Rewrite-URL": "/admin/",
    "X-Forwarded-Scheme": "nothttps",
    "X-HTTP-Method-Override": "POST",
    "Forwarded": "host=evil.example",
    "Accept-Language": "de",
    "User-Agent": "<script>",
    "Referer": EVIL,
}


@pytest.mark.parametrize("header", UNKEYED)
def test_a_header_that_no_cache_looks_at_changes_no_public_page(visitor, header):
    guide = published()
    for path in ("/", f"/guides/{guide.slug}/", "/search/?q=paper", "/privacy/", "/nowhere/"):
        plain = visitor.get(path)
        poisoned = visitor.get(path, headers={header: UNKEYED[header]})
        assert poisoned.content == plain.content
        assert "evil.example" not in str(poisoned.headers)


def test_what_belongs_to_somebody_is_kept_by_no_cache(visitor, superuser, guide_and_base):
    guide, base = guide_and_base
    addresses = [a for a in public_addresses(guide, base) if a.startswith(("/sessions/", base))]
    assert len(addresses) > 8
    for address in addresses:
        answer = visitor.get(address)
        if answer.status_code == 200:
            assert "no-store" in answer.headers.get("Cache-Control", ""), address
    say(visitor, base, "answers", question="symptom", choice="blank")
    home = visitor.get("/")
    assert base in home.text
    assert "no-store" in home["Cache-Control"]
    assert "no-store" not in Client().get("/").headers.get("Cache-Control", "")
    assert "no-store" in superuser.get("/admin/")["Cache-Control"]


# --- Asking other servers ---


def test_nothing_here_asks_another_server():
    """No client for HTTP is imported: there are no webhooks, and no picture is fetched."""
    clients = {"urllib.request", "http.client", "requests", "httpx", "urllib3", "aiohttp", "ftplib"}
    for path in sorted((ROOT / "troubleshooter").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
                names += [f"{node.module}.{alias.name}" for alias in node.names]
            assert clients.isdisjoint(names), path


# --- The page itself ---


def test_the_security_page_names_tests_that_exist():
    text = (ROOT / "docs" / "security.md").read_text()
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)
    assert len(named) > 40
    missing = [
        f"{path}::{name}"
        for path, name in named
        if f"def {name}(" not in ((ROOT / path).read_text() if (ROOT / path).exists() else "")
    ]
    assert missing == []


@pytest.mark.parametrize(
    "threat",
    [
        "Open redirect",
        "Foreign tokens",
        "Cross-site forms",
        "Stored markup",
        "Host header",
        "Cache poisoning",
        "Spreadsheet formulas",
        "Log injection",
        "Archives and YAML",
        "Asking other servers",
    ],
)
def test_each_threat_has_a_row_with_its_mechanism_and_its_test(threat):
    text = (ROOT / "docs" / "security.md").read_text()
    row = next(line for line in text.splitlines() if line.startswith(f"| {threat}"))
    cells = row.strip("|").split("|")
    assert len(cells) == 3
    assert len(cells[1]) > 40
    assert "::test_" in cells[2]
