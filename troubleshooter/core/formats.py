"""Plain data, JSON and YAML to a document and back; errors name the path and the line."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import yaml

from .document import KEY_PATTERN, Document, Placement, Question, Step, Use, encode

__all__ = ["DocumentError", "convert", "decode", "encode", "read_yaml", "to_plain", "write_yaml"]

MOST_BYTES = 4 * 1024 * 1024


class DocumentError(ValueError):
    """A document that is not valid; `problems` lists each one as "path: what is wrong"."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def decode(data: bytes | str) -> Document:
    """A document from its JSON. Raises DocumentError naming the path of each problem."""
    try:
        plain = msgspec.json.decode(data)
    except msgspec.DecodeError as error:
        raise DocumentError([f"document: not valid JSON ({error})"]) from error
    return convert(plain)


def convert(plain: Any) -> Document:
    """A document from plain lists and dicts. Raises DocumentError naming each problem's path."""
    try:
        return msgspec.convert(plain, Document)
    except msgspec.ValidationError as error:
        raise DocumentError(_all_problems(plain) or [_readable(error, "")]) from error


def to_plain(document: Document) -> dict[str, Any]:
    """The document as plain lists and dicts, defaults left out."""
    plain: dict[str, Any] = msgspec.to_builtins(document)
    return plain


def read_yaml(text: str) -> Document:
    """A document from the YAML of a guide folder.

    Raises DocumentError; each problem begins with the line: "line 12: steps[3].title: required".
    """
    try:
        root = yaml.compose(text, Loader=_Loader)
        plain = yaml.load(text, Loader=_Loader)  # noqa: S506 (a safe loader, see _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}" if mark else "document"
        raise DocumentError([f"{where}: not valid YAML ({error.problem})"]) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise DocumentError([f"document: not valid YAML ({error})"]) from error
    try:
        return convert(plain)
    except DocumentError as error:
        problems = [f"line {_line(root, problem)}: {problem}" for problem in error.problems]
        raise DocumentError(problems) from error


def write_yaml(document: Document) -> str:
    """The YAML of a guide folder: the same text for equal documents, and readable."""
    text: str = yaml.dump(
        _whole_numbers(to_plain(document)),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=100,
    )
    return text


class _Loader(yaml.SafeLoader):
    """Plain data only, no aliases: a few lines could otherwise swell to gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(
                problem="aliases (*name) are not accepted", problem_mark=mark
            )
        return super().compose_node(parent, index)


class _Dumper(yaml.SafeDumper):
    """Lists indented below their key, several lines as a literal block, keys on one line."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _represent_list(dumper: yaml.SafeDumper, items: list[Any]) -> yaml.Node:
    short = all(isinstance(item, int | float) for item in items) or all(
        isinstance(item, str) and re.search(KEY_PATTERN, item) for item in items
    )
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=short)


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(list, _represent_list)


def _whole_numbers(value: Any) -> Any:
    """4.0 as 4, the way a person writes it."""
    if isinstance(value, dict):
        return {key: _whole_numbers(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_whole_numbers(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _line(root: yaml.Node | None, problem: str) -> int:
    """The line, from 1, of the deepest part of the problem's path that the file has."""
    path = problem.partition(": ")[0]
    node, line = root, 1
    for name in re.findall(r"[^.\[\]]+", path):
        if isinstance(node, yaml.MappingNode):
            found = [value for key, value in node.value if key.value == name]
            keys = [key.start_mark.line for key, _ in node.value if key.value == name]
            if not found:
                break
            node, line = found[0], keys[0] + 1
        elif isinstance(node, yaml.SequenceNode) and name.isdigit() and int(name) < len(node.value):
            node = node.value[int(name)]
            line = node.start_mark.line + 1
        else:
            break
    return line


_SECTIONS: dict[str, Any] = {
    "questions": Question,
    "steps": Step,
    "placements": Placement,
    "uses": Use,
}


def _all_problems(plain: Any) -> list[str]:
    """One problem for every part that is not valid: msgspec alone stops at the first."""
    if not isinstance(plain, dict):
        return ["document: a mapping with guide, questions, steps, placements, uses is needed"]
    found: list[str] = []
    for name, kind in _SECTIONS.items():
        items = plain.get(name, ())
        if not isinstance(items, list | tuple):
            continue
        for index, item in enumerate(items):
            try:
                msgspec.convert(item, kind)
            except msgspec.ValidationError as error:
                found.append(_readable(error, f"{name}[{index}]"))
    rest = {name: value for name, value in plain.items() if not isinstance(value, list | tuple)}
    try:
        msgspec.convert(rest, Document)
    except msgspec.ValidationError as error:
        found.append(_readable(error, ""))
    return found


_PHRASES = (
    ("Expected `str` of length >= 1", "must not be empty"),
    ("Expected `str` matching regex", "may hold lower-case letters, digits and hyphens only"),
)


def _readable(error: msgspec.ValidationError, prefix: str) -> str:
    """msgspec's message as "steps[3].instructions[1].screenshot.alt: required"."""
    message, _, place = str(error).partition(" - at `$")
    path = (prefix + place.rstrip("`")).lstrip(".")
    for known, phrase in (
        ("missing required field", "required"),
        ("unknown field", "is not a field of the guide format"),
    ):
        if known in message:
            field = message.split("`")[1]
            path, message = f"{path}.{field}".lstrip("."), phrase
    for known, phrase in _PHRASES:
        if message.startswith(known):
            message = phrase
    return f"{path or 'document'}: {message}"
