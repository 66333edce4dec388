"""An archive that is damaged, of another kind or none is refused, and nothing is changed."""

import io
import json
import tarfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError
from django.db import connection

from tests.backup.keeping import a_picture, edited, run, some_sessions
from troubleshooter.models import Picture, TroubleshootingSession

pytestmark = pytest.mark.django_db(transaction=True)


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
