"""Groups of people, by the answers that staff marked."""

from tests.core.guides import guide, question, use, walk
from troubleshooter.core.segments import MOST_CHARACTERS, MOST_SEGMENTING, parts, segment

PHONE, SYSTEM, SEE = question("phone", "face home"), question("system", "a b"), question("see", "x")
APART = guide(
    PHONE,
    SYSTEM,
    SEE,
    use("system", ask_first=True, segments=True),
    use("see", ask_first=True),
    use("phone", ask_first=True, segments=True),
    "wifi",
)


def named(*facts, document=APART):
    return segment(document, walk(document, *facts).answers)


def test_a_segment_is_named_by_the_marked_answers_in_the_guides_order():
    assert named("phone=face", "see=x", "system=b") == "system=b phone=face"


def test_only_answers_that_were_given_name_it():
    assert named("phone=face") == "phone=face"
    assert named() == ""


def test_not_knowing_is_a_group_too():
    assert named("phone=unknown", "system=b") == "system=b phone=unknown"


def test_the_newest_answer_counts():
    assert named("phone=face", "phone=home") == "phone=home"


def test_where_nothing_is_marked_everybody_is_in_one_group():
    assert named("phone=face", document=guide(PHONE, use("phone", ask_first=True), "wifi")) == ""


def test_a_name_can_be_taken_apart_again():
    assert parts("system=b phone=face") == {"system": "b", "phone": "face"}
    assert parts("") == {}


def test_no_name_is_longer_than_the_longest():
    keys = [f"{letter * 60}" for letter in "abcdef"[:MOST_SEGMENTING]]
    document = guide(
        *(question(key, f"{key} no") for key in keys),
        *(use(key, ask_first=True, segments=True) for key in keys),
        "wifi",
    )
    assert len(named(*(f"{key}={key}" for key in keys), document=document)) <= MOST_CHARACTERS
