"""Variants of the steps as choices of questions."""

from __future__ import annotations

from collections.abc import Sequence

from .. import document as doc
from ..wording import gettext_noop
from .findings import ArticleRefused, Findings
from .steps import Part
from .titles import key_of, label
from .variants import question_for

MOST_CHOICES = 30


class Questions:
    """The questions of one guide; equal sets of variants are the same question."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self._keys: set[str] = set()
        self._choices: dict[str, dict[str, doc.Choice]] = {}
        self._titles: dict[str, str] = {}

    def conditions(self, parts: Sequence[Part], title: str) -> list[doc.Condition]:
        """The condition of each part."""
        by_group: dict[int, list[str]] = {}
        for part in parts:
            labels = by_group.setdefault(part.group, [])
            if part.variant and part.variant.casefold() not in map(str.casefold, labels):
                labels.append(part.variant)
        keys = {
            group: self._question(labels, parts, title)
            for group, labels in by_group.items()
            if len(labels) > 1
        }
        return [
            self._condition(keys[part.group], part.variant)
            if part.variant and part.group in keys
            else ()
            for part in parts
        ]

    def of_steps(self, variants: Sequence[str], title: str) -> list[doc.Condition]:
        """The condition of each step, from the variant it is for ("" for all)."""
        parts = [Part(None, "", variant=variant) for variant in variants]
        return self.conditions(parts, title)

    def _condition(self, question: str, variant: str) -> doc.Condition:
        choice = self._choices[question][variant.casefold()]
        return (doc.Clause(question=question, choices=(choice.key,)),)

    def _question(self, labels: Sequence[str], parts: Sequence[Part], title: str) -> str:
        wanted = {name.casefold() for name in labels}
        for key, choices in self._choices.items():
            if wanted <= choices.keys() or choices.keys() <= wanted:
                self._add_choices(key, labels)
                return key
        asked = question_for(labels)
        key = key_of(asked, self._keys, "which")
        self._choices[key], self._titles[key] = {}, asked
        self._add_choices(key, labels)
        line = next((part.line for part in parts if part.variant), None)
        template = gettext_noop(
            "“{title}” differs for {labels}: the question “{question}” was made of it."
        )
        self.findings.add(
            line, "question", template, title=title, labels=", ".join(labels), question=asked
        )
        return key

    def _add_choices(self, key: str, labels: Sequence[str]) -> None:
        choices = self._choices[key]
        taken = {choice.key for choice in choices.values()}
        for name in labels:
            if name.casefold() not in choices:
                number = len(choices) + 1
                choices[name.casefold()] = doc.Choice(
                    key=key_of(name, taken, f"choice-{number}"), label=label(name)
                )
        if len(choices) > MOST_CHOICES:
            raise ArticleRefused(
                gettext_noop("A fix differs for more than {most} devices: split the article."),
                most=str(MOST_CHOICES),
            )

    def written(self) -> tuple[tuple[doc.Question, ...], tuple[doc.Use, ...]]:
        """The questions and their uses in the guide."""
        questions = tuple(
            doc.Question(key=key, title=label(self._titles[key]), choices=tuple(choices.values()))
            for key, choices in self._choices.items()
        )
        return questions, tuple(doc.Use(question=question.key) for question in questions)
