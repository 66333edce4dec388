"""Titles corrected and steps left out, before an imported guide is stored."""

from hypothesis import given
from hypothesis import strategies as st

from tests.core.guides import guide, line, place, question, step, use
from tests.core.strategies import documents, subsets
from troubleshooter.core.correcting import Corrections, corrected
from troubleshooter.core.references import broken_references


def test_titles_are_corrected_and_an_empty_one_changes_nothing():
    document = guide(step("one"), step("two"))
    titles = {"one": "  Restart   it ", "two": "  ", "gone": "x"}
    found = corrected(document, Corrections(title="A new title", titles=titles))
    assert (found.guide.title, found.guide.slug) == ("A new title", "a-new-title")
    assert [one.title for one in found.steps] == ["Restart it", "Two"]
    assert [one.key for one in found.steps] == ["one", "two"]


def test_nothing_corrected_is_the_same_guide():
    document = guide(step("one"))
    same = Corrections(title=document.guide.title, titles={"one": "One"})
    assert corrected(document, same) == document


def test_a_title_too_long_for_a_guide_is_cut():
    found = corrected(guide(step("one")), Corrections(titles={"one": "x" * 300}))
    assert len(found.steps[0].title) == 200


def test_with_a_step_go_its_place_and_whatever_named_it():
    document = guide(
        step("one"),
        step("two"),
        step("three"),
        place("one"),
        place("two", after="one"),
        place("three", after="one two"),
        question("phone", "face home"),
        use("phone", ask_first=True, front={"face": "one three"}),
    )
    found = corrected(document, Corrections(dropped=("one",)))
    assert [placed.step for placed in found.placements] == ["two", "three"]
    assert [placed.after for placed in found.placements] == [(), ("two",)]
    assert found.choice_use["phone", "face"].front == ("three",)


def test_a_question_that_decides_nothing_any_more_goes_too():
    document = guide(
        step("one", line(phone="face"), line(phone="home")),
        step("two"),
        question("phone", "face home", line("Look.", system="old")),
        question("system", "old new"),
        use("system"),
        use("phone"),
    )
    found = corrected(document, Corrections(dropped=("one",)))
    assert found.questions == ()
    assert found.uses == ()
    assert len(corrected(document, Corrections(dropped=("two",))).questions) == 2


@given(st.data())
def test_whatever_is_left_out_no_name_is_left_without_its_part(data):
    document = data.draw(documents())
    dropped = data.draw(subsets([one.key for one in document.steps]))
    found = corrected(document, Corrections(dropped=dropped))
    assert broken_references(found) == []
    assert {one.key for one in found.steps} == {one.key for one in document.steps} - {*dropped}
