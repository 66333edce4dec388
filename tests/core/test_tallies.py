"""What a session adds to the tallies, and what their sums say."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.adding import add_up, statuses
from tests.core.guides import NOON, guide, happened, question, use
from tests.core.strategies import EXAMPLES, documents, histories, orders
from troubleshooter.core.counting import IDLE, IDLE_WAITING, Teller
from troubleshooter.core.segments import segment
from troubleshooter.core.tallies import COLUMNS, LONGEST, Contribution, Counts, Place, contribution

DAY = date(2026, 5, 4)
PHONE = question("phone", "face home")
THREE = guide("wifi", "power", "restart")
ASKING = guide(
    PHONE,
    question("see", "x y"),
    use("phone", ask_first=True, segments=True),
    use("see", ask_first=True),
    "wifi",
    "power",
)


def added(document, *facts, idle=timedelta(), estimates=None, began=-1):
    """What a session adds whose facts came a minute apart, the first so long after its start."""
    events = happened(*facts)
    newest = max((event.at for event in events), default=NOON)
    started = NOON + timedelta(minutes=began)
    story = Teller(document).tell((), events, started, newest + idle)
    return contribution(document, story, estimates or {}, DAY)


def test_of_whose_order_they_had_only_the_sessions_are_counted():
    events = happened("phone=face", "see=x", "wifi:fixed")
    story = Teller(ASKING).tell((), events, NOON, NOON)
    for arm, named in {"control": "control", "author": "author", "chance": "learned"}.items():
        adds = contribution(ASKING, story, {}, DAY, arm=arm)
        kinds = {place.kind: place.value for place, _n in adds.places() if place.by == "arm"}
        assert kinds == {"session": named}
    plain = contribution(ASKING, story, {}, DAY)
    assert "arm" not in {place.by for place, _n in plain.places()}


# --- A worked example ---


def test_a_session_adds_itself_its_questions_and_its_steps():
    parts = added(ASKING, "phone=face", "see=x", "wifi:not_fixed", "power:fixed").parts
    minute = {"seconds": 60, "seconds_squared": 3600, "took_5": 1}
    assert parts == {
        "session/": {"fixed": 1, "seconds": 240, "seconds_squared": 57600, "took_7": 1},
        "question/phone": {"shown": 1},
        "question/see": {"shown": 1},
        "step/wifi": {
            "shown": 1,
            "not_fixed": 1,
            "tried_first": 1,
            "exposure": 1_000_000,
            **minute,
        },
        "step/power": {"shown": 1, "fixed": 1, "exposure": 1_000_000, **minute},
    }


def test_it_adds_them_to_everybody_to_its_segment_and_to_each_choice():
    groups = added(ASKING, "phone=face", "see=x").groups
    assert groups == (
        ("", ""),
        ("question:phone", "face"),
        ("question:see", "x"),
        ("segment", "phone=face"),
    )


def test_as_long_as_nothing_is_answered_the_segment_has_no_name():
    assert added(ASKING).groups == (("", ""), ("segment", ""))


def test_a_guide_without_segments_has_rows_for_everybody_only():
    assert added(THREE, "wifi:fixed").groups == (("", ""),)


def test_a_session_without_events_was_opened_and_showed_nothing():
    assert added(THREE).parts == {"session/": {"opened": 1}}


def test_a_place_is_a_group_and_what_is_counted_in_it():
    places = dict(added(ASKING, "phone=home").places())
    assert places[Place("segment", "phone=home", "question", "see")] == {"shown": 1}
    assert len(places) == 3 * 3  # groups, and: the session, what it was asked, what it is asked


# --- What is weighed ---


def test_a_try_after_a_failed_one_weighs_more_by_the_frozen_estimates():
    parts = added(THREE, "wifi:not_fixed", "power:fixed", estimates={"wifi": 0.5}).parts
    assert parts["step/wifi"]["exposure"] == 1_000_000
    assert parts["step/power"]["exposure"] == 2_000_000


def test_tries_are_weighed_in_the_order_their_results_became_known():
    facts = ["wifi:later", "power:not_fixed", "wifi:fixed"]
    parts = added(THREE, *facts, estimates={"power": 0.5, "wifi": 0.1}).parts
    assert parts["step/power"]["exposure"] == 1_000_000
    assert parts["step/wifi"]["exposure"] == 2_000_000


def test_a_step_is_tried_first_when_its_result_is_the_first_that_is_known():
    parts = added(THREE, "wifi:could_not", "power:fixed").parts
    assert "tried_first" not in parts["step/wifi"]
    assert (parts["step/power"]["tried_first"], parts["step/power"]["fixed_first"]) == (1, 1)


def test_a_retracted_fix_adds_what_a_step_that_did_not_help_adds():
    retracted = added(THREE, "wifi:fixed", "wifi:not_fixed").parts["step/wifi"]
    assert retracted == added(THREE, "wifi:not_fixed").parts["step/wifi"]


# --- What time does ---


def test_a_session_left_alone_changes_only_what_became_of_it():
    going, left = (added(THREE, "wifi:not_fixed", idle=idle) for idle in (timedelta(), IDLE))
    assert (going.parts["session/"], left.parts["session/"]) == ({"going": 1}, {"abandoned": 1})
    assert left.parts["step/power"] == {"shown": 1, "left_here": 1}
    assert going.parts["step/wifi"] == left.parts["step/wifi"]


def test_what_is_said_later_adds_to_few_rows_beyond_what_was_added_before():
    first, both = (added(THREE, *facts) for facts in (["wifi:not_fixed"], ["wifi:not_fixed"] * 2))
    assert first.beyond(first).parts == both.beyond(first).parts == {}
    two = added(THREE, "wifi:not_fixed", "power:fixed")
    assert two.beyond(first).parts.keys() == {"session/", "step/power"}
    assert two.beyond(first).parts["step/power"]["fixed"] == 1
    assert first.beyond(two).parts["step/power"]["fixed"] == -1


def test_of_sessions_in_other_groups_nothing_is_told_apart():
    one, other = (added(ASKING, f"phone={choice}") for choice in ("home", "unknown"))
    assert one.beyond(other) is None


def test_a_long_time_counts_as_the_longest_in_sums_and_as_it_was_in_the_histogram():
    parts = added(THREE, "wifi:fixed", began=-60 * 24 * 3).parts
    assert parts["step/wifi"]["seconds"] == 8 * 60  # of a step of two minutes
    assert parts["session/"]["seconds"] == LONGEST
    assert parts["step/wifi"]["took_15"] == parts["session/"]["took_15"] == 1


# --- What a sum says ---


def test_a_sum_speaks_the_language_of_the_statistics():
    counts = Counts(
        fixed=3, not_fixed=1, could_not=4, other=1, too_risky=1, exposure=6_000_000, took_5=4,
        opened=2, waiting=1, seconds=200, seconds_squared=10_400,
    )  # fmt: skip
    assert (counts.tried, counts.started, counts.no_reason) == (4, 4, 2)
    assert counts.weight.rate == 0.5
    assert 32 < counts.median_seconds < 64
    assert (counts.sample.number, counts.sample.mean) == (4, 50)
    assert counts.reasons["other"] == 1


def test_nothing_is_told_of_no_sessions():
    assert Counts().median_seconds is None
    assert Counts().weight.rate is None


# --- For all guides and all that people may do ---


@settings(max_examples=EXAMPLES, deadline=None)
@given(documents(), st.data())
def test_the_sums_are_the_counts_of_the_sessions_in_every_group(document, data):
    walked = data.draw(st.lists(st.tuples(orders(document), histories(document)), max_size=4))
    teller, now = Teller(document), NOON + timedelta(days=data.draw(st.integers(0, 9)))
    stories = [teller.tell(order, events, NOON, now) for order, events in walked]
    sums = summed(contribution(document, story, {}, DAY) for story in stories)
    for by, value in {(place.by, place.value) for place in sums}:
        agree(sums, by, value, add_up(s for s in stories if is_in(document, s, by, value)))


def is_in(document, story, by, value):
    if by == "segment":
        return segment(document, story.answers) == value
    answer = story.answers.get(by.removeprefix("question:"))
    return not by or (answer is not None and answer.choice == value)


def summed(contributions):
    sums = {}
    for one in contributions:
        for place, columns in one.places():
            sums.setdefault(place, Counter()).update(columns)
    return {place: Counts(**columns) for place, columns in sums.items()}


def agree(sums, by, value, counts):
    assert statuses(sums[by, value, "session", ""]) == counts.sessions
    left = {}
    for place, found in sums.items():
        if (place.by, place.value) != (by, value):
            continue
        if place.kind == "question":
            left[place.key] = found.left_here
        elif place.kind == "step":
            step = counts.steps[place.key]
            for name in ("shown", "tried", "fixed", "not_fixed", "could_not", "already_tried"):
                assert getattr(found, name) == getattr(step, name)
            assert (found.later, found.left_here) == (step.later, step.left_here)
            assert +Counter(found.reasons) == step.reasons
            assert sum(found.histogram) == len(step.seconds)
            assert found.exposure == 1_000_000 * found.tried
            assert found.fixed_first <= found.tried_first <= found.tried
    assert +Counter(left) == counts.left_questions
    assert sum(sums[by, value, "session", ""].histogram) == counts.sessions["fixed"]


@settings(max_examples=EXAMPLES, deadline=None)
@given(documents(), st.data())
def test_a_story_is_the_same_until_the_moment_it_says_it_changes(document, data):
    order, events = data.draw(orders(document)), data.draw(histories(document))
    teller = Teller(document)
    newest = max((event.at for event in events), default=NOON)
    story = teller.tell(order, events, NOON, newest)
    if story.changes_at is None:
        assert teller.tell(order, events, NOON, newest + timedelta(days=400)) == story
        return
    assert story.changes_at - newest in (IDLE, IDLE_WAITING)
    moment = timedelta(microseconds=1)
    assert teller.tell(order, events, NOON, story.changes_at - moment) == story
    assert teller.tell(order, events, NOON, story.changes_at).status == "abandoned"


@settings(max_examples=EXAMPLES, deadline=None)
@given(documents(), st.data())
def test_a_contribution_names_columns_that_there_are_and_none_that_is_nothing(document, data):
    order, events = data.draw(orders(document)), data.draw(histories(document))
    story = Teller(document).tell(order, events, NOON, NOON)
    found = contribution(document, story, dict.fromkeys(document.step, 0.3), DAY)
    for columns in found.parts.values():
        assert columns.keys() <= set(COLUMNS)
        assert all(number > 0 for number in columns.values())
    assert isinstance(found, Contribution)


@settings(max_examples=EXAMPLES, deadline=None)
@given(documents(), st.data())
def test_what_was_added_and_what_is_beyond_it_are_together_what_is_added_now(document, data):
    order, events = data.draw(orders(document)), data.draw(histories(document))
    teller = Teller(document)
    before, after = (
        contribution(document, teller.tell(order, some, NOON, NOON), {}, DAY)
        for some in (events[: len(events) // 2], events)
    )
    more = after.beyond(before)
    if more is None:
        assert before.groups != after.groups
    else:
        both = summed([before, more])
        assert {place: counts for place, counts in both.items() if counts != Counts()} == (
            summed([after])
        )
