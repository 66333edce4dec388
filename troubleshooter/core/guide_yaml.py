"""The YAML of a guide folder to a document and back; errors name the path and the line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import yaml

from .document import KEY_PATTERN, Document
from .formats import DocumentError, convert, to_plain

MOST_CHARACTERS = 1_000_000
"""A guide folder's YAML: many times the longest guide, and still read within seconds."""


def plain_yaml(text: str) -> Any:
    """Plain lists, mappings, texts and numbers from YAML, and nothing that could act.

    Raises yaml.YAMLError or RecursionError.
    """
    loader = _Loader(text)
    return loader.get_single_data()


@dataclass(frozen=True)
class Source:
    """A guide file as it was read: its document, and where in the text the document's parts are."""

    document: Document
    root: yaml.Node | None

    def told(self, problems: Iterable[object]) -> list[str]:
        """Each problem behind its line: "line 12: steps[3].title: required"."""
        return with_lines(self.root, problems)


def read_yaml(text: str) -> Document:
    """A document from the YAML of a guide folder. Raises as `read_source` does."""
    return read_source(text).document


def read_source(text: str) -> Source:
    """The YAML of a guide folder.

    Raises DocumentError; each problem begins with the line: "line 12: steps[3].title: required".
    """
    plain, root = parsed(text)
    try:
        return Source(convert(plain), root)
    except DocumentError as error:
        raise DocumentError(with_lines(root, error.problems)) from error


def parsed(text: str) -> tuple[Any, yaml.Node | None]:
    """Plain values from YAML, and where in the text they are. Raises DocumentError."""
    if len(text) > MOST_CHARACTERS:
        raise DocumentError([f"document: longer than {MOST_CHARACTERS:,} characters"])
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        return (loader.construct_document(root) if root else None), root
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}" if mark else "document"
        raise DocumentError([f"{where}: not valid YAML ({error.problem})"]) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise DocumentError([f"line {line}: a character that cannot be stored"]) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise DocumentError([f"document: not valid YAML ({error})"]) from error


def write_yaml(document: Document) -> str:
    """The YAML of a guide folder: the same text for equal documents, and readable."""
    return yaml_of(to_plain(document))


def yaml_of(plain: Any) -> str:
    """Plain lists, mappings, texts and numbers as YAML to read, in the order they are in."""
    text: str = yaml.dump(
        _whole_numbers(plain),
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


def with_lines(root: yaml.Node | None, problems: Iterable[object]) -> list[str]:
    """Each problem behind the line of its path."""
    return [f"line {_line(root, told)}: {told}" for told in map(str, problems)]


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
