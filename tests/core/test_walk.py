"""Every sentence about the walk, as an example."""

import pytest

from tests.core.guides import (
    guide,
    happened,
    line,
    named,
    place,
    question,
    shown,
    step,
    use,
    walk,
    whole_walk,
)
from troubleshooter.core.walk import EndingScreen, StepScreen, Walk

PHONE = question("phone", "face home")
STATUS = question("status", "green red blue")


# --- Steps come in order ---------------------------------------------------------------------


def test_steps_come_in_the_authors_order():
    assert whole_walk(guide("a", "b", "c")) == ["a", "b", "c", "ending: exhausted"]


def test_a_frozen_order_goes_before_the_authors():
    document = guide("a", "b", "c")
    assert whole_walk(document, order=["c", "a", "b"])[:3] == ["c", "a", "b"]


def test_placements_that_the_order_leaves_out_follow_in_the_authors_order():
    assert whole_walk(guide("a", "b", "c"), order=["c"])[:3] == ["c", "a", "b"]


def test_an_order_may_name_what_is_not_in_the_guide_or_name_a_step_twice():
    assert whole_walk(guide("a", "b"), order=["gone", "b", "b", "a"])[:2] == ["b", "a"]


def test_must_come_after_beats_the_order():
    document = guide(place("a", after="c"), place("b"), place("c"))
    assert whole_walk(document)[:3] == ["c", "a", "b"]
    assert whole_walk(document, order=["a", "b", "c"])[:3] == ["c", "a", "b"]


def test_after_orders_applicable_placements_only():
    document = guide(
        PHONE,
        use("phone", ask_first=True),
        place("a", after="b"),
        place("b", {"phone": "home"}),
    )
    assert whole_walk(document, {"phone": "face"}) == ["phone?", "a", "ending: exhausted"]
    assert whole_walk(document, {"phone": "home"}) == ["phone?", "b", "a", "ending: exhausted"]


@pytest.mark.parametrize("outcome", ["not_fixed", "could_not", "already_tried"])
def test_any_outcome_satisfies_after(outcome):
    document = guide(place("b", after="a"), place("a"))
    assert shown(document, f"a:{outcome}") == "b"


def test_a_late_step_comes_after_all_others():
    document = guide(place("erase", late=True), place("a"), place("b"))
    assert whole_walk(document)[:3] == ["a", "b", "erase"]


def test_late_beats_a_learned_order():
    document = guide(place("a"), place("erase", late=True))
    assert whole_walk(document, order=["erase", "a"])[:2] == ["a", "erase"]


def test_what_must_come_after_a_late_step_is_late_too():
    document = guide(
        place("check", after="sign-in"),
        place("sign-in", after="sign-out"),
        place("sign-out", late=True),
        place("a"),
    )
    assert whole_walk(document)[:4] == ["a", "sign-out", "sign-in", "check"]


def test_what_a_late_step_must_come_after_is_not_late():
    document = guide(place("erase", late=True, after="save"), place("a"), place("save"))
    assert whole_walk(document)[:3] == ["a", "save", "erase"]


# --- Questions -------------------------------------------------------------------------------


def test_a_question_asked_first_is_asked_although_no_step_is_left():
    document = guide(PHONE, use("phone", ask_first=True), place("a"))
    assert shown(document, "a:not_fixed") == "phone?"
    assert walk(document, "a:not_fixed").ending is None
    assert walk(document, "a:not_fixed", "phone=face").ending == EndingScreen("exhausted")


def test_ask_first_questions_come_before_every_step_in_the_guides_order():
    see = question("see", "message old")
    document = guide(
        PHONE, see, use("see", ask_first=True), use("phone", ask_first=True), place("a")
    )
    assert whole_walk(document)[:3] == ["see?", "phone?", "a"]


def test_a_question_is_asked_just_before_the_first_placement_that_depends_on_it():
    document = guide(PHONE, place("a"), place("b", {"phone": "face"}), place("c"))
    assert whole_walk(document, {"phone": "face"})[:4] == ["a", "phone?", "b", "c"]
    assert whole_walk(document, {"phone": "home"})[:3] == ["a", "phone?", "c"]


def test_a_question_is_asked_just_before_the_first_instruction_that_depends_on_it():
    restart = step("restart", line(phone="face"), line(phone="home"))
    document = guide(PHONE, restart, place("a"), place("restart"))
    assert whole_walk(document)[:3] == ["a", "phone?", "restart"]


def test_a_question_is_asked_once():
    restart = step("restart", line(phone="face"), line(phone="home"))
    document = guide(PHONE, restart, place("restart"), place("b", {"phone": "face"}))
    assert whole_walk(document) == ["phone?", "restart", "b", "ending: exhausted"]


def test_a_question_is_not_asked_for_a_step_that_is_ruled_out_already():
    document = guide(
        PHONE, STATUS, place("a", {"phone": "face"}), place("b", {"phone": "home", "status": "red"})
    )
    assert whole_walk(document, {"phone": "face"}) == ["phone?", "a", "ending: exhausted"]


def test_a_question_is_not_asked_for_an_instruction_that_is_ruled_out_already():
    restart = step("restart", line(), line(phone="home", status="red"))
    document = guide(PHONE, STATUS, use("phone", ask_first=True), use("status"), restart)
    assert whole_walk(document, {"phone": "face"})[:2] == ["phone?", "restart"]
    assert whole_walk(document, {"phone": "home"})[:3] == ["phone?", "status?", "restart"]


def test_a_question_whose_instructions_depend_on_another_waits_for_it():
    storage = question("storage", "full free", line(phone="face"), line(phone="home"))
    document = guide(storage, PHONE, use("storage", ask_first=True), use("phone"), "a")
    assert whole_walk(document)[:3] == ["phone?", "storage?", "a"]


def test_a_chain_of_questions_begins_with_the_one_that_needs_nothing():
    one = question("one", "x y")
    two = question("two", "x y", line(one="x"))
    three = question("three", "x y", line(two="x"))
    document = guide(three, two, one, place("a", {"three": "x"}))
    assert whole_walk(document, {"three": "x"})[:4] == ["one?", "two?", "three?", "a"]


def test_a_prerequisites_question_comes_before_the_step_that_waits_for_it():
    document = guide(PHONE, place("b", after="a"), place("a", {"phone": "home"}))
    assert whole_walk(document, {"phone": "face"})[:2] == ["phone?", "b"]
    assert whole_walk(document, {"phone": "home"})[:3] == ["phone?", "a", "b"]


def test_several_clauses_are_needed_together_and_choices_of_one_are_alternatives():
    document = guide(
        PHONE, STATUS, place("a", {"phone": "face", "status": "green blue"}), place("b")
    )
    for answers, expected in (
        ({"phone": "face", "status": "green"}, ["phone?", "status?", "a", "b"]),
        ({"phone": "face", "status": "blue"}, ["phone?", "status?", "a", "b"]),
        ({"phone": "face", "status": "red"}, ["phone?", "status?", "b"]),
        ({"phone": "home"}, ["phone?", "b"]),
    ):
        assert whole_walk(document, answers)[:-1] == expected


# --- I don't know ----------------------------------------------------------------------------


def test_unknown_satisfies_every_condition():
    document = guide(PHONE, place("a", {"phone": "face"}), place("b", {"phone": "home"}))
    assert whole_walk(document, {"phone": "unknown"})[:3] == ["phone?", "a", "b"]


def test_unknown_shows_every_variant_with_the_labels_it_is_for():
    restart = step("restart", line(phone="face"), line(phone="home"), line("Wait."))
    variants = walk(guide(PHONE, restart), "phone=unknown").instructions(restart)
    assert [(item.number, item.variants) for item in variants] == [
        (1, ("Face",)),
        (1, ("Home",)),
        (2, ()),
    ]


def test_a_known_answer_shows_its_variant_alone_numbered_anew_and_without_a_label():
    restart = step("restart", line(phone="face"), line(phone="home"), line("Wait."))
    only = walk(guide(PHONE, restart), "phone=home").instructions(restart)
    assert [(item.number, item.instruction.text, item.variants) for item in only] == [
        (1, "Do it.", ()),
        (2, "Wait.", ()),
    ]


def test_a_half_known_condition_names_only_what_is_not_known():
    restart = step("restart", line(phone="face", status="green blue"), line())
    document = guide(PHONE, STATUS, restart)
    first = walk(document, "phone=face", "status=unknown").instructions(restart)[0]
    assert first.variants == ("Green", "Blue")


def test_before_its_question_is_answered_a_step_looked_ahead_at_shows_every_variant():
    restart = step("restart", line(phone="face"), line(phone="home"))
    ahead = walk(guide(PHONE, restart)).instructions(restart)
    assert [item.variants for item in ahead] == [("Face",), ("Home",)]


def test_a_question_shows_the_variants_of_its_own_instructions():
    storage = question("storage", "full free", line(phone="face"), line(phone="home"))
    document = guide(PHONE, storage, place("a", {"storage": "full"}))
    assert len(walk(document, "phone=face").instructions(storage)) == 1
    assert len(walk(document, "phone=unknown").instructions(storage)) == 2


def test_the_questions_that_narrow_a_part_are_named_once_in_order_of_appearance():
    part = step("a", line(status="red"), line(phone="face", status="green"), line())
    assert walk(guide(PHONE, STATUS, part)).narrowing(part) == ("status", "phone")


# --- A working copy may be half written ------------------------------------------------------


def test_a_condition_on_a_question_that_is_not_there_counts_as_not_known():
    lonely = step("a", line(gone="x"), line(phone="face"))
    document = guide(PHONE, lonely, place("a", {"gone": "x"}))
    assert whole_walk(document) == ["phone?", "a", "ending: exhausted"]
    assert [item.variants for item in walk(document).instructions(lonely)] == [(), ("Face",)]


def test_steps_that_must_come_after_each_other_still_come():
    document = guide(place("a", after="b"), place("b", after="a"))
    assert sorted(whole_walk(document)[:2]) == ["a", "b"]


def test_questions_that_wait_for_each_other_are_still_asked():
    one, two = question("one", "x y", line(two="x")), question("two", "x y", line(one="x"))
    document = guide(one, two, place("a", {"one": "x"}))
    assert whole_walk(document, {"one": "x"})[-2:] == ["a", "ending: exhausted"]


def test_a_guide_without_steps_is_exhausted_at_once():
    assert shown(guide()) == "ending: exhausted"


# --- What is on screen has its place ---------------------------------------------------------


def test_a_step_has_its_number_and_the_total_where_nothing_is_open():
    screen = walk(guide("a", "b", "c"), "a:not_fixed").screen
    assert isinstance(screen, StepScreen)
    assert (screen.step.key, screen.number, screen.total) == ("b", 2, 3)


def test_the_total_is_told_only_when_it_is_reliable():
    document = guide(PHONE, place("a"), place("b", {"phone": "face"}), place("c"))
    assert walk(document).screen.total is None
    after = walk(document, "a:not_fixed", "phone=home").screen
    assert (after.step.key, after.number, after.total) == ("c", 2, 2)
    unknown = walk(document, "a:not_fixed", "phone=unknown").screen
    assert (unknown.step.key, unknown.number, unknown.total) == ("b", 2, 3)


def test_a_condition_that_the_answers_settle_half_way_makes_the_total_reliable():
    document = guide(PHONE, STATUS, place("a"), place("b", {"phone": "face", "status": "red"}))
    assert walk(document, "phone=home").screen.total == 1
    assert walk(document, "phone=face").screen.total is None


def test_looking_back_and_ahead_a_step_keeps_its_number():
    at = walk(guide("a", "b", "c"), "a:not_fixed")
    assert [at.step_screen(key).number for key in "abc"] == [1, 2, 3]
    assert {at.step_screen(key).total for key in "abc"} == {3}


def test_a_step_that_is_ruled_out_has_no_place_of_a_total():
    document = guide(PHONE, place("a", {"phone": "face"}), place("b"))
    assert walk(document, "phone=home").step_screen("a").total is None


def test_the_last_key_is_the_newest_events_own():
    assert walk(guide("a")).last_key == ""
    assert walk(guide("a", "b"), "a:not_fixed", "-e0").last_key == "e1"


def test_the_screen_is_a_value():
    events = happened("a:fixed")
    assert Walk(guide("a"), (), events).screen == Walk(guide("a"), (), events).screen
    assert Walk(guide("a"), (), events).screen == EndingScreen("fixed", attempt=events[0])
    assert named(Walk(guide("a"), (), events).screen) == "ending: fixed"
