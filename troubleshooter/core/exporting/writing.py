"""A guide's document as one Markdown article that a person reads from top to bottom.

`rereading` reads it back: the two change together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ..canonical import canonical
from ..document import Document, Instructions, Question, Screenshot, Step, Target
from ..guide_yaml import yaml_of
from ..reading import reading_order
from . import words as said
from .conditions import Conditions
from .text import as_part, escaped, item, listed
from .words import Words

Address = Callable[[Screenshot], str]


def write_article(
    document: Document,
    *,
    picture: Address = lambda shot: shot.image,
    address: str = "",
    translate: Callable[[str], str] = str,
) -> str:
    """The guide as Markdown: front matter, title, summary, what is needed, questions where they
    are asked, numbered steps, what to do next and the tip.

    `picture` tells where a screenshot is, `address` where the guide can be walked; `translate` is
    the gettext of the guide's language.
    """
    return _Article(canonical(document), Words(translate), picture, address).text


@dataclass(frozen=True)
class _Article:
    document: Document
    words: Words
    picture: Address
    address: str

    @property
    def text(self) -> str:
        guide, words = self.document.guide, self.words
        parts = [
            f"---\n{yaml_of(self._front_matter())}---",
            f"# {escaped(guide.title)}",
            as_part(guide.summary),
            words.say(said.WALK, address=self.address) if self.address else "",
            *self._section(said.NEEDS, _bullets(guide.needs)),
            *self._section(said.BEFORE, as_part(guide.before)),
            *self._sections(),
            *self._section(said.EXHAUSTED, as_part(guide.exhausted)),
            *self._section(said.TIP, as_part(guide.tip)),
        ]
        return "\n\n".join(filter(None, parts)) + "\n"

    def _front_matter(self) -> dict[str, object]:
        document, guide = self.document, self.document.guide
        asked = [part.key for part in self._course if isinstance(part, Question)]
        matter = {
            "format": said.FORMAT,
            "title": guide.title,
            "slug": guide.slug,
            "language": guide.language,
            "category": guide.category,
            "symptoms": list(guide.symptoms),
            "steps": list(document.placement),
            "pinned": [key for key, placed in document.placement.items() if placed.pinned],
            "questions": {key: list(document.question[key].labels) for key in document.use},
            "asked": asked if asked != list(document.use) else [],
            "counted_apart": [key for key, use in document.use.items() if use.segments],
        }
        return {name: value for name, value in matter.items() if value}

    @cached_property
    def _course(self) -> list[Step | Question]:
        return reading_order(self.document, self.document.placement)

    def _sections(self) -> Iterator[str]:
        number = 0
        for part in self._course:
            if isinstance(part, Step):
                number += 1
                yield from self._step(number, part)
            else:
                yield from self._question(part)

    def _question(self, question: Question) -> Iterator[str]:
        is_first = self.document.use[question.key].ask_first
        heading = said.FIRST_QUESTION if is_first else said.QUESTION
        yield f"## {self.words.say(heading, title=escaped(question.title))}"
        yield as_part(question.help)
        yield from self._section(said.FIND_OUT, self._lines(question.instructions), "###")
        choices = [item("- ", *self._choice(question, key)) for key in question.labels]
        unknown = f"**{self.words.say(said.UNKNOWN)}**"
        choices.append(item("- ", unknown, self.words.say(said.UNKNOWN_HELP)))
        yield from self._section(said.ANSWERS, listed(choices), "###")

    def _choice(self, question: Question, key: str) -> Iterator[str]:
        words = self.words
        yield f"**{escaped(question.labels[key])}**"
        yield next(as_part(choice.help) for choice in question.choices if choice.key == key)
        use = self.document.choice_use.get((question.key, key))
        if use and use.front:
            yield words.say(said.FRONT, steps=self._steps(use.front))
        if fitting := self._only_for(question, key, use.front if use else ()):
            yield words.say(said.STEPS_FOR_IT, steps=self._steps(fitting))
        if use and use.ending:
            yield words.say(said.STOP, title=escaped(use.ending.title))
            yield as_part(use.ending.text)

    def _only_for(self, question: Question, choice: str, front: tuple[str, ...]) -> list[str]:
        """The steps that other answers to the question leave out, but those named as `front`."""
        return [
            key
            for key, placed in self.document.placement.items()
            for clause in placed.condition
            if clause.question == question.key and choice in clause.choices and key not in front
        ]

    def _step(self, number: int, step: Step) -> Iterator[str]:
        yield f"## {number}. {escaped(step.title)}"
        yield "\\\n".join(self._facts(step))
        yield as_part(step.why)
        for heading, text in (
            (said.HAPPENS, as_part(step.happens)),
            (said.LOSES, as_part(step.loses)),
            (said.NEEDS, _bullets(step.needs)),
            (said.TO_DO, self._lines(step.instructions)),
            (said.NOTE, as_part(step.note)),
            (said.HOW_TO_TELL, as_part(step.how_to_tell)),
            (said.DONE, escaped(step.done)),
            (said.PUT_BACK, _bullets(step.put_back)),
        ):
            yield from self._section(heading, text, "###")

    def _facts(self, step: Step) -> Iterator[str]:
        words, placed = self.words, self.document.placement[step.key]
        yield words.say(said.TIME, time=words.time(step.minutes))
        if step.result_takes_time:
            yield words.say(said.TAKES_TIME)
        yield words.say(said.RISK[step.risk])
        if step.risk_minutes:
            yield words.say(said.SETTING_UP, time=words.time(step.risk_minutes))
        if step.effects:
            effects = "; ".join(words.say(said.EFFECT[effect]) for effect in step.effects)
            yield words.say(said.EFFECTS_LINE, effects=effects)
        if placed.condition:
            yield words.say(said.ONLY_FOR, whom=self.conditions.said(placed.condition))
        if placed.after:
            yield words.say(said.AFTER, steps=self._steps(placed.after))
        if placed.late:
            yield words.say(said.LATE)

    def _lines(self, instructions: Instructions) -> str:
        """The numbered instructions, each with the answers it is for and its picture."""
        return listed(
            [
                item(
                    f"{number}. ",
                    self.words.say(said.ONLY_FOR, whom=self.conditions.said(line.condition))
                    if line.condition
                    else "",
                    as_part(line.text),
                    self._figure(line.screenshot),
                )
                for number, line in enumerate(instructions, start=1)
            ]
        )

    def _figure(self, shot: Screenshot | None) -> str:
        if shot is None:
            return ""
        tap = ""
        if shot.targets:
            places = "; ".join(map(_place, shot.targets))
            tap = f' "{self.words.say(said.TAP, places=places)}"'
        address = self.picture(shot)
        if any(sign in address for sign in " ()<>"):
            address = f"<{address}>"
        return f"![{escaped(shot.alt)}]({address}{tap})"

    def _section(self, heading: str, text: str, level: str = "##") -> Iterator[str]:
        if text.strip():
            yield f"{level} {self.words.say(heading)}"
            yield text

    def _steps(self, keys: tuple[str, ...] | list[str]) -> str:
        numbers = {key: number for number, key in enumerate(self.document.placement, start=1)}
        titles = self.document.step
        return "; ".join(f"{numbers[key]}. {escaped(titles[key].title)}" for key in keys)

    @cached_property
    def conditions(self) -> Conditions:
        return Conditions.of(self.document.questions, self.words, escaped)


def _bullets(lines: tuple[str, ...]) -> str:
    return "\n".join(f"- {escaped(line)}" for line in lines)


def _place(target: Target) -> str:
    sides = (target.x, target.y, target.width, target.height)
    return " ".join(f"{side:g}%" if side == float(f"{side:g}") else f"{side}%" for side in sides)
