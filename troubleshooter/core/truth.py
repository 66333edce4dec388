"""What is true of synthetic people: read from a file, or what the guide's author believes.

Only the simulation knows it; whatever learns never sees it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from .beliefs import prior
from .document import UNKNOWN, Document, Question
from .drawing import fixes
from .formats import DocumentError, readable
from .guide_yaml import parsed, with_lines, yaml_of

Share = Annotated[float, Meta(ge=0, le=1)]
Weight = Annotated[float, Meta(ge=0)]
Minutes = Annotated[float, Meta(gt=0, le=7 * 24 * 60)]

UNKNOWN_SHARE, ENDING_SHARE, LATER_SHARE = 0.05, 0.03, 0.2
"""Where no truth says so: who answers "I don't know", who gives an answer that ends the walk, and
who says "I'll know later" at a step whose result takes time."""


class _Part(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Base of every part: frozen, refusing fields it does not know."""


class Cause(_Part, frozen=True):
    """A `share` of a group's problems, and the probability with which each step cures it."""

    share: Share
    cured_by: dict[str, Share]


class StepTruth(_Part, frozen=True):
    """How a step goes: its true mean `minutes` (None: the guide's), and the shares of people who
    cannot do it, who had tried it already, who will know `later`, and, of those whom it cures, who
    leave without a word."""

    minutes: Minutes | None = None
    could_not: Share = 0.02
    already_tried: Share = 0.03
    later: Share | None = None
    silent: Share = 0.0


class Group(_Part, frozen=True):
    """People of one kind: what is wrong with their devices and what they answer. `share` and the
    numbers of `answers` (by question, then choice or "unknown") are weights. `causes` are shares
    of the group's problems; what is left over nothing cures."""

    causes: tuple[Cause, ...]
    share: Weight = 1.0
    answers: dict[str, dict[str, Weight]] = {}


class Truth(_Part, frozen=True):
    """All groups, and what they have in common: who leaves after each try that did not help, who
    never comes back from waiting for a result, and how much times `scatter` (the standard deviation
    of their logarithm)."""

    people: Annotated[tuple[Group, ...], Meta(min_length=1)]
    steps: dict[str, StepTruth] = {}
    leave: Share = 0.05
    never_back: Share = 0.2
    scatter: Annotated[float, Meta(ge=0, le=2)] = 0.5


def read_truth(text: str, document: Document) -> Truth:
    """The truth that YAML or JSON holds, about this document.

    Raises DocumentError; each problem begins with its line:
    "line 7: people[0].causes[2].share: must be 1 or less".
    """
    plain, root = parsed(text)
    try:
        truth = msgspec.convert(plain, Truth)
    except msgspec.ValidationError as error:
        problems = list(_in_mappings(plain)) or [_form(error, "")]
        raise DocumentError(with_lines(root, problems)) from error
    if problems := list(_problems(truth, document)):
        raise DocumentError(with_lines(root, problems))
    return truth


def write_truth(truth: Truth) -> str:
    """The truth as YAML to read and to change."""
    return yaml_of(msgspec.to_builtins(truth))


def author_truth(document: Document) -> Truth:
    """The truth if the author were right: the belief that learning starts out from, where each
    step cures its own share of the problems and takes the time that the guide says."""
    believed = prior(fixes(document))
    causes = tuple(
        Cause(share=round(belief.mean, 3), cured_by={key: 1.0}) for key, belief in believed.items()
    )
    return Truth(
        people=(
            Group(
                answers={key: weights(document, key) for key in document.use},
                causes=causes,
            ),
        ),
        steps={
            key: StepTruth(
                minutes=float(document.step[key].minutes), later=later(document, key, StepTruth())
            )
            for key in document.placement
        },
    )


def weights(document: Document, question: str) -> dict[str, float]:
    """What people answer where nobody says: the choices that go on alike often."""
    ending: list[str] = []
    going_on: list[str] = []
    for choice in document.question[question].choices:
        use = document.choice_use.get((question, choice.key))
        (ending if use and use.ending else going_on).append(choice.key)
    left = 1 - UNKNOWN_SHARE - ENDING_SHARE * len(ending)
    found = dict.fromkeys(going_on, round(left / len(going_on), 3) if going_on else 0.0)
    return {**found, **dict.fromkeys(ending, ENDING_SHARE), UNKNOWN: UNKNOWN_SHARE}


def later(document: Document, step: str, known: StepTruth) -> float:
    """The share of those who try the step and will know later; none where that is not offered."""
    if not document.step[step].result_takes_time:
        return 0.0
    return LATER_SHARE if known.later is None else known.later


def _form(error: msgspec.ValidationError, prefix: str) -> str:
    found = readable(error, prefix)
    if "unknown field" in str(error):
        return f"{found.path}: is not a field of a truth"
    return str(found)


def _in_mappings(plain: Any) -> Iterator[str]:
    """What is wrong below keys that people choose, which msgspec does not name."""
    for path, kind, value in _named_parts(plain):
        try:
            msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            yield _form(error, path)


def _named_parts(plain: Any) -> Iterator[tuple[str, Any, Any]]:
    """Each part under a key that people choose: its path, its type, its value."""
    for key, step in _items(plain, "steps"):
        yield f"steps.{key}", StepTruth, step
    for index, group in enumerate(_list(plain, "people")):
        for question, answers in _items(group, "answers"):
            for choice, weight in _items({"": answers}, ""):
                yield f"people[{index}].answers.{question}.{choice}", Weight, weight
        for number, cause in enumerate(_list(group, "causes")):
            for step, share in _items(cause, "cured_by"):
                yield f"people[{index}].causes[{number}].cured_by.{step}", Share, share


def _items(plain: Any, name: str) -> Iterable[tuple[str, Any]]:
    found = plain.get(name) if isinstance(plain, dict) else None
    return found.items() if isinstance(found, dict) else ()


def _list(plain: Any, name: str) -> Sequence[Any]:
    found = plain.get(name) if isinstance(plain, dict) else None
    return found if isinstance(found, list) else ()


def _problems(truth: Truth, document: Document) -> Iterator[str]:
    """What does not fit the document, or cannot be: each as "path: what is wrong"."""
    for key in truth.steps:
        yield from _known(f"steps.{key}", key, document.placement, "step")
    if sum(group.share for group in truth.people) <= 0:
        yield "people: one share at least must be above 0"
    for index, group in enumerate(truth.people):
        path = f"people[{index}]"
        for key, answers in group.answers.items():
            at = f"{path}.answers.{key}"
            yield from _known(at, key, document.question, "question")
            if key in document.question:
                yield from _answers(at, document.question[key], answers)
        for number, cause in enumerate(group.causes):
            for key in cause.cured_by:
                at = f"{path}.causes[{number}].cured_by.{key}"
                yield from _known(at, key, document.placement, "step")
        if (total := sum(cause.share for cause in group.causes)) > 1 + 1e-9:
            yield f"{path}.causes: the shares must add up to 1 or less, not {total:.3g}"


def _answers(path: str, question: Question, answers: Mapping[str, float]) -> Iterator[str]:
    for choice in answers:
        yield from _known(f"{path}.{choice}", choice, (*question.labels, UNKNOWN), "choice")
    if sum(answers.values()) <= 0:
        yield f"{path}: one share at least must be above 0"


def _known(path: str, key: str, names: Iterable[str], kind: str) -> Iterator[str]:
    if key not in (known := list(names)):
        yield f"{path}: the guide has no such {kind}; it has {', '.join(known) or 'none'}"
