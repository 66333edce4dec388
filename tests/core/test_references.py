"""Keys that are there twice, or that name what is not there: each told with its place."""

import pytest
from msgspec.structs import replace

from tests.core.guides import guide, line, place, question, step, use
from troubleshooter.core.document import ChoiceUse, Clause, Placement, Use
from troubleshooter.core.problems import broken_references, find_problems

PHONE = question("phone", "face home")

NAMES = {
    "a condition on an unknown choice": (
        guide(PHONE, place("a", {"phone": "flip"})),
        "placements[0].condition: the condition needs the choice “flip”, which “Phone?” does not"
        " have",
    ),
    "a condition on “I don't know”": (
        guide(PHONE, place("a", {"phone": "unknown"})),
        "placements[0].condition: the condition needs the choice “unknown”, which “Phone?” does"
        " not have",
    ),
    "a condition on a question that is elsewhere": (
        guide(place("a", {"phone": "face"})),
        "placements[0].condition: the condition needs the question “phone”: it is not in this"
        " guide",
    ),
    "an instruction for an unknown choice": (
        guide(PHONE, step("a", line(), line(phone="flip"))),
        "steps[0].instructions[1].condition: the condition needs the choice “flip”, which"
        " “Phone?” does not have",
    ),
    "a question's instruction for a question that is elsewhere": (
        guide(question("phone", "face home", line(gone="x")), use("phone", ask_first=True), "a"),
        "questions[0].instructions[0].condition: the condition needs the question “gone”: it is"
        " not in this guide",
    ),
    "one question twice in a condition": (
        guide(
            PHONE,
            step("a"),
            Placement("a", (Clause("phone", ("face",)), Clause("phone", ("home",)))),
        ),
        "placements[0].condition: the condition names “phone” twice: put its choices together",
    ),
    "a step there twice": (guide("a", "a", place("a")), "steps: “a” is there twice: keep one"),
    "a step placed twice": (
        guide(place("a"), step("a"), place("a")),
        "placements: “a” is there twice: keep one",
    ),
    "a question there twice": (
        guide(PHONE, PHONE, use("phone", ask_first=True), "a"),
        "questions: “phone” is there twice: keep one",
    ),
    "a question used twice": (
        guide(PHONE, use("phone", ask_first=True), use("phone"), "a"),
        "uses: “phone” is there twice: keep one",
    ),
    "a choice there twice": (
        guide(question("phone", "face face"), use("phone", ask_first=True), "a"),
        "questions[0].choices: the choice “face” is there twice: keep one",
    ),
    "a choice used twice": (
        guide(PHONE, Use("phone", True, (ChoiceUse("face"), ChoiceUse("face"))), "a"),
        "uses[0].choices: “face” is there twice: keep one",
    ),
    "a choice that is “I don't know”": (
        guide(question("phone", "face unknown"), use("phone", ask_first=True), "a"),
        "questions[0].choices: “unknown” is kept for “I don't know”: give the choice another key",
    ),
    "a step that is not placed": (
        guide("a", "b", place("a")),
        "steps[1]: the step “B” is not placed",
    ),
    "a question that is not used": (
        replace(guide(PHONE, "a"), uses=()),
        "questions[0]: the question “Phone?” is not used here",
    ),
    "a placement without its step": (
        replace(guide("a"), placements=(Placement("a"), Placement("b"))),
        "placements[1]: there is no step “b”",
    ),
    "a use without its question": (
        replace(guide("a"), uses=(Use("phone"),)),
        "uses[0]: there is no question “phone”",
    ),
    "after what is not there": (
        guide(place("a", after="gone")),
        "placements[0].after: “a” cannot come after “gone”: it is not another step here",
    ),
    "after itself": (
        guide(place("a", after="a")),
        "placements[0].after: “a” cannot come after “a”: it is not another step here",
    ),
    "to the front what is not there": (
        guide(PHONE, use("phone", ask_first=True, front={"face": "gone"}), "a"),
        "uses[0].choices[0].front: the step “gone” cannot be brought to the front: it is not"
        " placed",
    ),
    "to the front for an unknown choice": (
        guide(PHONE, use("phone", ask_first=True, front={"flip": "a"}), "a"),
        "uses[0].choices[0]: “Phone?” has no choice “flip”",
    ),
    "to the front and at an end": (
        guide(
            PHONE,
            Use("phone", True, (replace(use("x", ending=["face"]).choices[0], front=("a",)),)),
            "a",
        ),
        "uses[0].choices[0]: a choice either brings steps to the front or ends the walk, not both",
    ),
}


@pytest.mark.parametrize("what", NAMES)
def test_names_must_lead_somewhere(what):
    document, expected = NAMES[what]
    assert [str(problem) for problem in find_problems(document)] == [expected]
    assert broken_references(document) == find_problems(document)
