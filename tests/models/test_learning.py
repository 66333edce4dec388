"""The order of a session: drawn once, from what its guide learned, as staff and site allow."""

from itertools import count

import pytest
from django.db import IntegrityError, transaction

from tests.factories import plain_guide, published, started, step
from tests.folding.playing import apart
from tests.models.lessons import LEARNED, frozen, learns, teach
from troubleshooter.core.evidence import Counters, Evidence
from troubleshooter.core.formats import convert
from troubleshooter.models import Learned, Learning, TroubleshootingSession
from troubleshooter.transfer import store

pytestmark = pytest.mark.django_db

AUTHORS = ["reinstall", "paper", "cable", "restart"]


@pytest.fixture(autouse=True)
def tokens_in_turn(monkeypatch):
    """A session's token is the seed of its order: here they are the same each time."""
    numbers = count()
    new = "troubleshooter.models.sessions.secrets.token_urlsafe"
    monkeypatch.setattr(new, lambda _bytes: f"token-{next(numbers):016}")


def drawn(guide, choice="blank"):
    session = started(guide)
    session.answer("symptom", choice, "")
    session.refresh_from_db()
    return session


def nothing_first(slug="plain"):
    plain = plain_guide(slug)
    del plain["uses"][0], plain["questions"][0]
    plain["placements"] = [row for row in plain["placements"] if row["step"] != "reinstall"]
    plain["steps"] = [row for row in plain["steps"] if row["key"] != "reinstall"]
    value = convert(plain)
    guide = store(value).guide
    guide.publish(value)
    return guide


# --- Once, and when ---


def test_nothing_is_drawn_before_the_question_that_is_asked_first_is_answered():
    guide = learns(published())
    session = started(guide)
    assert frozen(session) == (AUTHORS, {}, "", 0, "")
    session.attempt("paper", "not_fixed", None, "")
    session.answer("power", "on", "")
    assert frozen(session)[-1] == ""


def test_the_last_answer_draws_it_and_the_walk_follows_it_at_once():
    guide = learns(published())
    session = started(guide)
    walk = session.answer("symptom", "blank", "").walk
    assert walk.order[0] == "cable"
    order, estimates, segment, number, arm = frozen(session)
    assert order == list(walk.order) == list(session.walk().order)
    assert set(order) == set(AUTHORS)
    assert estimates["cable"] > 0.3
    assert (segment, number) == ("", LEARNED)
    assert arm in ("belief", "chance", "test")


def test_where_nothing_is_asked_first_the_start_draws_it():
    session = started(learns(nothing_first()))
    assert session.order[0] == "cable"
    assert session.is_drawn
    assert frozen(session)[0] == session.order


def test_it_never_changes_whatever_is_said_or_learned_later():
    guide = learns(published())
    session = drawn(guide)
    before = frozen(session)
    teach(guide, cable=1, paper=490, sessions=4000)
    key = session.events.get().key
    session.answer("symptom", "noise", key)
    session.undo(session.walk().last_key)
    session.undo(key)
    assert session.walk().answers == {}
    session.answer("symptom", "noise", session.walk().last_key)
    Learning.objects.update(mode="author")
    session.attempt("cable", "not_fixed", None, session.walk().last_key)
    assert frozen(session) == before


def test_who_changed_their_answer_is_still_brought_the_steps_of_the_new_one():
    guide = learns(published())
    session = drawn(guide)
    assert session.walk().screen.question.key == "power"  # which the cable depends on
    walk = session.answer("symptom", "noise", session.walk().last_key).walk
    assert walk.screen.question.key == "system"  # which the restart depends on
    assert walk.remaining[0] == "restart"
    assert walk.remaining[-1] == "reinstall"  # late


def test_the_same_answer_sent_twice_draws_once():
    guide = learns(published())
    session = started(guide)
    session.answer("symptom", "blank", "")
    before = frozen(session)
    teach(guide, paper=490, sessions=9000)
    session.answer("symptom", "blank", "")
    assert frozen(session) == before


def test_the_token_is_the_seed(monkeypatch):
    guide = learns(published(), cable=100, restart=100, paper=100)
    orders = [drawn(guide).order for _ in range(40)]
    assert len({tuple(order) for order in orders}) > 1
    monkeypatch.setattr("troubleshooter.models.sessions.secrets.token_urlsafe", lambda _n: "one")
    first = drawn(guide)
    assert first.token == "one"
    first.delete()
    assert drawn(guide).order == first.order


# --- Whose order ---


@pytest.mark.parametrize("mode", ["author", "suggest"])
def test_a_guide_that_does_not_learn_keeps_the_authors_order(mode):
    guide = learns(published(), mode=mode)
    session = drawn(guide)
    assert (session.order, session.arm) == (AUTHORS, "author")
    assert session.estimates["cable"] > 0.3  # what its tries are weighed with


def test_a_new_guide_suggests_only():
    guide = published()
    teach(guide)
    assert Learning.of(guide).mode == "suggest"
    assert drawn(guide).arm == "author"


def test_the_first_hundred_sessions_follow_the_author():
    guide = learns(published(), sessions=99)
    assert drawn(guide).arm == "author"
    teach(guide, sessions=100)
    assert drawn(guide).order[0] == "cable"


def test_the_kill_switch_gives_everybody_the_authors_order(settings):
    guide = learns(published())
    settings.LEARNED_ORDER = False
    session = drawn(guide)
    assert (session.order, session.arm) == (AUTHORS, "author")
    simulated = TroubleshootingSession.objects.start(guide.live, is_simulated=True)
    simulated.answer("symptom", "blank", "")
    assert Learning.of(guide).is_learning is False


def test_a_share_of_sessions_is_the_control_group():
    guide = learns(published(), control=50)
    arms = [drawn(guide).arm for _ in range(40)]
    assert 8 <= arms.count("control") <= 32
    controls = TroubleshootingSession.objects.filter(arm="control")
    assert all(row.order == AUTHORS for row in controls)


def test_a_group_of_people_has_what_it_learned_itself():
    guide = learns(apart())
    evidence = {
        ("symptom=blank", "paper"): Evidence(9800.0, 10000.0, at=LEARNED),
        ("symptom=blank", "cable"): Evidence(1000.0, 10000.0, at=LEARNED),
    }
    Learned.objects.keep(guide.pk, False, Counters(), Counters(0, evidence))
    session = drawn(guide)
    assert session.segment == "symptom=blank"
    assert session.order[0] == "paper"
    assert drawn(guide, "unknown").order[0] == "cable"


def test_people_do_not_follow_what_simulated_people_learned():
    guide = learns(published(), is_simulated=True)
    assert drawn(guide).arm == "author"
    simulated = TroubleshootingSession.objects.start(guide.live, is_simulated=True)
    simulated.answer("symptom", "blank", "")
    simulated.refresh_from_db()
    assert simulated.order[0] == "cable"


def test_another_guide_learns_for_itself():
    learns(published())
    other = learns(published("scanner"), sessions=0)
    assert drawn(other).arm == "author"


def test_whatever_is_wrong_with_what_was_learned_the_person_walks_on(caplog):
    guide = learns(published())
    session = started(guide)
    Learned.objects.filter(step="cable").update(evidence={"fixed": "much"})
    walk = session.answer("symptom", "blank", "").walk
    assert walk.screen.step.key == "paper"
    assert frozen(session) == (AUTHORS, {}, "", 0, "author")
    assert "could not be drawn" in caplog.text


# --- What it costs ---


def test_the_answer_that_draws_costs_one_read_and_one_write_more(django_assert_num_queries):
    guide = learns(published())
    session = started(guide)
    session.answer("power", "on", "")
    others = 5  # begin, read, insert, outbox, commit; or begin, lock, events, insert, commit
    with django_assert_num_queries(others + 2):
        session.answer("symptom", "blank", "")
    session.refresh_from_db()
    with django_assert_num_queries(others):
        session.answer("symptom", "noise", "elsewhere")


def test_a_start_that_draws_costs_one_read_more(django_assert_num_queries):
    asked, unasked = learns(published()), learns(nothing_first())
    started(asked), started(unasked)
    with django_assert_num_queries(4):
        TroubleshootingSession.objects.start(asked.live)
    with django_assert_num_queries(5):
        TroubleshootingSession.objects.start(unasked.live)


# --- What the database refuses ---


@pytest.mark.parametrize("columns", [{"mode": "guess"}, {"control": 51}])
def test_the_database_refuses_a_mode_or_a_share_that_there_is_not(columns):
    guide = published()
    with pytest.raises(IntegrityError), transaction.atomic():
        Learning.objects.create(guide=guide, **columns)


def test_a_step_is_learned_once_in_a_place():
    guide = published()
    teach(guide)
    with pytest.raises(IntegrityError), transaction.atomic():
        Learned.objects.create(guide=guide, step="cable", evidence={})


def test_a_new_step_of_a_later_edition_is_in_the_order_too():
    guide = learns(published())
    plain = plain_guide()
    plain["steps"].append(step("unplug"))
    plain["placements"].append({"step": "unplug"})
    guide.publish(convert(plain))
    assert set(drawn(guide).order) == {*AUTHORS, "unplug"}
