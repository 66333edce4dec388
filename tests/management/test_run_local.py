"""`make run` without make: a fresh folder becomes a site, and the second start changes nothing."""

import contextlib
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from bench.faults._ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def port():
    return free_port()


def command(port, data):
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {
        "args": [sys.executable, "manage.py", "run_local", "--port", str(port)],
        "cwd": ROOT,
        "env": inherited | {"DATA_DIR": str(data)},
        "stdout": subprocess.PIPE,
        "stderr": subprocess.STDOUT,
        "text": True,
    }


@contextlib.contextmanager
def running(port, data):
    """The started site; what it printed is in ``printed`` once the block has ended."""
    with subprocess.Popen(**command(port, data)) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/admin/login/", server)
            yield server
        finally:
            server.send_signal(signal.SIGINT)
            server.printed = server.communicate(timeout=120)[0]


def wait_for(address, server):
    for _ in range(3000):
        assert server.poll() is None, server.stdout.read()
        with contextlib.suppress(OSError):  # nobody listens yet, or hangs up
            return urllib.request.urlopen(address, timeout=60).read()
        time.sleep(0.1)
    raise TimeoutError(address)


def rows(data):
    with contextlib.closing(sqlite3.connect(data / "helpdesk.sqlite3")) as database:
        return list(database.iterdump())


def test_a_fresh_folder_becomes_a_site_and_the_second_start_changes_nothing(port, tmp_path):
    with running(port, tmp_path) as first:
        pass
    assert first.returncode == 0, first.printed
    password = re.search(r"admin, password: (\S{16}) \(shown this once\)", first.printed).group(1)
    assert f"http://127.0.0.1:{port}/ " in first.printed
    after_first, collected = rows(tmp_path), (tmp_path / "static").stat().st_ctime_ns
    assert any('INTO "troubleshooter_edition"' in row for row in after_first)

    with running(port, tmp_path) as second:
        pass
    assert second.returncode == 0, second.printed
    assert password not in second.printed
    assert "manage.py changepassword admin" in second.printed
    assert rows(tmp_path) == after_first
    # Collecting is most of what a start takes; without it the second is quick.
    assert (tmp_path / "static").stat().st_ctime_ns == collected


def test_a_taken_port_is_said_in_one_sentence_before_anything_is_made(port, tmp_path):
    with socket.create_server(("127.0.0.1", port)):
        done = subprocess.run(**command(port, tmp_path), timeout=180)
    assert done.returncode == 1
    assert done.stdout == (
        f"CommandError: Port {port} of 127.0.0.1 cannot be used (Address already in use): "
        "choose another, for example make run PORT=8001.\n"
    )
    assert not (tmp_path / "helpdesk.sqlite3").exists()


def test_a_port_that_is_no_port_is_said_in_one_sentence(tmp_path):
    done = subprocess.run(**command("http", tmp_path), timeout=180)
    assert done.returncode == 1
    assert done.stdout == "CommandError: PORT is 'http': set it to a number from 1 to 65535.\n"
