"""`manage.py simulate`: synthetic people through the real models, apart from everything real."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from tests.factories import document, published, started
from tests.folding.playing import kept, rebuilds_alike, soon
from tests.views.reading import say
from troubleshooter.core.truth import author_truth
from troubleshooter.folding import catch_up
from troubleshooter.management.commands.simulate import bar
from troubleshooter.models import Event, Folded, Learned, Tally, TroubleshootingSession, Unfolded
from troubleshooter.simulating import simulate

pytestmark = pytest.mark.django_db

FACTS = ("key", "at", "question", "choice", "step", "outcome", "reason")

CURED = """
leave: 0
people:
  - answers: {symptom: {blank: 1}, power: {"on": 1}}
    causes: [{share: 1, cured_by: {paper: 1}}]
steps:
  paper: {could_not: 0, already_tried: 0, minutes: 6}
  restart: {could_not: 0, already_tried: 0}
  cable: {could_not: 0, already_tried: 0}
"""


@pytest.fixture
def guide():
    return published()


def simulated(*arguments, **options):
    out = StringIO()
    call_command("simulate", "printer", *arguments, stdout=out, stderr=out, **options)
    return out.getvalue()


def said():
    """What every session says."""
    return [
        (session.started_at, session.order, session.arm, list(session.events.values_list(*FACTS)))
        for session in TroubleshootingSession.objects.order_by("pk")
    ]


def test_people_walk_through_the_live_edition(guide):
    out = simulated(sessions=12, seed="4")
    sessions = TroubleshootingSession.objects.all()
    assert {session.is_simulated for session in sessions} == {True}
    assert {session.edition_id for session in sessions} == {guide.live_id}
    assert sessions.count() == 12
    assert Event.objects.filter(kind="attempt").count() > 12
    assert "12 of 12" in out
    assert "Done: 12 simulated sessions of “printer”, edition 1." in out


def test_their_events_have_times_of_their_own(guide):
    before = timezone.now()
    simulated(sessions=10, days=5.0)
    for session in TroubleshootingSession.objects.all():
        times = list(session.events.values_list("at", flat=True))
        assert before - timedelta(days=5.1) < session.started_at < timezone.now()
        assert times == sorted(times)
        assert all(session.started_at < at < timezone.now() for at in times)
        assert not times or times[0] - session.started_at < timedelta(hours=1)
    started = TroubleshootingSession.objects.order_by("started_at")
    assert started.last().started_at - started.first().started_at > timedelta(days=3.5)


def test_the_same_seed_says_the_same(guide):
    now = timezone.now()
    found = []
    for seed in ("5", "5", "6"):
        TroubleshootingSession.objects.all().delete()
        Learned.objects.all().delete()
        list(simulate(guide.live, author_truth(document()), 8, seed, now, 3))
        found.append(said())
    assert found[0] == found[1] != found[2]


def test_more_people_come_on_top(guide):
    simulated(sessions=4)
    simulated(sessions=3)
    assert TroubleshootingSession.objects.count() == 7


@pytest.mark.parametrize("gone", [slice(0, 1), slice(0, 3), slice(2, 5), slice(4, 6)])
def test_more_people_come_after_some_were_purged(guide, gone):
    simulated(sessions=6, seed="4")
    keys = list(TroubleshootingSession.objects.order_by("pk").values_list("pk", flat=True))
    TroubleshootingSession.objects.filter(pk__in=keys[gone]).delete()
    before = set(TroubleshootingSession.objects.values_list("token", flat=True))
    simulated(sessions=6, seed="4")
    tokens = set(TroubleshootingSession.objects.values_list("token", flat=True))
    assert before < tokens
    assert len(tokens) == len(before) + 6


def test_they_are_counted_and_learned_from_apart(guide):
    real = started(guide)
    say(real, "symptom=blank", "paper:fixed")
    catch_up(soon())
    before = {repr(item) for item in kept().items()}
    learned = list(Learned.objects.real().values_list("step", "evidence"))
    simulated(sessions=10)
    after = {repr(item) for item in kept().items() if not item[0].is_simulated}
    assert after == before
    assert list(Learned.objects.real().values_list("step", "evidence")) == learned
    assert Tally.objects.simulated().exists()
    assert Learned.objects.simulated().filter(step="paper").exists()
    assert not Unfolded.objects.exists()
    rebuilds_alike(soon())


def test_staff_tell_them_from_people_in_the_list_of_sessions(guide, superuser):
    say(started(guide), "symptom=blank", "paper:fixed")
    simulated(sessions=2)
    address = reverse("admin:troubleshooter_troubleshootingsession_changelist")
    for chosen, number in (({"is_simulated__exact": "1"}, 2), ({"is_simulated__exact": "0"}, 1)):
        found = superuser.get(address, chosen)
        assert found.context["cl"].result_count == number
        assert "column-is_simulated" in found.text


def test_a_truth_of_ones_own_comes_true(guide, tmp_path):
    path = tmp_path / "truth.yaml"
    path.write_text(CURED)
    simulated(sessions=15, truth=path)
    paper = Tally.objects.simulated().of_all().monthly().filter(kind="step", key="paper").total()
    assert (paper.tried, paper.fixed) == (15, 15)
    sessions = Tally.objects.simulated().of_all().monthly().about_sessions().total()
    assert (sessions.fixed, sessions.abandoned) == (15, 0)


def test_a_wrong_truth_is_refused_with_its_place(guide, tmp_path):
    path = tmp_path / "truth.yaml"
    path.write_text(CURED.replace("cured_by: {paper: 1}", "cured_by: {papers: 1}"))
    out = StringIO()
    with pytest.raises(CommandError, match="Nothing was simulated"):
        call_command("simulate", "printer", truth=path, stderr=out)
    place = "truth.yaml: line 5: people[0].causes[0].cured_by.papers: the guide has no such step"
    assert place in out.getvalue()
    assert not TroubleshootingSession.objects.exists()


def test_a_file_that_is_not_there_is_told(guide, tmp_path):
    with pytest.raises(CommandError, match=r"none\.yaml cannot be read"):
        simulated(truth=tmp_path / "none.yaml")


def test_the_truth_is_shown_to_begin_with(guide, tmp_path):
    path = tmp_path / "truth.yaml"
    path.write_text(simulated("--show-truth"))
    assert not TroubleshootingSession.objects.exists()
    simulated(sessions=1, truth=path)
    assert TroubleshootingSession.objects.count() == 1


def test_removing_leaves_nothing_and_takes_nothing_real(guide):
    real = started(guide)
    say(real, "symptom=blank", "paper:fixed")
    catch_up(soon())
    other = published("scanner")
    list(simulate(other.live, author_truth(document("scanner")), 2, "1", timezone.now(), 1))
    before = {repr(item) for item in kept().items()}
    simulated(sessions=6)
    assert "Removed: 6 simulated sessions of “printer”." in simulated("--remove")
    assert {repr(item) for item in kept().items()} == before
    assert set(TroubleshootingSession.objects.of_guide(guide)) == {real}
    assert TroubleshootingSession.objects.of_guide(other).count() == 2
    assert not Learned.objects.filter(guide=guide).simulated().exists()
    assert Learned.objects.filter(guide=guide).real().exists()
    assert Folded.objects.filter(session__is_simulated=True).count() == 2
    assert "Removed: 0" in simulated("--remove")


def test_a_guide_that_nobody_can_start_is_refused(guide):
    guide.withdraw()
    with pytest.raises(CommandError, match="not published"):
        simulated()
    with pytest.raises(CommandError, match="no guide “fax”"):
        call_command("simulate", "fax")


@pytest.mark.parametrize("number", ["0", "-3", "many", "2000000"])
def test_a_number_that_cannot_be_is_refused(guide, number):
    with pytest.raises(CommandError, match="--sessions"):
        simulated(f"--sessions={number}")


class Terminal(StringIO):
    def isatty(self):
        return True


def test_a_terminal_gets_a_bar(guide):
    out = Terminal()
    call_command("simulate", "printer", sessions=2, stdout=out)
    assert f"\r[{'#' * 15}{'.' * 15}]  50%  1 of 2\r[{'#' * 30}] 100%  2 of 2\n" in out.getvalue()


def test_the_bar_says_how_far_it_is():
    assert bar(1, 1000) == f"[{'.' * 30}]   0%  1 of 1,000"
    assert bar(1200, None) == "1,200"
