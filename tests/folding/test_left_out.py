"""Sessions that the statistics leave out: too quick to be true, or part of a flood."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import published, started
from tests.folding.playing import apart, counts, played, rebuilds_alike, soon
from tests.views.reading import address as statistics_of
from tests.views.reading import figures, say, tables
from troubleshooter.folding import catch_up
from troubleshooter.models import Tally, TroubleshootingSession, Unfolded

pytestmark = pytest.mark.django_db

DAWDLING = ("symptom=blank", 30, "paper:not_fixed", 40, "power=on", 20, "cable:fixed")


@pytest.fixture(autouse=True)
def two_seconds(settings):
    settings.MIN_SECONDS = 2


@pytest.fixture
def paced(monkeypatch):
    """Play a session: what is said, and between it the seconds that pass."""

    def play(guide, *course, **columns):
        session = started(guide)
        TroubleshootingSession.objects.filter(pk=session.pk).update(**columns)
        session.refresh_from_db()
        at = session.started_at + timedelta(milliseconds=1)
        for item in course:
            if isinstance(item, str):
                monkeypatch.setattr(timezone, "now", lambda at=at: at)
                say(session, item)
            else:
                at += timedelta(seconds=item)
        monkeypatch.undo()
        return session

    return play


def everybody():
    return Tally.objects.of_all().monthly()


def about_sessions():
    catch_up(soon() + timedelta(minutes=10))
    return counts(everybody(), kind="session")


@pytest.mark.parametrize("outcome", ["fixed", "not_fixed"])
def test_a_result_within_two_seconds_leaves_its_session_out_of_everything(paced, outcome):
    paced(apart(), "symptom=blank", 1.9, f"paper:{outcome}")
    assert about_sessions() == {"too_quick": 1}
    assert not Tally.objects.about_steps().exists()
    assert not Tally.objects.about_questions().exists()


def test_it_is_counted_where_it_is_left_out_of(paced):
    paced(apart(), "symptom=blank", 1, "paper:fixed")
    about_sessions()
    assert counts(Tally.objects.monthly().of_segment("symptom=blank")) == {"too_quick": 1}
    assert counts(Tally.objects.monthly().of_choice("symptom", "blank")) == {"too_quick": 1}


def test_a_result_after_two_seconds_counts(paced):
    paced(published(), "symptom=blank", 2, "paper:fixed")
    assert about_sessions()["fixed"] == 1


@pytest.mark.parametrize("outcome", ["already_tried", "could_not", "later"])
def test_what_is_no_result_may_be_said_at_once(paced, outcome):
    paced(published(), "symptom=blank", 0.1, f"paper:{outcome}")
    assert "too_quick" not in about_sessions()


def test_answers_to_questions_may_be_given_at_once(paced):
    paced(published(), "symptom=blank", 0.1, "power=on", 0.1, "system=mac", 5, "paper:fixed")
    assert about_sessions()["fixed"] == 1


def test_a_step_that_was_not_on_screen_is_no_way_around_it(paced):
    paced(published(), "reinstall:fixed")
    assert about_sessions() == {"too_quick": 1}


def test_a_result_that_is_taken_back_leaves_nothing_out(paced):
    session = paced(published(), "symptom=blank", 0.5, "paper:not_fixed", 1)
    assert about_sessions() == {"too_quick": 1}
    session.undo(session.walk().last_key)
    assert about_sessions() == {"going": 1}


def test_whoever_takes_a_slip_back_and_presses_the_right_button_counts(paced, monkeypatch):
    session = paced(published(), "symptom=blank", 60, "paper:fixed")
    later = session.walk().history[-1].at + timedelta(seconds=0.5)
    monkeypatch.setattr(timezone, "now", lambda: later)
    session.undo(session.walk().last_key)
    say(session, "paper:not_fixed")
    monkeypatch.undo()
    assert about_sessions() == {"going": 1}


@pytest.mark.parametrize(
    "course", [("paper:later", 1, "paper:fixed"), ("paper:fixed", 1, "paper:not_fixed")]
)
def test_a_second_word_on_the_same_step_may_follow_at_once(paced, course):
    paced(published(), "symptom=blank", 60, *course)
    assert "too_quick" not in about_sessions()


def test_nought_seconds_switch_it_off(paced, settings):
    settings.MIN_SECONDS = 0
    paced(published(), "symptom=blank", "paper:fixed")
    assert about_sessions()["fixed"] == 1


def test_simulated_people_answer_at_once(paced):
    paced(published(), "symptom=blank", "paper:fixed", is_simulated=True)
    assert about_sessions()["fixed"] == 1


def test_a_session_set_apart_later_takes_its_counts_with_it(paced):
    guide = apart()
    paced(guide, *DAWDLING)
    alone = about_sessions()
    flood = [paced(guide, *DAWDLING) for _ in range(3)]
    assert about_sessions()["fixed"] == 4
    chosen = TroubleshootingSession.objects.filter(pk__in=[one.pk for one in flood])
    assert chosen.set_apart() == 3
    assert about_sessions() == alone | {"over_limit": 3}
    assert chosen.set_apart() == 0
    assert not Unfolded.objects.exists()


def test_a_rebuild_leaves_the_same_sessions_out(paced):
    guide = apart()
    paced(guide, *DAWDLING)
    paced(guide, "symptom=noise", 1, "restart:fixed")
    paced(guide, *DAWDLING)
    TroubleshootingSession.objects.filter(pk=paced(guide, *DAWDLING).pk).set_apart()
    rebuilds_alike(soon() + timedelta(minutes=10))
    found = counts(everybody(), kind="session")
    assert (found["fixed"], found["too_quick"], found["over_limit"]) == (2, 1, 1)


def test_a_flood_leaves_every_published_figure_as_it_was_and_is_shown_itself(paced, analyst):
    guide = apart()
    for _ in range(6):
        paced(guide, *DAWDLING)
    catch_up(soon() + timedelta(minutes=10))
    before = tables(analyst.get(statistics_of(guide)))
    for number in range(40):
        played(guide, "symptom=noise", f"restart:{('fixed', 'not_fixed')[number % 2]}")
    catch_up(soon() + timedelta(minutes=10))
    response = analyst.get(statistics_of(guide))
    assert tables(response) == before
    assert figures(response)["Excluded"] == "40"
    assert "In 40 a step was said to be tried sooner than anybody can." in response.text
    filed = analyst.get(f"{statistics_of(guide)}?format=csv").content.decode()
    assert "\nExcluded,40" in filed.replace("\r", "")


def test_where_all_are_left_out_the_page_says_so(analyst):
    guide = published()
    played(guide, "symptom=blank", "paper:fixed")
    catch_up(soon())
    text = analyst.get(statistics_of(guide)).text
    assert "Nobody has started this guide yet." in text
    assert "Excluded: 1." in text


def test_the_page_of_all_guides_tells_what_it_leaves_out(analyst):
    played(published(), "symptom=blank", "paper:fixed")
    page = analyst.get(reverse("admin:troubleshooter_guide_site_statistics"))
    row = tables(page)["guides"]["Printer does not print"]
    assert (row["Sessions"], row["Excluded"]) == ("0", "1")


def test_staff_see_which_sessions_are_left_out_and_why(superuser, paced):
    flood, quick = paced(published()), played(published("scanner"), "paper:fixed")
    TroubleshootingSession.objects.filter(pk=flood.pk).set_apart()
    catch_up(soon())
    for session, why in ((flood, "part of a flood"), (quick, "too quick to be true")):
        address = reverse("admin:troubleshooter_troubleshootingsession_change", args=(session.pk,))
        assert why in superuser.get(address).text
    listed = superuser.get(reverse("admin:troubleshooter_troubleshootingsession_changelist")).text
    assert "part of a flood" in listed
