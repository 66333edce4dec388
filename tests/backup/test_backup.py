"""Everything in one file and back, on both databases, while people go on walking."""

import io
import json
import tarfile
from threading import Event as Signal
from threading import Thread

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from tests.factories import published
from troubleshooter.backup.databases import _found
from troubleshooter.models import Event, Guide, Picture, TroubleshootingSession

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kept.tar.gz"


def run(command, *arguments, **options):
    said = io.StringIO()
    call_command(command, *arguments, stdout=said, stderr=said, **options)
    return said.getvalue()


def some_sessions(count=3):
    guide = Guide.objects.first() or published()
    for _ in range(count):
        session = TroubleshootingSession.objects.start(guide.live)
        session.answer("symptom", "unknown", "")


def a_picture(name="0123456789abcdef0123456789abcdef.webp", data=b"a picture"):
    default_storage.save(name, ContentFile(data))
    return Picture.objects.create(image=name, width=1, height=1)


def edited(path, change, name="manifest.json"):
    """The archive with one file changed by a function of its bytes, or left out for None."""
    with tarfile.open(path) as archive:
        parts = [(part.name, archive.extractfile(part).read()) for part in archive]
    with tarfile.open(path, "w:gz") as archive:
        for part, data in parts:
            data = change(data) if part == name else data
            if data is not None:
                entry = tarfile.TarInfo(part)
                entry.size = len(data)
                archive.addfile(entry, io.BytesIO(data))


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


@pytest.mark.parametrize(
    ("name", "change", "complaint"),
    [
        ("manifest.json", lambda data: b"{}", "no whole archive"),
        ("manifest.json", lambda data: None, "no whole archive"),
        ("manifest.json", lambda data: data.replace(b'"format": 1', b'"format": 9'), "format"),
        ("pictures/0123456789abcdef0123456789abcdef.webp", lambda data: b"other", "damaged"),
        ("pictures/0123456789abcdef0123456789abcdef.webp", lambda data: None, "is missing"),
        ("DATABASE", lambda data: data[:-100] + bytes(100), "damaged"),
    ],
)
def test_a_damaged_archive_is_refused_and_nothing_is_changed(path, name, change, complaint):
    some_sessions()
    a_picture()
    run("backup", path)
    some_sessions(1)
    dump = "database.sqlite3" if connection.vendor == "sqlite" else "database.dump"
    edited(path, change, dump if name == "DATABASE" else name)
    for options in ({"verify": True}, {"replace": True}):
        with pytest.raises(CommandError, match=complaint):
            run("restore", path, **options)
    assert TroubleshootingSession.objects.count() == 4


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("database", "oracle", "set DATABASE_URL to the same kind"),
        ("migration", "9999_from_the_future", "made by a newer version"),
    ],
)
def test_an_archive_of_another_kind_is_refused(path, field, value, complaint):
    run("backup", path)
    edited(path, lambda data: json.dumps(json.loads(data) | {field: value}).encode())
    with pytest.raises(CommandError, match=complaint):
        run("restore", path, verify=True)


def test_rows_that_are_missing_are_noticed(path):
    some_sessions()
    run("backup", path)

    def one_more(data):
        manifest = json.loads(data)
        manifest["rows"]["troubleshooter_event"] += 1
        return json.dumps(manifest).encode()

    edited(path, one_more)
    with pytest.raises(CommandError, match="troubleshooter_event has 3 rows instead of 4"):
        run("restore", path, verify=True)


@pytest.mark.parametrize(
    ("table", "complaint"),
    [("troubleshooter_nothing", "cannot be read"), ('a"; DROP TABLE x; --', "is no table")],
)
def test_a_table_that_is_none_is_said(path, table, complaint):
    run("backup", path)

    def more(data):
        manifest = json.loads(data)
        manifest["rows"][table] = 1
        return json.dumps(manifest).encode()

    edited(path, more)
    with pytest.raises(CommandError, match=complaint):
        run("restore", path, verify=True)


def test_a_manifest_without_the_database_is_said(path):
    run("backup", path)

    def fewer(data):
        manifest = json.loads(data)
        manifest["files"] = {}
        return json.dumps(manifest).encode()

    edited(path, fewer)
    with pytest.raises(CommandError, match=r"database\.\w+ is missing from the archive"):
        run("restore", path, verify=True)


def test_a_smaller_version_of_a_picture_belongs_to_the_archive_too(path):
    small = "fedcba9876543210fedcba9876543210.webp"
    picture = a_picture()
    default_storage.save(small, ContentFile(b"small"))
    Picture.objects.filter(pk=picture.pk).update(renditions=[{"width": 1, "image": small}])
    run("backup", path)

    def fewer(data):
        manifest = json.loads(data)
        del manifest["files"][f"pictures/{small}"]
        return json.dumps(manifest).encode()

    assert run("restore", path, verify=True).startswith("Sound: ")
    edited(path, fewer)
    with pytest.raises(CommandError, match=f"The picture {small} is missing"):
        run("restore", path, verify=True)


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "pictures/../../outside"])
def test_a_name_that_leads_elsewhere_is_refused(path, tmp_path, name):
    with tarfile.open(path, "w:gz") as archive:
        archive.addfile(tarfile.TarInfo(name), io.BytesIO())
    with pytest.raises(CommandError, match="no archive of the help desk"):
        run("restore", path, verify=True)
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize("content", [None, b"", b"words", b"\x1f\x8b\x08\x00"])
def test_a_file_that_is_no_archive_is_refused(path, content):
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=r"is not there|no whole archive"):
        run("restore", path, verify=True)


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
