"""An archive read back: held against its own manifest, and made what the site has."""

from __future__ import annotations

import hashlib
import json
import re
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from .archive import APP, FORMAT, MANIFEST, PICTURES, Manifest, key
from .databases import BackupError, Database, counted, current

NAME = re.compile(r"manifest\.json|database\.(sqlite3|dump)|pictures/[\w-][\w.-]*")
VENDORS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class Archive:
    """An unpacked archive that says of itself what is in it."""

    folder: Path
    manifest: Manifest

    @property
    def is_of_this_key(self) -> bool:
        """Whether devices and resume codes will be known again under the present SECRET_KEY."""
        return self.manifest.key == key()

    def verify(self) -> None:
        """Read the archive whole: every file is what it was, the database is sound and has every
        row, every picture that it names is there. Raises BackupError saying what is not."""
        database = self._database()
        self._verify_files(database.file)
        with database.looked_into(self.folder / database.file) as rows:
            found = counted(rows, list(self.manifest.rows))
            for table, count in self.manifest.rows.items():
                if found[table] != count:
                    raise BackupError(f"{table} has {found[table]} rows instead of {count}.")
            present = {*self.manifest.pictures, *self.manifest.missing}
            for image, renditions in rows("SELECT image, renditions FROM troubleshooter_picture"):
                parts = json.loads(renditions) if isinstance(renditions, str) else renditions
                for name in (image, *(part["image"] for part in parts)):
                    if name not in present:
                        raise BackupError(f"The picture {name} is missing from the archive.")

    def _database(self) -> Database:
        """The database of the settings, which the archive has to be of."""
        if self.manifest.database != connection.vendor:
            theirs, ours = VENDORS.get(self.manifest.database, "?"), VENDORS[connection.vendor]
            raise BackupError(
                f"The archive is of {theirs} and this site runs on {ours}: "
                "set DATABASE_URL to the same kind of database."
            )
        known = {name for app, name in MigrationLoader(None).disk_migrations if app == APP}
        if self.manifest.migration and self.manifest.migration not in known:
            raise BackupError(
                "The archive was made by a newer version of the help desk: restore it with that "
                f"version (it knows {self.manifest.migration})."
            )
        return current()

    def _verify_files(self, database: str) -> None:
        if database not in self.manifest.files:
            raise BackupError(f"{database} is missing from the archive.")
        for name, digest in self.manifest.files.items():
            path = self.folder / name
            if not path.is_file():
                raise BackupError(f"{name} is missing from the archive.")
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                    raise BackupError(f"{name} in the archive is damaged.")


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """An archive, unpacked beside the data until the block ends. Raises BackupError for a file
    that is none; names that lead anywhere else are refused."""
    if not path.is_file():
        raise BackupError(f"{path} is not there.")
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.DATA_DIR) as folder:
        try:
            with tarfile.open(path, "r:gz") as archive:
                for entry in archive:
                    if not entry.isfile() or not NAME.fullmatch(entry.name):
                        raise BackupError(f"{path} is no archive of the help desk: {entry.name!r}.")
                    archive.extract(entry, folder, filter="data")
            text = Path(folder, MANIFEST).read_bytes()
            manifest = msgspec.json.decode(text, type=Manifest)
        except (tarfile.TarError, EOFError, OSError, msgspec.MsgspecError) as error:
            raise BackupError(f"{path} is no whole archive of the help desk: {error}.") from None
        if manifest.format != FORMAT or not all(map(NAME.fullmatch, manifest.files)):
            raise BackupError(f"{path} has a format that this version does not know.")
        yield Archive(Path(folder), manifest)


def restore(archive: Archive) -> None:
    """Make the site what the archive says: pictures first, then the database in one step.

    The archive is read whole before anything is changed; BackupError where it is not sound.
    """
    archive.verify()
    database = current()
    for name in archive.manifest.pictures:
        _keep_picture(name, (archive.folder / PICTURES / name).read_bytes())
    database.load(archive.folder / database.file)


def _keep_picture(name: str, data: bytes) -> None:
    """Have the picture in the storage. What is there under its name, which says its content, is
    the same unless it was cut short."""
    if default_storage.exists(name):
        if default_storage.size(name) == len(data):
            return
        default_storage.delete(name)
    default_storage.save(name, ContentFile(data))
