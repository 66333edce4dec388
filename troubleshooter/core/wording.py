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


class Problem(Struct, frozen=True):
    """One thing to mend: the part it is in, the path there, and a sentence with {named} slots."""

    kind: Kind
    key: str
    path: str
    template: str
    values: Mapping[str, str] = {}

    @property
    def message(self) -> str:
        """The sentence in English."""
        return self.in_words(str)

    def in_words(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language that `translate` (a gettext) speaks."""
        return translate(self.template).format(**self.values)

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


def of_guide(document: Document, path: str, template: str, **values: str) -> Problem:
    """A problem of the guide page itself."""
    return Problem("guide", document.guide.slug, path, template, values)
