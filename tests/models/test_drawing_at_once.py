"""However events arrive, a session's order is drawn once, and from the same."""

import threading
from datetime import timedelta
from itertools import permutations

import pytest
from django.db import connection

from tests.factories import published, started
from tests.folding.playing import apart
from tests.models.lessons import frozen, learns
from troubleshooter.core.batches import Kept
from troubleshooter.models import TroubleshootingSession

pytestmark = pytest.mark.django_db


def test_a_batch_from_a_device_draws_the_same_in_whatever_order_it_comes(monkeypatch):
    guide = learns(apart(), control=50)
    monkeypatch.setattr("troubleshooter.models.sessions.secrets.token_urlsafe", lambda _n: "one")
    said = [
        {"question": "symptom", "choice": "blank"},
        {"step": "paper", "outcome": "not_fixed"},
        {"question": "symptom", "choice": "noise"},
        {"step": "cable", "outcome": "fixed"},
    ]
    found = set()
    for order in permutations(range(4)):
        session = started(guide)
        kept = [
            Kept(key=f"kept-{n:04}", at=session.started_at + timedelta(seconds=n), **said[n])
            for n in order
        ]
        received = session.receive(kept, session.started_at + timedelta(hours=1))
        found.add(str(frozen(session)))
        assert list(received.walk.order) == frozen(session)[0]
        assert frozen(session)[2] == "symptom=blank"
        session.delete()
    assert len(found) == 1


@pytest.mark.django_db(transaction=True)
def test_answers_that_come_at_once_draw_one_order():
    guide = learns(published(), cable=100, restart=100, paper=100)
    session = started(guide)
    barrier = threading.Barrier(6)
    walked, errors = [], []

    def answer(number):
        try:
            barrier.wait()
            own = TroubleshootingSession.objects.get(pk=session.pk)
            choice = ("blank", "noise")[number % 2]
            walked.append(own.answer("symptom", choice, f"seen-{number}").walk.order)
        except Exception as error:  # a thread's error must reach the assertion
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert walked == [frozen(session)[0]] * 6
