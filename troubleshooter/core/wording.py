"""Problems in plain words, ready to be translated by whoever shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from msgspec import Struct

from .document import Document

Kind = Literal["guide", "step", "question"]


def gettext_noop(text: str) -> str:
    """The text itself; makemessages finds it, and whoever shows it translates it."""
    return text


class Worded:
    """What says a sentence: a template with {named} slots, and what goes into them as text."""

    __slots__ = ()
    template: str
    values: Mapping[str, str]

    @property
    def message(self) -> str:
        """The sentence in English."""
        return self.in_words(str)

    def in_words(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language that `translate` (a gettext) speaks."""
        return translate(self.template).format(**self.values)


class Fault(Worded, Struct, frozen=True):
    """What is wrong with the form of one field: the path there, and a reason about the field."""

    path: str
    template: str
    values: Mapping[str, str] = {}

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class Problem(Worded, Struct, frozen=True):
    """One thing to mend: the part it is in, the path there, and what to do.

    With `is_of_field` the sentence is about the field that ends the path, and does not name it.
    """

    kind: Kind
    key: str
    path: str
    template: str
    values: Mapping[str, str] = {}
    is_of_field: bool = False

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


def of_guide(document: Document, path: str, template: str, **values: str) -> Problem:
    """A problem of the guide page itself."""
    return Problem("guide", document.guide.slug, path, template, values)
