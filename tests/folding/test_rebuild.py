"""Computing the tallies anew: to the last digit what folding came to."""

import random
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.factories import published
from tests.folding.playing import apart, kept, played
from troubleshooter.folding import catch_up
from troubleshooter.models import Folded, Folding, Tally, TroubleshootingSession, Unfolded
from troubleshooter.rebuilding import rebuild

pytestmark = pytest.mark.django_db

SAID = (
    (),
    ("symptom=blank",),
    ("symptom=blank", "paper:not_fixed", "power=on", "cable:fixed"),
    ("symptom=noise", "system=mac", "restart:could_not:no_button", "paper:later"),
    ("symptom=unknown", "paper:fixed", "paper:not_fixed"),
)


def some_history(days=70):
    """Two guides' sessions of some weeks, folded; when that was."""
    rng, guides = random.Random(7), (apart(), published("scanner"))
    now = timezone.now()
    for _ in range(25):
        at = now - timedelta(days=rng.randrange(days))
        played(rng.choice(guides), *rng.choice(SAID), at=at, estimates={"paper": rng.random()})
    now += timedelta(hours=1)
    catch_up(now)
    return now


def wrong(now):
    return sum(wrong for *_, wrong in rebuild(now))


def test_it_agrees_with_what_was_folded_to_the_last_digit():
    now = some_history()
    folded = kept()
    remembered = dict(Folded.objects.values_list("pk", "contribution"))
    assert wrong(now) == 0
    assert kept() == folded
    assert dict(Folded.objects.values_list("pk", "contribution")) == remembered


def test_it_makes_the_same_tallies_from_nothing():
    now = some_history()
    folded = kept()
    Tally.objects.all().delete()
    Folded.objects.all().delete()
    assert wrong(now) == len(folded)
    assert kept() == folded


def test_it_puts_right_what_is_wrong_and_says_how_much():
    now = some_history()
    folded = kept()
    rows = Tally.objects.order_by("pk")
    rows.filter(pk=rows[0].pk).update(fixed=77)
    rows[1].delete()
    assert wrong(now) >= 2
    assert kept() == folded
    assert wrong(now) == 0


def test_folding_goes_on_from_there():
    now = some_history()
    Folded.objects.all().delete()
    wrong(now)
    for session in TroubleshootingSession.objects.all():
        session.answer("system", "windows", session.walk().last_key)
    catch_up(now)
    assert wrong(now) == 0


def test_what_was_never_folded_is_counted_once():
    now = timezone.now() + timedelta(hours=1)
    played(published(), *SAID[2])
    wrong(now)
    counted = kept()
    catch_up(now)
    assert not Unfolded.objects.exists()
    assert kept() == counted


def test_days_up_to_the_last_purge_are_left_as_they_are():
    now = some_history()
    folded = kept()
    days = sorted(Tally.objects.daily().values_list("day", flat=True).distinct())
    last = days[len(days) // 2]
    gone = [s.pk for s in TroubleshootingSession.objects.all() if s.started_at.date() <= last]
    TroubleshootingSession.objects.filter(pk__in=gone).delete()
    Folding.objects.update(purged_through=last)
    assert wrong(now) == 0
    assert kept() == folded


def test_tallies_of_sessions_that_are_gone_go_unless_they_were_purged():
    now = some_history()
    TroubleshootingSession.objects.all().delete()
    wrong(now)
    assert kept() == {}


def test_days_of_another_time_zone_are_moved(settings):
    now = some_history()
    settings.TIME_ZONE = "Pacific/Auckland"
    wrong(now)
    assert sum(t.fixed for t in Tally.objects.daily().about_sessions().of_all()) > 0
    assert wrong(now) == 0
    catch_up(now)
    assert wrong(now) == 0


def test_a_days_queries_do_not_grow_with_its_sessions(django_assert_max_num_queries):
    guide = apart()
    now = timezone.now()
    for _ in range(10):
        played(guide, *SAID[2], at=now)
    now += timedelta(hours=1)
    catch_up(now)
    # The state, and which days: 4; the day: known, sessions, events, begin, lock, known, remember,
    # tallies, commit; the month: begin, lock, days, tallies, commit.
    with django_assert_max_num_queries(18):
        assert wrong(now) == 0


# --- The commands ---


def test_the_commands_say_what_they_did(capsys):
    session = played(published(), *SAID[2])
    call_command("fold")
    assert capsys.readouterr().out == "Sessions folded: 1.\n"
    call_command("fold")
    assert capsys.readouterr().out == "Nothing to fold.\n"
    call_command("rebuild_tallies")
    assert capsys.readouterr().out == "Done. All was right.\n"
    Tally.objects.about_steps().filter(key="cable", span="day", by="").update(shown=9)
    call_command("rebuild_tallies")
    day = timezone.localdate(session.started_at)
    assert capsys.readouterr().out == (
        f"Printer does not print, edition 1, {day}: 1 rows were wrong.\nDone. 1 rows were wrong.\n"
    )
    assert isinstance(day, date)
