"""Plain data, JSON and YAML to a document and back: what is refused, and how it is told."""

import copy
import json
from datetime import date
from pathlib import Path

import pytest

from tests.core.guides import guide, line, picture, question, step
from tests.core.work import makes_at_most
from tests.translations import marked_texts
from troubleshooter.core import formats
from troubleshooter.core.document import encode
from troubleshooter.core.formats import DocumentError, FormError, convert, decode, to_plain
from troubleshooter.core.guide_yaml import MOST_CHARACTERS, read_yaml, write_yaml

PLAIN = to_plain(
    guide(
        question("phone", "face home"),
        *(step(key) for key in "abc"),
        step(
            "d",
            line("Look.", phone="face home"),
            line("Tap.", screenshot=picture("A", (1, 2, 3, 4))),
        ),
    )
)
YAML = write_yaml(convert(PLAIN))
ALT = "steps[3].instructions[1].screenshot.alt"


def problems_of(read, source):
    with pytest.raises(DocumentError) as caught:
        read(source)
    assert str(caught.value) == "\n".join(caught.value.problems)
    if isinstance(caught.value, FormError):
        assert {fault.template for fault in caught.value.faults} <= marked_texts(formats)
    return caught.value.problems


def changed(path, value):
    """PLAIN with one value changed, or taken out where the value is `...`."""
    plain = copy.deepcopy(json.loads(encode(convert(PLAIN))))
    *above, last = path
    part = plain
    for name in above:
        part = part[name]
    if value is ...:
        del part[last]
    else:
        part[last] = value
    return plain


# --- Where and what -----------------------------------------------------------------------------

SHOT = ("steps", 3, "instructions", 1, "screenshot")


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ((*SHOT, "alt"), ..., f"{ALT}: required"),
        ((*SHOT, "alt"), "", f"{ALT}: must not be empty"),
        ((*SHOT, "alt"), None, f"{ALT}: must not be empty"),
        ((*SHOT, "alt"), True, f"{ALT}: must be text: put it in quotes"),
        ((*SHOT, "alt"), ["x"], f"{ALT}: must be text"),
        ((*SHOT, "alt"), "x" * 501, f"{ALT}: must have at most 500 characters"),
        ((*SHOT, "alt"), "nul\0", f"{ALT}: holds a character that cannot be stored"),
        ((*SHOT, "colour"), "red", f"{ALT[:-4]}.colour: is not a field of the guide format"),
        (SHOT, "a.png", f"{ALT[:-4]}: must be a mapping"),
        ((*SHOT, "targets"), 5, f"{ALT[:-4]}.targets: must be a list"),
        ((*SHOT, "targets", 0, 2), "x", f"{ALT[:-4]}.targets[0][2]: must be a number"),
        ((*SHOT, "targets", 0, 2), 101, f"{ALT[:-4]}.targets[0][2]: must be 100.0 or less"),
        ((*SHOT, "targets", 0, 2), -1, f"{ALT[:-4]}.targets[0][2]: must be 0.0 or more"),
        ((*SHOT, "targets", 0), [1], f"{ALT[:-4]}.targets[0]: must have 4 items or more"),
        ((*SHOT, "targets", 0), [1] * 5, f"{ALT[:-4]}.targets[0]: must have at most 4 items"),
        (
            (*SHOT, "targets"),
            [[1, 1, 1, 1]] * 4,
            f"{ALT[:-4]}.targets: must have at most 3 items",
        ),
        (
            ("steps", 3, "instructions", 0, "text"),
            " \n",
            "steps[3].instructions[0].text: must not be empty",
        ),
        (("steps", 1, "minutes"), "5", "steps[1].minutes: must be a whole number"),
        (("steps", 1, "minutes"), 1.5, "steps[1].minutes: must be a whole number"),
        (("steps", 1, "minutes"), 0, "steps[1].minutes: must be 1 or more"),
        (("steps", 1, "minutes"), ..., "steps[1].minutes: required"),
        (("steps", 1, "risk"), "huge", "steps[1].risk: 'huge' is not one of the values"),
        (("steps", 1, "risk"), "a - at `$b", "steps[1].risk: 'a - at `$b' is not one of"),
        (("steps", 1, "result_takes_time"), "no", "steps[1].result_takes_time: must be true or fa"),
        (
            ("steps", 1, "key"),
            "Not a key",
            "steps[1].key: may hold lower-case letters, digits and hyphens only",
        ),
        (
            ("steps", 1, "key"),
            "a\n",
            "steps[1].key: may hold lower-case letters, digits and hyphens only",
        ),
        (
            ("guide", "title"),
            "two\nlines",
            "guide.title: must be one line of text, without spaces around it",
        ),
        (("guide", "title"), 2026, "guide.title: must be text: put it in quotes"),
        (("guide", "title"), date(2026, 5, 4), "guide.title: must be text"),
        (("guide",), ..., "guide: required"),
        (("guide",), [1], "guide: must be a mapping"),
        (("guide",), None, "guide: must not be empty"),
        (("questions", 0, "choices"), [], "questions[0].choices: must have 2 items or more"),
        (("placements",), {"a": 1}, "placements: must be a list"),
        (("placements", 0), "a", "placements[0]: must be a mapping"),
        (("format",), 2, "format: 2 is not one of the values it may have"),
        (("extra",), [], "extra: is not a field of the guide format"),
        (
            ("steps",),
            [PLAIN["steps"][0]] * 201,
            "steps: must have at most 200 items",
        ),
    ],
)
def test_a_problem_names_its_path(path, value, problem):
    (told,) = problems_of(convert, changed(path, value))
    assert told.startswith(problem)


@pytest.mark.parametrize("plain", [None, 5, "text", [], [PLAIN], True])
def test_what_is_no_mapping_is_refused(plain):
    assert problems_of(convert, plain) == [
        "document: a mapping with guide, questions, steps, placements, uses is needed"
    ]


def test_several_problems_are_told_at_once():
    plain = changed((*SHOT, "alt"), ...)
    plain["steps"][0]["title"] = ""
    plain["questions"][0]["nonsense"] = 1
    plain["extra"] = []
    del plain["guide"]["title"]
    assert problems_of(convert, plain) == [
        "questions[0].nonsense: is not a field of the guide format",
        "steps[0].title: must not be empty",
        f"{ALT}: required",
        "guide.title: required",
    ]


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x7f", "\ud800", "\uffff"])
def test_characters_that_cannot_be_stored_are_refused_everywhere(character):
    plain = changed(("steps", 3, "note"), f"a{character}")
    plain["placements"][0]["step"] = "a"
    assert problems_of(convert, plain) == ["steps[3].note: holds a character that cannot be stored"]


# --- JSON ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data", ["", "{", b"\xff", b"\x00", '{"guide": NaN}', '"\\ud800"', "[" * 100_000]
)
def test_what_is_no_json_is_refused(data):
    (told,) = problems_of(decode, data)
    assert told.startswith("document: not valid JSON (")


# --- YAML ---------------------------------------------------------------------------------------


def test_a_problem_in_yaml_names_its_line_too():
    text = YAML.replace("          alt: A\n", "")
    assert text != YAML
    number = YAML.splitlines().index("        screenshot:") + 1
    assert problems_of(read_yaml, text) == [f"line {number}: {ALT}: required"]


def test_an_item_that_is_no_mapping_names_its_own_line():
    text = YAML.replace("  - step: c\n", "  - c\n")
    number = text.splitlines().index("  - c") + 1
    assert problems_of(read_yaml, text) == [f"line {number}: placements[2]: must be a mapping"]


def test_problems_in_yaml_come_with_their_own_lines():
    text = YAML.replace("title: A\n", "title: ''\n").replace("minutes: 2", "minutes: two")
    lines = text.splitlines()
    assert problems_of(read_yaml, text) == [
        f"line {lines.index("    title: ''") + 1}: steps[0].title: must not be empty",
        *(
            f"line {number}: steps[{index}].minutes: must be a whole number"
            for index, number in enumerate(
                [n for n, told in enumerate(lines, start=1) if "two" in told]
            )
            if index
        ),
    ]


REFUSED = {
    "an alias": ("a: &x 1\nb: *x\n", "line 2: not valid YAML (aliases (*name) are not accepted)"),
    "an object": (
        "guide:\n  !!python/object/apply:os.system ['true']\n",
        "line 2: not valid YAML (could not determine a constructor for the tag"
        " 'tag:yaml.org,2002:python/object/apply:os.system')",
    ),
    "a set, which has no order": ("a: !!set {x, y}\n", "line 1: not valid YAML (could not"),
    "bytes": ("a: !!binary aGk=\n", "line 1: not valid YAML (could not"),
    "a tag of its own": ("x: 1\na: !mine 1\n", "line 2: not valid YAML (could not"),
    "a key there twice": (
        YAML.replace("guide:\n", "guide:\n  title: B\n"),
        "line 4: not valid YAML (“title” is there twice)",
    ),
    "a merge": ("<<: {guide: 1}\n", "line 1: <<: is not a field of the guide format"),
    "a list for a key": ("? [a]\n: b\n", "line 1: ?: is not a field of the guide format"),
    "two documents": ("a: 1\n---\nb: 2\n", "line 2: not valid YAML (but found another document)"),
    "a tab": ("a:\n\tb: 1\n", "line 2: not valid YAML (found character '\\t'"),
    "an open quote": ("a: 'b\n", "line 2: not valid YAML (found unexpected end of stream)"),
    "a raw NUL": ("a: 1\nb: '\0'\n", "line 2: a character that cannot be stored"),
    "a NUL in escapes": ('guide: {slug: a, title: "\\0"}\n', "line 1: guide.summary: required"),
    "a number past all bounds": (f"a: {'9' * 5000}\n", "line 1: not valid YAML (“999"),
    "a number that is none": ("a: !!int x\n", "line 1: not valid YAML (“x” cannot be read)"),
    "a yes that is none": ("a: !!bool x\n", "line 1: not valid YAML (“x” cannot be read)"),
    "nothing": ("", "line 1: document: a mapping"),
    "only a comment": ("# nothing\n", "line 1: document: a mapping"),
    "a text": ("hello", "line 1: document: a mapping"),
    "nested lists": ("[" * 5000, "document: not valid YAML (maximum recursion depth"),
    "nested mappings": ("{a: " * 5000, "document: not valid YAML (maximum recursion depth"),
    "nested dashes": ("- " * 5000, "document: not valid YAML (maximum recursion depth"),
    "too much": ("#" * (MOST_CHARACTERS + 1), "document: longer than 1,000,000 characters"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_yaml_refuses(what):
    text, problem = REFUSED[what]
    assert problems_of(read_yaml, text)[0].startswith(problem)


def test_an_object_in_yaml_is_never_made(tmp_path):
    witness = tmp_path / "made"
    problems_of(read_yaml, f"!!python/object/apply:os.mkdir ['{witness}']")
    assert not witness.exists()


def test_a_nul_in_escapes_is_found_where_it_is():
    text = YAML.replace("title: No backup", 'title: "No\\0backup"')
    assert problems_of(read_yaml, text) == [
        "line 3: guide.title: holds a character that cannot be stored"
    ]


def test_a_date_is_read_as_the_text_it_is():
    text = YAML.replace("title: No backup", "title: 2026-05-04")
    assert read_yaml(text).guide.title == "2026-05-04"


def test_a_file_may_begin_with_a_byte_order_mark():
    assert read_yaml("\ufeff" + YAML) == convert(PLAIN)


def test_bad_fields_by_the_thousand_are_told_in_time():
    with makes_at_most(3_000_000):
        told = problems_of(read_yaml, "steps:\n" + "  - {a: b}\n" * 2000)
    assert len(told) == 201


def test_the_files_of_the_shipped_guide_are_written_the_same():
    for path in Path(__file__).parents[2].glob("content/*/guide.yaml"):
        assert write_yaml(read_yaml(path.read_text())) == path.read_text()
