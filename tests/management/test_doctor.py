"""The doctor tells what is wrong, what to do, and nothing else."""

import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.factories import published
from troubleshooter import doctor
from troubleshooter.models import Event, Picture, TroubleshootingSession

pytestmark = pytest.mark.django_db


def said():
    """What the doctor says, as {what was looked at: its lines}; the last line under ""."""
    out = io.StringIO()
    try:
        call_command("doctor", stdout=out)
    except CommandError as error:
        out.write(str(error))
    lines: dict[str, list[str]] = {}
    for line in out.getvalue().splitlines():
        about = line[6:19].strip()
        known = about in doctor.CHECKS
        lines.setdefault(about if known else "", []).append(
            f"{line[:4]} {line[20:]}" if known else line
        )
    return lines


@pytest.fixture
def well(superuser):
    """A site on which all is as it should be."""
    return published()


def test_a_healthy_site_has_nothing_to_mend(well):
    found = said()
    assert set(found) == {*doctor.CHECKS, ""}
    assert found[""] == ["Nothing has to be mended."]
    assert all(line.startswith(("ok ", "look")) for lines in found.values() for line in lines[:-1])


def test_it_changes_nothing(well):
    before = set(default_storage.listdir("")[1]) if default_storage.exists("") else set()
    said()
    assert set(default_storage.listdir("")[1]) == before


def test_a_picture_that_is_gone_is_named(well):
    Picture.objects.create(image="gone.webp", width=1, height=1)
    assert said()["pictures"] == ["MEND 1 files are gone, such as gone.webp: restore a backup."]
    assert said()[""] == ["1 to mend."]


def test_a_group_that_was_changed_is_named(well):
    Group.objects.get(name="authors").permissions.clear()
    assert (
        "MEND The group authors is not as designed: run manage.py migrate."
        in (said()["permissions"])
    )


def test_a_site_without_a_superuser_is_told(db):
    assert any("run manage.py createsuperuser" in line for line in said()["permissions"])


def test_a_clock_behind_the_last_answer_is_told(well):
    session = TroubleshootingSession.objects.start(well.live)
    session.answer("symptom", "noise", "")
    Event.objects.update(at=timezone.now() + timedelta(days=1))
    assert said()["clock"][0].startswith("MEND The last answer is of ")


def test_changes_that_wait_too_long_are_told(well):
    TroubleshootingSession.objects.start(well.live)
    assert said()["counting"][0].endswith("run manage.py fold.")
    call_command("fold", stdout=io.StringIO())
    assert said()["counting"] == ["ok   Changes that wait to be counted: 0."]


def test_no_published_guide_is_told(db):
    assert said()["guides"] == ["look None is published: sign in as staff and publish one."]


def test_a_mail_server_that_is_away_is_told(well, settings):
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 9, "timeout": 2},
        }
    }
    assert said()["mail"][0].endswith("look at EMAIL_URL.")


def test_a_cache_that_forgets_is_told(well, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert said()["cache"][0].startswith("MEND It forgets at once")


def test_a_full_disk_is_told(well, monkeypatch):
    usage = type("Usage", (), {"free": 1_000_000})
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: usage)
    assert said()["disk space"][0].startswith("MEND Only 0.0 GB are free")


def test_static_files_that_were_not_collected_are_told(well, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    assert said()["static files"] == [
        "look They are not collected: run manage.py collectstatic (make run does)."
    ]


def test_before_the_migrations_nothing_that_needs_them_is_looked_at(well, monkeypatch):
    plan = [("a migration", False)]
    monkeypatch.setattr(doctor.MigrationExecutor, "migration_plan", lambda *_: plan)
    found = said()
    assert found["migrations"] == ["MEND 1 migrations are due: run manage.py migrate."]
    assert found["guides"] == ["look Not looked at before the above is mended."]


def test_a_check_that_breaks_hides_no_other(well, monkeypatch):
    def broken():
        raise RuntimeError("the disk is on fire\nand more")

    monkeypatch.setitem(doctor.CHECKS, "disk space", broken)
    found = said()
    assert found["disk space"] == ["MEND This cannot be looked at: the disk is on fire."]
    assert found["guides"] == ["ok   1 published."]
