"""A guide as one frozen, validated value.

Publishing writes a document, the walk reads it, export writes it and import produces it.
Every text is Markdown; titles and labels are plain text.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import force_setattr

KEY_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)"
NAME_PATTERN = r"^([\w-][\w.-]*)?$(?!\n)"
MOST_NAME = 100
LANGUAGE_PATTERN = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$(?!\n)"

Key = Annotated[
    str,
    Meta(
        pattern=KEY_PATTERN,
        max_length=60,
        description="Lower-case letters, digits and single hyphens. Never changes once published.",
    ),
]
LABEL_PATTERN = r"^\S([^\n\r]*\S)?$(?!\n)"
"""One line that begins and ends with something to see."""

Label = Annotated[
    str, Meta(min_length=1, max_length=200, pattern=LABEL_PATTERN, description="Plain text.")
]
MaybeLabel = Annotated[
    str,
    Meta(max_length=200, pattern=rf"^$|{LABEL_PATTERN}", description="Plain text, or nothing."),
]
Markdown = Annotated[str, Meta(max_length=20_000, description="Markdown without raw HTML.")]
NeededMarkdown = Annotated[Markdown, Meta(min_length=1, pattern=r"\S")]
Percent = Annotated[float, Meta(ge=0, le=100)]
Minutes = Annotated[int, Meta(ge=0, le=7 * 24 * 60)]
Pixels = Annotated[int, Meta(ge=0, le=100_000)]

Risk = Literal["none", "low", "high"]
Effect = Literal["restarts", "goes_offline", "signs_out", "erases", "waits"]
RISKS: tuple[Risk, ...] = get_args(Risk)
EFFECTS: tuple[Effect, ...] = get_args(Effect)

UNKNOWN: Literal["unknown"] = "unknown"
"""The answer "I don't know": it satisfies every condition, so no choice may carry this key."""


class _Value(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of every part: frozen, compared by value, refusing fields it does not know."""


def _intern(value: _Value, name: str) -> None:
    """Make the field the very same object as an equal default: only then msgspec leaves it out,
    and equal documents must be equal bytes."""
    force_setattr(value, name, sys.intern(getattr(value, name)))


class Clause(_Value, frozen=True):
    """Any of these choices of one question. A condition is a tuple of clauses, all needed."""

    question: Key
    choices: Annotated[tuple[Key, ...], Meta(min_length=1)]


Condition = tuple[Clause, ...]


def picture_name(stem: str) -> str:
    """A file's stem as a name that is safe in any folder, "" where nothing of it is."""
    return re.sub(r"[^\w.-]+", "-", stem).strip("-.")[:MOST_NAME].rstrip("-.")


class Target(
    Struct, frozen=True, forbid_unknown_fields=True, array_like=True
):  # written [x, y, width, height]
    """A rectangle to tap, in percent of the picture's width and height."""

    x: Percent
    y: Percent
    width: Percent
    height: Percent

    def __post_init__(self) -> None:
        """Whole numbers become fractions, so that equal documents are equal bytes."""
        for name in self.__struct_fields__:
            if isinstance(number := getattr(self, name), int):
                force_setattr(self, name, float(number))


class Rendition(_Value, frozen=True):
    """A smaller version of a picture: its width in pixels and its content address."""

    width: Pixels
    image: str


class Screenshot(_Value, frozen=True):
    """A picture with what it shows in words, and zero to three rectangles to tap.

    `image` is the content address `<hash>.<ext>` in an edition and `pictures/<name>.<ext>` in a
    guide folder, without size and renditions. `source` is where an imported article had it, as
    long as its file (it has no width then) or its words are missing: only then `alt` may be empty.
    """

    image: Annotated[str, Meta(min_length=1, max_length=200)]
    alt: Annotated[str, Meta(max_length=500)]
    name: Annotated[str, Meta(max_length=MOST_NAME, pattern=NAME_PATTERN)] = ""
    width: Pixels = 0
    height: Pixels = 0
    targets: Annotated[tuple[Target, ...], Meta(max_length=3)] = ()
    renditions: tuple[Rendition, ...] = ()
    source: Annotated[str, Meta(max_length=2000)] = ""

    @property
    def is_to_come(self) -> bool:
        """Whether only an address is known, and no file."""
        return self.source != "" and not self.width


class Instruction(_Value, frozen=True):
    """One numbered line of a step or a question; with a condition, only for those choices."""

    text: NeededMarkdown
    condition: Condition = ()
    screenshot: Screenshot | None = None


Instructions = Annotated[tuple[Instruction, ...], Meta(max_length=60)]


class Choice(_Value, frozen=True):
    """One answer to a question."""

    key: Key
    label: Label
    help: Markdown = ""


class Question(_Value, frozen=True, kw_only=True, dict=True):
    """What narrows a guide."""

    key: Key
    title: Label
    help: Markdown = ""
    instructions: Instructions = ()
    choices: Annotated[tuple[Choice, ...], Meta(min_length=2, max_length=30)]

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The choices' labels by key."""
        return {choice.key: choice.label for choice in self.choices}


class Step(_Value, frozen=True, kw_only=True):
    """One fix to try. `minutes` is the time at the phone; `risk_minutes` what the risk costs on
    average (setting up again). `effects` make the step begin by saying what will happen (`happens`)
    and what is lost (`loses`). `done` says what was done ("You restarted your iPhone.") to whoever
    comes back. `result_takes_time` offers "I'll know later". `put_back` lists the temporary changes
    to undo at the ending."""

    key: Key
    title: Label
    why: Markdown = ""
    minutes: Annotated[int, Meta(ge=1, le=7 * 24 * 60)]
    risk: Risk = "none"
    risk_minutes: Minutes = 0
    effects: tuple[Effect, ...] = ()
    happens: Markdown = ""
    loses: Markdown = ""
    done: MaybeLabel = ""
    needs: tuple[Label, ...] = ()
    instructions: Instructions = ()
    how_to_tell: Markdown = ""
    result_takes_time: bool = False
    note: Markdown = ""
    put_back: tuple[Label, ...] = ()

    def __post_init__(self) -> None:
        _intern(self, "risk")


class Placement(_Value, frozen=True):
    """A step in the guide. `after` orders applicable placements only; `late` comes last."""

    step: Key
    condition: Condition = ()
    after: tuple[Key, ...] = ()
    late: bool = False
    pinned: bool = False


class ChoiceEnding(_Value, frozen=True):
    """What ends the session as not the person's side: what to do instead, or to wait for."""

    title: Label
    text: NeededMarkdown


class ChoiceUse(_Value, frozen=True):
    """What one choice does in this guide: bring steps to the front, or end the session."""

    choice: Key
    front: tuple[Key, ...] = ()
    ending: ChoiceEnding | None = None


class Use(_Value, frozen=True):
    """A question in the guide, asked first or just before something depends on it. When it
    `segments`, people who answer it differently are counted and learned from apart."""

    question: Key
    ask_first: bool = False
    choices: tuple[ChoiceUse, ...] = ()
    segments: bool = False


class GuideText(_Value, frozen=True, kw_only=True):
    """What the guide says about itself. `tip` helps avoid the problem, `exhausted` goes on."""

    slug: Key
    language: Annotated[str, Meta(pattern=LANGUAGE_PATTERN, max_length=20)] = "en"
    title: Label
    summary: NeededMarkdown
    category: Label
    symptoms: tuple[Label, ...] = ()
    needs: tuple[Label, ...] = ()
    before: Markdown = ""
    tip: Markdown = ""
    exhausted: Markdown = ""

    def __post_init__(self) -> None:
        _intern(self, "language")


class Document(_Value, frozen=True, kw_only=True, dict=True):
    """A whole guide. Its order of placements is the author's order."""

    format: Literal[1] = 1
    guide: GuideText
    questions: Annotated[tuple[Question, ...], Meta(max_length=100)] = ()
    steps: Annotated[tuple[Step, ...], Meta(max_length=200)] = ()
    placements: Annotated[tuple[Placement, ...], Meta(max_length=200)] = ()
    uses: Annotated[tuple[Use, ...], Meta(max_length=100)] = ()

    @cached_property
    def step(self) -> Mapping[str, Step]:
        """The steps by key."""
        return {step.key: step for step in self.steps}

    @cached_property
    def question(self) -> Mapping[str, Question]:
        """The questions by key."""
        return {question.key: question for question in self.questions}

    @cached_property
    def placement(self) -> Mapping[str, Placement]:
        """The placements by their step's key, in the author's order."""
        return {placement.step: placement for placement in self.placements}

    @cached_property
    def use(self) -> Mapping[str, Use]:
        """The uses by their question's key, in the guide's order."""
        return {use.question: use for use in self.uses}

    @cached_property
    def choice_use(self) -> Mapping[tuple[str, str], ChoiceUse]:
        """What a choice does, by (question key, choice key)."""
        return {(use.question, item.choice): item for use in self.uses for item in use.choices}

    @cached_property
    def minutes(self) -> int:
        """Minutes that trying every placed step takes, risks left out."""
        return sum(self.step[placement.step].minutes for placement in self.placements)

    @cached_property
    def digest(self) -> str:
        """64 hex digits that change exactly when the document does."""
        return hashlib.sha256(encode(self)).hexdigest()


def encode(document: Document) -> bytes:
    """The document as JSON: the same bytes for equal documents."""
    return msgspec.json.encode(document)


def json_schema() -> dict[str, Any]:
    """The JSON schema of a document; `docs/guide-schema.json` holds it."""
    schema = msgspec.json.schema(Document)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
