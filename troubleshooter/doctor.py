"""Is all as it should be, and if not, what is to be done? Called by `manage.py doctor`.

Each check stands alone, so that one that fails hides no other. None changes anything that lasts.
"""

from __future__ import annotations

import secrets
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Literal, NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, staticfiles_storage
from django.core import checks, mail
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from .apps import GROUPS
from .models import Event, Folding, Guide, Picture, Unfolded

Level = Literal["ok", "warning", "problem"]

LOCAL_CACHE = "django.core.cache.backends.locmem.LocMemCache"
CONSOLE_MAIL = "django.core.mail.backends.console.EmailBackend"
LITTLE_SPACE = 500_000_000
MOST_PICTURES = 2000
CLOCK_MAY_DIFFER = timedelta(seconds=2)
FOLD_OVERDUE = timedelta(hours=1)


class Finding(NamedTuple):
    """What a check found. `about` is what was looked at; `says` is a sentence with what to do."""

    about: str
    level: Level
    says: str


def examine() -> Iterator[Finding]:
    """Every check's findings, one after the other."""
    is_readable = True
    for about, check in CHECKS.items():
        if about in NEED_TABLES and not is_readable:
            yield Finding(about, "warning", "Not looked at before the above is mended.")
            continue
        try:
            found = list(check())
        except Exception as error:  # whatever is broken is what the doctor is there to tell
            reason = str(error).strip().partition("\n")[0] or type(error).__name__
            found = [("problem", f"This cannot be looked at: {reason.rstrip('.')}.")]
        is_problem = any(level == "problem" for level, _says in found)
        is_readable &= not (is_problem and about in ("database", "migrations"))
        yield from (Finding(about, level, says) for level, says in found)


Found = Iterator[tuple[Level, str]]


def _settings() -> Found:
    complaints = checks.run_checks(include_deployment_checks=not settings.IS_LOCAL)
    for complaint in complaints:
        level: Level = "problem" if complaint.is_serious() else "warning"
        yield level, f"{complaint.msg} {complaint.hint or ''}".strip()
    if not complaints:
        where = "this computer alone" if settings.IS_LOCAL else ", ".join(settings.ALLOWED_HOSTS)
        yield "ok", f"For {where}."


def _database() -> Found:
    if connection.vendor == "postgresql":  # a pool says how long it waited, and never why
        connection.Database.connect(**connection.get_connection_params()).close()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check(1)")
            if (said := cursor.fetchone()[0]) != "ok":
                yield (
                    "problem",
                    f"The file is damaged ({said}): restore --replace the newest backup.",
                )
            cursor.execute("PRAGMA journal_mode")
            if (mode := cursor.fetchone()[0]) != "wal":
                yield "warning", f"The journal is {mode}, not WAL: is DATA_DIR on a network drive?"
            yield "ok", f"SQLite {sqlite3.sqlite_version} answers."
        else:
            cursor.execute("SHOW server_version")
            yield "ok", f"PostgreSQL {cursor.fetchone()[0]} answers."


def _migrations() -> Found:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield "problem", f"{len(plan)} migrations are due: run manage.py migrate."
    else:
        yield "ok", "The database is up to date."


def _static_files() -> Found:
    if not isinstance(staticfiles_storage, ManifestStaticFilesStorage):
        yield "ok", "Served from where they are written."
        return
    try:
        staticfiles_storage.stored_name("css/site.css")
        yield "ok", f"Collected in {settings.STATIC_ROOT}."
    except ValueError:
        level: Level = "warning" if settings.IS_LOCAL else "problem"
        yield level, "They are not collected: run manage.py collectstatic (make run does)."


def _space() -> Found:
    free = shutil.disk_usage(settings.DATA_DIR).free
    said = f"{free / 1e9:.1f} GB are free in {settings.DATA_DIR}"
    if free < LITTLE_SPACE:
        yield "problem", f"Only {said}: make room, or answers will be lost."
    else:
        yield "ok", f"{said}."


def _pictures() -> Found:
    name = f"doctor-{secrets.token_hex(8)}.tmp"
    default_storage.save(name, ContentFile(b"probe"))
    default_storage.delete(name)
    images = Picture.objects.order_by("-pk").values_list("image", flat=True)
    newest = list(islice(images.iterator(), MOST_PICTURES))
    missing = [image for image in newest if not default_storage.exists(image)]
    if missing:
        yield "problem", f"{len(missing)} files are gone, such as {missing[0]}: restore a backup."
    else:
        yield "ok", f"The storage takes files, and the newest {len(newest)} pictures are there."


def _mail() -> Found:
    if settings.MAILERS["default"]["BACKEND"] == CONSOLE_MAIL:
        yield "ok", "Shown on the console only."
        return
    server = mail.mailers["default"]
    try:
        server.open()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        yield "warning", f"The mail server does not answer ({reason}): look at EMAIL_URL."
        return
    server.close()
    yield "ok", "The mail server takes the connection."


def _cache() -> Found:
    name = f"doctor-{secrets.token_hex(8)}"
    cache.set(name, 1, 10)
    if cache.get(name) != 1:
        yield "problem", "It forgets at once: is the server of CACHE_URL full or read-only?"
        return
    cache.delete(name)
    if settings.CACHES["default"]["BACKEND"] == LOCAL_CACHE and not settings.IS_LOCAL:
        yield "warning", "Each process counts limits for itself: set CACHE_URL to share them."
    else:
        yield "ok", "It remembers."


def _clock() -> Found:
    now = timezone.now()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            ahead = abs(cursor.fetchone()[0] - now)
        if ahead > CLOCK_MAY_DIFFER:
            yield "problem", f"It differs from the database's by {ahead}: switch NTP on for both."
            return
    newest = Event.objects.order_by("-pk").values_list("at", flat=True).first()
    if newest and newest > now + CLOCK_MAY_DIFFER:
        yield "problem", f"The last answer is of {newest:%Y-%m-%d %H:%M}: set this clock right."
    else:
        yield "ok", f"It is {now:%Y-%m-%d %H:%M} UTC."


def _permissions() -> Found:
    found = list(_wrong_permissions())
    yield from found or [("ok", "The groups are there, and nobody else reads the data.")]


def _wrong_permissions() -> Found:
    for name, wanted in GROUPS.items():
        group = Group.objects.filter(name=name).first()
        has = set(group.permissions.values_list("codename", flat=True)) if group else None
        if has != set(wanted):
            yield "problem", f"The group {name} is not as designed: run manage.py migrate."
    if not get_user_model().objects.filter(is_active=True, is_superuser=True).exists():
        yield "warning", "Nobody may do everything: run manage.py createsuperuser."
    for path in (Path(settings.DATA_DIR) / "secret-key", _database_file()):
        if path and path.exists() and path.stat().st_mode & 0o007:
            yield "warning", f"Everybody on this machine may read {path}: run chmod o= {path}"


def _folding() -> Found:
    state = Folding.objects.first()
    waiting = Unfolded.objects.count()
    folded_at = state.folded_at if state else None
    if waiting and (not folded_at or timezone.now() - folded_at > FOLD_OVERDUE):
        yield "warning", f"{waiting} changes wait for an hour or more: run manage.py fold."
    else:
        yield "ok", f"Changes that wait to be counted: {waiting}."


def _guides() -> Found:
    count = Guide.objects.published().count()
    if count:
        yield "ok", f"{count} published."
    else:
        yield "warning", "None is published: sign in as staff and publish one."


def _python() -> Found:
    yield "ok", f"Python {sys.version.partition(' ')[0]}."


def _database_file() -> Path | None:
    if connection.vendor == "sqlite":
        return Path(connection.settings_dict["NAME"])
    return None


CHECKS: dict[str, Callable[[], Found]] = {
    "program": _python,
    "settings": _settings,
    "database": _database,
    "migrations": _migrations,
    "static files": _static_files,
    "disk space": _space,
    "pictures": _pictures,
    "mail": _mail,
    "cache": _cache,
    "clock": _clock,
    "permissions": _permissions,
    "counting": _folding,
    "guides": _guides,
}
NEED_TABLES = {"pictures", "clock", "permissions", "counting", "guides"}
