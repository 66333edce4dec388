"""The worker does what is due, hinders nothing, and ends when it is told to."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.factories import published
from troubleshooter.management.commands import work
from troubleshooter.models import TroubleshootingSession, Unfolded

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db(transaction=True)
def test_it_counts_what_was_said():
    TroubleshootingSession.objects.start(published().live)
    call_command("work", once=True)
    assert not Unfolded.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_job_that_fails_is_logged_and_hinders_no_other(monkeypatch, caplog):
    done = []

    def broken(now):
        raise RuntimeError("no")

    monkeypatch.setattr(work, "JOBS", {"broken": broken, "sound": done.append})
    call_command("work", once=True)
    assert len(done) == 1
    assert "broken failed; it is tried again." in caplog.text


def test_it_ends_in_order_when_told_to(tmp_path):
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "LOG_LEVEL": "INFO"}
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "work", "--every", "600"],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        line = next(line for line in worker.stderr if "fold" in line)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(60) == 0
    finally:
        worker.kill()
        worker.stderr.close()
    assert "tried again" in line  # there is no database yet: that is no reason to end
