"""What an import has to tell: each guess, each thing left out, and what staff must still add."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from ..wording import Worded, gettext_noop


class ArticleRefused(Worded, ValueError):
    """No guide can be made of the text; the sentence says why and what to do."""

    def __init__(self, template: str, **values: str) -> None:
        self.template = template
        self.values = values
        super().__init__(self.message)


class ArticleWarning(Worded, Struct, frozen=True):
    """One thing to look at. `line` counts from 1 in the text that was given; None where no line
    is known (a page in HTML). `code` is for programs, `sentence` for people."""

    line: int | None
    code: str
    template: str
    values: Mapping[str, str] = {}

    @property
    def sentence(self) -> str:
        """What it is, in English; `in_words` says it in another language."""
        return self.message

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


def pictures_at_once(warnings: Sequence[ArticleWarning]) -> tuple[ArticleWarning, ...]:
    """The warnings, where pictures of no known line, as those of an exported guide, are one."""
    waiting = [item for item in warnings if item.code == "picture-address" and item.line is None]
    if len(waiting) < 2:
        return tuple(warnings)
    template = gettext_noop(
        "{count} pictures are only addresses: upload each in its step, or bring all of them along "
        "with “manage.py import_article FILE --images DIR”."
    )
    said = ArticleWarning(None, "pictures-address", template, {"count": str(len(waiting))})
    return (*(item for item in warnings if item not in waiting), said)


class Findings:
    """Collects the warnings of one reading."""

    def __init__(self) -> None:
        self._found: list[ArticleWarning] = []

    def add(self, line: int | None, code: str, template: str, **values: object) -> None:
        """Keep one warning; the values fill the template's {slots}."""
        words = {name: str(value) for name, value in values.items()}
        self._found.append(ArticleWarning(line, code, template, words))

    def picture(self, line: int | None, image: str, address: str) -> None:
        """A picture of which the article gives only the address."""
        template = gettext_noop("The picture {image} is only an address ({address}): upload it.")
        self.add(line, "picture-address", template, image=image, address=address[:200])

    def as_told(self) -> tuple[ArticleWarning, ...]:
        """All of them, in the order of the text; those without a line come last."""
        return tuple(sorted(self._found, key=lambda item: (item.line is None, item.line or 0)))
