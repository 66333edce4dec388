"""A server of a test's own on 127.0.0.1, as in production but for HTTPS, to be killed at will."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

from bench.faults._ports import free_port

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "content" / "icloud-backup"
START = "/guides/icloud-backup/"
LONGEST_START = 300.0
"""Seconds until a server has to answer."""


class Server:
    """gunicorn with a database in `folder`; it holds the first guide."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.process = None
        names = ("PATH", "HOME", "LANG", "TMPDIR")
        self.environment = {name: os.environ[name] for name in names if name in os.environ} | {
            "DATA_DIR": str(self.folder),
            "MIN_SECONDS": "0",
            "LOG_LEVEL": "ERROR",
        }
        for command in (
            ["migrate", "--verbosity=0"],
            ["collectstatic", "--no-input", "--verbosity=0"],
            ["import_guide", str(GUIDE), "--publish"],
        ):
            self._run([sys.executable, "manage.py", *command])
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def _run(self, command):
        subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.DEVNULL
        )

    def start(self):
        """Start it, and wait until it answers."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", f"--bind=127.0.0.1:{self.port}", "--threads=4",
             "--log-level=critical", "helpdesk.wsgi"],
            cwd=ROOT, env=self.environment, start_new_session=True,
        )  # fmt: skip
        end = time.monotonic() + LONGEST_START
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"{self.url}/livez", timeout=5).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("the server did not start")

    def kill(self):
        """SIGKILL for the server and its worker, in the middle of whatever they do."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def locked(self):
        """A connection that nobody can write beside, until it is closed."""
        lock = sqlite3.connect(self.folder / "helpdesk.sqlite3", isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        return closing(lock)

    def said(self, token):
        """(kind, subject, what) of each event of a session, in the order of time."""
        query = """
            SELECT kind, question || step, choice || outcome
            FROM troubleshooter_event
            WHERE session_id =
                (SELECT id FROM troubleshooter_troubleshootingsession WHERE token = ?)
            ORDER BY at, key
        """
        with closing(sqlite3.connect(self.folder / "helpdesk.sqlite3", timeout=30)) as database:
            return database.execute(query, (token,)).fetchall()

    def gone(self):
        """Killed, and its folder removed."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
