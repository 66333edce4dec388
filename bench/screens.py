"""What each screen costs, as a ratio against an ordinary Django page measured in the same run.

Requests go through the whole application in this process, with production settings and SQLite in
a temporary folder; rounds are interleaved and the median of the per-round ratios is shown.
Writes `bench/results/screens.json`. Run: python bench/screens.py [--rounds 15] [--requests 60]
"""

import argparse
import gzip
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench._site import SECURE, START, prepare, results


def pages():
    """Each request to measure, by name: a function that sends it once."""
    from django.test import Client

    from troubleshooter.models import TroubleshootingSession

    visitor, stranger = (Client(headers=SECURE) for _ in range(2))
    base = visitor.post(START)["Location"]
    session = TroubleshootingSession.objects.get(token=base.split("/")[2])
    key = session.answer("what-do-you-see", "unknown", "").event.key
    step = session.walk().screen.step.key
    seen = [key]

    def attempt():
        """Alternately say and take back, so that the session does not grow without bound."""
        recorded = visitor.post(
            f"{base}attempts/", {"step": step, "outcome": "not_fixed", "seen": seen[0]}
        )
        assert recorded.status_code == 303
        session.events.exclude(key=key).delete()

    return {
        "noop": lambda: visitor.get("/reference/noop/"),
        "plain page": lambda: visitor.get("/reference/plain-page/page-7/"),
        "home": lambda: stranger.get("/"),
        "guide page": lambda: visitor.get("/guides/icloud-backup/"),
        "step screen": lambda: visitor.get(base),
        "start": lambda: visitor.post(START),
        "attempt and its clean-up": attempt,
    }


def seconds(send, requests):
    begin = time.perf_counter()
    for _ in range(requests):
        send()
    return (time.perf_counter() - begin) / requests


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--requests", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        todo = pages()
        for send in todo.values():
            seconds(send, 5)
        rounds = [
            {name: seconds(send, options.requests) for name, send in todo.items()}
            for _ in range(options.rounds)
        ]
        weights = {name: weight(todo[name]) for name in todo if name in WEIGHED}
        from django.db import connection

        connection.close()
    ratios = {
        name: statistics.median(one["plain page"] / one[name] for one in rounds) for name in todo
    }
    report(ratios, rounds, weights)


WEIGHED = ("home", "guide page", "step screen")


def weight(send):
    """The page's bytes, as they are and as they travel."""
    body = send().content
    return {"bytes": len(body), "compressed": len(gzip.compress(body))}


def report(ratios, rounds, weights):
    print(f"{'':26}{'x plain page':>14}{'median ms':>12}{'bytes':>10}{'gzip':>8}")
    for name, ratio in ratios.items():
        median = 1000 * statistics.median(one[name] for one in rounds)
        size = weights.get(name, {"bytes": "", "compressed": ""})
        print(f"{name:26}{ratio:14.2f}{median:12.2f}{size['bytes']:>10}{size['compressed']:>8}")
    print("More than 1: faster than an ordinary page of three queries and a 6 KB template.")
    results("screens", {"ratios": ratios, "weights": weights, "rounds": rounds})


if __name__ == "__main__":
    main()
