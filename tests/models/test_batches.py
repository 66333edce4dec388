"""Whatever way a batch arrives, the session holds the same rows."""

import random
import threading
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.core.strategies import EXAMPLES
from tests.factories import published, started
from troubleshooter.core.batches import Kept
from troubleshooter.core.events import OUTCOMES
from troubleshooter.models import Event, TroubleshootingSession, Unfolded

ANSWERS = [
    *(("symptom", choice) for choice in ("blank", "noise", "unknown", "gone")),
    *(("power", choice) for choice in ("on", "out", "unknown")),
]
STEPS = ["reinstall", "paper", "cable", "restart", "gone"]


@st.composite
def kept_events(draw):
    """What one device may keep: each key for one thing, nothing taken back twice."""
    said = [
        *(st.sampled_from([{"question": q, "choice": c} for q, c in ANSWERS]),),
        st.builds(
            lambda s, o: {"step": s, "outcome": o},
            st.sampled_from(STEPS),
            st.sampled_from(OUTCOMES),
        ),
    ]
    things = draw(st.lists(st.one_of(said), min_size=1, max_size=8))
    minutes = draw(st.lists(st.integers(-5, 90), min_size=len(things), max_size=len(things)))
    events = [
        {"key": f"kept-{number:04}", "minutes": when, **what}
        for number, (what, when) in enumerate(zip(things, minutes, strict=True))
    ]
    taken = draw(st.lists(st.integers(0, len(events) + 1), unique=True, max_size=3))
    for number in taken:
        events.append({"key": f"back-{number:04}", "minutes": 50, "reverses": f"kept-{number:04}"})
    return events


@st.composite
def arrivals(draw, events):
    """The events in any order, some twice, in any number of parts."""
    twice = draw(st.lists(st.sampled_from(events), max_size=4))
    shuffled = draw(st.permutations([*events, *twice]))
    cuts = sorted(draw(st.lists(st.integers(0, len(shuffled)), max_size=3)))
    edges = [0, *cuts, len(shuffled)]
    return [shuffled[a:b] for a, b in pairwise(edges)]


def kept(session, event):
    fields = {name: value for name, value in event.items() if name != "minutes"}
    return Kept(at=session.started_at + timedelta(minutes=event["minutes"]), **fields)


def rows(session):
    """What is kept, but for the row's number; times as from the start."""
    names = ("key", "kind", "question", "choice", "step", "outcome", "reason", "reverses")
    return [
        (event.at - session.started_at, *(getattr(event, name) for name in names))
        for event in session.events.all()
    ]


@pytest.mark.django_db
def test_any_order_repetition_and_split_gives_the_same_rows():
    guide = published()

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def holds(data):
        events = data.draw(kept_events())
        one, other = started(guide), started(guide)
        received = timedelta(hours=1)
        one.receive([kept(one, event) for event in events], one.started_at + received)
        for part in data.draw(arrivals(events)):
            other.receive([kept(other, event) for event in part], other.started_at + received)
        assert rows(one) == rows(other)
        assert all(
            timedelta(0) <= event.at - one.started_at <= received for event in one.events.all()
        )

    holds()


@pytest.mark.django_db
def test_a_batch_is_folded_like_any_event():
    session = started()
    Unfolded.objects.all().delete()
    event = {"key": "kept-0001", "minutes": 1, "step": "paper", "outcome": "fixed"}
    session.receive([kept(session, event)], timezone.now())
    assert [row.session_id for row in Unfolded.objects.all()] == [session.pk]
    Unfolded.objects.all().delete()
    session.receive([kept(session, event)], timezone.now())
    assert not Unfolded.objects.exists(), "a duplicate changes nothing"


@pytest.mark.django_db
def test_what_came_in_a_batch_is_seen_by_who_holds_the_session():
    session = started()
    event = {"key": "kept-0001", "minutes": 1, "step": "paper", "outcome": "not_fixed"}
    with TroubleshootingSession.objects.held(session.token) as held:
        held.receive([kept(session, event)], timezone.now())
        assert [said.key for said in held.said()] == ["kept-0001"]


@pytest.mark.django_db
def test_an_answer_that_got_through_after_all_is_a_duplicate():
    session = started()
    recorded = session.answer("symptom", "blank", "")
    again = {"key": recorded.event.key, "minutes": 1, "question": "symptom", "choice": "blank"}
    received = session.receive([kept(session, again)], timezone.now())
    assert [verdict.status for verdict in received.verdicts] == ["duplicate"]
    assert session.events.count() == 1


@pytest.mark.django_db
def test_an_answer_that_gets_through_after_its_batch_adds_nothing():
    session = started()
    sent = session.answer("symptom", "blank", "").event.key
    session.events.all().delete()
    first = {"key": sent, "minutes": 1, "question": "symptom", "choice": "blank"}
    session.receive([kept(session, first)], timezone.now())
    assert not session.answer("symptom", "blank", "").is_new
    assert session.events.count() == 1


@pytest.mark.django_db
def test_what_was_said_offline_is_read_between_what_was_said_online():
    session = started()
    session.started_at = timezone.now() - timedelta(hours=2)
    session.save()
    session.answer("symptom", "noise", "")
    earlier = {"key": "kept-0001", "minutes": 30, "question": "symptom", "choice": "blank"}
    session.receive([kept(session, earlier)], timezone.now())
    assert session.walk().answers["symptom"].choice == "noise", "the newest answer wins"


@pytest.mark.django_db(transaction=True)
def test_devices_that_send_at_once_add_each_event_once():
    session = started()
    at = session.started_at
    events = [
        Kept(f"kept-{n:04}", at, step=s, outcome="not_fixed") for n, s in enumerate(STEPS[:4])
    ]

    def send(seed):
        try:
            own = list(events)
            random.Random(seed).shuffle(own)
            for event in own:
                held = TroubleshootingSession.objects.by_token(session.token)
                held.receive([event], timezone.now())
        finally:
            connection.close()

    devices = [threading.Thread(target=send, args=(seed,)) for seed in range(4)]
    for device in devices:
        device.start()
    for device in devices:
        device.join()
    assert sorted(Event.objects.values_list("key", flat=True)) == [event.key for event in events]


@pytest.mark.django_db
def test_taking_back_without_a_connection_is_taking_back():
    guide, ends = published(), []
    for is_offline in (False, True):
        session = started(guide)
        first = session.attempt("paper", "not_fixed", None, "").event
        seen = session.answer("symptom", "noise", first.key).event.key
        assert session.attempt("paper", "fixed", None, seen).is_overruled
        if is_offline:
            # The device's clock is right, and the batch comes a while later.
            back = Kept("back-0001", timezone.now(), reverses=first.key)
            session.receive([back], timezone.now() + timedelta(minutes=1))
        else:
            session.undo(first.key)
        walk = session.walk()
        ends.append((list(walk.results), walk.screen, rows(session)[-1][1:]))
    assert ends[0] == ends[1]
    assert ends[0][0] == [], "the step comes again"
