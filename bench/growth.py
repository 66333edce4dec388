"""Whether pages cost more as guides and sessions get more.

The same pages with 10, 1,000, 5,000 and more guides, each as long as the first guide, and with
10 and 200 thousand sessions of three events, begun over 120 days and all of them counted; on SQLite
in a temporary folder or on the database of DATABASE_URL (bin/with-postgres). The sessions that are
asked for are chosen by chance among all. Copies add nothing to the tallies, so the page of
statistics shows here that it reads no session; bench/statistics_page.py has what tallies cost.
Shown are the least processor time of a request in this process, which a busy machine changes least,
the median by the clock, and how the database finds the rows. Ten million sessions take 28 GB, and
an hour on PostgreSQL.
Writes `bench/results/growth-<database>.json`.
Run: python bench/growth.py [--guides 10 1000 5000] [--sessions 10000 200000]
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench._filling import model_session, more_guides, more_sessions, token
from bench._site import SECURE, START, database, prepare, results

TRIES, TAKEN = 12, 40
"""Requests for a page of guides, and for one of sessions: each of those for another session."""


def asked(pages):
    """What each page costs: the least milliseconds of processor time and the median by the clock.

    The first request is not among them, for what is rendered once is rendered then; it is shown by
    itself where that is much.
    """
    found = {}
    for name, (send, times) in pages.items():
        first, _clock = spent(send)
        runs = [spent(send) for _ in range(times)]
        found[name] = {
            "computing": min(computing for computing, _clock in runs),
            "clock": statistics.median(clock for _computing, clock in runs),
        }
        if name in ("home", "guide page"):
            found[f"{name}, first time"] = {"computing": first}
    return found


def spent(send):
    """Milliseconds of one request: of computing, and by the clock."""
    clock, computing = time.perf_counter(), time.process_time()
    response = send()
    computing, clock = time.process_time() - computing, time.perf_counter() - clock
    assert response is None or response.status_code in (200, 303), response.status_code
    return 1000 * computing, 1000 * clock


def of_guides(client):
    """What visitors ask of guides."""
    addresses = {
        "home": "/",
        "guide page": "/guides/guide-7/",
        "search, found": "/search/?q=battery+icloud",
        "search, near": "/search/?q=battery+zzzz",
        "search, nothing": "/search/?q=zzzz",
    }
    return {
        name: (lambda address=address: client.get(address), TRIES)
        for name, address in addresses.items()
    }


def of_sessions(client, guide, size):
    """What visitors ask of sessions, of one after the other by chance; and what goes on unseen."""
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.utils import timezone

    from troubleshooter import folding, privacy

    staff = Client(headers=SECURE)
    staff.force_login(get_user_model().objects.create_superuser(f"staff-{size}"))
    rng = random.Random(1)
    step = next(iter(guide.live.document.placement))

    def address():  # one that is too young to be purged
        return f"/sessions/{token(rng.randint(size // 2, size))}/"

    def attempt():
        said = {"step": step, "outcome": "not_fixed", "seen": ""}
        return client.post(f"{address()}attempts/", said)

    def fold():
        folding.fold(folding.BATCH, timezone.now())

    def purge():
        gone = privacy.purge(timezone.now())
        assert gone, "nothing is old enough"

    return {
        "step screen": (lambda: client.get(address()), TAKEN),
        "start": (lambda: client.post(START), TAKEN),
        "attempt": (attempt, TAKEN),
        "your sessions": (lambda: client.get("/sessions/"), 5),
        "staff's list": (lambda: staff.get("/admin/troubleshooter/troubleshootingsession/"), 2),
        "statistics, of few": (
            lambda: staff.get(f"/admin/troubleshooter/guide/{guide.pk}/statistics/"),
            5,
        ),
        "fold of a batch": (fold, 1),
        "purge of a batch": (purge, 5),
    }


def plans():
    """How the database finds what the hot pages read, and what is to be purged."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from troubleshooter import privacy
    from troubleshooter.models import TroubleshootingSession, guides, shelf
    from troubleshooter.models.heard import _with_events

    word = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    found = {}
    for name, query, value in (
        ("step screen", _with_events(TroubleshootingSession), token(777)),
        ("guide page", guides._LIVE, "guide-7"),
        ("home", shelf._VERSION, 1),
    ):
        query.rows(value)
        sql, places, _converters = query._built[connection.vendor]
        with connection.cursor() as cursor:
            cursor.execute(f"{word} {sql}", [value if is_place else v for is_place, v in places])
            found[name] = [str(row[-1]) for row in cursor.fetchall()]
    now = timezone.now()
    with CaptureQueriesContext(connection) as asked:
        list(islice(privacy._old((now - timedelta(days=91)).date(), now), privacy.PAGE + 1))
    for place, one in enumerate(asked[:3]):
        with connection.cursor() as cursor:
            cursor.execute(f"{word} {one['sql']}")
            found[f"purge, query {place + 1}"] = [str(row[-1]) for row in cursor.fetchall()]
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--guides", type=int, nargs="*", default=[10, 1_000, 5_000])
    parser.add_argument("--sessions", type=int, nargs="*", default=[10_000, 200_000])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        guide = prepare(folder)
        from django.db import connection
        from django.test import Client

        rows = []
        print(f"-- {database()}: least milliseconds of processor time (by the clock)")
        for kind, sizes, more in (
            ("guides", options.guides, more_guides),
            ("sessions", options.sessions, more_sessions),
        ):
            there = 1
            if kind == "sessions":
                model_session(guide)
            for size in sizes:
                began = time.monotonic()
                more(there, size)
                there = size + 1
                with connection.cursor() as cursor:
                    cursor.execute("ANALYZE")
                took = time.monotonic() - began
                client = Client(headers=SECURE)
                todo = of_guides(client) if kind == "guides" else of_sessions(client, guide, size)
                found = asked(todo)
                rows.append({kind: size, "milliseconds": found, "seconds to fill": took})
                print(f"{size:>12,} {kind} (filled in {took:.0f} s)", flush=True)
                for name, one in found.items():
                    clock = f" ({one['clock']:.2f})" if "clock" in one else ""
                    print(f"{name:>28} {one['computing']:.2f}{clock}", flush=True)
        found = plans()
        for name, lines in found.items():
            print(f"{name}: " + "; ".join(line.strip() for line in lines))
        connection.close()
        results(f"growth-{database()}", {"rows": rows, "plans": found})


if __name__ == "__main__":
    main()
