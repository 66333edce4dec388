"""What keeps a guide from being published: each named in plain words, with the place to mend."""

import string

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from tests.core.guides import guide, line, picture, place, question, step, use
from tests.core.strategies import EXAMPLES, documents
from tests.core.test_references import NAMES
from tests.core.work import makes_at_most
from troubleshooter.core import problems, references
from troubleshooter.core.document import Instruction
from troubleshooter.core.formats import DocumentError
from troubleshooter.core.problems import FILE_NAME, Problem, find_problems, require_publishable

PHONE = question("phone", "face home")
STATUS = question("status", "green red blue")


def told(document):
    return [str(problem) for problem in find_problems(document)]


def test_a_sound_guide_has_no_problem():
    assert told(guide(PHONE, place("a", {"phone": "face"}), place("b", after="a"))) == []


@settings(max_examples=EXAMPLES, deadline=None)
@given(documents())
def test_a_publishable_document_is_let_through(document):
    require_publishable(document)


def test_every_problem_is_raised_in_one_error():
    document = guide(PHONE, STATUS, place("a"))
    with pytest.raises(DocumentError) as caught:
        require_publishable(document)
    assert caught.value.problems == told(document)
    assert len(caught.value.problems) == 2


# --- Sense ------------------------------------------------------------------------------------

SENSE = {
    "a guide with no fix": (
        guide(),
        "placements: the guide has no fix yet: place at least one step",
    ),
    "a question nothing depends on": (
        guide(PHONE, "a"),
        "uses[0]: nothing depends on “Phone?”: ask it first, or take it out",
    ),
    "a step that only an ending leads to": (
        guide(
            STATUS,
            use("status", ask_first=True, ending=["red"]),
            place("a"),
            place("b", {"status": "red"}),
        ),
        "placements[1].condition: no combination of choices leads to “B”: widen its condition",
    ),
    "a question whose every choice ends the walk": (
        guide(PHONE, use("phone", ask_first=True, ending=["face", "home"]), "a"),
        "uses[0].choices: every choice of “Phone?” ends the walk: let one go on",
    ),
    "a question that tells groups apart and is not asked first": (
        guide(PHONE, use("phone", segments=True), place("a", {"phone": "face"})),
        "uses[0]: “Phone?” tells groups of people apart: ask it first",
    ),
    "too many questions that tell groups apart": (
        guide(
            *(question(key, "x y") for key in "pqrs"),
            *(use(key, ask_first=True, segments=True) for key in "pqrs"),
            "a",
        ),
        "uses[3]: more than 3 questions tell groups of people apart, and the groups get too small:"
        " leave out “S?”",
    ),
    "an empty step": (
        replace(guide("a"), steps=(replace(step("a"), instructions=()),)),
        "steps[0].instructions: “A” is empty: write at least one instruction",
    ),
    "a step empty for one choice": (
        guide(PHONE, step("a", line(phone="face"))),
        "steps[0].instructions: “A” is empty for “Home”: write an instruction for it",
    ),
    "a step empty for one combination": (
        guide(PHONE, STATUS, step("a", line(phone="face"), line(status="green blue"))),
        "steps[0].instructions: “A” is empty for “Home”, “Red”: write an instruction for it",
    ),
    "an instruction never shown": (
        guide(
            PHONE, step("a", line(phone="home"), line(phone="face")), place("a", {"phone": "face"})
        ),
        "steps[0].instructions[0].condition: instruction 1 of “A” is never shown: widen its"
        " condition",
    ),
    "a question's instruction never shown": (
        guide(
            question("phone", "face home", line(status="red"), line()),
            STATUS,
            use("phone", ask_first=True),
            use("status", ending=["red"]),
            "a",
        ),
        "questions[0].instructions[0].condition: instruction 1 of “Phone?” is never shown: widen"
        " its condition",
    ),
    "a blank alternative text": (
        guide(step("a", line(screenshot=picture(" ")))),
        "steps[0].instructions[0].screenshot.alt: say in words what the picture shows; a file"
        " name does not help anybody",
    ),
    "a target that leaves the picture": (
        guide(step("a", line(screenshot=picture("A switch", (60, 0, 41, 5))))),
        "steps[0].instructions[0].screenshot.targets: the target reaches outside the picture",
    ),
    "a cycle in “must come after”": (
        guide(place("a", after="c"), place("b", after="a"), place("c", after="b"), place("d")),
        "placements: “must come after” goes round in a circle: A → C → B → A",
    ),
    "questions that wait for each other": (
        guide(
            question("one", "x y", line(two="x")),
            question("two", "x y", line(one="x")),
            place("a", {"one": "x"}),
        ),
        "questions: these questions wait for each other: One? → Two? → One?",
    ),
    "a question that waits for itself": (
        guide(question("one", "x y", line(one="x")), place("a", {"one": "x"})),
        "questions: these questions wait for each other: One? → One?",
    ),
}


@pytest.mark.parametrize("what", SENSE)
def test_a_guide_must_make_sense(what):
    document, expected = SENSE[what]
    assert told(document) == [expected]


def test_a_step_need_not_speak_to_choices_that_never_reach_it():
    split = step("a", line(phone="face"))
    assert told(guide(PHONE, split, place("a", {"phone": "face"}))) == []
    ended = use("phone", ending=["home"])
    assert told(guide(PHONE, ended, split)) == []


@pytest.mark.parametrize("target", [(60, 0, 41, 5), (0, 60, 5, 41)])
def test_a_target_stays_inside_on_every_side(target):
    (problem,) = find_problems(guide(step("a", line(screenshot=picture("A switch", target)))))
    assert problem.message == "the target reaches outside the picture"


def test_a_picture_may_be_tapped_up_to_its_edges():
    edges = picture("A switch", (0, 0, 100, 100), (99.5, 99.5, 0.5, 0.5))
    assert told(guide(step("a", line(screenshot=edges)))) == []


@pytest.mark.parametrize(
    "alt",
    [
        "IMG_1234.PNG",
        "step 3.jpeg",
        "IMG_0001",
        "DSC-12",
        "Screenshot 2026-05-04",
        "screen-shot",
        "picture 1",
        "12",
        "…",
        "backup.heic",
    ],
)
def test_a_file_name_is_no_alternative_text(alt):
    assert FILE_NAME.match(alt)


@pytest.mark.parametrize(
    "alt",
    ["The switch", "Image of the switch", "5 GB are full", "Photos: 3.2 GB", "设置", "Screenshots"],
)
def test_words_are_an_alternative_text(alt):
    assert not FILE_NAME.match(alt)


# --- Form -------------------------------------------------------------------------------------


def test_a_row_that_breaks_the_form_is_named_with_its_part():
    broken = guide("a", step("b", Instruction(" ")), question("q", "x y"))
    broken = replace(broken, guide=replace(broken.guide, title=""))
    assert find_problems(broken) == [
        Problem(
            "step",
            "b",
            "steps[1].instructions[0].text",
            "must not be empty",
            is_of_field=True,
        ),
        Problem("guide", "backup", "guide.title", "must not be empty", is_of_field=True),
    ]


def test_a_missing_alternative_text_is_named():
    document = guide(step("a", line(screenshot=picture(""))))
    assert told(document) == ["steps[0].instructions[0].screenshot.alt: must not be empty"]


# --- Words ------------------------------------------------------------------------------------


def test_a_problem_is_told_in_the_language_of_whoever_translates_it():
    (problem,) = find_problems(guide(PHONE, "a"))
    german = {problem.template: "von „{title}“ hängt nichts ab"}
    assert problem.in_words(german.__getitem__) == "von „Phone?“ hängt nichts ab"
    assert (problem.kind, problem.key, problem.path) == ("guide", "backup", "uses[0]")


def test_braces_in_a_title_are_shown_as_they_are():
    document = guide("a", step("b", title="{b} {0} {"), place("a"))
    assert told(document) == ["steps[1]: the step “{b} {0} {” is not placed"]


def test_every_sentence_is_marked_for_translation(monkeypatch):
    marked = set()
    for module in (problems, references):
        monkeypatch.setattr(module, "gettext_noop", lambda text: marked.add(text) or text)
    for document, _ in (*NAMES.values(), *SENSE.values()):
        for problem in find_problems(document):
            assert problem.template in marked
            slots = {name for _, name, _, _ in string.Formatter().parse(problem.template) if name}
            assert slots == set(problem.values)


# --- Cost -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "document",
    [
        guide(*(place(f"s{n}", after=" ".join(f"s{m}" for m in range(n))) for n in range(200))),
        guide(*(place(f"s{n}", after=f"s{n + 1}" if n < 199 else "") for n in range(200))),
        guide(
            *(
                question(f"q{n}", "x y", *([line(**{f"q{n + 1}": "x"}, text="x")] * (n < 99)))
                for n in range(100)
            ),
            place("a", {"q0": "x"}),
        ),
    ],
    ids=["each after all before it", "a chain of 200", "a chain of 100 questions"],
)
def test_the_largest_guides_are_checked_at_once(document):
    with makes_at_most(500_000):
        assert told(document) == []


def test_a_circle_of_200_is_found():
    ring = guide(*(place(f"s{n}", after=f"s{(n + 1) % 200}") for n in range(200)))
    (problem,) = find_problems(ring)
    assert problem.message.count("→") == 200
