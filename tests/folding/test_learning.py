"""What folding teaches a guide: once, as the session now stands, simulated people apart."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.factories import published, started
from tests.folding.playing import apart, played, soon
from tests.views.reading import say
from troubleshooter.core.evidence import Counters
from troubleshooter.folding import catch_up, fold
from troubleshooter.models import Folded, Learned, TroubleshootingSession, Unfolded
from troubleshooter.models.outbox import FoldedQuerySet
from troubleshooter.rebuilding import relearn

pytestmark = pytest.mark.django_db

STEPS = ("symptom=blank", "paper:not_fixed", "power=on", "cable:fixed")


def known(guide, *segments, is_simulated=False):
    return Learned.objects.counters(guide.pk, is_simulated, segments)


def said(counters, segment="", places=6):
    """{step: (F, E)} of a segment."""
    return {
        step: tuple(round(number, places) for number in evidence.tally)
        for (name, step), evidence in counters.evidence.items()
        if name == segment
    }


def test_a_session_teaches_what_it_says():
    guide = published()
    session = played(guide, *STEPS)
    catch_up(soon())
    left = 1 - TroubleshootingSession.objects.get().estimates["paper"]
    counters = known(guide)
    assert counters.sessions == 1
    assert said(counters) == {"paper": (0.0, 1.0), "cable": (1.0, pytest.approx(1 / left, 1e-5))}
    assert counters.evidence["", "cable"].after.keys() == {"paper"}
    assert session.folded.lesson[1][:2] == ["cable", "fixed"]


def test_folding_again_teaches_nothing_more():
    guide = published()
    session = played(guide, *STEPS)
    catch_up(soon())
    before = known(guide)
    Unfolded.objects.create(session=session)
    catch_up(soon())
    catch_up(timezone.now() + timedelta(days=9))
    assert known(guide) == before


def test_what_was_only_opened_or_has_no_order_yet_teaches_nothing():
    guide = published()
    started(guide)
    played(guide, "paper:fixed")  # before the question that is asked first
    catch_up(soon())
    assert not Learned.objects.exists()
    assert set(Folded.objects.values_list("lesson", flat=True)) == {None}


def test_what_is_taken_back_is_taken_out_and_the_session_stays_counted():
    guide = published()
    session = played(guide, *STEPS)
    catch_up(soon())
    session.undo(session.walk().last_key)
    catch_up(soon())
    assert said(known(guide)) == {"paper": (0.0, 1.0)}
    assert known(guide).sessions == 1


def test_a_fix_that_did_not_last_becomes_a_failure_at_the_same_weight():
    guide = published()
    session = played(guide, *STEPS)
    catch_up(soon())
    exposure = said(known(guide))["cable"][1]
    say(session, "cable:not_fixed")
    catch_up(soon())
    assert said(known(guide))["cable"] == (0.0, exposure)


def test_a_later_counts_when_its_result_is_known():
    guide = published()
    session = played(guide, "symptom=blank", "restart:later")
    catch_up(soon())
    assert said(known(guide)) == {}
    assert known(guide).sessions == 1
    say(session, "restart:fixed")
    catch_up(soon())
    assert said(known(guide)) == {"restart": (1.0, 1.0)}


def test_a_session_that_is_left_out_of_all_figures_teaches_nothing():
    guide = published()
    session = played(guide, *STEPS, is_over_limit=True)
    catch_up(soon())
    assert not Learned.objects.exists()
    TroubleshootingSession.objects.update(is_over_limit=False)
    Unfolded.objects.create(session=session)
    catch_up(soon())
    assert said(known(guide))["paper"] == (0.0, 1.0)
    TroubleshootingSession.objects.update(is_over_limit=True)
    Unfolded.objects.create(session=session)
    catch_up(soon())
    assert said(known(guide)) == {}


def test_a_group_and_the_whole_guide_both_learn_and_a_changed_answer_moves_nobody():
    guide = apart()
    session = played(guide, "symptom=blank", "paper:not_fixed")
    say(session, "symptom=noise")
    catch_up(soon())
    counters = known(guide, "symptom=blank", "symptom=noise")
    assert said(counters) == said(counters, "symptom=blank") == {"paper": (0.0, 1.0)}
    assert said(counters, "symptom=noise") == {}


def test_people_and_simulated_people_are_kept_apart():
    guide = published()
    played(guide, *STEPS, is_simulated=True)
    catch_up(soon())
    assert known(guide) == Counters()
    assert known(guide, is_simulated=True).sessions == 1
    played(guide, "symptom=blank", "paper:fixed")
    catch_up(soon())
    assert said(known(guide)) == {"paper": (1.0, 1.0)}


def test_old_sessions_fade_as_new_ones_come():
    guide = published()
    place = {"guide": guide, "segment": ""}
    Learned.objects.create(**place, step="", evidence={"at": 2000})
    Learned.objects.create(**place, step="paper", evidence={"fixed": 8, "exposure": 8, "at": 0})
    played(guide, "symptom=blank", "paper:not_fixed")
    catch_up(soon())
    assert said(known(guide))["paper"] == (4.0, 5.0)
    assert TroubleshootingSession.objects.get().number == 2000


def test_a_fold_that_breaks_off_teaches_nothing(monkeypatch):
    guide = published()
    played(guide, *STEPS)
    monkeypatch.setattr(FoldedQuerySet, "remember", lambda *_rows, **_how: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        fold(100, soon())
    assert not Learned.objects.exists()


def test_it_learns_anew_from_the_sessions_that_are_kept(capsys):
    guides = [apart(), apart("scanner")]
    for number in range(6):
        played(guides[number % 2], *STEPS, is_simulated=number > 3)
    catch_up(soon())

    def all_of_it():
        found = [known(guide, "symptom=blank", is_simulated=s) for guide in guides for s in (0, 1)]
        return [(one.sessions, said(one), said(one, "symptom=blank")) for one in found]

    before = all_of_it()
    Learned.objects.filter(step="cable").delete()
    Learned.objects.filter(step="paper").update(evidence={"fixed": 9, "exposure": 9, "at": 1})
    call_command("rebuild_tallies")
    assert all_of_it() != before
    call_command("rebuild_tallies", "--learned")
    assert all_of_it() == before
    assert capsys.readouterr().out.count("learned anew") == 2


def test_learning_anew_does_not_start_over_with_the_first_hundred():
    guide = published()
    played(guide, *STEPS, number=700, arm="belief")
    catch_up(soon())
    list(relearn(soon()))
    assert known(guide).sessions == 700
