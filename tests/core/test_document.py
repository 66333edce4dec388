"""A guide as one value: equality, digests, look-ups, and its schema."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from tests.core.guides import guide, line, picture, place, question, step, use
from tests.core.strategies import EXAMPLES, documents
from troubleshooter.core.document import Target, encode, json_schema
from troubleshooter.core.formats import convert, decode, to_plain

SCHEMA = Path(__file__).parents[2] / "docs" / "guide-schema.json"

PHONE = question("phone", "face home")
DOCUMENT = guide(
    PHONE,
    step("a", line(phone="face"), line(phone="home")),
    place("b", {"phone": "face"}),
    place("a"),
    use("phone", front={"home": "a"}),
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(documents())
def test_json_and_plain_data_give_the_same_document_and_the_same_bytes(document):
    assert decode(encode(document)) == document
    assert convert(to_plain(document)) == document
    assert encode(decode(encode(document))) == encode(document)


def test_equal_documents_have_equal_digests_and_others_do_not():
    again = decode(encode(DOCUMENT))
    assert again.digest == DOCUMENT.digest
    assert len(DOCUMENT.digest) == 64
    moved = replace(DOCUMENT, placements=DOCUMENT.placements[::-1])
    assert moved.digest != DOCUMENT.digest


def test_whole_numbers_and_fractions_are_the_same_target_to_the_byte():
    whole = guide(step("a", line(screenshot=picture("A switch", (1, 2, 3, 4)))))
    parts = guide(step("a", line(screenshot=picture("A switch", (1.0, 2.0, 3.0, 4.0)))))
    assert whole == parts
    assert whole.digest == parts.digest
    assert Target(1, 2, 3, 4.5) == Target(1.0, 2.0, 3.0, 4.5)


def test_a_document_cannot_be_changed():
    with pytest.raises(AttributeError):
        DOCUMENT.steps = ()


def test_parts_are_found_by_key_in_the_guides_order():
    assert list(DOCUMENT.placement) == ["b", "a"]
    assert list(DOCUMENT.step) == ["a", "b"]
    assert DOCUMENT.question["phone"] is DOCUMENT.questions[0]
    assert DOCUMENT.use["phone"].question == "phone"
    assert DOCUMENT.choice_use["phone", "home"].front == ("a",)
    assert dict(PHONE.labels) == {"face": "Face", "home": "Home"}


def test_minutes_are_those_of_the_placed_steps():
    assert DOCUMENT.minutes == 4
    assert guide().minutes == 0


def test_the_schema_names_every_part():
    schema = json_schema()
    assert schema["$ref"] == "#/$defs/Document"
    assert {"Step", "Question", "Placement", "Use", "Screenshot"} <= schema["$defs"].keys()
    assert schema["$defs"]["Step"]["required"] == ["key", "title", "minutes"]
    assert schema["$defs"]["Step"]["additionalProperties"] is False


def test_the_schema_in_the_documentation_is_up_to_date():
    """Rewrite it with: python -m tests.core.test_document"""
    assert SCHEMA.read_text() == schema_text()


def schema_text():
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    SCHEMA.parent.mkdir(exist_ok=True)
    SCHEMA.write_text(schema_text())
