"""Nothing is missed or counted twice, whoever writes at the same time and whatever is killed.

`EVENTS=10000 pytest tests/folding/test_concurrency.py` plays longer, on both databases alike.
"""

import random
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests.factories import started
from tests.folding.playing import STEPS, agree, apart, played, soon
from tests.folding.threads import EVENTS, PATIENCE, Threads
from troubleshooter.core.events import OUTCOMES, REASONS
from troubleshooter.core.walk import QuestionScreen, StepScreen
from troubleshooter.folding import catch_up, fold
from troubleshooter.models import Event, Folding, Learned, Tally, TroubleshootingSession, Unfolded
from troubleshooter.rebuilding import relearn

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 4


@pytest.fixture(autouse=True)
def a_connection_each():
    """On PostgreSQL a pool that does not make these threads take turns."""
    pool = connection.settings_dict.get("OPTIONS", {}).get("pool")
    if not pool:
        yield
        return
    connection.close()
    connection.close_pool()
    usual, pool["max_size"] = pool["max_size"], WRITERS + 4
    yield
    pool["max_size"] = usual
    connection.close()
    connection.close_pool()


# --- Many at once ---


def say_anything(session, rng):
    """One thing that somebody may do: answer, try, take back, retract, or say it once more."""
    walk = session.walk()
    kind = rng.random()
    if kind < 0.12 and walk.history:
        return session.undo(rng.choice(walk.history).key)
    screen, seen = walk.screen, walk.last_key
    if kind < 0.2 and walk.results:
        return session.attempt(rng.choice(list(walk.results)), "not_fixed", None, seen)
    if kind < 0.3:  # elsewhere than the screen is: ahead, from paper, or a changed answer
        if rng.random() < 0.5:
            return session.answer("symptom", rng.choice(["blank", "noise", "unknown"]), seen)
        return session.attempt(rng.choice(session.order), rng.choice(OUTCOMES), None, seen)
    if isinstance(screen, QuestionScreen):
        choice = rng.choice([*screen.question.labels, "unknown"])
        said = session.answer, screen.question.key, choice, seen
    else:
        key = screen.step.key if isinstance(screen, StepScreen) else rng.choice(session.order)
        reason = rng.choice([None, *REASONS])
        said = session.attempt, key, rng.choice(OUTCOMES), reason, seen
    verb, *words = said
    if rng.random() < 0.15:
        verb(*words)  # a double click, a stale tab, a replay
    return verb(*words)


def test_concurrent_sessions_and_folds_come_to_what_a_rebuild_does():
    guides = [apart(), apart("scanner")]
    sessions = [
        played(
            guides[n % 2],
            at=timezone.now() - timedelta(days=n % 40),
            is_simulated=n % 7 == 0,
            **({"estimates": {"paper": 0.3, "restart": 0.123456}} if n % 2 else {}),
        )
        for n in range(max(EVENTS // 12, 8))
    ]
    before = Event.objects.count()
    over = threading.Event()
    folds = []

    def write(seed):
        rng = random.Random(seed)
        added = 0
        for _ in range(10 * EVENTS):
            session = TroubleshootingSession.objects.get(pk=rng.choice(sessions).pk)
            added += say_anything(session, rng).is_new
            if added >= EVENTS // WRITERS and sum(filter(None, folds)) > 100:
                break  # not before others have folded beside it, however busy they are kept

    def fold_on():
        while not over.is_set():
            folds.append(fold(37, timezone.now()))
            time.sleep(0.01)

    writers, folders = Threads(), Threads()
    for _ in range(2):
        folders.start(fold_on)
    for seed in range(WRITERS):
        writers.start(write, seed)
    try:
        writers.join()
    finally:
        over.set()
        folders.join()
    assert Event.objects.count() - before >= EVENTS
    assert sum(filter(None, folds)) > 100
    catch_up(soon())
    taught = learned(guides)
    assert {place[:2] for place in taught} >= {(guide.slug, False) for guide in guides}
    list(relearn(soon()))
    # Sums of what fades depend a little on their order, and so would where they are rounded.
    assert learned(guides) == pytest.approx(taught, abs=0.002)
    agree(soon())
    agree(timezone.now() + timedelta(days=8))


def learned(guides):
    """What was learned of every step: F and E, by guide and whether people were simulated."""
    segments = [f"symptom={choice}" for choice in ("blank", "noise", "unknown")]
    found = {}
    for guide in guides:
        for is_simulated in (False, True):
            counters = Learned.objects.counters(guide.pk, is_simulated, segments)
            found |= {
                (guide.slug, is_simulated, place, name): value
                for place, evidence in counters.evidence.items()
                if evidence.exposure > 1e-6
                for name, value in zip("FE", evidence.faded(10_000).tally, strict=True)
            }
    return found


# --- Late ---


def test_an_event_whose_transaction_commits_late_is_counted_then(monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: a later one cannot be folded first")
    guide = apart()
    early, late = started(guide), started(guide)
    written, commit = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            TroubleshootingSession.objects.get(pk=early.pk).answer("symptom", "blank", "")
            written.set()
            assert commit.wait(PATIENCE)

    threads = Threads()
    threads.start(hold)
    assert written.wait(PATIENCE)
    late.answer("symptom", "noise", "")  # a higher number, committed first
    now = soon()
    assert catch_up(now) == 2
    assert not Unfolded.objects.exists()
    assert Tally.objects.by_choice("symptom").values_list("value").distinct().get() == ("noise",)
    commit.set()
    threads.join()
    assert Unfolded.objects.count() == 1
    assert catch_up(now) == 1
    month = Tally.objects.by_choice("symptom").monthly().about_sessions().added_up("value")
    assert {key: counts.going for key, counts in month.items()} == {("blank",): 1, ("noise",): 1}
    agree(now)


def test_nobody_who_answers_waits_for_a_fold_and_no_fold_for_them():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    session = started(apart())
    fold(10, soon())
    say_first = threading.Event()

    def answer():
        TroubleshootingSession.objects.get(pk=session.pk).answer("symptom", "blank", "")
        say_first.set()

    threads = Threads()
    with transaction.atomic():
        Unfolded.objects.create(session=session)
        fold(10, soon())  # its transaction is not over yet
        threads.start(answer)
        assert say_first.wait(PATIENCE)
    threads.join()
    with TroubleshootingSession.objects.held(session.token) as held:
        held.answer("power", "on", "")
        threads.start(fold, 10, soon())
        threads.join()
    agree(soon())


def test_whoever_waits_for_the_folding_has_it_though_somebody_else_was_the_first_ever():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    found = []

    def wait():
        with transaction.atomic():
            found.append(Folding.objects.hold(wait=True))

    threads = Threads()
    with transaction.atomic():
        assert Folding.objects.hold()
        threads.start(wait)
        time.sleep(0.5)
        assert found == []
    threads.join()
    assert found == [Folding.objects.get()]


def test_catching_up_waits_for_whoever_folds():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    played(apart(), *STEPS)
    threads, found = Threads(), []
    with transaction.atomic():
        assert Folding.objects.hold()
        threads.start(lambda: found.append(catch_up(soon())))
        time.sleep(0.5)
        assert found == []
    threads.join()
    assert found == [1]


def test_only_one_fold_runs_at_a_time():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    guide = apart()
    for _ in range(3):
        played(guide, *STEPS)
    fold(1, soon())  # from here on there is a row to lock
    found = []
    with transaction.atomic():
        assert fold(2, soon()) == 2
        threads = Threads()
        threads.start(lambda: found.append(fold(2, soon())))
        threads.join()
    assert found == [None]
    agree(soon())
