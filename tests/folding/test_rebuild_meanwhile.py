"""Computing the tallies anew while others go on: nothing they do is lost or counted twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.folding.playing import STEPS, agree, apart, kept, played, say, soon
from troubleshooter import rebuilding
from troubleshooter.folding import catch_up
from troubleshooter.models import Folding, Tally, TroubleshootingSession
from troubleshooter.privacy import delete, purge_all
from troubleshooter.rebuilding import rebuild

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meanwhile(monkeypatch):
    """Lets something happen once a day is worked out, and before anything is written."""
    happens, real = [], rebuilding.told

    def told(sessions, now):
        yield from real(sessions, now)
        while happens:
            happens.pop()()

    monkeypatch.setattr(rebuilding, "told", told)
    return happens.append


@pytest.fixture
def guide():
    return apart()


@pytest.fixture
def sessions(guide):
    return [played(guide, *STEPS[:3]) for _ in range(3)]


def said(session):
    say(session, STEPS[3])


def folded(session):
    said(session)
    catch_up(soon())


def folded_for_the_first_time(session):
    folded(played(session.edition.guide, *STEPS[:3]))


def deleted(session):
    assert delete(session.token)


@pytest.mark.parametrize("what", [said, folded, folded_for_the_first_time, deleted])
def test_what_others_do_while_a_day_is_worked_out_counts_once(sessions, meanwhile, what):
    catch_up(soon())
    meanwhile(lambda: what(sessions[1]))
    list(rebuild(soon()))
    catch_up(soon())
    assert agree(soon())
    assert Tally.objects.of_all().monthly().about_sessions().total().started == (
        TroubleshootingSession.objects.count()
    )


def purged():
    """The oldest day is: time has gone on, or fewer days are kept now."""
    assert purge_all(timezone.now() + timedelta(days=55)) == 1


def some_days(guide):
    for days in (40, 35, 1):
        session = played(guide, *STEPS)
        at = timezone.now() - timedelta(days=days)
        session.events.update(at=at)
        TroubleshootingSession.objects.filter(pk=session.pk).update(started_at=at)
    catch_up(soon())
    return kept()


def test_a_day_that_is_purged_while_it_is_worked_out_is_left_as_it_is(guide, meanwhile):
    before = some_days(guide)
    meanwhile(purged)
    assert sum(wrong for *_, wrong in rebuild(soon())) == 0
    assert kept() == before


def test_so_is_one_that_is_purged_before_its_turn(guide):
    before = some_days(guide)
    running = rebuild(soon())
    first = next(running)
    assert Folding.objects.get().purged_through is None
    assert purge_all(timezone.now() + timedelta(days=70)) == 2
    assert first[2] + sum(wrong for *_, wrong in running) == 0
    assert kept() == before
