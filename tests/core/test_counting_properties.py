"""What holds for the counts of all guides and all that people may do with them."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.adding import add_up
from tests.core.guides import NOON, minute
from tests.core.strategies import EXAMPLES, documents, histories, orders
from troubleshooter.core.counting import STATUSES, Teller
from troubleshooter.core.events import Attempt, Reversal, unreversed
from troubleshooter.core.walk import StepScreen, Walk


@st.composite
def sessions(draw):
    document = draw(documents())
    return document, draw(orders(document)), draw(histories(document))


def story_of(document, order, events, days=0):
    return Teller(document).tell(order, events, NOON, NOON + timedelta(days=days))


@settings(max_examples=EXAMPLES)
@given(sessions(), st.data())
def test_duplicates_and_arrival_order_change_nothing(session, data):
    document, order, events = session
    again = data.draw(st.lists(st.sampled_from(events), max_size=5)) if events else []
    arrived = data.draw(st.permutations([*events, *again]))
    assert story_of(document, order, arrived, 2) == story_of(document, order, events, 2)


@settings(max_examples=EXAMPLES)
@given(sessions())
def test_taking_everything_back_leaves_a_session_only_opened(session):
    document, order, events = session
    undone = [Reversal(f"undo-{e.key}", minute(99), e.key) for e in events]
    story = story_of(document, order, [*events, *undone], 2)
    assert (story.status, story.steps, story.left_question) == ("opened", {}, "")


@settings(max_examples=EXAMPLES)
@given(sessions(), st.data())
def test_what_is_taken_back_counts_as_if_never_said(session, data):
    document, order, events = session
    said = unreversed(events)
    if said:
        gone = data.draw(st.sampled_from(said))
        without = [event for event in events if event != gone and not is_on_top(event, gone)]
        undone = Reversal("undone", minute(99), gone.key)
        assert counted(story_of(document, order, [*events, undone])) == counted(
            story_of(document, order, without)
        )


def is_on_top(event, gone):
    """Whether it is a later attempt on the same step, which goes with the one before."""
    both = isinstance(event, Attempt) and isinstance(gone, Attempt)
    return both and event.step == gone.step and (event.at, event.key) > (gone.at, gone.key)


def counted(story):
    """The story without its times, which do run on while a mistake is being taken back."""
    steps = {key: (s.outcome, s.reason, s.is_left_here) for key, s in story.steps.items()}
    return story.status, steps, story.left_question


@settings(max_examples=EXAMPLES)
@given(sessions())
def test_a_story_agrees_with_the_walk_of_every_prefix(session):
    document, order, events = session
    story = story_of(document, order, events)
    walk = Walk(document, order, events)
    said = unreversed(events)
    screens = [Walk(document, order, said[:count]).screen for count in range(len(said) + 1)]
    seen = {screen.step.key for screen in screens if isinstance(screen, StepScreen)}
    if story.status == "opened":
        assert not walk.history
    else:
        assert story.steps.keys() == seen | walk.results.keys()
    answered = {key: s.outcome for key, s in story.steps.items() if s.outcome}
    assert answered == {key: attempt.outcome for key, attempt in walk.results.items()}


@settings(max_examples=EXAMPLES)
@given(documents(), st.data())
def test_every_session_is_counted_once_and_the_sums_agree(document, data):
    walked = data.draw(st.lists(st.tuples(orders(document), histories(document)), max_size=4))
    teller, now = Teller(document), NOON + timedelta(days=data.draw(st.integers(0, 9)))
    stories = [teller.tell(order, events, NOON, now) for order, events in walked]
    assert stories == [Teller(document).tell(order, events, NOON, now) for order, events in walked]
    counts = add_up(stories)
    assert counts.sessions.total() == len(walked)
    assert counts.sessions.keys() <= set(STATUSES)
    for one in counts.steps.values():
        answered = one.tried + one.could_not + one.already_tried + one.later
        assert one.tried == one.fixed + one.not_fixed
        assert answered <= one.shown <= counts.started
        assert one.reasons.total() <= one.could_not
        assert len(one.seconds) <= one.tried
    left = sum(one.left_here for one in counts.steps.values()) + counts.left_questions.total()
    assert left == counts.sessions["abandoned"]
