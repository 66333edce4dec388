"""A fold that breaks off anywhere, or is killed half way, has done nothing."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.folding.playing import STEPS, agree, apart, kept, played, soon
from troubleshooter import folding
from troubleshooter.folding import catch_up, fold
from troubleshooter.models import Folded, Tally, Unfolded
from troubleshooter.models.outbox import FoldedQuerySet

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).parents[2]
STAGES = ("told_of", "count", "spread", "add")


class Broken(Exception):
    pass


@pytest.mark.parametrize("stage", [*STAGES, "_replace", "write", "remember", "outbox", "state"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_fold_that_breaks_off_anywhere_leaves_all_as_it_was(monkeypatch, stage, when):
    session = played(apart(), *STEPS[:2])
    now = soon()
    catch_up(now)
    for fact in (("answer", "symptom", "noise"), ("attempt", "restart", "later", None)):
        getattr(session, fact[0])(*fact[1:], session.walk().last_key)
    owner, name = folding, stage
    if stage in ("_replace", "write"):
        owner = folding.Batch
    elif stage == "outbox":
        owner, name = type(Unfolded.objects.all()), "take_away"
    elif stage == "remember":
        owner = FoldedQuerySet
    elif stage == "state":
        owner, name = folding.Folding, "save"
    real = getattr(owner, name)

    def breaks(*args, **kwargs):
        if when == "after":
            real(*args, **kwargs)
        raise Broken

    everything = kept(), list(Unfolded.objects.values()), list(Folded.objects.values())
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, breaks)
        with pytest.raises(Broken):
            fold(100, now)
    assert (kept(), list(Unfolded.objects.values()), list(Folded.objects.values())) == everything
    agree(now)


KILLED = """
import django, sys, time
from datetime import datetime
django.setup()
from troubleshooter import folding

real = {name}
def stuck(*args, **kwargs):
    found = real(*args, **kwargs)
    print("half way", flush=True)
    time.sleep(600)
    return found
{name} = stuck
folding.fold(100, datetime.fromisoformat(sys.argv[1]))
"""


@pytest.mark.parametrize(
    "stage", ["folding.add", "folding.Folded.objects.remember", "folding.Folding.save"]
)
def test_a_fold_killed_half_way_has_done_nothing(stage, tmp_path):
    session = played(apart(), *STEPS[:2])
    now = soon()
    catch_up(now)
    session.attempt("restart", "fixed", None, session.walk().last_key)
    everything = kept(), list(Unfolded.objects.values())
    environment = {**os.environ, **same_database(), "DATA_DIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", KILLED.format(name=stage), now.isoformat()],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout.readline() == b"half way\n"
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert (kept(), list(Unfolded.objects.values())) == everything
    agree(now)
    assert Tally.objects.of_all().monthly().about_sessions().total().fixed == 1


def same_database():
    """What tells another process to use the database of this test."""
    used = connection.settings_dict
    url = f"sqlite:///{used['NAME']}"
    if connection.vendor != "sqlite":
        url = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{used['NAME']}"
    return {"DATABASE_URL": url}
