"""Folding while the site is used: after answers, at most once a minute, at nobody's cost."""

import logging
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.utils import timezone

from tests.factories import published, started
from tests.views.walking import say
from troubleshooter import folding
from troubleshooter.models import Guide, Tally, TroubleshootingSession, Unfolded
from troubleshooter.views.responses import folds_afterwards

pytestmark = pytest.mark.django_db

PAPER = {"step": "paper", "outcome": "fixed"}


@pytest.fixture
def clock(monkeypatch):
    """The process's clock, in seconds; it has just begun to answer."""
    monkeypatch.setattr(folding, "_next_at", 0.0)
    monkeypatch.setattr(folding, "_through", None)
    moment = [1000.0]
    ours = SimpleNamespace(monotonic=lambda: moment[0], thread_time=lambda: moment[0])
    monkeypatch.setattr(folding, "time", ours)
    monkeypatch.setattr(folding, "_size", folding.BATCH)
    return moment


@pytest.fixture
def base(visitor):
    return visitor.post(f"/guides/{published().slug}/sessions/")["Location"]


def fixed():
    return Tally.objects.of_all().monthly().about_sessions().total().fixed


def test_an_answer_is_folded_within_a_minute(visitor, base, clock):
    say(visitor, base, "attempts", **PAPER)
    assert fixed() == 1
    clock[0] += 59
    visitor.post(f"{base}undo/", {"event": last_key(base)})
    assert fixed() == 1
    clock[0] += 1
    say(visitor, base, "answers", question="power", choice="on")
    assert fixed() == 0


def last_key(base):
    return TroubleshootingSession.objects.get(token=base.split("/")[2]).walk().last_key


def test_a_full_batch_is_followed_by_the_next_one_after_a_short_rest(
    visitor, base, clock, monkeypatch
):
    monkeypatch.setattr(folding, "_size", 3)
    monkeypatch.setattr(folding, "BATCH", 3)
    others = [started(Guide.objects.get()).pk for _ in range(6)]
    queue = Unfolded.objects.order_by("pk").values_list("session", flat=True)
    own = TroubleshootingSession.objects.get(token=base.split("/")[2]).pk
    say(visitor, base, "answers", question="symptom", choice="blank")
    assert list(queue.all()) == others[2:]  # not the start, the answer, and two others
    clock[0] += 1
    say(visitor, base, "answers", question="power", choice="on")
    assert list(queue.all()) == [others[5], own]
    clock[0] += 1
    say(visitor, base, "attempts", step="paper", outcome="not_fixed")
    assert list(queue.all()) == [own, own]  # said since the first batch: not a full one any more
    clock[0] += 58
    say(visitor, base, "attempts", step="cable", outcome="fixed")
    assert queue.all().count() == 3
    clock[0] += 2
    visitor.post(f"{base}undo/", {"event": last_key(base)})
    assert not queue.all().exists()


def test_what_is_said_while_a_pile_is_folded_waits_unless_its_session_is_in_the_pile(clock):
    guide = published()
    first, second, third = (started(guide) for _ in range(3))
    through = Unfolded.objects.get(session=second).pk
    Unfolded.objects.create(session=first)
    assert folding.fold(10, timezone.now(), through=through) == 2
    assert [row.session for row in Unfolded.objects.all()] == [third]


@pytest.fixture
def folded(clock, monkeypatch):
    """The sizes of the batches, each full, and how long the next ones take."""
    sizes = []

    def fold(limit, _now, **_through):
        clock[0] += fold.takes
        sizes.append(limit)
        return limit

    fold.takes = 0.01
    monkeypatch.setattr(folding, "fold", fold)
    return sizes, fold


def test_it_rests_between_batches_fourteen_times_as_long_as_they_take(clock, folded):
    sizes, fold = folded
    fold.takes = 2
    for waits, batches in ((0, 1), (25.5, 1), (0.5, 2), (25.5, 2), (0.5, 3)):
        clock[0] += waits
        folding.fold_when_due()
        assert len(sizes) == batches


def test_who_finds_somebody_else_folding_tries_again_soon(clock, monkeypatch):
    asked = []
    monkeypatch.setattr(folding, "fold", lambda limit, *_, **_more: asked.append(limit))
    for waits, times in ((0, 1), (0.13, 1), (0.01, 2)):
        clock[0] += waits
        folding.fold_when_due()
        assert len(asked) == times


def test_a_batch_has_as_many_sessions_as_the_one_before_it_would_have_had_time_for(clock, folded):
    sizes, fold = folded
    for fold.takes in (0.01, 0.04, 0.02, 0.025, 0.2, 0.01, 0.016, 0.001, 0.001):
        clock[0] += 60
        folding.fold_when_due()
    assert sizes == [100, 100, 50, 50, 40, 10, 20, 25, 50]


def test_neither_a_batch_that_is_not_full_nor_somebody_elses_tells_how_many_there_is_time_for(
    clock, monkeypatch
):
    monkeypatch.setattr(folding, "_size", 40)
    for done in (39, None):
        monkeypatch.setattr(folding, "fold", lambda *_, done=done, **_more: done)
        clock[0] += 60
        folding.fold_when_due()
        assert folding._size == 40


def test_it_happens_after_the_answer_was_sent(clock, monkeypatch):
    done = []
    monkeypatch.setattr(folding, "fold", lambda *_, **_more: done.append("fold"))
    response = folds_afterwards(lambda: HttpResponse("answer"))()
    assert done == []
    response.close()
    assert done == ["fold"]
    assert response.closed


def test_what_goes_wrong_is_logged_and_costs_nobody_the_answer(
    visitor, base, clock, monkeypatch, caplog
):
    def broken(*_args, **_more):
        raise RuntimeError("the tallies are away")

    monkeypatch.setattr(folding, "fold", broken)
    with caplog.at_level(logging.ERROR):
        response = say(visitor, base, "attempts", **PAPER)
    assert response.status_code == 303
    assert "the tallies are away" in caplog.text
    monkeypatch.undo()
    assert Unfolded.objects.count() == 2


def test_where_the_pile_cannot_be_looked_at_the_answer_is_there_all_the_same(
    visitor, base, clock, monkeypatch, caplog
):
    def away():
        raise OperationalError("the database went away")

    monkeypatch.setattr(folding, "newest", away)
    assert say(visitor, base, "attempts", **PAPER).status_code == 303
    assert "the database went away" in caplog.text
    monkeypatch.undo()
    assert Unfolded.objects.count() == 2


def test_pages_that_only_show_fold_nothing(visitor, base, clock):
    visitor.get(base)
    assert not Tally.objects.exists()
