"""One file with everything that is kept: how it is written."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.crypto import salted_hmac
from msgspec import Struct

from ..models import Picture
from .databases import BackupError, current, existing_tables

FORMAT = 1
MANIFEST = "manifest.json"
PICTURES = "pictures/"
APP = "troubleshooter"


class Manifest(Struct, frozen=True):
    """What an archive holds: the SHA-256 of each file, the rows of each table, the last migration,
    and a fingerprint of the secret key, without which devices and codes are not known again.
    `missing` are pictures whose file was gone from the storage already."""

    format: int
    made_at: datetime
    database: str
    migration: str
    key: str
    rows: dict[str, int]
    files: dict[str, str]
    missing: tuple[str, ...] = ()

    @property
    def pictures(self) -> list[str]:
        """The names of the pictures' files."""
        names = (name for name in self.files if name.startswith(PICTURES))
        return [name.removeprefix(PICTURES) for name in names]


def write(path: Path, made_at: datetime) -> Manifest:
    """Write an archive of everything there is now, readable by its owner only.

    Raises BackupError where that is not possible; nothing is left behind then.
    """
    database = current()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=path.parent) as folder:
            dump, draft = Path(folder, database.file), Path(folder, "archive")
            # The database first: a picture's file is there before any row that names it.
            rows = database.dump(dump, existing_tables())
            draft.touch(mode=0o600)
            with draft.open("wb") as file:
                with tarfile.open(fileobj=file, mode="w:gz", compresslevel=4) as archive:
                    files = {database.file: _add_file(archive, database.file, dump)}
                    missing = []
                    for name in _picture_files():
                        if digest := _add_picture(archive, name):
                            files[PICTURES + name] = digest
                        else:
                            missing.append(name)
                    manifest = Manifest(
                        FORMAT,
                        made_at,
                        connection.vendor,
                        last_migration(),
                        key(),
                        rows,
                        files,
                        tuple(missing),
                    )
                    text = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
                    _add(archive, MANIFEST, io.BytesIO(text), len(text))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror or error}.") from None
    return manifest


def last_migration() -> str:
    """The name of the newest migration that the database has seen."""
    applied = MigrationRecorder(connection).applied_migrations()
    return max((name for app, name in applied if app == APP), default="")


def key() -> str:
    """Tells secret keys apart and gives none away."""
    return salted_hmac("troubleshooter.backup", "key", algorithm="sha256").hexdigest()[:16]


def _picture_files() -> Iterator[str]:
    """The files of all pictures and their smaller versions."""
    for image, renditions in Picture.objects.order_by("pk").values_list("image", "renditions"):
        yield image
        yield from (part["image"] for part in renditions)


def _add_file(archive: tarfile.TarFile, name: str, path: Path) -> str:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        _add(archive, name, file, path.stat().st_size)
    return digest


def _add_picture(archive: tarfile.TarFile, name: str) -> str:
    """The picture's digest, "" where its file is gone."""
    try:
        with default_storage.open(name) as file:
            data = file.read()
    except FileNotFoundError:
        return ""
    _add(archive, PICTURES + name, io.BytesIO(data), len(data))
    return hashlib.sha256(data).hexdigest()


def _add(archive: tarfile.TarFile, name: str, file: io.IOBase, size: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    archive.addfile(entry, file)  # type: ignore[arg-type]
