"""The database as a file of its own, and back, on SQLite and on PostgreSQL.

Called by the archive; owns everything in which the two databases differ. Both are dumped at one
moment while people go on walking.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

import psycopg
from django.db import connection, connections

WAIT = 60.0
"""Seconds to wait for somebody who is writing."""

Rows = Callable[[str], list[tuple[Any, ...]]]
"""Runs a query on a dump and gives its rows."""


class BackupError(Exception):
    """What went wrong and what to do, in a sentence."""


class Database(Protocol):
    """One kind of database. `file` is the name of its dump in an archive."""

    file: str

    def dump(self, path: Path, tables: Sequence[str]) -> dict[str, int]:
        """Write the database as it is at one moment; the number of rows of each table then."""

    def load(self, path: Path) -> None:
        """Make the database what the dump says, whole or not at all."""

    def put_aside(self, mark: str) -> Path | None:
        """Where the database is damaged, rename it, so that an empty one can be made: to what.
        None, and nothing is done, where it is not, or where that is not for us to do."""

    def looked_into(self, path: Path) -> Any:
        """A context in which the dump can be queried (`Rows`); BackupError where it is damaged."""


def current() -> Database:
    """The database of the settings."""
    return SQLite() if connection.vendor == "sqlite" else PostgreSQL()


def put_aside(mark: str) -> Path | None:
    """Rename the database of the settings, if it is damaged, to its name with this mark: what that
    is. None where it is not damaged. Raises BackupError where that is not possible."""
    connections.close_all()
    return current().put_aside(mark)


def existing_tables() -> list[str]:
    """The names of all tables, in alphabetical order."""
    return sorted(connection.introspection.django_table_names(only_existing=True))


def counted(rows: Rows, tables: Sequence[str]) -> dict[str, int]:
    """The number of rows of each table. Raises BackupError for a name that is no table's."""
    found = {}
    for name in tables:
        try:
            if not name.isidentifier():
                raise BackupError(f"{name!r} is no table of the help desk.")
            found[name] = rows(f'SELECT COUNT(*) FROM "{name}"')[0][0]  # noqa: S608
        except (sqlite3.Error, psycopg.Error) as error:
            reason = str(error).partition("\n")[0]
            raise BackupError(f"{name} cannot be read: {reason}.") from None
    return found


class SQLite:
    """A file; a dump is another that SQLite itself has copied."""

    file = "database.sqlite3"

    def dump(self, path: Path, tables: Sequence[str]) -> dict[str, int]:
        with closing(sqlite3.connect(_name(), timeout=WAIT)) as source:
            try:
                source.execute("VACUUM INTO ?", [str(path)])
            except sqlite3.Error as error:
                raise BackupError(f"The database cannot be copied: {error}.") from None
        with self.looked_into(path) as rows:
            return counted(rows, tables)

    def load(self, path: Path) -> None:
        connections.close_all()
        with (
            closing(sqlite3.connect(path)) as source,
            closing(sqlite3.connect(_name(), timeout=WAIT)) as target,
        ):
            try:
                source.backup(target)
                target.execute("PRAGMA journal_mode = WAL")
            except sqlite3.Error as error:
                raise BackupError(f"The database cannot be replaced: {error}.") from None

    def put_aside(self, mark: str) -> Path | None:
        with closing(sqlite3.connect(_name(), timeout=WAIT)) as session:
            try:
                if session.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok":
                    return None
            except sqlite3.Error as error:
                if error.sqlite_errorcode & 0xFF not in (
                    sqlite3.SQLITE_CORRUPT,
                    sqlite3.SQLITE_NOTADB,
                ):
                    return None
        aside = Path(f"{_name()}.{mark}")
        try:
            for suffix in ("", "-wal", "-shm"):  # the others are of no use without the first
                if (path := Path(_name() + suffix)).exists():
                    path.rename(f"{aside}{suffix}")
        except OSError as error:
            raise BackupError(f"{aside} cannot be written: {error.strerror}.") from None
        return aside

    @contextmanager
    def looked_into(self, path: Path) -> Iterator[Rows]:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as dump:
            try:
                found = dump.execute("PRAGMA integrity_check").fetchone()[0]
                dangling = dump.execute("PRAGMA foreign_key_check").fetchone()
            except sqlite3.Error as error:
                raise BackupError(f"The database in the archive is damaged: {error}.") from None
            if found != "ok" or dangling:
                raise BackupError(f"The database in the archive is damaged: {dangling or found}.")
            yield lambda query: dump.execute(query).fetchall()


class PostgreSQL:
    """A server; dumps are made and read by its own programs."""

    file = "database.dump"

    def dump(self, path: Path, tables: Sequence[str]) -> dict[str, int]:
        with _connected() as session:
            # The program reads the very moment in which the rows are counted.
            session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            moment = _rows(session)("SELECT pg_export_snapshot()")[0][0]
            _run("pg_dump", "--format=custom", f"--snapshot={moment}", f"--file={path}")
            return counted(_rows(session), tables)

    def load(self, path: Path) -> None:
        connections.close_all()
        script, clear = path.with_suffix(".sql"), path.with_suffix(".clear.sql")
        _write_script(path, script)
        with _connected() as session:
            query = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
            names = [name for (name,) in _rows(session)(query)]
        clear.write_text("".join(f'DROP TABLE "{name}" CASCADE;\n' for name in names))
        _run(*PSQL, "--single-transaction", f"--file={clear}", f"--file={script}")

    def put_aside(self, mark: str) -> Path | None:
        return None

    @contextmanager
    def looked_into(self, path: Path) -> Iterator[Rows]:
        scratch = f"helpdesk_look_{secrets.token_hex(4)}"
        with _connected(autocommit=True) as session:
            try:
                session.execute(f"CREATE DATABASE {scratch}")
            except psycopg.Error as error:
                raise BackupError(
                    "An archive is looked into in a database of its own, which this account may "
                    f"not create: give it CREATEDB ({str(error).strip()})."
                ) from None
            try:
                with tempfile.TemporaryDirectory() as folder:
                    script = Path(folder, "script.sql")
                    _write_script(path, script)
                    _run(*PSQL, f"--file={script}", database=scratch)
                with _connected(dbname=scratch) as inside:
                    yield _rows(inside)
            finally:
                session.execute(f"DROP DATABASE IF EXISTS {scratch} WITH (FORCE)")


PSQL = ("psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--output=/dev/null")

UNKNOWN_BEFORE_17 = b"SET transaction_timeout = 0;"
"""What the program of PostgreSQL 17 begins every script with, and older servers refuse."""


def _write_script(dump: Path, script: Path) -> None:
    """The dump as SQL that a server older than the programs takes as well."""
    _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(dump))
    with script.open("r+b") as file:
        place = file.read(4096).find(UNKNOWN_BEFORE_17)
        if place >= 0:
            file.seek(place)
            file.write(b"--")


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _connected(*, autocommit: bool = False, **other: str) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection of its own, outside of the pool and of any transaction of Django's."""
    known = connection.settings_dict
    named = {
        "dbname": known["NAME"],
        "user": known["USER"],
        "password": known["PASSWORD"],
        "host": known["HOST"],
        "port": known["PORT"],
    }
    given = {name: str(value) for name, value in (named | other).items() if value}
    try:
        return psycopg.connect(**given, autocommit=autocommit)  # type: ignore[arg-type]
    except psycopg.OperationalError as error:
        reason = str(error).strip().partition("\n")[0]
        raise BackupError(f"The database does not answer: {reason}.") from None


def _rows(session: psycopg.Connection[tuple[Any, ...]]) -> Rows:
    return lambda query: session.execute(query).fetchall()  # type: ignore[arg-type]


def _run(program: str, *options: str, database: str = "") -> None:
    """Run one of PostgreSQL's programs on the database; what it complains of is the error."""
    known = connection.settings_dict
    said = {
        "PGDATABASE": database or known["NAME"],
        "PGUSER": known["USER"],
        "PGPASSWORD": known["PASSWORD"],
        "PGHOST": known["HOST"],
        "PGPORT": known["PORT"],
    }
    environment = os.environ | {name: str(value) for name, value in said.items() if value}
    done = subprocess.run(
        [_found(program), *options], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise BackupError(f"{program} failed: {lines[0]}")


def _found(program: str) -> str:
    """Where the program is: on the PATH, else the newest that Debian has."""
    installed = Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
    newest = max(installed, key=lambda path: float(path.parts[-3]), default=None)
    if found := shutil.which(program) or newest:
        return str(found)
    raise BackupError(f"{program} is missing: install PostgreSQL's client (postgresql-client).")
