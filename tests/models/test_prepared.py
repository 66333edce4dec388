"""A query that is compiled once gives what the queryset gives, for whatever it is asked."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import published, started
from troubleshooter.models import Event, TroubleshootingSession, Unfolded
from troubleshooter.models.events import values_of
from troubleshooter.models.prepared import Prepared, PreparedForMany, insert

pytestmark = pytest.mark.django_db


@pytest.fixture
def sessions():
    guide = published()
    one, other = started(guide), started(guide)
    for session, step in ((one, "paper"), (other, "restart"), (one, "restart")):
        session.attempt(step, "not_fixed", None, session.walk().last_key)
    return one, other


def test_it_gives_the_rows_of_the_values_it_is_asked_for(sessions):
    steps = Prepared(lambda pk: Event.objects.filter(session=pk).values_list("step", "at"), -1)
    for session in (*sessions, *sessions):
        rows = [(event.step, event.at) for event in session.events.all()]
        assert [tuple(row) for row in steps.rows(session.pk)] == rows


@pytest.mark.parametrize("number", [0, 1, 2, 3, 255, 256, 257, 600])
def test_of_many_keys_it_gives_the_rows_of_each_once(number):
    session = started(published())
    said = [Event(session=session, key=f"{n}", at=timezone.now()) for n in range(number + 2)]
    for event in said:
        event.kind, event.step, event.outcome = Event.Kind.ATTEMPT, "paper", "not_fixed"
    keys = [event.pk for event in Event.objects.bulk_create(said)]
    known = PreparedForMany(
        lambda keys, end: Event.objects.filter(pk__in=keys, pk__lt=end).values_list("pk", "key"),
        -1000,
    )
    for _ in range(2):
        rows = sorted(known.rows(keys[:number], keys[-1]))
        assert rows == [[pk, f"{n}"] for n, pk in enumerate(keys[:number])]
        rows = sorted(known.rows(keys, keys[number // 2]))
        assert [pk for pk, _key in rows] == keys[: number // 2]


def test_it_keeps_what_the_queryset_itself_says(sessions):
    asked = Prepared(
        lambda step, pk: Event.objects.filter(
            outcome="not_fixed", step=step, session=pk
        ).values_list("step"),
        "a step",
        -1,
    )
    assert asked.rows("paper", sessions[0].pk) == [["paper"]]
    assert asked.rows("paper", sessions[1].pk) == []


def test_a_session_by_its_token_is_the_row_itself(sessions):
    for session in sessions:
        read = TroubleshootingSession.objects.by_token(session.token)
        fresh = TroubleshootingSession.objects.get(pk=session.pk)
        for field in TroubleshootingSession._meta.concrete_fields:
            assert getattr(read, field.attname) == getattr(fresh, field.attname)
        assert read.said() == [row.fact for row in session.events.all()]


def test_a_session_in_which_nothing_was_said_has_no_events():
    session = started(published())
    assert TroubleshootingSession.objects.by_token(session.token).said() == []


def test_a_strange_token_finds_nothing(sessions):
    with pytest.raises(TroubleshootingSession.DoesNotExist):
        TroubleshootingSession.objects.by_token("' OR 1=1 --")


def test_what_is_said_on_a_session_that_was_read_is_seen_there(sessions):
    read = TroubleshootingSession.objects.by_token(sessions[0].token)
    before = read.walk().history
    read.answer("symptom", "blank", read.walk().last_key)
    assert len(read.walk().history) == len(before) + 1


def test_what_is_recorded_in_is_read_under_the_lock(sessions):
    with (
        CaptureQueriesContext(connection) as queries,
        TroubleshootingSession.objects.held(sessions[0].token) as held,
    ):
        assert len(held.said()) == 2
    asked = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    if connection.vendor == "postgresql":
        assert "FOR NO KEY UPDATE" in asked[0]
        assert "troubleshooter_event" not in asked[0]
        assert "troubleshooter_event" in asked[1]
    else:  # its transaction has the whole database
        assert len(asked) == 1


def test_what_was_said_while_it_is_held_is_seen_there(sessions):
    with TroubleshootingSession.objects.held(sessions[1].token) as held:
        held.attempt("cable", "not_fixed", None, held.walk().last_key)
        held.answer("symptom", "blank", held.walk().last_key)
        assert len(held.walk().history) == 3
    assert held.said() == TroubleshootingSession.objects.by_token(held.token).said()


def test_rows_added_together_are_those_added_one_by_one(sessions):
    one, other = sessions
    said = one.events.first()
    insert((Event, values_of(other.pk, said.fact)), (Unfolded, (other.pk,)))
    assert said.fact in other.said()
    assert Unfolded.objects.filter(session=other).count() == 3  # its start, its try and this


def test_of_rows_added_together_none_is_added_where_one_cannot_be(sessions):
    one, _other = sessions
    before = Unfolded.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        insert((Unfolded, (one.pk,)), (Event, values_of(one.pk, one.events.first().fact)))
    assert Unfolded.objects.count() == before
