"""Where code is fenced off: nothing in there is taken for anything else."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

_FENCE = re.compile(r"^ {0,12}(?:(?:[-*+]|\d+[.)])\s+)?(`{3,}|~{3,})([^\n]*)$", re.M)


class Fences:
    """The spans of fenced code in a text."""

    def __init__(self, text: str) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        opened, mark = -1, ""
        for found in _FENCE.finditer(text):
            if opened < 0:
                if "`" not in found.group(2):
                    opened, mark = found.start(), found.group(1)
            elif found.group(1).startswith(mark) and not found.group(2).strip():
                self._add(opened, found.end())
                opened = -1
        if opened >= 0:
            self._add(opened, len(text))

    def _add(self, start: int, end: int) -> None:
        self.starts.append(start)
        self.ends.append(end)

    def holds(self, position: int) -> bool:
        """Whether the position is inside fenced code."""
        index = bisect_right(self.starts, position) - 1
        return index >= 0 and position < self.ends[index]


def outside(text: str, pattern: re.Pattern[str], change: Callable[[re.Match[str]], str]) -> str:
    """The text with what matches outside fenced code changed; the number of lines stays."""
    if not pattern.search(text):
        return text
    fences = Fences(text)

    def put(found: re.Match[str]) -> str:
        return (
            found.group() if fences.holds(found.start()) else _padded(found.group(), change(found))
        )

    return pattern.sub(put, text)


def _padded(before: str, after: str) -> str:
    return after + "\n" * max(0, before.count("\n") - after.count("\n"))
