"""Folding events into tallies: what comes out, however often and in whatever pieces."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from tests.core.adding import statuses
from tests.factories import published, started
from tests.folding.playing import added_up, apart, counts, kept, played
from tests.views.reading import say
from troubleshooter.folding import catch_up, fold
from troubleshooter.models import Folded, Folding, Tally, TroubleshootingSession, Unfolded
from troubleshooter.models.outbox import AT_ONCE, waiting

pytestmark = pytest.mark.django_db

STEPS = ("symptom=blank", "paper:not_fixed", "power=on", "cable:fixed")


def soon():
    """A little later than what is said in a test."""
    return timezone.now() + timedelta(minutes=1)


def everybody():
    return Tally.objects.of_all().monthly()


# --- What is written with an event ---


def test_every_event_and_every_start_leaves_a_row_to_fold():
    session = started()
    assert Unfolded.objects.count() == 1
    say(session, "symptom=blank", "paper:fixed")
    session.undo(session.walk().last_key)
    assert list(Unfolded.objects.values_list("session", flat=True)) == [session.pk] * 4


def test_a_replay_leaves_none():
    session = started()
    session.answer("symptom", "blank", "")
    left = Unfolded.objects.count()
    session.answer("symptom", "blank", "")
    assert Unfolded.objects.count() == left


# --- What comes out ---


def test_a_fold_counts_what_was_said_and_leaves_nothing():
    guide = apart()
    played(guide, *STEPS, estimates={})
    played(guide)
    assert fold(100, soon()) == 2
    assert not Unfolded.objects.exists()
    assert counts(everybody(), kind="session")["opened"] == 1
    assert counts(everybody(), kind="session")["fixed"] == 1
    cable = counts(everybody(), kind="step", key="cable")
    assert (cable["shown"], cable["fixed"], cable["exposure"]) == (1, 1, 1_000_000)
    assert counts(everybody(), kind="question", key="symptom") == {"shown": 1}
    assert Folding.objects.get().folded_at is not None


def test_each_group_of_sessions_has_rows_of_its_own():
    guide = apart()
    played(guide, "symptom=blank", "paper:fixed")
    played(guide, "symptom=blank", "paper:not_fixed")
    played(guide, "symptom=noise", "paper:fixed")
    catch_up(soon())
    month = Tally.objects.monthly().about_steps().filter(key="paper")
    assert month.of_all().total().fixed == 2
    assert month.of_segment("symptom=blank").total().fixed == 1
    by_choice = month.by_choice("symptom").added_up("value")
    assert {key: found.tried for key, found in by_choice.items()} == {("blank",): 2, ("noise",): 1}


def test_an_answer_that_changes_moves_the_session_to_another_group():
    guide = apart()
    session = played(guide, "symptom=blank", "paper:not_fixed")
    catch_up(soon())
    say(session, "symptom=noise")
    catch_up(soon())
    assert set(Tally.objects.by_segment().values_list("value", flat=True)) == {"symptom=noise"}


def test_what_is_taken_back_is_subtracted():
    session = played(published(), "symptom=blank", "paper:fixed")
    catch_up(soon())
    session.undo(session.walk().last_key)
    catch_up(soon())
    assert counts(everybody(), kind="session") == {"going": 1}
    assert counts(everybody(), kind="step", key="paper") == {"shown": 1}


def test_rows_of_nothing_vanish():
    session = played(published(), "symptom=blank", "paper:fixed")
    catch_up(soon())
    for event in session.walk().history:
        session.undo(event.key)
    catch_up(soon())
    assert {(row.kind, row.by) for row in kept()} == {("session", ""), ("session", "arm")}
    assert counts(everybody(), kind="session") == {"opened": 1}


def test_the_estimates_frozen_with_the_session_weigh_its_tries():
    played(published(), *STEPS, estimates={"paper": 0.5})
    catch_up(soon())
    assert counts(everybody(), kind="step", key="cable")["exposure"] == 2_000_000


def test_simulated_sessions_have_rows_of_their_own():
    guide = published()
    played(guide, *STEPS, is_simulated=True)
    played(guide, "symptom=blank")
    catch_up(soon())
    assert counts(everybody().simulated(), kind="session")["fixed"] == 1
    assert counts(everybody().real(), kind="session") == {"going": 1}


def test_the_day_is_the_sites(settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    at = datetime(2026, 3, 31, 11, 30, tzinfo=UTC)  # past midnight there, in April
    played(published(), at=at)
    catch_up(soon())
    days = set(Tally.objects.values_list("span", "day"))
    assert days == {("day", date(2026, 4, 1)), ("month", date(2026, 4, 1))}


def test_the_tallies_are_the_counts_of_the_sessions():
    guide = apart()
    for facts in ((), STEPS, STEPS[:2], STEPS[:3], ("symptom=noise", "restart:later")):
        played(guide, *facts)
    now = soon() + timedelta(days=1)
    catch_up(now)
    told = added_up(TroubleshootingSession.objects.of_guide(guide), now)
    found = everybody().added_up("kind", "key")
    assert statuses(found["session", ""]) == told.sessions
    for key, step in told.steps.items():
        sums = found["step", key]
        assert (sums.shown, sums.fixed, sums.not_fixed) == (step.shown, step.fixed, step.not_fixed)
        assert (sums.later, sums.left_here) == (step.later, step.left_here)


# --- When time passes ---


@pytest.mark.parametrize(
    ("facts", "then", "wait"),
    [
        (STEPS[:2], "going", timedelta(hours=24)),
        ((*STEPS[:2], "paper:later", "restart:later"), "waiting", timedelta(days=7)),
    ],
)
def test_a_session_left_alone_is_counted_as_left_when_its_time_has_come(facts, then, wait):
    session = played(published(), *facts)
    newest = session.events.latest("at").at
    catch_up(newest + timedelta(minutes=1))
    assert counts(everybody(), kind="session") == {then: 1}
    assert catch_up(newest + wait - timedelta(microseconds=1)) == 0
    assert catch_up(newest + wait) == 1
    assert counts(everybody(), kind="session") == {"abandoned": 1}
    assert not Folded.objects.filter(due_at__isnull=False).exists()


def test_a_return_undoes_that():
    session = played(published(), "symptom=blank")
    catch_up(soon() + timedelta(days=2))
    say(session, "paper:fixed")
    catch_up(soon())
    assert counts(everybody(), kind="session").keys() & {"fixed", "abandoned"} == {"fixed"}


# --- In whatever pieces ---


def test_folding_again_changes_nothing():
    guide = apart()
    session = played(guide, *STEPS)
    catch_up(soon())
    once = kept()
    Unfolded.objects.create(session=session)
    assert fold(100, soon()) == 1
    assert kept() == once


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_the_size_of_the_pieces_makes_no_difference(limit):
    guide = apart()
    for facts in (STEPS, STEPS[:2], STEPS[:1]):
        played(guide, *facts)
    now = soon()
    taken = []
    while done := fold(limit, now):
        taken.append(done)
    assert max(taken) <= limit
    assert sum(taken) == 3
    together = kept()
    Tally.objects.all().delete()
    Folded.objects.all().delete()
    Unfolded.objects.bulk_create(
        Unfolded(session=session) for session in TroubleshootingSession.objects.all()
    )
    fold(100, now)
    assert kept() == together


def test_all_that_was_said_in_a_session_is_folded_at_once_and_who_waits_longest_comes_first():
    guide = apart()
    first, second = played(guide), played(guide)
    say(second, *STEPS)
    say(first, *STEPS)
    assert fold(1, soon()) == 1
    assert set(Unfolded.objects.values_list("session", flat=True)) == {second.pk}
    assert fold(1, soon()) == 1
    assert not Unfolded.objects.exists()


def test_rows_far_behind_wait_for_a_later_fold():
    first, second = played(apart()), played(apart())
    for session in (first, second, first, first):
        Unfolded.objects.create(session=session)
    rows = waiting(1, ahead=5)
    assert [*rows.values()] == [first.pk] * 3
    assert max(rows) < Unfolded.objects.latest("pk").pk
    Unfolded.objects.filter(pk__in=rows).delete()
    assert [*waiting(2, ahead=9).values()] == [second.pk, second.pk, first.pk]


def test_one_who_said_a_lot_hides_nobody_who_waits_behind():
    first, second, third = (started(published(f"guide-{n}")) for n in range(3))
    Unfolded.objects.all().delete()
    said = 2 * AT_ONCE + 1
    order = [first] * said + [second, first, third]
    Unfolded.objects.bulk_create(Unfolded(session=session) for session in order)
    found = Counter(waiting(2, ahead=said + 3).values())
    assert found == {first.pk: said + 1, second.pk: 1}
    found = Counter(waiting(3, ahead=AT_ONCE + 1).values())
    assert found == {first.pk: AT_ONCE + 1}


def test_nothing_to_fold_costs_little(django_assert_max_num_queries):
    catch_up(soon())
    # outbox, due, begin, lock, state, commit
    with django_assert_max_num_queries(6):
        fold(100, soon())


def test_a_batch_costs_the_same_however_many_sessions_it_holds(django_assert_max_num_queries):
    guide = apart()
    for _ in range(20):
        played(guide, *STEPS)
    Folding.objects.create(pk=1)
    with django_assert_max_num_queries(22):
        assert fold(100, soon()) == 20


def test_the_rows_go_with_their_session():
    session = played(published(), *STEPS)
    catch_up(soon())
    counted = kept()
    say(session, "restart:fixed")
    session.delete()
    assert not Unfolded.objects.exists()
    assert not Folded.objects.exists()
    assert kept() == counted
