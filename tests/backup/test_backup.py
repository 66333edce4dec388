"""Everything in one file and back, on both databases, while people go on walking."""

from pathlib import Path
from threading import Event as Signal
from threading import Thread

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError
from django.db import connection

from tests.backup.keeping import a_picture, run, some_sessions
from tests.factories import published
from troubleshooter.backup import databases
from troubleshooter.backup.databases import _found
from troubleshooter.models import Event, TroubleshootingSession

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_there_comes_back_and_what_came_later_is_kept_aside(path, settings):
    some_sessions()
    picture = a_picture()
    run("backup", path)
    before = set(Event.objects.values_list("key", "session__token"))
    some_sessions(2)
    default_storage.delete(picture.image)
    assert "Restored" in run("restore", path, replace=True)
    assert set(Event.objects.values_list("key", "session__token")) == before
    assert default_storage.open(picture.image).read() == b"a picture"
    [kept] = (settings.DATA_DIR / "backups").glob("replaced-*")
    run("restore", kept, replace=True)
    assert TroubleshootingSession.objects.count() == 5


def test_people_go_on_answering_after_a_restore(path):
    some_sessions()
    run("backup", path)
    run("restore", path, replace=True)
    some_sessions(1)
    assert TroubleshootingSession.objects.count() == 4


def test_an_archive_is_for_its_owner_alone(path):
    run("backup", path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_nothing_is_replaced_unasked(path):
    some_sessions()
    run("backup", path)
    some_sessions(1)
    with pytest.raises(CommandError, match="say --replace"):
        run("restore", path)
    assert TroubleshootingSession.objects.count() == 4


def test_verifying_changes_nothing(path):
    some_sessions()
    run("backup", path)
    some_sessions(1)
    assert run("restore", path, verify=True).startswith("Sound: ")
    assert TroubleshootingSession.objects.count() == 4


def test_a_backup_of_a_site_in_use_is_sound(path):
    """Each archive is of one moment: every session in it has its own event, however many came."""
    guide, stop = published(), Signal()

    def walk_on():
        while not stop.is_set():
            session = TroubleshootingSession.objects.start(guide.live)
            session.answer("symptom", "unknown", "")
        connection.close()

    people = [Thread(target=walk_on) for _ in range(2)]
    for person in people:
        person.start()
    try:
        while not Event.objects.exists():
            stop.wait(0.01)
        run("backup", path)
    finally:
        stop.set()
        for person in people:
            person.join()
    assert run("restore", path, verify=True).startswith("Sound: ")
    run("restore", path, replace=True)
    assert 0 < TroubleshootingSession.objects.count() - Event.objects.count() + 1 <= 3


def test_a_picture_whose_file_is_gone_is_named_and_holds_nothing_up(path):
    picture = a_picture()
    default_storage.delete(picture.image)
    assert f"The file of the picture {picture.image} is gone" in run("backup", path)
    said = run("restore", path, verify=True)
    assert f"{picture.image} was gone already" in said


def test_a_backup_that_fails_leaves_nothing_behind(path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("troubleshooter.backup.archive.os.fsync", full)
    with pytest.raises(CommandError, match="No space left on device"):
        run("backup", path)
    assert list(path.parent.glob("*kept*")) == list(path.parent.glob(".backup-*")) == []


def test_a_database_that_is_damaged_is_put_aside_as_it_is(path):
    if connection.vendor != "sqlite":
        pytest.skip("it is a file on SQLite only")
    some_sessions()
    run("backup", path)
    connection.close()
    file = Path(connection.settings_dict["NAME"])
    damaged = b"SQLite format 3\0" + bytes(8000)
    file.write_bytes(damaged)
    with pytest.raises(CommandError, match="If the database is damaged say --replace"):
        run("restore", path)
    assert file.read_bytes() == damaged
    with pytest.raises(CommandError, match="no whole archive"):
        run("restore", Path(__file__), replace=True)
    assert "It lies, as it is, in" in run("restore", path, replace=True)
    assert TroubleshootingSession.objects.count() == 3
    [aside] = file.parent.glob(f"{file.name}.damaged-*")
    assert aside.read_bytes() == damaged
    aside.unlink()


def test_a_sound_database_stays_where_it_is_when_it_cannot_be_backed_up_first(path, monkeypatch):
    some_sessions()
    run("backup", path)
    some_sessions(1)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("troubleshooter.backup.archive.os.fsync", full)
    with pytest.raises(CommandError, match=r"No space left on device.* Nothing was changed"):
        run("restore", path, replace=True)
    assert TroubleshootingSession.objects.count() == 4


def test_a_script_of_newer_programs_is_one_that_older_servers_take(path, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no programs")
    some_sessions()
    run("backup", path)
    real = databases._run

    def newer(program, *options, **database):
        real(program, *options, **database)
        for option in options:
            if program == "pg_restore" and option.startswith("--file="):
                script = Path(option.removeprefix("--file="))
                script.write_bytes(b"SET no_server_knows = 0;\n" + script.read_bytes())

    monkeypatch.setattr(databases, "_run", newer)
    monkeypatch.setattr(databases, "UNKNOWN_BEFORE_17", b"SET no_server_knows = 0;")
    assert run("restore", path, verify=True).startswith("Sound: ")
    run("restore", path, replace=True)
    assert TroubleshootingSession.objects.count() == 3


def test_another_secret_key_is_told(path, settings):
    run("backup", path)
    settings.SECRET_KEY = "another key, also of more than fifty letters, as it has to be"
    assert "SECRET_KEY is another one" in run("restore", path, verify=True)


def test_only_the_newest_are_kept_when_told(settings):
    folder = settings.DATA_DIR / "backups"
    folder.mkdir()
    for day in ("20200101", "20200102"):
        (folder / f"helpdesk-{day}-000000.tar.gz").touch()
    (folder / "of-my-own.tar.gz").touch()
    run("backup", keep=2)
    names = {path.name for path in folder.iterdir()}
    assert {"helpdesk-20200102-000000.tar.gz", "of-my-own.tar.gz"} < names
    assert "helpdesk-20200101-000000.tar.gz" not in names
    assert len(names) == 3


def test_a_file_that_is_there_is_not_overwritten(path):
    path.write_text("precious")
    with pytest.raises(CommandError, match="is there already"):
        run("backup", path)
    assert path.read_text() == "precious"


def test_a_missing_program_is_said_with_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Exception, match="postgresql-client"):
        _found("pg_nothing")
