"""Bots flood the running site: do the published figures stay as they were?

Some people answer at a person's pace. Then two waves of bots come by HTTP: one says "Fixed it" at
once, every bot from an address of its own; one starts sessions from a single address and answers a
question in each. The figures are read before and after, the tallies rebuilt, and all are compared.
Run: python -m bench.faults.flood [--bots 10000]
"""

import argparse
import http.client
import os
import random
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlencode

from bench._site import SECURE
from bench.faults._ports import free_port
from bench.faults._servers import prepared, started, stopped

PEOPLE = 60
FROM_ONE_ADDRESS = 200
AT_ONCE = 2
QUICK = 10
"""Seconds. A machine that breaks servers on purpose is busy, and a bot whose request waits for two
seconds is not quick any more; people take half a minute here."""


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--bots", type=int, default=10_000)
    bots = arguments.parse_args().bots
    with tempfile.TemporaryDirectory() as folder:
        prepared(folder)
        os.environ |= {"MIN_SECONDS": str(QUICK), "RATE_LIMITS": "on", "LIMIT_START": "60/1h"}
        os.environ["LOG_LEVEL"] = "ERROR"
        edition = people()
        before = figures()
        server = started(port := free_port())
        try:
            said = flood(port, edition, bots)
        finally:
            stopped(server)
        after = figures()
    for name, value in {"before": before, "after": after}.items():
        print(
            f"{name:>7}: {value['fixed']} of {value['started']} fixed, {value['excluded']} excluded"
        )
    print(f"   bots: {said} answers taken; rows that a rebuild found wrong: {after['wrong']}")
    excluded = after["excluded"] - before["excluded"]
    unchanged = before["rates"] == after["rates"] and not after["wrong"]
    sys.exit(0 if unchanged and excluded == bots + FROM_ONE_ADDRESS else "The figures changed.")


def people():
    """Sessions of people who take their time; the edition they walk."""
    from troubleshooter.core.events import Answer, Attempt
    from troubleshooter.models import Event, Guide, TroubleshootingSession, Unfolded

    edition, rng = Guide.objects.get().live, random.Random(6)
    question = next(use.question for use in edition.document.uses if use.ask_first)
    for _ in range(PEOPLE):
        session = TroubleshootingSession.objects.start(edition)
        at, facts = session.started_at, []
        at += timedelta(seconds=30)
        facts.append(Answer("symptom", at, question, "unknown"))
        for step in session.order[: rng.randrange(1, 5)]:
            at += timedelta(seconds=rng.randrange(30, 300))
            facts.append(Attempt(f"try-{step}", at, step, rng.choice(("fixed", "not_fixed"))))
            if facts[-1].outcome == "fixed":
                break
        Event.objects.bulk_create(Event.from_fact(session.pk, fact) for fact in facts)
        Unfolded.objects.create(session=session)
    return edition


def figures():
    """What staff read, and whether a rebuild comes to the same."""
    from django.conf import settings
    from django.utils import timezone

    from troubleshooter.core.counting import STATUSES
    from troubleshooter.folding import catch_up
    from troubleshooter.models import Tally
    from troubleshooter.rebuilding import rebuild

    settings.MIN_SECONDS = QUICK
    now = timezone.now() + timedelta(minutes=30)
    catch_up(now, most=1_000_000)
    wrong = sum(wrong for *_, wrong in rebuild(now))
    rows = Tally.objects.real().monthly()
    total = rows.of_all().about_sessions().added_up("kind")["session",]
    sums = rows.added_up("by", "value", "kind", "key")
    rates = {
        place: counts.weight if place[2] == "step" else [getattr(counts, one) for one in STATUSES]
        for place, counts in sums.items()
        if counts.started or counts.shown
    }
    return {
        "started": total.started,
        "fixed": total.fixed,
        "excluded": total.excluded,
        "rates": rates,
        "wrong": wrong,
    }


def flood(port, edition, bots):
    """Let the bots come; how many of their answers were taken."""
    guide, step = edition.document.guide.slug, next(iter(edition.document.placement))
    question = next(use.question for use in edition.document.uses if use.ask_first)
    fixed = ("attempts", {"step": step, "outcome": "fixed"})
    asked = ("answers", {"question": question, "choice": "unknown"})

    def bot(number):
        if number < bots:
            return walk(
                port, guide, f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", *fixed
            )
        return walk(port, guide, "192.0.2.1", *asked)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(bot, range(bots + FROM_ONE_ADDRESS)))


def walk(port, guide, address, path, said):
    """One bot: it starts a session and says one thing in it. Whether that was taken."""
    headers = {
        **SECURE,
        "X-Forwarded-For": address,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    server = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        server.request("POST", f"/guides/{guide}/sessions/", headers=headers)
        answer = server.getresponse()
        answer.read()
        where = answer.headers["Location"]
        server.request("POST", f"{where}{path}/", urlencode({**said, "seen": ""}), headers)
        answer = server.getresponse()
        answer.read()
        return answer.status == 303
    finally:
        server.close()


if __name__ == "__main__":
    main()
