"""Steps that a choice brings to the front: what they beat, and what they never beat."""

from tests.core.guides import guide, place, question, shown, use, whole_walk

PHONE = question("phone", "face home")
STATUS = question("status", "green red blue")


def fronted(front, *placements, **more):
    """A guide that asks first what is seen; "message" brings the front, "old" nothing."""
    see = question("see", "message old")
    return guide(see, use("see", ask_first=True, front={"message": front}), *placements)


def test_steps_are_brought_to_the_front_in_the_listed_order():
    document = fronted("c b", place("a"), place("b"), place("c"))
    assert whole_walk(document, {"see": "message"})[1:4] == ["c", "b", "a"]
    assert whole_walk(document, {"see": "old"})[1:4] == ["a", "b", "c"]


def test_unknown_brings_nothing_to_the_front():
    document = fronted("b", place("a"), place("b"))
    assert whole_walk(document, {"see": "unknown"})[1:3] == ["a", "b"]


def test_a_fronted_step_brings_its_untried_prerequisites_and_theirs():
    document = fronted("d", place("a"), place("b"), place("c", after="b"), place("d", after="c"))
    assert whole_walk(document, {"see": "message"})[1:5] == ["b", "c", "d", "a"]
    assert shown(document, "see=message", "b:not_fixed") == "c"


def test_a_tried_prerequisite_is_not_brought_again():
    document = fronted("d", place("a"), place("b"), place("d", after="b"))
    assert shown(document, "b:already_tried", "see=message") == "d"


def test_the_front_beats_late_pinned_and_the_learned_order():
    document = fronted("erase", place("a", pinned=True), place("b"), place("erase", late=True))
    screens = whole_walk(document, {"see": "message"}, order=["b", "a", "erase"])
    assert screens[1:4] == ["erase", "b", "a"]


def test_the_front_never_beats_after():
    document = fronted("b a", place("a"), place("b", after="c"), place("c", late=True))
    assert whole_walk(document, {"see": "message"})[1:4] == ["c", "b", "a"]


def test_a_fronted_step_is_not_shown_where_it_does_not_apply():
    document = fronted("b", PHONE, place("a"), place("b", {"phone": "face"}))
    assert whole_walk(document, {"see": "message", "phone": "face"})[1:4] == ["phone?", "b", "a"]
    assert whole_walk(document, {"see": "message", "phone": "home"})[1:3] == ["phone?", "a"]


def test_with_several_front_choices_the_guides_first_question_goes_first():
    parts = [
        PHONE,
        STATUS,
        use("status", ask_first=True, front={"red": "c"}),
        use("phone", ask_first=True, front={"face": "b c"}),
        place("a"),
        place("b"),
        place("c"),
    ]
    answers = {"phone": "face", "status": "red"}
    assert whole_walk(guide(*parts), answers)[2:5] == ["c", "b", "a"]
    parts[2], parts[3] = parts[3], parts[2]
    assert whole_walk(guide(*parts), answers)[2:5] == ["b", "c", "a"]


def test_a_question_asked_just_in_time_brings_to_the_front_what_is_still_untried():
    document = guide(
        STATUS,
        use("status", front={"red": "a c"}),
        place("a"),
        place("b", {"status": "red"}),
        place("c"),
    )
    assert whole_walk(document, {"status": "red"}) == [
        "a",
        "status?",
        "c",
        "b",
        "ending: exhausted",
    ]
