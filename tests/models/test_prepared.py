"""A query that is compiled once gives what the queryset gives, for whatever it is asked."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import published, started
from troubleshooter.models import Event, TroubleshootingSession
from troubleshooter.models.prepared import Prepared

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
        held.said()
    asked = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    assert len(asked) == 2
    if connection.vendor == "postgresql":
        assert "FOR NO KEY UPDATE" in asked[0]
        assert "troubleshooter_event" not in asked[0]
