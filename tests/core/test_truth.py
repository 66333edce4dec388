"""What is true of synthetic people: read, refused with the place, derived from the guide."""

import json

import pytest

from troubleshooter.core.formats import DocumentError
from troubleshooter.core.truth import Truth, author_truth, read_truth, write_truth

from ..factories import document

TEXT = """
leave: 0.1
steps:
  paper:
    minutes: 4
    could_not: 0.2
people:
  - share: 2
    answers:
      symptom:
        blank: 3
        unknown: 1
    causes:
      - share: 0.5
        cured_by:
          paper: 0.9
          cable: 0.4
  - causes: []
"""


def refused(text):
    with pytest.raises(DocumentError) as caught:
        read_truth(text, document())
    return caught.value.problems


def test_a_truth_is_read_from_yaml():
    truth = read_truth(TEXT, document())
    assert (truth.leave, truth.never_back, truth.steps["paper"].minutes) == (0.1, 0.2, 4)
    first, second = truth.people
    assert (first.share, second.share) == (2, 1)
    assert first.answers == {"symptom": {"blank": 3, "unknown": 1}}
    assert first.causes[0].cured_by == {"paper": 0.9, "cable": 0.4}


def test_json_says_the_same():
    plain = {"people": [{"causes": [{"share": 1, "cured_by": {"paper": 1}}]}]}
    truth = read_truth(json.dumps(plain), document())
    assert truth.people[0].causes[0].cured_by == {"paper": 1}


def test_the_authors_truth_is_read_as_it_is_written():
    truth = author_truth(document())
    assert read_truth(write_truth(truth), document()) == truth


def test_the_authors_truth_is_what_the_guide_says():
    truth = author_truth(document())
    assert truth.steps["paper"].minutes == 2
    causes = truth.people[0].causes
    assert [set(cause.cured_by) for cause in causes] == [
        {"reinstall"},
        {"paper"},
        {"cable"},
        {"restart"},
    ]
    assert sum(cause.share for cause in causes) == pytest.approx(0.7, abs=0.01)
    assert {key: step.later for key, step in truth.steps.items()} == {
        "reinstall": 0.2,
        "paper": 0,
        "cable": 0,
        "restart": 0,
    }


def test_few_answer_what_ends_the_walk():
    answers = author_truth(document()).people[0].answers
    assert answers["power"] == {"on": 0.92, "out": 0.03, "unknown": 0.05}
    assert answers["system"] == {"mac": 0.475, "windows": 0.475, "unknown": 0.05}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("could_not: 0.2", "could_not: 1.2", "line 6: steps.paper.could_not: must be 1.0 or less"),
        ("leave: 0.1", "leaf: 0.1", "line 2: leaf: is not a field of a truth"),
        ("leave: 0.1", "leave: often", "line 2: leave: must be a number"),
        ("minutes: 4", "minutes: 0", "line 5: steps.paper.minutes: must be above 0"),
        (
            "  paper:\n    minutes",
            "  papers:\n    minutes",
            "line 4: steps.papers: the guide has no such step; "
            "it has reinstall, paper, cable, restart",
        ),
        (
            "symptom:",
            "symptoms:",
            "line 10: people[0].answers.symptoms: the guide has no such question; "
            "it has symptom, power, system",
        ),
        (
            "blank: 3",
            "blanc: 3",
            "line 11: people[0].answers.symptom.blanc: the guide has no such choice; "
            "it has blank, noise, unknown",
        ),
        (
            "cable: 0.4",
            "wire: 0.4",
            "line 17: people[0].causes[0].cured_by.wire: the guide has no such step; "
            "it has reinstall, paper, cable, restart",
        ),
        (
            "- causes: []",
            "- causes: [{share: 0.6, cured_by: {}}, {share: 0.6, cured_by: {}}]",
            "line 18: people[1].causes: the shares must add up to 1 or less, not 1.2",
        ),
        (
            "blank: 3\n        unknown: 1",
            "blank: 0",
            "line 10: people[0].answers.symptom: one share at least must be above 0",
        ),
        (
            "paper: 0.9",
            "paper: most",
            "line 16: people[0].causes[0].cured_by.paper: must be a number",
        ),
        (
            "blank: 3",
            "blank: -3",
            "line 11: people[0].answers.symptom.blank: must be 0.0 or more",
        ),
        ("- causes: []", "- share: 1", "line 18: people[1].causes: required"),
        ("leave: 0.1", "leave: [", "line 4: not valid YAML"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(old, new, problem):
    assert old in TEXT
    found = refused(TEXT.replace(old, new))
    assert len(found) == 1
    assert found[0].startswith(problem)


def test_there_must_be_people():
    assert refused("people: []") == ["line 1: people: must have 1 items or more"]
    assert refused("people: [{share: 0, causes: []}]") == [
        "line 1: people: one share at least must be above 0"
    ]
    assert refused("") == ["line 1: document: must not be empty"]


def test_parts_left_out_have_defaults():
    truth = read_truth("people: [{causes: []}]", document())
    assert isinstance(truth, Truth)
    assert (truth.leave, truth.scatter, truth.steps) == (0.05, 0.5, {})
