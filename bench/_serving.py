"""Web servers to measure, as in production and side by side, and `wrk` to ask them."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench._site import ROOT, SECURE

WORKERS, THREADS = 2, 2
LUA = Path(__file__).parent / "wrk.lua"
TICKS = os.sysconf("SC_CLK_TCK")


def require_wrk():
    """The path of wrk; says what to do where it is missing."""
    path = shutil.which("wrk")
    if path is None:
        sys.exit("HELPDESK: wrk is not installed here (Debian: apt-get install wrk).")
    return path


@dataclass(frozen=True)
class Server:
    """A running gunicorn: where it answers, and its master's process id."""

    url: str
    pid: int

    @property
    def workers(self):
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [int(pid) for pid in children]

    def seconds(self):
        """Processor time that its workers have used so far."""
        fields = [
            Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self.workers
        ]
        return sum(int(found[11]) + int(found[12]) for found in fields) / TICKS

    def resident(self):
        """Megabytes of memory that its workers hold, the mean of them."""
        held = [
            int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1])
            for pid in self.workers
        ]
        return sum(held) / len(held) / 1024


@contextmanager
def serving(door, settings):
    """A server of the WSGI application `door`, ready to answer, until the block ends."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    # A socket for each worker: of one socket, now and then, one worker takes all of wrk's lasting
    # connections, and the run shows half of what the server can do.
    arguments = ["--no-control-socket", "--worker-tmp-dir=/dev/shm", "--log-level=error"]
    arguments.append("--reuse-port")
    size = [f"--workers={WORKERS}", f"--threads={THREADS}", f"--bind=127.0.0.1:{port}"]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *arguments, *size, door],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": settings, "LOG_LEVEL": "INFO"},
        stderr=subprocess.DEVNULL,  # a line for each request, as in production
    )
    server = Server(f"http://127.0.0.1:{port}", process.pid)
    try:
        _wait_for(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(server, process):
    request = urllib.request.Request(f"{server.url}/livez", headers=SECURE)
    for _ in range(300):
        try:
            if len(server.workers) == WORKERS and urllib.request.urlopen(request, timeout=2):
                return
        except OSError:
            if process.poll() is not None:
                break
        time.sleep(0.1)
    sys.exit("HELPDESK: the server to measure did not start.")


@dataclass(frozen=True)
class Run:
    """What one run of wrk found; latencies and computing in milliseconds."""

    requests: int
    per_second: float
    errors: int
    median: float
    p99: float
    computing: float

    @property
    def by_error(self):
        return self.errors / max(1, self.requests)


class Targets:
    """Requests to send again and again, in turn: (method, path, body) lines kept in a file.

    In a body `{n}` is replaced by a number that no request had before. Each run goes on about
    where the last one ended.
    """

    def __init__(self, folder, name, lines):
        self.path = Path(folder) / f"{name}.targets"
        self.path.write_text("".join("\t".join(line) + "\n" for line in lines))
        self.sent = 0


def ask(server, targets, seconds, connections=16):
    """Let wrk send the targets to the server for some seconds."""
    threads = min(2, connections)
    before = server.seconds()
    arguments = [f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout=30s", "-s"]
    more = [str(targets.path), str(targets.sent), str(threads)]
    headers = [part for name, value in SECURE.items() for part in ("-H", f"{name}: {value}")]
    done = subprocess.run(
        ["wrk", *arguments, str(LUA), *headers, server.url, "--", *more],
        check=True,
        capture_output=True,
        text=True,
    )
    found = json.loads(done.stderr)
    targets.sent += found["requests"]
    used = server.seconds() - before
    return Run(
        requests=found["requests"],
        per_second=found["requests"] / found["seconds"],
        errors=found["errors"],
        median=found["median"],
        p99=found["p99"],
        computing=1000 * used / max(1, found["requests"]),
    )
