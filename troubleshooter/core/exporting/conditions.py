"""Conditions in words: "iPhone 8 or iPhone X (Which iPhone?); and only for iOS 17"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..document import Clause, Condition, Question
from .words import AND, OF_QUESTION, OR, Words


@dataclass(frozen=True)
class Conditions:
    """The choices of a guide, each with the words that name it and no other: as they are, and in
    quotes for where several stand together."""

    names: Mapping[tuple[str, str], tuple[str, str]]
    either: str
    both: str

    @classmethod
    def of(
        cls, questions: Sequence[Question], words: Words, shown: Callable[[str], str] = str
    ) -> Conditions:
        """A label alone where no other choice has it; else with its question, and where even
        that leaves a doubt, with the question's number; all of it as `shown`."""
        labels = Counter(choice.label for item in questions for choice in item.choices)
        titles = Counter(item.title for item in questions)

        def named(label: str, form: str, asked: str) -> str:
            if labels[label] > 1:
                form = words.say(OF_QUESTION, label=form, question=asked)
            return shown(form)

        names = {}
        for number, item in enumerate(questions, start=1):
            asked = item.title if titles[item.title] == 1 else f"{item.title} – {number}"
            for choice in item.choices:
                forms = (choice.label, f"“{choice.label}”")
                plain, quoted = (named(choice.label, form, asked) for form in forms)
                names[item.key, choice.key] = (plain, quoted)
        return cls(names, words.joins(OR), words.joins(AND))

    def said(self, condition: Condition) -> str:
        """The condition in words."""
        named = [(clause.question, choice) for clause in condition for choice in clause.choices]
        plain = self.names[named[0]][0]
        if len(named) == 1 and self.either not in plain and self.both not in plain:
            return plain
        return self.both.join(
            self.either.join(self.names[clause.question, choice][1] for choice in clause.choices)
            for clause in condition
        )

    def read(self, whom: str) -> Condition | None:
        """The condition that was said so; None when it names what is not here."""
        known = {form: named for named, both in self.names.items() for form in both}
        found: dict[str, list[str]] = {}
        between = re.compile(f"{re.escape(self.both)}|{re.escape(self.either)}|$")
        start = 0
        for end in between.finditer(whom):
            # What stands between two names may stand in a name too: then the name ends later.
            if named := known.get(whom[start : end.start()]):
                found.setdefault(named[0], []).append(named[1])
                start = end.end()
        if start < len(whom) or not found:
            return None
        return tuple(Clause(key, tuple(choices)) for key, choices in found.items())
