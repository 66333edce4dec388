"""Texts of a guide as parts of a whole Markdown article, and back.

In an article only its own outline may begin a line with one to three number signs; what is read
back relies on it. Nothing here changes what a text says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

LOWERED = 3
_HEADING = re.compile(r"^( {0,3})(#{1,6})(?=[ \t]|$)")
_FENCE = re.compile(r"^( {0,3})(`{3,}(?=[^`]*$)|~{3,})")
_OUTLINE = re.compile(r"^ ?#{1,3}(?=[ \t]|$)")
_AUTOLINK = r"(?!(?:https?|mailto|tel):[^\s<>]*>)"
_TAG = re.compile(rf"(?<!\\)<(?=[A-Za-z/!?]){_AUTOLINK}")
_SHIELDED_TAG = re.compile(r"\\<(?=[A-Za-z/!?])")
_SPECIAL = re.compile(
    r"\\(?=[!-/:-@\[-`{-~]|$)|[*`\[\]]|(?<!\w)_|_(?!\w)|~(?=~)|<(?=[A-Za-z/!?])|&(?=#?\w+;)"
)
_BLOCK_START = re.compile(r"^(?:[-+>#=](?=\s|$|[-=#>])|\d{1,9}(?=[.)](?:\s|$)))")
_NUMBER = re.compile(r"\d{1,3}\. ")
_BULLET = re.compile("- ")


def escaped(text: str) -> str:
    """Plain text of one line as Markdown that shows exactly it, also at the start of a block."""
    line = _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))
    line = re.sub(r"#+$", lambda found: "\\" + found.group(), line)
    found = _BLOCK_START.match(line)
    if found is None:
        return line
    place = found.end() if found.group()[0].isdigit() else 0
    return f"{line[:place]}\\{line[place:]}"


def unescaped(line: str) -> str:
    """The plain text that `escaped` was given."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", line)


def as_part(text: str) -> str:
    """A text as a part of the article: its headings below the outline, code and tags contained."""
    return _changed(text, _lowered, _TAG, r"\\<", _indented)


def from_part(text: str) -> str:
    """The text that `as_part` was given."""
    return _changed(text, _raised, _SHIELDED_TAG, "<", _outdented)


def item(marker: str, *blocks: str) -> str:
    """The blocks as one item of a list, the empty ones left out."""
    lines = "\n\n".join(filter(None, blocks)).split("\n")
    margin = " " * len(marker)
    return marker + "\n".join(
        line if number == 0 or not line.strip() else margin + line
        for number, line in enumerate(lines)
    )


def listed(items: list[str]) -> str:
    """The items under each other, with air between them where one has more than a line."""
    return ("\n\n" if any("\n" in one for one in items) else "\n").join(items)


def items(text: str, *, numbered: bool) -> list[str] | None:
    """The items of a list as text without their markers; None when there is more than the list.

    Any numbers will do: who adds a line to a list seldom counts anew.
    """
    found: list[list[str]] = []
    margin = ""
    for line in text.split("\n"):
        marker = (_NUMBER if numbered else _BULLET).match(line)
        if marker:
            margin = " " * marker.end()
            found.append([line[marker.end() :]])
        elif found and (line.startswith(margin) or not line.strip()):
            found[-1].append(line[len(margin) :])
        elif line.strip():
            return None
    return ["\n".join(lines).strip("\n") for lines in found]


def _lowered(found: re.Match[str]) -> str:
    return found[1] + "#" * min(len(found[2]) + LOWERED, 6)


def _raised(found: re.Match[str]) -> str:
    return found[1] + "#" * max(len(found[2]) - LOWERED, 1)


def _indented(code: list[str]) -> list[str]:
    """Code that would be taken for the outline, one space in: Markdown takes the space away."""
    return [f" {line}" if line else line for line in code] if _is_outline(code, 0) else code


def _outdented(code: list[str]) -> list[str]:
    return [line[1:] for line in code] if _is_outline(code, 1) else code


def _is_outline(code: list[str], margin: int) -> bool:
    indent = len(code[0]) - len(code[0].lstrip(" "))
    return indent == margin and any(
        line[:margin] == " " * margin and _OUTLINE.match(line[margin:]) and line[margin] == "#"
        for line in code[1:]
        if len(line) > margin
    )


def _changed(
    text: str,
    heading: Callable[[re.Match[str]], str],
    tag: re.Pattern[str],
    instead: str,
    fenced: Callable[[list[str]], list[str]],
) -> str:
    """The text with its headings, tags and blocks of code changed, each by its own rule."""
    out: list[str] = []
    for lines, is_code in _blocks(text.strip("\n")):
        if is_code:
            out += fenced(lines)
            continue
        words = "\n".join(_HEADING.sub(heading, line) for line in lines)
        at = 0
        pieces = []
        for start, end in _code_spans(words):
            pieces += [tag.sub(instead, words[at:start]), words[start:end]]
            at = end
        out.append("".join(pieces) + tag.sub(instead, words[at:]))
    return "\n".join(out)


def _code_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where `code` begins and ends: from a run of backticks to the next one as long."""
    runs = [found.span() for found in re.finditer("`+", text)]
    following: list[int | None] = []
    latest: dict[int, int] = {}
    for number in range(len(runs) - 1, -1, -1):
        length = runs[number][1] - runs[number][0]
        following.append(latest.get(length))
        latest[length] = number
    following.reverse()
    number = 0
    while number < len(runs):
        closing = following[number]
        if closing is not None:
            yield runs[number][0], runs[closing][1]
        number = number + 1 if closing is None else closing + 1


def _blocks(text: str) -> Iterator[tuple[list[str], bool]]:
    """Runs of lines, and whether each is a fenced block of code; one left open is closed."""
    run: list[str] = []
    fence = ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if not fence and found:
            if run:
                yield run, False
            run, fence = [line], found[2]
        elif fence and found and line.strip(" \t") == line.strip(" \t")[0] * len(line.strip(" \t")):
            run.append(line)
            if found[2][0] == fence[0] and len(found[2]) >= len(fence):
                yield run, True
                run, fence = [], ""
        else:
            run.append(line)
    if fence:
        run.append(" " * (len(run[0]) - len(run[0].lstrip(" "))) + fence)
    if run:
        yield run, bool(fence)
