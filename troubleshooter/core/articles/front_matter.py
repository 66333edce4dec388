"""What an article says about itself above its text: YAML or TOML, whole or broken."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

import yaml

from ..wording import gettext_noop
from .findings import Findings

LONGEST = 20_000
"""Characters of front matter; longer ones are read line by line only."""

MOST_BRACKETS = 200

_CLOSED = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.*?)^(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.S | re.M)
_LINE = re.compile(r"^([A-Za-z][\w -]{0,40}?)\s*[:=]\s*(.*)$")
_PART_OF_IT = re.compile(r"^(?:[A-Za-z][\w-]{0,40}\s*[:=](?:\s|$)|\s+\S|- )")


def split_front_matter(text: str, findings: Findings) -> tuple[Mapping[str, Any], str]:
    """The fields, and the text with as many empty lines in their place. Never raises."""
    body = text.lstrip("\n")
    skipped = len(text) - len(body)
    if found := _CLOSED.match(body):
        marker, source = found.group(1), found.group(2)
        if not source.strip() or _looks_like_fields(source):
            end = found.end()
            fields = _fields(marker, source, skipped + 1, findings)
            return fields, text[:skipped] + "\n" * body[:end].count("\n") + body[end:]
    elif body.startswith(("---\n", "+++\n")):
        return _unclosed(text, body, skipped, findings)
    return {}, text


def _looks_like_fields(source: str) -> bool:
    """A rule, a paragraph and a rule are no front matter."""
    lines = [line for line in source.split("\n") if line.strip()]
    return any(_LINE.match(line) for line in lines) and not any(
        line.startswith(("# ", "## ", "### ")) and not source.startswith("#") for line in lines[:1]
    )


def _unclosed(
    text: str, body: str, skipped: int, findings: Findings
) -> tuple[Mapping[str, Any], str]:
    lines = body.split("\n")
    end = 1
    while end < len(lines) and _PART_OF_IT.match(lines[end]):
        end += 1
    source = "\n".join(lines[1:end])
    if not _looks_like_fields(source):
        return {}, text
    findings.add(
        skipped + 1,
        "front-matter",
        gettext_noop("The front matter has no end: its lines up to the first empty one were read."),
    )
    return _by_lines(source), text[:skipped] + "\n" * end + "\n".join(lines[end:])


def _fields(marker: str, source: str, line: int, findings: Findings) -> Mapping[str, Any]:
    try:
        if len(source) > LONGEST or source.count("[") + source.count("{") > MOST_BRACKETS:
            raise ValueError
        loaded = tomllib.loads(source) if marker == "+++" else yaml.safe_load(source)
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError, TypeError, AttributeError):
        findings.add(
            line,
            "front-matter",
            gettext_noop("The front matter is broken; what could be made out of it was read."),
        )
        return _by_lines(source)
    return loaded if isinstance(loaded, dict) else {}


def _by_lines(source: str) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for line in source[: 10 * LONGEST].split("\n"):
        if found := _LINE.match(line):
            value = found.group(2).strip().strip("\"'")
            if value and not value.startswith(("!", "&", "*", "{", "[", "|", ">")):
                fields.setdefault(found.group(1).strip(), value)
    return fields


def field_text(fields: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that holds text, or a list that begins with one; else ""."""
    by_name = {str(name).lower(): value for name, value in fields.items()}
    for name in names:
        value = by_name.get(name)
        if isinstance(value, list | tuple) and value:
            value = value[0]
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            text = " ".join(str(value).split())
            if text:
                return text
    return ""
