"""What others commit while a fold, or learning anew, is on its way."""

import pytest
from django.db import connection, transaction

from tests.factories import published, started
from tests.folding.playing import apart, played, soon
from tests.folding.threads import Threads
from tests.views.reading import say
from troubleshooter import folding
from troubleshooter.folding import catch_up, fold
from troubleshooter.models import Folded, Learned, Learning, TroubleshootingSession, Unfolded
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

    def draw(session):
        # SQLite has one writer, so that the fold itself has to say what it then finds.
        if connection.vendor == "sqlite":
            say(session, *BLANK)
        else:
            elsewhere(say, session, *BLANK)

    def arrange(session):
        lessons = folding.Lessons

        def reading(sessions):
            monkeypatch.setattr(folding, "Lessons", lessons)
            if request.param == "before":
                draw(session)
            found = lessons(sessions)
            if request.param == "after":
                draw(session)
            return found

        monkeypatch.setattr(folding, "Lessons", reading)

    return arrange


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
    monkeypatch.setattr(folding, "BATCH", 900)
    replace, batches = folding.replace, []

    def write():
        Learning.objects.update_or_create(guide=guide, defaults={"control": len(batches)})

    def replaced(chosen, now):
        replace(chosen, now)
        batches.append(len(chosen))
        transaction.on_commit(lambda: elsewhere(write))

    monkeypatch.setattr(folding, "replace", replaced)
    assert list(relearn(soon())) == [guide]
    assert batches == [900, 900, 301]
    assert Learning.of(guide).control == 3
    assert Folded.objects.count() == 2101
    assert Learned.objects.get(step="paper").evidence["exposure"] == 1
