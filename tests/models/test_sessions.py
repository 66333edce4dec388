"""What a session records, and what it refuses to record twice."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tests.factories import published, started
from troubleshooter.core.walk import EndingScreen, QuestionScreen, StepScreen
from troubleshooter.models import Event, TroubleshootingSession
from troubleshooter.models.devices import visitor_hash
from troubleshooter.models.sessions import UnknownPart

pytestmark = pytest.mark.django_db


def at_step(session):
    """Answer the first question, so that the walk is at its first step."""
    return session.answer("symptom", "blank", "").walk


def test_a_new_session_has_an_unguessable_token_and_the_authors_order():
    session = started()
    assert len(session.token) == 22
    assert session.order == ["reinstall", "paper", "cable", "restart"]
    assert isinstance(session.walk().screen, QuestionScreen)


def test_it_walks_on_with_every_answer():
    session = started()
    walk = at_step(session)
    assert walk.screen.step.key == "paper"
    walk = session.attempt("paper", "not_fixed", None, walk.last_key).walk
    assert walk.screen == walk.question_screen("power")
    walk = session.answer("power", "on", walk.last_key).walk
    assert walk.screen.step.key == "cable"


def test_it_ignores_a_repeated_answer():
    session = started()
    first = session.answer("symptom", "blank", "")
    again = session.answer("symptom", "blank", "")
    assert first.is_new
    assert not again.is_new
    assert not again.is_overruled
    assert session.events.count() == 1


def test_a_stale_form_that_says_something_else_adds_nothing_and_is_told_so():
    session = started()
    session.answer("symptom", "blank", "")
    stale = session.answer("symptom", "noise", "")
    assert stale.is_overruled
    assert not stale.is_new
    assert stale.event.choice == "blank"
    assert session.events.count() == 1


def test_a_changed_answer_is_a_new_event_and_the_newest_wins():
    session = started()
    walk = at_step(session)
    walk = session.answer("symptom", "noise", walk.last_key).walk
    assert session.events.count() == 2
    assert walk.answers["symptom"].choice == "noise"


def test_what_was_said_is_the_same_when_read_again():
    session = started()
    walk = at_step(session)
    walk = session.attempt("paper", "could_not", "no_button", walk.last_key).walk
    read = TroubleshootingSession.objects.by_token(session.token).walk()
    assert read.screen == walk.screen
    assert read.results == walk.results
    assert read.results["paper"].reason == "no_button"


def test_a_reason_goes_with_could_not_only():
    session = started()
    session.attempt("paper", "not_fixed", "no_button", "")
    assert session.events.get().reason == ""


def test_undo_takes_back_the_event_it_names_and_taking_back_again_adds_nothing():
    session = started()
    walk = at_step(session)
    recorded = session.attempt("paper", "fixed", None, walk.last_key)
    assert recorded.walk.screen.kind == "fixed"
    walk = session.undo(recorded.event.key).walk
    assert walk.screen.step.key == "paper"
    assert not session.undo(recorded.event.key).is_new
    assert session.events.count() == 3


def test_after_an_undo_the_same_words_count_again():
    session = started()
    recorded = session.attempt("paper", "fixed", None, "")
    walk = session.undo(recorded.event.key).walk
    walk = session.attempt("paper", "fixed", None, walk.last_key).walk
    assert walk.screen == EndingScreen("fixed", attempt=walk.results["paper"])


@pytest.mark.parametrize(
    "say",
    [
        lambda session: session.answer("nothing", "blank", ""),
        lambda session: session.answer("symptom", "nothing", ""),
        lambda session: session.attempt("nothing", "fixed", None, ""),
        lambda session: session.undo("nothing"),
    ],
)
def test_it_refuses_what_the_edition_does_not_hold(say):
    session = started()
    with pytest.raises(UnknownPart):
        say(session)
    assert session.events.count() == 0


def test_undo_does_not_take_back_another_sessions_event():
    guide = published()
    one, other = started(guide), started(guide)
    key = one.answer("symptom", "blank", "").event.key
    with pytest.raises(UnknownPart):
        other.undo(key)


def test_events_keep_the_order_they_were_recorded_in_when_the_clock_stands_still(monkeypatch):
    session = started()
    now = timezone.now() - timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: now)
    keys = []
    for step in ("paper", "cable", "restart"):
        seen = keys[-1] if keys else ""
        keys.append(session.attempt(step, "not_fixed", None, seen).event.key)
    assert [event.key for event in session.walk().history] == keys
    times = list(session.events.values_list("at", flat=True))
    assert len(set(times)) == 3


def test_sessions_stay_on_the_edition_they_began_with():
    guide = published()
    session = started(guide)
    value = session.document
    from msgspec.structs import replace

    changed = replace(value, guide=replace(value.guide, title="Another title"))
    guide.publish(changed)
    again = TroubleshootingSession.objects.by_token(session.token)
    assert again.document.guide.title == "Printer does not print"


def test_a_visitor_is_kept_as_a_hash_only():
    guide = published()
    session = TroubleshootingSession.objects.start(guide.live, visitor="cookie-value")
    assert session.visitor == visitor_hash("cookie-value") != "cookie-value"
    assert list(TroubleshootingSession.objects.of_visitor("cookie-value")) == [session]
    assert not TroubleshootingSession.objects.of_visitor("other").exists()


def test_a_session_without_events_was_not_started():
    session = started()
    assert not TroubleshootingSession.objects.started().exists()
    at_step(session)
    assert TroubleshootingSession.objects.started().get() == session


@pytest.mark.parametrize(
    "columns",
    [
        {"kind": "answer", "question": "symptom"},
        {"kind": "answer", "question": "symptom", "choice": "blank", "step": "paper"},
        {"kind": "attempt", "step": "paper", "outcome": "healed"},
        {"kind": "attempt", "step": "paper", "outcome": "fixed", "reason": "no_button"},
        {"kind": "attempt", "outcome": "fixed"},
        {"kind": "reversal"},
        {"kind": "other", "step": "paper", "outcome": "fixed"},
    ],
)
def test_the_database_refuses_an_event_that_says_nothing_or_two_things(columns):
    session = started()
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(session=session, key="k", at=timezone.now(), **columns)


def test_the_database_refuses_a_second_event_under_a_key_and_a_second_reversal():
    session = started()
    event = session.answer("symptom", "blank", "").event
    session.undo(event.key)
    for columns in (
        {"key": event.key, "kind": "answer", "question": "symptom", "choice": "noise"},
        {"key": "another", "kind": "reversal", "reverses": event.key},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Event.objects.create(session=session, at=timezone.now(), **columns)


def test_recording_an_attempt_takes_at_most_six_queries(django_assert_max_num_queries):
    session = started()
    walk = at_step(session)
    with django_assert_max_num_queries(6):  # begin, lock, events, insert, outbox, commit
        walk = session.attempt("paper", "not_fixed", None, walk.last_key).walk
    assert isinstance(walk.screen, QuestionScreen | StepScreen)


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_from_many_threads_at_once_is_one_event():
    session = started()
    barrier = threading.Barrier(8)
    results, errors = [], []

    def press():
        try:
            barrier.wait()
            own = TroubleshootingSession.objects.get(pk=session.pk)
            results.append(own.attempt("paper", "not_fixed", None, "").is_new)
        except Exception as error:  # a thread's error must reach the assertion
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(results) == [False] * 7 + [True]
    assert session.events.count() == 1
