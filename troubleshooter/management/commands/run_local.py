"""What `make run` runs: a site on this computer, ready to use."""

import hashlib
import os
import secrets
import shlex
import socket
import sys
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from troubleshooter.models import Guide

FIRST_GUIDE = Path(settings.BASE_DIR) / "content" / "icloud-backup"
STAFF = "admin"


class Command(BaseCommand):
    help = "Prepare the database, the first guide and a staff account, then serve."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", default="8000")

    def handle(self, *, host, port, **options):
        refuse_a_taken_port(host, port)
        os.umask(0o077)  # what people say is nobody else's on this computer
        if migrations_are_due():
            self.say("Preparing the database ...")
            call_command("migrate", verbosity=0)
        if not Guide.objects.exists():
            self.say(f"Loading the first guide, {FIRST_GUIDE.name} ...")
            call_command("import_guide", FIRST_GUIDE, publish=True, stdout=StringIO())
        collect_static_files()
        self.greet(host, port, made_password=make_staff_account())
        connections.close_all()
        serve(host, port)

    def greet(self, host, port, made_password):
        here = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
        reset = f"DATA_DIR={shlex.quote(str(settings.DATA_DIR))} {sys.executable} manage.py"
        if made_password:
            self.say(f"Staff account: {STAFF}, password: {made_password} (shown this once)")
        else:
            self.say(f"Forgot the staff password? {reset} changepassword {STAFF}")
        self.say(f"Staff sign in at {here}admin/")
        self.say(f"The help desk is at {here} and stops with Ctrl-C")

    def say(self, line):
        self.stdout.write(line)
        self.stdout.flush()


def refuse_a_taken_port(host, port):
    if not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65535:
        raise CommandError(f"PORT is {port!r}: set it to a number from 1 to 65535.")
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind(address)
    except OSError as error:
        raise CommandError(
            f"Port {port} of {host} cannot be used ({error.strerror}): "
            "choose another, for example make run PORT=8001."
        ) from None


def migrations_are_due():
    executor = MigrationExecutor(connections["default"])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def make_staff_account():
    """The new account's password; None where somebody can sign in already."""
    users = get_user_model().objects
    if users.filter(is_staff=True).exists():
        return None
    password = secrets.token_urlsafe(12)
    users.create_superuser(STAFF, password=password)
    return password


def collect_static_files():
    """Collect them again only after one changed: it takes longer than everything else here."""
    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(None):
            status = os.stat(storage.path(path))
            seen.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    stamp = settings.STATIC_ROOT.with_suffix(".stamp")
    if (
        not settings.STATIC_ROOT.is_dir()
        or not stamp.exists()
        or stamp.read_text() != seen.hexdigest()
    ):
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(seen.hexdigest())


def serve(host, port):
    """Become the web server, so that a signal reaches it and nothing stands in between."""
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    config = settings.BASE_DIR / "gunicorn.conf.py"
    options = [f"--config={config}", f"--bind={bind}", "--workers=1", "--log-level=warning"]
    os.execv(  # noqa: S606  (no shell is wanted)
        sys.executable,
        [sys.executable, "-m", "gunicorn", *options, "helpdesk.wsgi"],
    )
