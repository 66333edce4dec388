"""People who walk a guide over HTTP, whatever becomes of the server, and remember what it accepted.

A form that got no answer is sent again, as a person would, with the same hidden fields.
"""

import http.client
import random
import re
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

HEADERS = {
    "X-Forwarded-Proto": "https",
    "Host": "127.0.0.1",
    "Content-Type": "application/x-www-form-urlencoded",
}
START = "/guides/icloud-backup/sessions/"
HIDDEN = re.compile(r'<input type="hidden" name="(step|question|seen)" value="([^"]*)">')
CHOICE = re.compile(r'name="choice" value="([^"]+)"')


@dataclass
class Walker:
    """One person. `accepted` is what the server said it keeps: (token, kind, subject, seen, what).

    `addresses` are the hosts and ports to try, in turn. `slowest` are the most seconds until what
    was asked for came, however often it was asked for; `latest` until any word came.
    """

    addresses: list[tuple[str, int]]
    rng: random.Random
    stop: threading.Event
    accepted: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    sent_again: int = 0
    refused: dict[int, int] = field(default_factory=dict)
    slowest: float = 0.0
    latest: float = 0.0

    def go(self):
        """Walk sessions until told to stop."""
        while not self.stop.is_set():
            where = self._insist("POST", START)
            if where is None:
                return
            self._walk(urlsplit(where).path)

    def _walk(self, session):
        token = session.split("/")[2]
        for _ in range(8):
            page = self._insist("GET", session)
            if page is None:
                return
            fields = dict(HIDDEN.findall(page))
            if "question" in fields:
                said = self.rng.choice(CHOICE.findall(page))
                kind, subject, form = "answer", fields["question"], {"choice": said}
                where = "answers/"
            elif "step" in fields:
                said = self.rng.choice(("not_fixed", "not_fixed", "already_tried"))
                kind, subject, form = "attempt", fields["step"], {"outcome": said}
                where = "attempts/"
            else:
                return
            form |= {**fields}
            if self._insist("POST", session + where, urlencode(form)) is None:
                return
            self.accepted.append((token, kind, subject, fields["seen"], said))

    def _insist(self, method, path, body=None):
        """Ask until there is an answer: a page's text, or where a form leads. None when told to
        stop before."""
        began = time.monotonic()
        while not self.stop.is_set():
            with suppress(OSError, http.client.HTTPException):
                asked = time.monotonic()
                try:
                    status, found = self._ask(method, path, body)
                finally:
                    self.latest = max(self.latest, time.monotonic() - asked)
                if status in (200, 303):
                    self.slowest = max(self.slowest, time.monotonic() - began)
                    return found
                self.refused[status] = self.refused.get(status, 0) + 1
            self.sent_again += 1
            time.sleep(0.02)
        return None

    def _ask(self, method, path, body):
        host, port = self.rng.choice(self.addresses)
        connection = http.client.HTTPConnection(host, port, timeout=10)
        try:
            connection.request(method, path, body, HEADERS)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        return answer.status, answer.headers["Location"] if answer.status == 303 else text


def walking(addresses, count, seed=1):
    """Start people; gives them, and a function that stops them and waits."""
    stop = threading.Event()
    people = [Walker(addresses, random.Random(seed + n), stop) for n in range(count)]
    threads = [threading.Thread(target=person.go) for person in people]
    for thread in threads:
        thread.start()

    def end():
        stop.set()
        for thread in threads:
            thread.join()

    return people, end


def judged(people):
    """What became of what was accepted: (accepted, lost, changed, more than was said).

    More than was said is every event beyond those accepted and the one that each person may just
    have sent when told to stop.
    """
    from troubleshooter.core.events import derived_key
    from troubleshooter.models import Event

    known = {
        (token, key): row
        for token, key, *row in Event.objects.values_list(
            "session__token", "key", "kind", "question", "step", "choice", "outcome"
        )
    }
    said = {}
    for person in people:
        for token, kind, subject, seen, what in person.accepted:
            said[token, derived_key(seen, kind, subject)] = (kind, subject, what)
    lost = [place for place in said if place not in known]
    changed = [
        place
        for place, (kind, subject, what) in said.items()
        if place in known
        and (kind, subject, what)
        != (known[place][0], known[place][1] or known[place][2], known[place][3] or known[place][4])
    ]
    more = max(0, len(known) - len(said) - len(people))
    return len(said), len(lost), len(changed), more
