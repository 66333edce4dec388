"""Fixtures for every test: who is asking, a browser, and places to write that vanish."""

import os
import shutil
import time

import pytest
from django.test import Client, override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.translations import mark
from troubleshooter.views import rendered

# A busy machine is slow; that is no mistake of what is tested. Nor is a mistake found by luck:
# the cases are the same each time, unless somebody asks for another number of them.
hypothesis_settings.register_profile(
    "suite",
    hypothesis_settings(),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="EXAMPLES" not in os.environ,
)
hypothesis_settings.load_profile("suite")

STATIC_FROM_SOURCE = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.path.relative_to(item.config.rootpath).parts[:-1]:
            item.add_marker(pytest.mark.browser)


# --- Where tests write ---------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """SQLite in a file, as in production: in memory all threads would share one connection."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"] == "helpdesk.sqlite":
        path = tmp_path_factory.mktemp("database") / "helpdesk.sqlite3"
        database.setdefault("TEST", {})["NAME"] = str(path)
        database["OPTIONS"]["timeout"] = 60  # a busy machine is slow


@pytest.fixture(scope="session", autouse=True)
def static_files_from_source():
    """Nothing has to be collected before a test runs."""
    with override_settings(STORAGES=STATIC_FROM_SOURCE):
        yield


@pytest.fixture(autouse=True)
def media_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture(autouse=True)
def no_midnight_within():
    """A test that begins shortly before midnight waits for it: what is today stays today."""
    left = 86_400 - time.time() % 86_400
    if left < 60:
        time.sleep(left)


@pytest.fixture(autouse=True)
def no_fold_unasked(monkeypatch):
    """Answers fold and purge nothing behind a test's back, whenever its minute is over."""
    monkeypatch.setattr("troubleshooter.folding._next_at", float("inf"))
    monkeypatch.setattr("troubleshooter.privacy._next_at", float("inf"))
    monkeypatch.setattr("troubleshooter.reminding._next_at", float("inf"))


@pytest.fixture(autouse=True)
def as_fast_and_as_often_as_it_likes(settings):
    """A test answers at once and asks often: nothing it says is left out, nothing is refused."""
    settings.MIN_SECONDS = 0
    settings.LIMITS = dict.fromkeys(settings.LIMITS)


@pytest.fixture(autouse=True)
def no_page_kept():
    """Tests change settings and translations, which no process of a site does."""
    rendered.pages.clear()


@pytest.fixture
def marked(monkeypatch):
    """A language in which every translation is marked ⟦…⟧."""
    mark(monkeypatch)


# --- Who is asking: each is a test client, staff signed in, with their account as `.user` ---


@pytest.fixture
def visitor():
    return Client()


@pytest.fixture
def author(db):
    return member_of("authors")


@pytest.fixture
def publisher(db):
    return member_of("publishers")


@pytest.fixture
def analyst(db):
    return member_of("analysts")


@pytest.fixture
def superuser(db):
    from django.contrib.auth import get_user_model

    return signed_in(get_user_model().objects.create_superuser("superuser"))


def member_of(group):
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group

    user = get_user_model().objects.create_user(group.removesuffix("s"), is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return signed_in(user)


def signed_in(user):
    client = Client()
    client.user = user
    client.force_login(user)
    return client


# --- A browser -----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium. Where there is none the test is skipped, but in CI it fails."""
    path = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if path is None:
        refuse = pytest.fail if os.environ.get("CI") else pytest.skip
        refuse("Chromium is not installed here (Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        sandbox = [] if os.geteuid() else ["--no-sandbox"]
        chromium = playwright.chromium.launch(
            executable_path=path, args=[*sandbox, "--disable-background-networking"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, live_server):
    """Open a page, each in a profile of its own: ``page(color_scheme="dark").goto("/")``.

    Whatever the page does, a script that fails or a policy that is broken fails the test.
    """
    from tests.browser.wire import SOON

    profiles, complaints = [], []

    def open_page(*, viewport=(390, 844), color_scheme="light", javascript=True, **options):
        width, height = viewport
        profile = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            color_scheme=color_scheme,
            java_script_enabled=javascript,
            **options,
        )
        profile.set_default_timeout(SOON)
        profiles.append(profile)
        opened = profile.new_page()
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on("console", lambda message: note(message.text))
        return opened

    def note(message):
        if "Content Security Policy" in message or "Permissions-Policy" in message:
            complaints.append(message)

    yield open_page
    for profile in profiles:
        profile.close()
    assert complaints == []
