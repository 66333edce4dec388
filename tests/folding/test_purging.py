"""Old sessions go and leave their sums; a deleted one leaves nothing."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.factories import published, started
from tests.folding.playing import STEPS, apart, counts, kept, played, rebuilds_alike, soon
from tests.views.reading import say
from troubleshooter import privacy
from troubleshooter.folding import catch_up
from troubleshooter.models import (
    Event,
    Folded,
    Folding,
    Learned,
    Tally,
    TroubleshootingSession,
    Unfolded,
)
from troubleshooter.privacy import delete, purge, purge_all
from troubleshooter.rebuilding import rebuild

pytestmark = pytest.mark.django_db


def long_ago(session, days=91):
    """The session and all that was said in it happened so many days earlier."""
    earlier = timedelta(days=days)
    TroubleshootingSession.objects.filter(pk=session.pk).update(
        started_at=session.started_at - earlier
    )
    for event in session.events.all():
        Event.objects.filter(pk=event.pk).update(at=event.at - earlier)
    Unfolded.objects.create(session=session)
    return session


# --- Purging ---


def test_a_session_goes_ninety_days_after_its_last_answer_and_its_sums_stay():
    guide = apart()
    old, young = long_ago(played(guide, *STEPS)), long_ago(played(guide, *STEPS), days=89)
    catch_up(soon())
    before = kept()
    assert purge_all(timezone.now()) == 1
    assert not TroubleshootingSession.objects.filter(pk=old.pk).exists()
    assert not Event.objects.filter(session=old.pk).exists()
    assert TroubleshootingSession.objects.filter(pk=young.pk).exists()
    assert kept() == before
    assert purge_all(timezone.now()) == 0


def test_days_are_a_setting(settings):
    settings.PURGE_DAYS = 10
    long_ago(played(published(), *STEPS), days=12)
    catch_up(soon())
    assert purge_all(timezone.now()) == 1


def test_it_waits_until_what_was_said_is_counted():
    session = long_ago(played(published(), *STEPS))
    assert purge(timezone.now()) == 0
    catch_up(soon())
    Unfolded.objects.create(session=session)
    assert purge(timezone.now()) == 0
    catch_up(soon())
    assert purge(timezone.now()) == 1


def test_it_waits_until_time_alone_changes_nothing_any_more():
    session = long_ago(played(published(), *STEPS[:2]))
    catch_up(soon() - timedelta(days=91))
    assert Folded.objects.get(session=session).due_at is not None
    assert purge(timezone.now()) == 0
    catch_up(soon())
    assert purge(timezone.now()) == 1


def test_one_that_somebody_came_back_to_stays():
    session = long_ago(played(published(), *STEPS[:2]), days=200)
    say(session, *STEPS[2:])
    catch_up(soon())
    assert purge_all(timezone.now()) == 0
    later = timezone.now() + timedelta(days=91)
    catch_up(later)
    assert purge_all(later) == 1


def test_a_rebuild_leaves_the_days_of_what_was_purged_alone():
    guide = apart()
    for days in (91, 120, 3):
        long_ago(played(guide, *STEPS), days=days)
    catch_up(soon())
    before, now = kept(), timezone.now()
    purge_all(now)
    through = Folding.objects.get().purged_through
    assert through == timezone.localdate(now) - timedelta(days=91)
    assert sum(wrong for *_, wrong in rebuild(soon())) == 0
    assert kept() == before


def test_one_batch_is_bounded_and_the_watermark_never_goes_back():
    guide = published()
    for _ in range(3):
        long_ago(played(guide, "symptom=blank"), days=92)
    catch_up(soon())
    now = timezone.now()
    assert purge(now, limit=2) == 2
    through = Folding.objects.get().purged_through
    # Somebody whose clock is a day behind finds the third old as well.
    assert purge(now - timedelta(days=1), limit=2) == 1
    assert Folding.objects.get().purged_through == through


def test_those_that_have_to_stay_are_not_in_the_way_of_those_behind_them(monkeypatch):
    monkeypatch.setattr(privacy, "PAGE", 2)
    guide = published()
    sessions = [long_ago(played(guide, "symptom=blank"), days=100) for _ in range(6)]
    same = sessions[0].started_at - timedelta(days=100)
    TroubleshootingSession.objects.update(started_at=same)
    catch_up(soon())
    for session in sessions[:3]:
        Unfolded.objects.create(session=session)
    assert purge(timezone.now(), limit=2) == 2
    assert purge(timezone.now(), limit=2) == 1
    left = set(TroubleshootingSession.objects.values_list("pk", flat=True))
    assert left == {session.pk for session in sessions[:3]}


def test_an_answer_purges_what_is_due_and_no_failure_reaches_the_person(
    visitor, monkeypatch, caplog
):
    guide = published()
    session = long_ago(played(guide, "symptom=blank"))
    catch_up(soon())
    monkeypatch.setattr(privacy, "_next_at", 0.0)
    visitor.post(f"/guides/{guide.slug}/sessions/")
    assert not TroubleshootingSession.objects.filter(pk=session.pk).exists()
    monkeypatch.setattr(privacy, "_next_at", 0.0)

    def down(*_args):
        raise privacy.DatabaseError("down")

    monkeypatch.setattr(privacy, "purge", down)
    visitor.post(f"/guides/{guide.slug}/sessions/")
    assert "could not be purged" in caplog.text


def test_the_command_says_what_it_did(capsys):
    long_ago(played(published(), *STEPS))
    call_command("purge")
    assert capsys.readouterr().out == "1 sessions older than 90 days deleted.\n"
    call_command("purge")
    assert capsys.readouterr().out == "Nothing to purge.\n"


# --- Deleting ---


def test_deleting_takes_the_session_out_of_every_sum():
    guide = apart()
    played(guide, *STEPS)
    catch_up(soon())
    before, learned = kept(), taught()
    session = played(guide, *STEPS)
    catch_up(soon())
    assert kept() != before
    assert {place: value.expected for place, value in taught().items()} != learned
    assert delete(session.token)
    assert kept() == before
    assert {place: value.expected for place, value in taught().items()} == learned
    rebuilds_alike(soon())
    assert kept() == before


def test_deleting_the_only_session_of_a_step_leaves_no_row_of_it():
    guide = apart()
    session = played(guide, *STEPS)
    catch_up(soon())
    assert Learned.objects.filter(segment="symptom=blank", step="cable").exists()
    assert delete(session.token)
    assert list(Learned.objects.values_list("segment", "step")) == [("", "")]


def test_a_rest_that_rounding_leaves_is_no_weight():
    guide = apart()
    Learned.objects.create(guide=guide, segment="", step="", evidence={"at": 1733})
    drawn = {"arm": "author", "segment": "symptom=blank"}
    sessions = [played(guide, *STEPS, number=number, **drawn) for number in (1733, 577, 0)]
    catch_up(soon())
    for session in sessions:
        assert delete(session.token)
    assert set(Learned.objects.values_list("segment", "step")) == {("", "")}


def test_a_step_that_others_tried_too_keeps_no_trace_of_what_had_failed_before_it():
    guide = apart()
    played(guide, "symptom=blank", "power=on", "cable:fixed")
    catch_up(soon())
    session = played(guide, *STEPS)
    catch_up(soon())
    cable = Learned.objects.get(segment="symptom=blank", step="cable")
    assert cable.evidence["after"].keys() == {"paper"}
    assert delete(session.token)
    cable.refresh_from_db()
    assert cable.evidence["after"] == {}
    assert round(cable.evidence["exposure"], 2) == 1


def taught():
    """What every guide has learned of each step. It fades a little with every session started."""
    rows = Learned.objects.exclude(step="").values_list("segment", "step", "evidence")
    names = ("fixed", "exposure", "tried", "seconds")
    return {
        (segment, step, name): pytest.approx(evidence.get(name, 0), abs=0.002)
        for segment, step, evidence in rows
        for name in names
    }


def test_deleting_what_is_not_yet_counted_counts_nothing():
    session = played(published(), *STEPS)
    assert delete(session.token)
    catch_up(soon())
    assert not Tally.objects.exists()
    for model in (TroubleshootingSession, Event, Folded, Unfolded):
        assert not model.objects.exists()


def test_deleting_what_was_set_apart_takes_its_count_too():
    session = played(published(), *STEPS)
    TroubleshootingSession.objects.filter(pk=session.pk).set_apart()
    catch_up(soon())
    assert counts(Tally.objects.monthly(), kind="session") == {"over_limit": 4}
    assert delete(session.token)
    assert kept() == {}


def test_deleting_twice_or_what_never_was_says_so():
    session = started()
    assert delete(session.token)
    assert not delete(session.token)
