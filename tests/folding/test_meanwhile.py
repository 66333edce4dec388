"""What others commit while a fold, or learning anew, is on its way."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from tests.factories import published, started
from tests.folding.playing import agree, apart, played, soon
from tests.folding.threads import Threads
from tests.views.reading import say
from troubleshooter import folding, rebuilding
from troubleshooter.folding import catch_up, fold
from troubleshooter.models import (
    Folded,
    Folding,
    Learned,
    Learning,
    Tally,
    TroubleshootingSession,
    Unfolded,
)
from troubleshooter.privacy import delete
from troubleshooter.rebuilding import relearn

pytestmark = pytest.mark.django_db(transaction=True)

BLANK = ("symptom=blank", "paper:not_fixed")
NOISE = ("symptom=noise", "paper:not_fixed")


def elsewhere(function, *args):
    """Let somebody else do this and commit it."""
    threads = Threads()
    threads.start(function, *args)
    threads.join()


@pytest.fixture(params=["before", "after"])
def drawn_meanwhile(request, monkeypatch):
    """Lets a session be drawn before or after a fold reads what its sessions will change."""

    def arrange(session):
        lessons = folding.Lessons

        def reading(sessions):
            monkeypatch.setattr(folding, "Lessons", lessons)
            if request.param == "before":
                elsewhere(say, session, *BLANK)
            found = lessons(sessions)
            if request.param == "after":
                elsewhere(say, session, *BLANK)
            return found

        monkeypatch.setattr(folding, "Lessons", reading)

    return arrange


@pytest.fixture
def meanwhile(monkeypatch):
    """Lets something happen after a batch was worked out, once, before it is written. On PostgreSQL
    one has the folding all that time."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps everybody else from folding meanwhile")

    def arrange(function, *args):
        teach = folding.Lessons.teach

        def teaching(self, *what):
            monkeypatch.setattr(folding.Lessons, "teach", teach)
            elsewhere(function, *args)
            return teach(self, *what)

        monkeypatch.setattr(folding.Lessons, "teach", teaching)

    return arrange


@pytest.mark.parametrize("is_known", [True, False])
def test_what_somebody_else_folds_meanwhile_counts_once(meanwhile, is_known):
    guide = apart()
    session = played(guide, "symptom=blank")
    if is_known:
        catch_up(soon())
    say(session, "paper:not_fixed")
    meanwhile(catch_up, soon())
    assert fold(100, soon()) == 0  # nothing was left of it
    agree(soon())


def test_a_session_that_somebody_else_finds_left_meanwhile_counts_once(meanwhile):
    guide = apart()
    played(guide, *BLANK)
    catch_up(soon())
    in_a_week = soon() + timedelta(days=7)
    meanwhile(catch_up, in_a_week)
    assert fold(100, in_a_week) == 0
    agree(in_a_week)


def test_what_others_teach_the_guide_meanwhile_stays(meanwhile):
    guide = apart()
    _first, second = played(guide, *BLANK), played(guide, *BLANK)
    Unfolded.objects.filter(session=second).delete()

    def teach():
        with transaction.atomic():
            Folding.objects.hold()
            folding.Batch([second.pk], soon()).write()

    meanwhile(teach)
    assert fold(100, soon()) == 1
    assert Folded.objects.count() == 2
    assert tries(guide) == pytest.approx([2, 2], abs=0.1)
    agree(soon())


@pytest.mark.parametrize("is_known", [True, False])
def test_a_session_that_is_deleted_meanwhile_is_counted_nowhere(meanwhile, is_known):
    session = played(apart(), *BLANK)
    if is_known:
        catch_up(soon())
        say(session, "cable:fixed")
    meanwhile(delete, session.token)
    fold(100, soon())
    assert not Unfolded.objects.exists()
    assert not Folded.objects.exists()
    assert not Tally.objects.exists()


def test_who_answers_while_a_batch_is_worked_out_need_not_wait(meanwhile):
    guide = apart()
    other = started(guide)
    fold(100, soon())
    played(guide, *BLANK)
    meanwhile(say, other, *BLANK)
    assert fold(100, soon()) == 1
    assert set(Unfolded.objects.values_list("session", flat=True)) == {other.pk}
    catch_up(soon())
    agree(soon())


def tries(guide):
    """E of "paper" among those whose page is blank, and in the whole guide."""
    found = Learned.objects.counters(guide.pk, False, ["symptom=blank"])
    return [found.now(segment, "paper").exposure for segment in ("symptom=blank", "")]


def test_a_group_that_a_session_joins_while_it_is_folded_keeps_what_it_knows(drawn_meanwhile):
    guide = apart()
    for _ in range(5):
        played(guide, *BLANK)
    catch_up(soon())
    played(guide, *NOISE)
    drawn_meanwhile(started(guide))
    fold(100, soon())
    catch_up(soon())
    assert tries(guide) == pytest.approx([6, 7], abs=0.1)


def test_a_session_that_is_drawn_while_it_is_folded_as_the_first_of_its_guide_is_learned_from(
    drawn_meanwhile,
):
    guide = apart()
    drawn_meanwhile(started(guide))
    fold(100, soon())
    catch_up(soon())
    assert not Unfolded.objects.exists()
    assert tries(guide) == pytest.approx([1, 1], abs=0.1)


def test_others_may_write_between_two_batches_of_learning_anew(monkeypatch):
    guide = published()
    played(guide, *BLANK)
    catch_up(soon())
    order = list(guide.live.document.placement)
    TroubleshootingSession.objects.bulk_create(
        TroubleshootingSession(edition=guide.live, order=order, arm="author") for _ in range(2100)
    )  # more than the database hands out at a time
    monkeypatch.setattr(rebuilding, "BATCH", 900)
    batches = []

    def write():
        Learning.objects.update_or_create(guide=guide, defaults={"control": len(batches)})

    class Batch(folding.Batch):
        def write(self):
            super().write()
            batches.append(len(self.sessions))
            transaction.on_commit(lambda: elsewhere(write))

    monkeypatch.setattr(rebuilding, "Batch", Batch)
    assert list(relearn(soon())) == [guide]
    assert batches == [900, 900, 301]
    assert Learning.of(guide).control == 3
    assert Folded.objects.count() == 2101
    assert Learned.objects.get(step="paper").evidence["exposure"] == 1
