"""An article that `writing` wrote, perhaps touched up since, back to its document."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import msgspec
import yaml

from ..document import EFFECTS, RISKS, Document, Question
from ..formats import DocumentError, convert
from ..guide_yaml import plain_yaml
from . import words as said
from .conditions import Conditions
from .outline import (
    LONGEST,
    MOST_INSTRUCTIONS,
    MOST_SECTIONS,
    Section,
    UnlikeError,
    give_keys,
    items_of,
    lines_of,
    named_in,
    screenshot_in,
    sections,
    text_of,
)
from .text import escaped, unescaped
from .words import Words

MOST_FRONT_MATTER = 100_000
_FRONT_MATTER = re.compile(rf"---\nformat: {said.FORMAT}\n(.*?\n)---\n", re.S)
_STEP = re.compile(r"(\d{1,4})\. (.*)")
_TEXTS = {
    said.HAPPENS: "happens",
    said.LOSES: "loses",
    said.NOTE: "note",
    said.HOW_TO_TELL: "how_to_tell",
}
_LISTS = {said.NEEDS: "needs", said.PUT_BACK: "put_back"}
_PARTS = (*_TEXTS, *_LISTS, said.DONE, said.TO_DO, said.FIND_OUT, said.ANSWERS)
_GUIDE_TEXTS = {said.BEFORE: "before", said.EXHAUSTED: "exhausted", said.TIP: "tip"}


def reread_article(text: str, translate: Callable[[str], str] = str) -> Document | None:
    """The document of an exported article, its pictures named by the addresses there.

    None for any other text, and for an export that was changed beyond its own form: a reader of
    foreign articles makes more of it.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    matter = _FRONT_MATTER.match(text)
    if matter is None or matter.end() > MOST_FRONT_MATTER:
        return None
    try:
        known = plain_yaml(matter[1])
        if not isinstance(known, dict):
            return None
        return convert(_Article(known, text[matter.end() :], Words(translate)).document())
    except (DocumentError, RecursionError, UnlikeError, yaml.YAMLError, msgspec.ValidationError):
        return None


@dataclass
class _Article:
    """One article while it is read: what the front matter knows, and what was found so far."""

    known: dict[str, Any]
    body: str
    words: Words
    guide: dict[str, Any] = field(default_factory=dict)
    steps: list[Section] = field(default_factory=list)
    questions: list[Section] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)

    def document(self) -> dict[str, Any]:
        """The document as plain data. Raises UnlikeError."""
        head, found = sections(self.body, "##")
        if len(found) > MOST_SECTIONS:
            raise UnlikeError
        self._read_head(head)
        for section in found:
            self._sort(section)
        names = self._names("questions")
        self._give_question_keys(names)
        give_keys(self.steps, self._names("steps"))
        parts = [self._parts(section) for section in self.questions]
        pairs = zip(self.questions, parts, strict=True)
        read = [self._question(section, part) for section, part in pairs]
        self.asked = [question for question, _use in read]
        for question, part in zip(self.asked, parts, strict=True):
            question["instructions"] = self._instructions(part.get(said.FIND_OUT, ""))
        steps = [self._step(section) for section in self.steps]
        return {
            "guide": self.guide,
            "questions": self.asked,
            "steps": [step for step, _placement in steps],
            "placements": [placement for _step, placement in steps],
            "uses": [use for _question, use in read],
        }

    def _names(self, kind: str) -> list[str]:
        known = self.known.get(kind, [])
        return [name for name in known if isinstance(name, str)]

    def _give_question_keys(self, names: list[str]) -> None:
        """The article asks where an answer is needed; the front matter has the guide's order."""
        wanted = self.known.get("asked", names)
        give_keys(self.questions, wanted)
        place = {key: number for number, key in enumerate(names)}
        self.questions.sort(key=lambda section: place.get(section.key, len(place)))

    def _read_head(self, head: str) -> None:
        title, _, text = head.strip("\n").partition("\n")
        if not title.startswith("# "):
            raise UnlikeError
        summary, _, last = text.strip("\n").rpartition("\n\n")
        if not self.words.read(said.WALK, last):
            summary = text
        self.guide = {"title": unescaped(title[2:]), "summary": text_of(summary)}
        for name in ("slug", "language", "category", "symptoms"):
            if name in self.known:
                self.guide[name] = self.known[name]

    def _sort(self, section: Section) -> None:
        """Put a section of the article where it belongs. Raises UnlikeError."""
        words, heading = self.words, section.heading
        if found := _STEP.fullmatch(heading):
            section.heading = unescaped(found[2])
            self.steps.append(section)
            return
        for template in (said.FIRST_QUESTION, said.QUESTION):
            if asked := words.read(template, heading):
                section.heading = unescaped(asked["title"])
                section.is_first = template == said.FIRST_QUESTION
                self.questions.append(section)
                return
        if heading == words.say(said.NEEDS):
            self.guide["needs"] = lines_of(section.body)
            return
        texts = {words.say(name): kind for name, kind in _GUIDE_TEXTS.items()}
        if heading not in texts:
            raise UnlikeError
        self.guide[texts[heading]] = text_of(section.body)

    def _parts(self, section: Section) -> dict[str, str]:
        """The parts of a section by the words of their headings; "" is what is before them."""
        head, parts = sections(section.body, "###")
        known = {self.words.say(word): word for word in _PARTS}
        found = {"": head}
        for part in parts:
            word = known.get(part.heading)
            if word is None or word in found:
                raise UnlikeError
            found[word] = part.body
        return found

    def _question(self, section: Section, parts: dict[str, str]) -> tuple[dict[str, Any], ...]:
        """The question, but for its instructions, and its use."""
        answers = [self._choice(text) for text in items_of(parts.get(said.ANSWERS, ""))]
        if answers and answers[-1]["label"] == self.words.say(said.UNKNOWN):
            answers.pop()
        labels = [Section(answer["label"], "") for answer in answers]
        names = self.known.get("questions")
        give_keys(labels, names.get(section.key) if isinstance(names, dict) else ())
        uses = []
        for label, answer in zip(labels, answers, strict=True):
            answer["key"] = label.key
            front, ending = answer.pop("front"), answer.pop("ending")
            if front or ending:
                uses.append({"choice": label.key, "front": front, "ending": ending})
        question = {
            "key": section.key,
            "title": section.heading,
            "help": text_of(parts[""]),
            "choices": answers,
        }
        use = {
            "question": section.key,
            "ask_first": section.is_first,
            "segments": section.key in self._names("counted_apart"),
            "choices": uses,
        }
        return question, use

    def _choice(self, text: str) -> dict[str, Any]:
        label, _, rest = text.partition("\n\n")
        if not re.fullmatch(r"\*\*.+\*\*", label):
            raise UnlikeError
        answer: dict[str, Any] = {"label": unescaped(label[2:-2]), "front": [], "ending": None}
        help_lines = []
        paragraphs = rest.split("\n\n")
        for number, paragraph in enumerate(paragraphs, start=1):
            if stop := self.words.read(said.STOP, paragraph):
                told = text_of("\n\n".join(paragraphs[number:]))
                answer["ending"] = {"title": unescaped(stop["title"]), "text": told}
                break
            if front := self.words.read(said.FRONT, paragraph):
                answer["front"] = self._named_steps(front["steps"])
            elif not self.words.read(said.STEPS_FOR_IT, paragraph):
                help_lines.append(paragraph)
        return answer | {"help": text_of("\n\n".join(help_lines))}

    def _step(self, section: Section) -> tuple[dict[str, Any], dict[str, Any]]:
        parts = self._parts(section)
        facts, _, why = parts[""].partition("\n\n")
        step: dict[str, Any] = {"key": section.key, "title": section.heading, "why": text_of(why)}
        placement: dict[str, Any] = {
            "step": section.key,
            "pinned": section.key in self._names("pinned"),
        }
        for fact in facts.split("\n"):
            self._fact(fact.removesuffix("\\"), step, placement)
        step |= {name: text_of(parts[part]) for part, name in _TEXTS.items() if part in parts}
        step |= {name: lines_of(parts[part]) for part, name in _LISTS.items() if part in parts}
        step["done"] = unescaped(parts.get(said.DONE, ""))
        step["instructions"] = self._instructions(parts.get(said.TO_DO, ""))
        return step, placement

    def _fact(self, fact: str, step: dict[str, Any], placement: dict[str, Any]) -> None:
        """Read one line below a step's heading. Raises UnlikeError."""
        words = self.words
        if len(fact) > LONGEST:
            raise UnlikeError
        risks = {words.say(said.RISK[risk]): risk for risk in RISKS}
        if fact in risks:
            step["risk"] = risks[fact]
        elif fact == words.say(said.TAKES_TIME):
            step["result_takes_time"] = True
        elif fact == words.say(said.LATE):
            placement["late"] = True
        elif found := words.read(said.TIME, fact):
            step["minutes"] = words.minutes(found["time"][:40])
        elif found := words.read(said.SETTING_UP, fact):
            step["risk_minutes"] = words.minutes(found["time"][:40])
        elif found := words.read(said.EFFECTS_LINE, fact):
            effects = {words.say(said.EFFECT[effect]): effect for effect in EFFECTS}
            step["effects"] = [effects.get(name) for name in found["effects"].split("; ")]
        elif found := words.read(said.ONLY_FOR, fact):
            placement["condition"] = self._condition(found["whom"])
        elif found := words.read(said.AFTER, fact):
            placement["after"] = self._named_steps(found["steps"])
        else:
            raise UnlikeError

    def _instructions(self, text: str) -> list[dict[str, Any]]:
        lines = items_of(text, numbered=True)
        if len(lines) > MOST_INSTRUCTIONS:
            raise UnlikeError
        return [self._instruction(one) for one in lines]

    def _instruction(self, text: str) -> dict[str, Any]:
        line: dict[str, Any] = {}
        first, _, rest = text.partition("\n\n")
        if found := self.words.read(said.ONLY_FOR, first):
            line["condition"], text = self._condition(found["whom"]), rest
        before, _, last = text.rpartition("\n\n")
        if before and (shot := screenshot_in(last, self.words)):
            line["screenshot"], text = shot, before
        return line | {"text": text_of(text)}

    def _condition(self, whom: str) -> list[dict[str, Any]]:
        condition = self.conditions.read(whom) if len(whom) <= LONGEST else None
        if condition is None:
            raise UnlikeError
        return [
            {"question": clause.question, "choices": list(clause.choices)} for clause in condition
        ]

    def _named_steps(self, line: str) -> list[str]:
        if len(line) > LONGEST:
            raise UnlikeError
        return named_in(line, self._titles)

    @cached_property
    def _titles(self) -> dict[str, dict[int, str]]:
        """The keys of the steps of each title, by their place."""
        titles: dict[str, dict[int, str]] = {}
        for place, step in enumerate(self.steps, start=1):
            titles.setdefault(escaped(step.heading), {})[place] = step.key
        return titles

    @cached_property
    def conditions(self) -> Conditions:
        """Known once the questions have been read."""
        plain = [{**question, "instructions": []} for question in self.asked]
        return Conditions.of(msgspec.convert(plain, list[Question]), self.words, escaped)
