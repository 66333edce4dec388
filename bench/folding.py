"""What counting costs: an answer with its outbox row against one without, and folding itself.

Rounds with and without are interleaved and the median of the per-round ratios is shown. On SQLite
in a temporary folder, or on the database of DATABASE_URL: bin/with-postgres python bench/folding.py
Writes `bench/results/folding.json`. Run: python bench/folding.py [--rounds 9] [--sessions 1000]
"""

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def prepare(folder):
    """Production settings on an empty database with the first guide published."""
    for name in ("DEBUG", "SECRET_KEY", "ALLOWED_HOSTS"):
        os.environ.pop(name, None)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
        "DATA_DIR": folder,
        "LOG_LEVEL": "ERROR",
    }
    import django

    django.setup()
    from django.core.management import call_command

    quiet = {"verbosity": 0, "stdout": open(os.devnull, "w")}  # noqa: SIM115
    call_command("migrate", **quiet)
    call_command("import_guide", str(ROOT / "content" / "icloud-backup"), publish=True, **quiet)


def walked(edition, rng, days=2):
    """A session through the edition by somebody who answers by chance; the number of events."""
    from django.utils import timezone

    from troubleshooter.core.walk import EndingScreen, QuestionScreen
    from troubleshooter.models import TroubleshootingSession

    session = TroubleshootingSession.objects.start(edition)
    session.started_at = timezone.now() - timedelta(days=rng.random() * days)
    session.save(update_fields=["started_at"])
    walk = session.walk()
    for _ in range(rng.randint(1, 9)):
        screen = walk.screen
        if isinstance(screen, EndingScreen):
            break
        if isinstance(screen, QuestionScreen):
            choice = rng.choice([*screen.question.labels, "unknown"])
            walk = session.answer(screen.question.key, choice, walk.last_key).walk
        else:
            outcome = rng.choice(["fixed", "not_fixed", "not_fixed", "could_not", "already_tried"])
            walk = session.attempt(screen.step.key, outcome, None, walk.last_key).walk
    return len(walk.events)


def answers(edition, rounds, sessions=40):
    """Seconds for an attempt with the outbox and without it, a pair for each round."""
    from troubleshooter.models import TroubleshootingSession, Unfolded
    from troubleshooter.models import sessions as room

    objects = TroubleshootingSession.objects
    step = next(iter(edition.document.placement))

    def attempts():
        started = [objects.start(edition).token for _ in range(sessions)]
        begin = time.perf_counter()
        for token in started:
            with objects.held(token) as session:
                session.attempt(step, "not_fixed", None, "")
        return (time.perf_counter() - begin) / sessions

    insert = room.insert

    def without_outbox(*rows):
        if some := [row for row in rows if row[0] is not Unfolded]:
            insert(*some)

    pairs = []
    for _ in range(rounds + 1):
        with_outbox = attempts()
        with mock.patch.object(room, "insert", without_outbox):
            pairs.append((with_outbox, attempts()))
    return pairs[1:]


def folds(now):
    """Seconds of each batch, until nothing is left."""
    from troubleshooter.folding import BATCH, fold

    batches = []
    while True:
        begin = time.perf_counter()
        if not fold(BATCH, now):
            return batches
        batches.append(time.perf_counter() - begin)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--sessions", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        from django.db import connection
        from django.utils import timezone

        from troubleshooter.folding import BATCH
        from troubleshooter.models import Edition, Folded, Tally, TroubleshootingSession
        from troubleshooter.rebuilding import rebuild

        edition = Edition.objects.get()
        pairs = answers(edition, options.rounds)
        TroubleshootingSession.objects.all().delete()
        folds(timezone.now())
        rng = random.Random(1)
        events = sum(walked(edition, rng) for _ in range(options.sessions))
        now = timezone.now()
        batches = folds(now)
        begin = time.perf_counter()
        wrong = sum(wrong for *_, wrong in rebuild(now))
        rebuilt = time.perf_counter() - begin
        kept = [
            len(json.dumps(row)) for row in Folded.objects.values_list("contribution", flat=True)
        ]
        tallies = Tally.objects.count()
        vendor = connection.vendor
        connection.close()
    ratio = statistics.median(without / with_outbox for with_outbox, without in pairs)
    found = {
        "database": vendor,
        "answers with the outbox, x without": ratio,
        "events": events,
        "events folded a second": events / sum(batches),
        "batch": BATCH,
        "median batch, ms": 1000 * statistics.median(batches),
        "longest batch, ms": 1000 * max(batches),
        "sessions rebuilt a second": options.sessions / rebuilt,
        "rows wrong before the rebuild": wrong,
        "tallies": tallies,
        "bytes remembered of a session": statistics.mean(kept),
    }
    for name, value in found.items():
        print(f"{name:38}{value if isinstance(value, int | str) else round(value, 2):>12}")
    results = Path(__file__).parent / "results"
    results.mkdir(exist_ok=True)
    (results / "folding.json").write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
