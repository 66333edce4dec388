"""Which instruction a picture shows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from .blocks import Picture
from .naming import file_of

_WORD = re.compile(r"[^\W\d_]{2,}|\d+")
_NEVER = -1e9
MOST_PAIRS = 200_000


class Loose(NamedTuple):
    """A picture and how many instructions stand above it in its step."""

    picture: Picture
    above: int


class Attached(NamedTuple):
    """The instruction a picture goes to; `is_guess` when neither words nor place told."""

    picture: Picture
    instruction: int
    is_guess: bool


def words_of(text: str) -> set[str]:
    """The words that say what is meant, in one spelling: confirm as confirmation."""
    found = set(_WORD.findall(text[:2000].casefold()))
    return {_stem(word) for word in found}


def _stem(word: str) -> str:
    word = word[:-1] if word[-1] == "s" and len(word) > 4 else word
    return word[:6]


_EMPTY = words_of(
    "the and for with from into your you of to in on at is it its this that an or as be by "
    "are was how screen screenshot image picture photo img png jpg jpeg webp page showing "
    "shows iphone settings wp content uploads"
)


def attach(
    loose: Sequence[Loose], texts: Sequence[str], occupied: set[int], count_before: int = 0
) -> tuple[list[Attached], list[Picture]]:
    """Each picture with a free instruction, in their order; and those that found no free one.

    Words that picture and instruction share count most, rare ones more; then the place.
    """
    free = [number for number in range(len(texts)) if number not in occupied]
    if not loose or not free or len(loose) * len(free) > MOST_PAIRS:
        return [], [item.picture for item in loose]
    kept, spare = list(loose[: len(free)]), [item.picture for item in loose[len(free) :]]
    scores = _scores(kept, texts, free)
    chosen = _in_order(scores)
    out = []
    for item, column, row in zip(kept, chosen, scores, strict=True):
        number = free[column]
        is_near = item.above > 0 and number in {item.above - 1, item.above}
        out.append(Attached(item.picture, number, row[column] < 1 and not is_near))
    return out, spare


def _scores(loose: Sequence[Loose], texts: Sequence[str], free: Sequence[int]) -> list[list[float]]:
    words = [words_of(text) for text in texts]
    counts = Counter(word for each in words for word in each)
    above_style = _stands_above(loose, len(texts))
    rows = []
    for item in loose:
        picture = item.picture
        said = words_of(f"{picture.alt} {picture.caption}")
        named = words_of(re.sub(r"[_-]", " ", file_of(picture.address).rpartition(".")[0])) - said
        row = []
        for number in free:
            score = sum(_weight(word, counts[word]) for word in said & words[number])
            score += sum(_weight(word, counts[word]) for word in named & words[number]) / 2
            if item.above > 0 or above_style:
                best = item.above if above_style else item.above - 1
                score += 3.0 if number == best else 1.0 / (1 + abs(number - best))
            row.append(score)
        rows.append(row)
    return rows


def _weight(word: str, count: int) -> float:
    weight = 2.0 / max(1, count)
    return weight / 4 if word in _EMPTY else weight


def _stands_above(loose: Sequence[Loose], instructions: int) -> bool:
    """Whether pictures and instructions alternate, each picture above what it shows."""
    places = [item.above for item in loose]
    return (
        len(places) > 1
        and places[0] == 0
        and len(set(places)) == len(places)
        and places[-1] < instructions
    )


def _in_order(scores: Sequence[Sequence[float]]) -> list[int]:
    """For each row a column, each further right than the one before, of the highest sum."""
    width = len(scores[0])
    best = [0.0] * (width + 1)
    choices: list[list[bool]] = []
    for index, row in enumerate(scores):
        new = [_NEVER] * (width + 1)
        take = [False] * (width + 1)
        for column in range(index + 1, width + 1):
            with_it = best[column - 1] + row[column - 1]
            new[column], take[column] = (
                (with_it, True) if with_it > new[column - 1] else (new[column - 1], False)
            )
        best = new
        choices.append(take)
    found: list[int] = []
    column = width
    for take in reversed(choices):
        while not take[column]:
            column -= 1
        column -= 1
        found.append(column)
    return found[::-1]
