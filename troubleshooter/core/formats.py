"""Plain data and JSON to a document and back; errors name the path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from .document import Document, Placement, Question, Step, Use, encode
from .wording import Fault, gettext_noop

__all__ = [
    "DocumentError",
    "FormError",
    "convert",
    "decode",
    "encode",
    "readable",
    "to_plain",
]

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that no text needs and that a database or a page cannot hold."""


class DocumentError(ValueError):
    """A document that is not valid; `problems` lists each one as "path: what is wrong"."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class FormError(DocumentError):
    """Fields that have not the form that the guide format asks for; `faults` lists them."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__([str(fault) for fault in faults])
        self.faults = faults


def decode(data: bytes | str) -> Document:
    """A document from its JSON. Raises DocumentError naming the path of each problem."""
    try:
        plain = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise DocumentError([f"document: not valid JSON ({error})"]) from error
    return convert(plain)


def convert(plain: Any) -> Document:
    """A document from plain lists and dicts. Raises FormError naming each problem's path."""
    try:
        document = msgspec.convert(plain, Document)
    except msgspec.ValidationError as error:
        raise FormError(_all_faults(plain) or [readable(error, "")]) from error
    if paths := list(_unwritable(plain)):
        template = gettext_noop("holds a character that cannot be stored")
        raise FormError([Fault(path, template) for path in paths])
    if paths := list(_without_words(document)):
        raise FormError([Fault(path, gettext_noop("must not be empty")) for path in paths])
    return document


def _without_words(document: Document) -> Iterator[str]:
    """The paths of pictures without alternative text; one that is still to come may lack it."""
    lists = {
        "steps": [step.instructions for step in document.steps],
        "questions": [question.instructions for question in document.questions],
    }
    for section, parts in lists.items():
        for index, instructions in enumerate(parts):
            for number, item in enumerate(instructions):
                if item.screenshot and not item.screenshot.alt and not item.screenshot.source:
                    yield f"{section}[{index}].instructions[{number}].screenshot.alt"


def to_plain(document: Document) -> dict[str, Any]:
    """The document as plain lists and dicts, defaults left out."""
    plain: dict[str, Any] = msgspec.to_builtins(document)
    return plain


MOST_PARTS = 200
_SECTIONS: dict[str, Any] = {
    "questions": Question,
    "steps": Step,
    "placements": Placement,
    "uses": Use,
}


def _all_faults(plain: Any) -> list[Fault]:
    """One fault for every part that is not valid: msgspec alone stops at the first."""
    if not isinstance(plain, dict):
        template = gettext_noop(
            "a mapping with guide, questions, steps, placements, uses is needed"
        )
        return [Fault("document", template)]
    found: list[Fault] = []
    sections = {name for name in _SECTIONS if isinstance(plain.get(name), list | tuple)}
    for name, kind in _SECTIONS.items():
        for index, item in enumerate(plain[name][:MOST_PARTS] if name in sections else ()):
            try:
                msgspec.convert(item, kind)
            except msgspec.ValidationError as error:
                found.append(readable(error, f"{name}[{index}]"))
    rest = {name: value for name, value in plain.items() if name not in sections}
    try:
        msgspec.convert(rest, Document)
    except msgspec.ValidationError as error:
        found.append(readable(error, ""))
    return found


def _unwritable(value: Any, path: str = "") -> Iterator[str]:
    """The paths of texts with characters that cannot be stored."""
    if isinstance(value, str):
        if UNWRITABLE.search(value):
            yield path
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _unwritable(item, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _unwritable(item, f"{path}[{index}]")


_PLACE = re.compile(r"(.*?)(?: - at (?:`key` in )?`\$([^`]*)`)?", re.S)
_PHRASES = (
    (r"Object missing required field `(?P<field>.*)`", gettext_noop("required")),
    (
        r"Object contains unknown field `(?P<field>.*)`",
        gettext_noop("is not a field of the guide format"),
    ),
    (
        r"Expected `str` of length >= 1|Expected `str` matching regex '\\\\S'",
        gettext_noop("must not be empty"),
    ),
    (r"Expected `.*`, got `null`", gettext_noop("must not be empty")),
    (
        r"Expected `str` matching regex '\^\\\\S.*",
        gettext_noop("must be one line of text, without spaces around it"),
    ),
    (
        r"Expected `str` matching regex '\^\(\[\\\\w.*",
        gettext_noop("may hold letters, digits, hyphens, underscores and full stops only"),
    ),
    (
        r"Expected `str` matching regex .*",
        gettext_noop("may hold lower-case letters, digits and hyphens only"),
    ),
    (
        r"Expected `str`, got `(?:bool|int|float)`",
        gettext_noop("must be text: put it in quotes"),
    ),
    (
        r"Expected `str` of length <= (?P<number>\d+)",
        gettext_noop("must have at most {number} characters"),
    ),
    (
        r"Expected `array` of (?:at least length|length >=) (?P<number>\d+).*",
        gettext_noop("must have {number} items or more"),
    ),
    (
        r"Expected `array` of (?:at most length|length <=) (?P<number>\d+).*",
        gettext_noop("must have at most {number} items"),
    ),
    (r"Expected `\w+` >= (?P<number>[\d.]+)", gettext_noop("must be {number} or more")),
    (r"Expected `\w+` > (?P<number>\d+).*", gettext_noop("must be above {number}")),
    (r"Expected `\w+` <= (?P<number>[\d.]+)", gettext_noop("must be {number} or less")),
    (
        r"Invalid enum value (?P<value>.*)",
        gettext_noop("{value} is not one of the values it may have"),
    ),
    (r"Expected `array.*", gettext_noop("must be a list")),
    (r"Expected `object.*", gettext_noop("must be a mapping")),
    (r"Expected `int.*", gettext_noop("must be a whole number")),
    (r"Expected `float.*", gettext_noop("must be a number")),
    (r"Expected `bool.*", gettext_noop("must be true or false")),
    (r"Expected `str.*", gettext_noop("must be text")),
)


def readable(error: msgspec.ValidationError, prefix: str) -> Fault:
    """msgspec's message as "steps[3].instructions[1].screenshot.alt: required"."""
    parts = _PLACE.fullmatch(str(error))
    message, place = parts.groups("") if parts else (str(error), "")
    path = prefix + place
    template, values = "{reason}", {"reason": message}
    for pattern, phrase in _PHRASES:
        if found := re.fullmatch(pattern, message, re.S):
            template, values = phrase, found.groupdict()
            if field := values.pop("field", None):
                path = f"{path}.{field}"
            break
    return Fault(path.lstrip(".") or "document", template, values)
