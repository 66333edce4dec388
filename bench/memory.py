"""What a worker holds in memory after many requests, beside one of the reference application.

Each application answers in a process of its own, as a worker of gunicorn does, here without the
sockets: a mix of what visitors ask for, of many sessions, answers included. Shown are megabytes
after the first thousand, after a tenth and after all requests.
Writes `bench/results/memory.json`. Run: python bench/memory.py [--requests 100000]
"""

import argparse
import importlib
import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench._site import prepare, results, walked

SESSIONS = 600
DOORS = {"site": "helpdesk", "reference": "bench.reference"}


def resident():
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def requests_of(guide):
    """What is asked for of each application: (method, path, body)."""
    rng = random.Random(1)
    mine = [
        ("GET", "/", ""),
        ("GET", f"/guides/{guide.slug}/", ""),
        ("GET", "/search/?q=icloud", ""),
    ]
    for session, step in [walked(guide.live, rng) for _ in range(SESSIONS)]:
        address = f"/sessions/{session.token}/"
        mine += [("GET", address, ""), ("GET", f"{address}steps/{step}/", "")]
        mine.append(("POST", f"{address}attempts/", f"step={step}&outcome=not_fixed"))
    pages = [f"page-{number}" for number in range(200)]
    plain = [("GET", f"/reference/plain-page/{page}/", "") for page in pages]
    plain += [("POST", f"/reference/plain-outcome/{page}/", "outcome=fixed") for page in pages]
    return {"site": mine, "reference": plain}


def answer(door, path, number):
    """Answer the requests of a file in turn, so many; print what is held on the way."""
    os.environ["DJANGO_SETTINGS_MODULE"] = f"{door}.settings"
    application = importlib.import_module(f"{door}.wsgi").application
    todo = json.loads(Path(path).read_text())
    held = {}
    for done in range(1, number + 1):
        method, address, body = todo[done % len(todo)]
        route, _mark, query = address.partition("?")
        asked = {
            "REQUEST_METHOD": method,
            "PATH_INFO": route,
            "QUERY_STRING": query,
            "HTTP_HOST": "127.0.0.1",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "443",
            "HTTP_X_FORWARDED_PROTO": "https",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body.encode()),
            "wsgi.errors": sys.stderr,
        }
        said = []
        response = application(asked, lambda status, *_more, said=said: said.append(status))
        b"".join(response)
        response.close()
        assert said[0][0] in "23", (address, said)
        if done in (min(1_000, number), number // 10, number):
            held[done] = resident()
    print(json.dumps(held))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--answer", nargs=2, metavar=("DOOR", "FILE"))
    options = parser.parse_args()
    if options.answer:
        return answer(*options.answer, options.requests)
    with tempfile.TemporaryDirectory() as folder:
        todo = requests_of(prepare(folder))
        from django.db import connections

        connections.close_all()
        found = {}
        for name, door in DOORS.items():
            path = Path(folder) / f"{name}.json"
            path.write_text(json.dumps(todo[name]))
            one = [sys.executable, __file__, "--answer", door, str(path)]
            done = subprocess.run(
                [*one, "--requests", str(options.requests)],
                check=True,
                capture_output=True,
                text=True,
            )
            found[name] = json.loads(done.stdout)
            print(name, ", ".join(f"{int(n):,}: {mb:.1f} MB" for n, mb in found[name].items()))
        last = str(options.requests)
        ratio = found["site"][last] / found["reference"][last]
        print(f"A worker holds {ratio:.2f} times what one of the reference does (to reach: 1.3).")
        results("memory", {"held": found, "ratio": ratio})
    return None


if __name__ == "__main__":
    main()
