"""Whether pages cost more as guides and sessions get more.

The same pages with 10, 1,000, 5,000 and more guides, each as long as the first guide, and with
10 and 200 thousand sessions of three events; on SQLite in a temporary folder or on the
database of DATABASE_URL (bin/with-postgres). Shown is the least processor time of a request in
this process, which a busy machine changes least, and how the database finds the rows.
Writes `bench/results/growth-<database>.json`.
Run: python bench/growth.py [--guides 10 1000 5000] [--sessions 10000 200000]
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench._site import SECURE, START, database, prepare, results

NUMBERS = {
    "sqlite": "(WITH RECURSIVE c(n) AS (SELECT %s UNION ALL SELECT n + 1 FROM c WHERE n < %s)"
    " SELECT n FROM c)",
    "postgresql": "(SELECT n FROM generate_series(%s, %s) AS c(n))",
}
KEY = {"sqlite": "printf('%%032x', {})", "postgresql": "lpad(to_hex({}), 32, '0')::uuid"}
WORDS = ("fan", "screen", "battery", "sound", "camera", "login", "update", "mail", "scan", "cable")


def copied(table, number, changed, condition):
    """Copies of the one row of a table that meets the condition, `number` of them numbered by n."""
    from django.db import connection

    with connection.cursor() as cursor:
        columns = [c.name for c in connection.introspection.get_table_description(cursor, table)]
        chosen = ", ".join(
            changed.get(name, f"o.{name}") for name in columns if name in changed or name != "id"
        )
        names = ", ".join(f'"{name}"' for name in columns if name in changed or name != "id")
        numbers = NUMBERS[connection.vendor]
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {chosen.replace('o.order', 'o."order"')}"
            f" FROM {table} o CROSS JOIN {numbers} c WHERE {condition}",
            number,
        )


def more_guides(first, last):
    """Live guides numbered from `first` to `last`, each an edition of the first guide's length."""
    from django.db import connection, transaction

    word = "CASE n % {} " + " ".join(f"WHEN {i} THEN '{w}'" for i, w in enumerate(WORDS)) + " END"
    one = word.format(len(WORDS)).replace("%", "%%")
    key = KEY[connection.vendor].format("n + 4096")
    title = f"'Guide ' || n || ' about the ' || {one}"
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        ahead = "o.slug = 'icloud-backup'"
        values = {"id": "n + 100", "slug": "'guide-' || n", "title": title, "live_id": key}
        copied("troubleshooter_guide", (first, last), values, ahead)
        own = {
            "id": key,
            "guide_id": "n + 100",
            "title": title,
            "category": "'Category ' || (n %% 40)",
            "search_text": f"lower({title}) || ' ' || o.search_text",
        }
        of_first = "o.guide_id = (SELECT id FROM troubleshooter_guide WHERE slug = 'icloud-backup')"
        copied("troubleshooter_edition", (first, last), own, of_first)
    from troubleshooter.models import Shelf

    Shelf.change()


def more_sessions(first, last):
    """Sessions numbered from `first` to `last`, with three events each."""
    from django.db import connection, transaction

    text = "'{}' || substr('0000000000000000000000' || n, -{})"
    if connection.vendor == "postgresql":
        text = "'{}' || right('0000000000000000000000' || n, {})"
    token = text.format("bench-", 16)
    at = "o.token = 'the-model-of-sessions-'"
    own = {"id": "-n - 1000", "token": token, "code_hash": token, "visitor": token}
    with transaction.atomic():
        copied("troubleshooter_troubleshootingsession", (first, last), own, at)
        for number in range(3):
            one = {"session_id": "-n - 1000", "key": f"'event-key-{number}'"}
            copied("troubleshooter_event", (first, last), one, f"o.key = 'event-{number}'")


def model_session(guide):
    """The session that the others are copies of."""
    from troubleshooter.models import Event, TroubleshootingSession

    session = TroubleshootingSession.objects.start(guide.live)
    walk = session.answer("what-do-you-see", "unknown", "").walk
    for _ in range(2):
        walk = session.attempt(walk.screen.step.key, "not_fixed", None, walk.last_key).walk
    for number, event in enumerate(session.events.all()):
        Event.objects.filter(pk=event.pk).update(key=f"event-{number}")
    TroubleshootingSession.objects.filter(pk=session.pk).update(token="the-model-of-sessions-")


def asked(paths, client, times):
    """The least milliseconds of processor time for each page, of so many tries; the first is not
    counted, for what is rendered once is rendered then."""
    found = {}
    for name, send in paths.items():
        first = spent(send)
        found[name] = min(spent(send) for _ in range(times))
        if name in ("home", "guide page"):
            found[f"{name}, first time"] = first
    return found


def spent(send):
    began = time.process_time()
    response = send()
    assert response.status_code in (200, 303), response.status_code
    return 1000 * (time.process_time() - began)


def plans():
    """How the database finds what the hot pages read."""
    from django.db import connection

    from troubleshooter.models import TroubleshootingSession, guides, shelf
    from troubleshooter.models.heard import _with_events

    word = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    found = {}
    for name, query, value in (
        ("step screen", _with_events(TroubleshootingSession), "bench-0000000000000777"),
        ("guide page", guides._LIVE, "guide-7"),
        ("home", shelf._VERSION, 1),
    ):
        query.rows(value)
        sql, places, _converters = query._built[connection.vendor]
        with connection.cursor() as cursor:
            cursor.execute(f"{word} {sql}", [value if is_place else v for is_place, v in places])
            found[name] = [str(row[-1]) for row in cursor.fetchall()]
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

        model_session(guide)
        client, rows = Client(headers=SECURE), []
        there = {"guides": 1, "sessions": 0}
        pages = {
            "home": lambda: client.get("/"),
            "guide page": lambda: client.get("/guides/guide-7/"),
            "search, found": lambda: client.get("/search/?q=battery+icloud"),
            "search, near": lambda: client.get("/search/?q=battery+zzzz"),
            "search, nothing": lambda: client.get("/search/?q=zzzz"),
        }
        steps = {
            "step screen": lambda: client.get("/sessions/bench-0000000000000777/"),
            "start": lambda: client.post(START),
        }
        print(f"-- {database()}, least milliseconds of processor time")
        for kind, sizes, more, todo in (
            ("guides", options.guides, more_guides, pages),
            ("sessions", options.sessions, more_sessions, steps),
        ):
            for size in sizes:
                more(there[kind], size)
                there[kind] = size + 1
                with connection.cursor() as cursor:
                    cursor.execute("ANALYZE")
                client = Client(headers=SECURE)
                found = asked(todo, client, 12)
                rows.append({kind: size, "milliseconds": found})
                said = ", ".join(f"{name} {value:.2f}" for name, value in found.items())
                print(f"{size:>12,} {kind}: {said}", flush=True)
        found = plans()
        for name, lines in found.items():
            print(f"{name}: " + "; ".join(line.strip() for line in lines))
        connection.close()
        results(f"growth-{database()}", {"rows": rows, "plans": found})


if __name__ == "__main__":
    main()
