"""A site and its servers to be broken on purpose, in a temporary folder, on 127.0.0.1 alone."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

from bench._site import ENVIRONMENT, FIRST_GUIDE, ROOT, SECURE

UNLIMITED = {"MIN_SECONDS": "0", "RATE_LIMITS": "off", "LOG_LEVEL": "ERROR"}
"""These people answer at once and come from one address, and not each of their requests is news."""


def prepared(folder):
    """Set this process up for the site and fill its database."""
    os.environ |= {**ENVIRONMENT, **UNLIMITED, "DATA_DIR": str(folder)}
    os.environ["DJANGO_SETTINGS_MODULE"] = "helpdesk.settings"
    import django

    django.setup()
    from django.core.management import call_command

    quiet = {"verbosity": 0, "stdout": open(os.devnull, "w")}  # noqa: SIM115
    call_command("migrate", **quiet)
    call_command("collectstatic", interactive=False, **quiet)
    call_command("import_guide", str(FIRST_GUIDE), publish=True, **quiet)
    from django.db import connections

    connections.close_all()


def started(port, workers=2):
    """A server as in production, in a process group of its own, once it answers."""
    command = [sys.executable, "-m", "gunicorn", f"--bind=127.0.0.1:{port}"]
    process = subprocess.Popen(
        [*command, f"--workers={workers}", "--log-level=critical", "helpdesk.wsgi"],
        cwd=ROOT,
        start_new_session=True,
    )
    answers(port, process)
    return process


def answers(port, process):
    """Wait until the server answers."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/livez", headers=SECURE)
    for _ in range(300):
        try:
            urllib.request.urlopen(request, timeout=2).close()
            return
        except OSError:
            if process.poll() is not None:
                break
        time.sleep(0.05)
    sys.exit("HELPDESK: the server did not start.")


def killed(process):
    """SIGKILL for the whole server, without a word."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def stopped(process, seconds=40):
    """SIGTERM, as an orderly restart sends it; waits for the end."""
    process.terminate()
    process.wait(seconds)


class Cluster:
    """A throw-away PostgreSQL that keeps what it acknowledged: nothing is switched off."""

    def __init__(self, folder):
        found = shutil.which("initdb") or max(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        self.programs = Path(found).resolve().parent
        self.folder = Path(folder)
        owner = "postgres" if os.geteuid() == 0 else ""
        self.owner = ["runuser", "-u", owner, "--"] if owner else []
        if owner:
            shutil.chown(folder, owner)
            os.chmod(folder, 0o700)
        self._run("initdb", "--username=helpdesk", "--auth=trust", "--encoding=UTF8", "--locale=C")
        host = str(self.folder).replace("/", "%2F")
        self.url = f"postgresql://helpdesk@{host}/postgres"

    def start(self):
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}'"
        log = f"--log={self.folder / 'log'}"
        self._run("pg_ctl", "start", "--silent", "--wait", log, f"--options={options}")

    def kill(self):
        """SIGKILL for all of its processes."""
        pids = self._signal(signal.SIGKILL)
        while any(_runs(pid) for pid in pids):
            time.sleep(0.02)
        # Where nobody collects dead processes, their numbers would look like a running server's.
        (self.folder / "data" / "postmaster.pid").unlink()
        (self.folder / ".s.PGSQL.5432.lock").unlink()

    def freeze(self):
        """It takes questions, for the system does that, and answers none."""
        self._signal(signal.SIGSTOP)

    def thaw(self):
        self._signal(signal.SIGCONT)

    def _signal(self, number):
        """Send a signal to all of its processes; their numbers."""
        master = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        pids = [master, *map(int, children)]
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        return pids

    def stop(self):
        self._run("pg_ctl", "stop", "--silent", "--mode=fast")

    def examined(self):
        """ "ok" when every table and index is sound, else what is said of them."""
        where = ["--host", str(self.folder), "--username=helpdesk", "--install-missing"]
        command = [*self.owner, str(self.programs / "pg_amcheck"), *where, "--heapallindexed"]
        done = subprocess.run([*command, "postgres"], cwd="/", capture_output=True, text=True)
        return "ok" if not done.returncode else done.stdout + done.stderr

    def _run(self, program, *options):
        command = [*self.owner, str(self.programs / program), f"--pgdata={self.folder / 'data'}"]
        subprocess.run([*command, *options], check=True, cwd="/", stdout=subprocess.DEVNULL)


def _runs(pid):
    """Whether the process is more than a number that nobody collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@contextmanager
def cluster(folder):
    """The cluster, started, with DATABASE_URL pointing at it; stopped when the block ends."""
    found = Cluster(folder)
    found.start()
    os.environ["DATABASE_URL"] = found.url
    try:
        yield found
    finally:
        found.stop()
