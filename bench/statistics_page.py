"""What the statistics cost with 10 million sessions' worth of tallies.

Two years of days, 12 steps, 8 segments and six editions, on SQLite in a temporary folder or on the
database of DATABASE_URL (bin/with-postgres); requests go through the whole application in this
process, interleaved with an ordinary page's. Prints how
many times an ordinary page each costs, milliseconds by the clock (the median) and of computing
alone (the least, which a busy machine does not change), and queries.
Writes `bench/results/statistics_page-<database>.json`.
Run: python bench/statistics_page.py [--rounds 15]
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench._site import SECURE, database, prepare, results

DAYS, STEPS, PER_DAY, EDITIONS = 730, 12, 13_700, 6
QUESTIONS = {"phone": ("face", "home"), "system": ("old", "new"), "where": ("home", "away")}
SYMPTOM = tuple(f"symptom-{number}" for number in range(8))


def document():
    from troubleshooter.core.formats import convert

    keys = [f"step-{number}" for number in range(STEPS)]
    questions = {**QUESTIONS, "symptom": SYMPTOM}
    return convert(
        {
            "guide": {
                "slug": "large",
                "title": "A guide that many use",
                "summary": "It is large.",
                "category": "Large",
            },
            "questions": [
                {
                    "key": key,
                    "title": f"Which {key}?",
                    "choices": [{"key": choice, "label": choice} for choice in choices],
                }
                for key, choices in questions.items()
            ],
            "steps": [
                {"key": key, "title": f"Try {key}", "minutes": 3, "instructions": [{"text": "Do."}]}
                for key in keys
            ],
            "placements": [{"step": key} for key in keys],
            "uses": [
                {"question": key, "ask_first": True, "segments": key in QUESTIONS}
                for key in questions
            ],
        }
    )


def fill(today):
    """The guide with its tallies. The number of sessions and of rows."""
    from django.db import connection, transaction

    from troubleshooter.models import Edition, Tally
    from troubleshooter.transfer import store

    value = document()
    guide = store(value).guide
    guide.publish(value)
    first = guide.live
    editions = [first]
    for number in range(2, EDITIONS + 1):
        columns = {
            field.name: getattr(first, field.name)
            for field in Edition._meta.concrete_fields
            if field.name not in ("id", "number", "published_at")
        }
        editions.append(Edition.objects.create(**columns, number=number))
    Tally.objects.bulk_create(rows(guide, first, today, "day", 1))
    columns = [field.column for field in Tally._meta.concrete_fields if not field.primary_key]
    chosen = ", ".join({"day": "%s", "edition_id": "%s"}.get(name, name) for name in columns)
    order = [name for name in columns if name in ("day", "edition_id")]
    copy = (
        f"INSERT INTO {Tally._meta.db_table} ({', '.join(columns)}) SELECT {chosen} "
        f"FROM {Tally._meta.db_table} WHERE day = %s AND span = 'day'"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        for ago in range(1, DAYS):
            day = today - timedelta(days=ago)
            edition = editions[ago * EDITIONS // DAYS]
            values = {"day": day, "edition_id": edition.pk.hex}
            cursor.execute(copy, [*(values[name] for name in order), today])
    months = {}
    for ago in range(DAYS):
        day = today - timedelta(days=ago)
        edition = editions[ago * EDITIONS // DAYS] if ago else first
        key = (day.replace(day=1), edition)
        months[key] = months.get(key, 0) + 1
    for (month, edition), days in months.items():
        Tally.objects.bulk_create(rows(guide, edition, month, "month", days))
    for number, edition in enumerate(editions):
        at = timedelta(days=DAYS * number // EDITIONS)
        Edition.objects.filter(pk=edition.pk).update(published_at=first.published_at - at)
    learn(guide)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return guide, Tally.objects.count()


def learn(guide):
    """What the guide learned in the whole and in each group; no two steps are alike, so that
    chance moves them."""
    from troubleshooter.core.evidence import Counters, Evidence
    from troubleshooter.models import Learned, Learning

    Learning.objects.create(guide=guide, mode="learn", control=10)
    evidence = {
        (name, f"step-{step}"): Evidence(20.0 + step, 200.0, 200.0, 40_000.0, at=PER_DAY * DAYS)
        for name in ("", *segments())
        for step in range(STEPS)
    }
    Learned.objects.keep(guide.pk, False, Counters(), Counters(PER_DAY * DAYS, evidence))


def segments():
    return [
        f"phone={a} system={b} where={c}"
        for a in QUESTIONS["phone"]
        for b in QUESTIONS["system"]
        for c in QUESTIONS["where"]
    ]


def rows(guide, edition, day, span, days):
    """One day's or month's rows: of all groups, about sessions, questions and steps."""
    from troubleshooter.models import Tally

    groups = [("", "", 1), *(("segment", name, 8) for name in segments())]
    for key, choices in {**QUESTIONS, "symptom": SYMPTOM}.items():
        groups += [(f"question:{key}", choice, len(choices)) for choice in choices]
    groups += [("arm", name, 3) for name in ("learned", "control", "author")]
    for by, value, part in groups:
        many = PER_DAY * days // part
        common = {
            "guide": guide,
            "edition": edition,
            "span": span,
            "day": day,
            "by": by,
            "value": value,
        }
        ended = {"fixed": many * 4 // 10, "exhausted": many // 10, "abandoned": many * 5 // 10}
        times = {f"took_{bucket}": many // 16 for bucket in range(16)}
        sums = {"seconds": many * 300, "seconds_squared": many * 300**2}
        yield Tally(**common, kind="session", key="", opened=many // 9, **ended, **times, **sums)
        if by == "arm":
            continue
        for key in (*QUESTIONS, "symptom"):
            yield Tally(**common, kind="question", key=key, shown=many, left_here=many // 50)
        for number in range(STEPS):
            tried = many * (STEPS - number) // STEPS
            fixed = tried // (6 + number)
            yield Tally(
                **common,
                kind="step",
                key=f"step-{number}",
                shown=many,
                fixed=fixed,
                not_fixed=tried - fixed,
                could_not=many // 100,
                other=many // 200,
                left_here=many // 30,
                exposure=tried * 1_200_000,
                tried_first=many // STEPS,
                fixed_first=many // STEPS // 6,
                **times,
                **sums,
            )


def pages(guide, today):
    """Each request to measure, by name: a function that sends it once."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    staff = Client(headers=SECURE)
    staff.force_login(get_user_model().objects.create_superuser("staff"))
    visitor = Client(headers=SECURE)
    own = f"/admin/troubleshooter/guide/{guide.pk}/statistics/"
    queries = {
        "two years": "",
        "by day": "?trend=day",
        "one edition": "?edition=2",
        "one answer": "?people=phone.face",
        "30 days": f"?from={today - timedelta(days=30)}",
        "compared": "?edition=2&against-edition=1",
        "as CSV": "?format=csv",
    }

    def get(client, path):
        def send():
            response = client.get(path)
            assert response.status_code == 200, path
            return response

        return send

    return {
        "plain page": get(visitor, "/reference/plain-page/page-7/"),
        **{name: get(staff, own + query) for name, query in queries.items()},
        "all guides": get(staff, "/admin/troubleshooter/guide/statistics/"),
    }


def spent(send, requests):
    """Seconds of one request, by the clock and of computing."""
    clock, computing = time.perf_counter(), time.process_time()
    for _ in range(requests):
        send()
    clock, computing = time.perf_counter() - clock, time.process_time() - computing
    return clock / requests, computing / requests


def queries_of(send):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as found:
        send()
    return len(found)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    os.environ["LIMIT_REPORTS"] = "off"  # nobody reads as often as this does
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        today = date.today()
        guide, number = fill(today)
        todo = pages(guide, today)
        print(f"{DAYS * PER_DAY:,} sessions in {number:,} rows of tallies")
        found = {name: queries_of(send) for name, send in todo.items()}
        rounds = [
            {name: spent(send, 20 if name == "plain page" else 3) for name, send in todo.items()}
            for _ in range(options.rounds)
        ]
        from django.db import connection

        connection.close()
    report(rounds, found)


def report(rounds, queries):
    print(f"{'':14}{'plain pages':>14}{'clock ms':>12}{'computing ms':>14}{'queries':>10}")
    ratios = {}
    for name in rounds[0]:
        ratios[name] = statistics.median(one[name][0] / one["plain page"][0] for one in rounds)
        clock = 1000 * statistics.median(one[name][0] for one in rounds)
        computing = 1000 * min(one[name][1] for one in rounds)
        print(f"{name:14}{ratios[name]:14.1f}{clock:12.1f}{computing:14.1f}{queries[name]:>10}")
    results(f"statistics_page-{database()}", {"ratios": ratios, "rounds": rounds})


if __name__ == "__main__":
    main()
