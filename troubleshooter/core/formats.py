"""Plain data, JSON and YAML to a document and back; errors name the path and the line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import yaml

from .document import KEY_PATTERN, Document, Placement, Question, Step, Use, encode

__all__ = ["DocumentError", "convert", "decode", "encode", "read_yaml", "to_plain", "write_yaml"]

MOST_CHARACTERS = 1_000_000
"""A guide folder's YAML: many times the longest guide, and still read within seconds."""

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that no text needs and that a database or a page cannot hold."""


class DocumentError(ValueError):
    """A document that is not valid; `problems` lists each one as "path: what is wrong"."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def decode(data: bytes | str) -> Document:
    """A document from its JSON. Raises DocumentError naming the path of each problem."""
    try:
        plain = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise DocumentError([f"document: not valid JSON ({error})"]) from error
    return convert(plain)


def convert(plain: Any) -> Document:
    """A document from plain lists and dicts. Raises DocumentError naming each problem's path."""
    try:
        document = msgspec.convert(plain, Document)
    except msgspec.ValidationError as error:
        raise DocumentError(_all_problems(plain) or [_readable(error, "")]) from error
    if paths := list(_unwritable(plain)):
        raise DocumentError([f"{path}: holds a character that cannot be stored" for path in paths])
    return document


def to_plain(document: Document) -> dict[str, Any]:
    """The document as plain lists and dicts, defaults left out."""
    plain: dict[str, Any] = msgspec.to_builtins(document)
    return plain


def read_yaml(text: str) -> Document:
    """A document from the YAML of a guide folder.

    Raises DocumentError; each problem begins with the line: "line 12: steps[3].title: required".
    """
    if len(text) > MOST_CHARACTERS:
        raise DocumentError([f"document: longer than {MOST_CHARACTERS:,} characters"])
    root = None
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        plain = loader.construct_document(root) if root else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}" if mark else "document"
        raise DocumentError([f"{where}: not valid YAML ({error.problem})"]) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise DocumentError([f"line {line}: a character that cannot be stored"]) from error
    except (yaml.YAMLError, RecursionError) as error:
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


_PLAIN = {"null", "bool", "int", "float", "str"}


class _Loader(yaml.SafeLoader):
    """Lists, mappings, texts, numbers, yes and no: what a document is made of.

    No aliases, for a few lines could swell to gigabytes; no key twice, for the first would be lost
    in silence; a date is read as the text that it is.
    """

    yaml_constructors = {
        tag: construct
        for tag, construct in yaml.SafeLoader.yaml_constructors.items()
        if tag is None or tag.rpartition(":")[2] in _PLAIN
    }
    yaml_implicit_resolvers = {
        first: [(tag, form) for tag, form in resolvers if tag.rpartition(":")[2] in _PLAIN]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise _refused("aliases (*name) are not accepted", self.peek_event())  # type: ignore[no-untyped-call]
        return super().compose_node(parent, index)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ValueError, LookupError) as error:
            raise _refused(f"“{str(node.value)[:40]}” cannot be read", node) from error

    def list_of(self, node: yaml.SequenceNode) -> list[Any]:
        return [self.construct_object(item, deep=True) for item in node.value]

    def mapping_of(self, node: yaml.MappingNode) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if name in found:
                raise _refused(f"“{name}” is there twice", key)
            found[name] = self.construct_object(value, deep=True)
        return found


_Loader.add_constructor("tag:yaml.org,2002:seq", _Loader.list_of)
_Loader.add_constructor("tag:yaml.org,2002:map", _Loader.mapping_of)


def _refused(problem: str, at: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=at.start_mark)


class _Dumper(yaml.SafeDumper):
    """Lists indented below their key, several lines as a literal block, keys on one line."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


OTHER_BREAKS = re.compile("[\r\x85\u2028\u2029]")


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    if OTHER_BREAKS.search(text):  # YAML would read them as line breaks of its own
        style = '"'
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
        elif isinstance(node, yaml.SequenceNode) and name in map(str, range(len(node.value))):
            node = node.value[int(name)]
            line = node.start_mark.line + 1
        else:
            break
    return line


MOST_PARTS = 200
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
    sections = {name for name in _SECTIONS if isinstance(plain.get(name), list | tuple)}
    for name, kind in _SECTIONS.items():
        for index, item in enumerate(plain[name][:MOST_PARTS] if name in sections else ()):
            try:
                msgspec.convert(item, kind)
            except msgspec.ValidationError as error:
                found.append(_readable(error, f"{name}[{index}]"))
    rest = {name: value for name, value in plain.items() if name not in sections}
    try:
        msgspec.convert(rest, Document)
    except msgspec.ValidationError as error:
        found.append(_readable(error, ""))
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
    (r"Object missing required field `(?P<field>.*)`", "required"),
    (r"Object contains unknown field `(?P<field>.*)`", "is not a field of the guide format"),
    (r"Expected `str` of length >= 1|Expected `str` matching regex '\\\\S'", "must not be empty"),
    (r"Expected `.*`, got `null`", "must not be empty"),
    (
        r"Expected `str` matching regex '\^\\\\S.*",
        "must be one line of text, without spaces around it",
    ),
    (r"Expected `str` matching regex .*", "may hold lower-case letters, digits and hyphens only"),
    (r"Expected `str`, got `(bool|int|float)`", "must be text: put it in quotes"),
    (r"Expected `str` of length <= (\d+)", r"must have at most \1 characters"),
    (r"Expected `array` of (?:at least length|length >=) (\d+).*", r"must have \1 items or more"),
    (r"Expected `array` of (?:at most length|length <=) (\d+).*", r"must have at most \1 items"),
    (r"Expected `\w+` >= ([\d.]+)", r"must be \1 or more"),
    (r"Expected `\w+` <= ([\d.]+)", r"must be \1 or less"),
    (r"Invalid enum value (.*)", r"\1 is not one of the values it may have"),
    (r"Expected `array.*", "must be a list"),
    (r"Expected `object.*", "must be a mapping"),
    (r"Expected `int.*", "must be a whole number"),
    (r"Expected `float.*", "must be a number"),
    (r"Expected `bool.*", "must be true or false"),
    (r"Expected `str.*", "must be text"),
)


def _readable(error: msgspec.ValidationError, prefix: str) -> str:
    """msgspec's message as "steps[3].instructions[1].screenshot.alt: required"."""
    parts = _PLACE.fullmatch(str(error))
    message, place = parts.groups("") if parts else (str(error), "")
    path = prefix + place
    for pattern, phrase in _PHRASES:
        if found := re.fullmatch(pattern, message, re.S):
            if field := found.groupdict().get("field"):
                path = f"{path}.{field}"
            message = found.expand(phrase)
            break
    return f"{path.lstrip('.') or 'document'}: {message}"
