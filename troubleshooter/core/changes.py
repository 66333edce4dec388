"""What publishing would change: two documents compared part by part, each difference in words.

Different documents always give at least one change: the fields are read off the document's own
types, so that a field added there is compared here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from msgspec import Struct

from .change_words import (
    CHOICE,
    GUIDE,
    INSTRUCTION,
    PLACEMENT,
    QUESTION,
    SCREENSHOT,
    SOMETHING_CHANGES,
    STEP,
    USE,
    Sentences,
)
from .document import ChoiceEnding, ChoiceUse, Condition, Document, Instructions, Screenshot
from .wording import Kind, gettext_noop


class Change(Struct, frozen=True):
    """One difference in the part named by `kind`, `key` and `title`.

    `old` and `new` are the texts before and after, where there are any; content addresses of
    pictures when `is_picture`.
    """

    kind: Kind
    key: str
    title: str
    template: str
    values: Mapping[str, str] = {}
    old: str = ""
    new: str = ""
    is_picture: bool = False

    def in_words(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language that `translate` (a gettext) speaks."""
        return translate(self.template).format(**self.values)


def changes(old: Document, new: Document) -> list[Change]:
    """Every difference, in the order of the new document; empty exactly when they are equal."""
    return [*_Comparison(old, new).all()] if old != new else []


class _Comparison:
    def __init__(self, old: Document, new: Document) -> None:
        self.old, self.new = old, new

    def all(self) -> Iterator[Change]:
        guide = _Part("guide", self.new.guide.slug, self.new.guide.title)
        found = list(guide.fields(self.old.guide, self.new.guide, GUIDE))
        found.extend(self._steps())
        found.extend(self._questions())
        yield from found or [guide.change(SOMETHING_CHANGES)]

    def _steps(self) -> Iterator[Change]:
        before, now = list(self.old.placement), list(self.new.placement)
        for key in now:
            part = _Part("step", key, self.new.step[key].title)
            yield from part.place(before, now)
            if key in self.old.placement:
                yield from self._step(part)
        for key in before:
            if key not in self.new.placement:
                part = _Part("step", key, self.old.step[key].title)
                yield part.change(gettext_noop("is taken out"))

    def _step(self, part: _Part) -> Iterator[Change]:
        was, now = self.old.step[part.key], self.new.step[part.key]
        yield from part.fields(was, now, STEP, leave=("instructions",))
        yield from self._instructions(part, was.instructions, now.instructions)
        was_placed, placed = self.old.placement[part.key], self.new.placement[part.key]
        yield from self._condition(part, was_placed.condition, placed.condition)
        if was_placed.after != placed.after:
            yield part.change(
                gettext_noop("what it must come after changes"),
                old="\n".join(_title(self.old, key) for key in was_placed.after),
                new="\n".join(_title(self.new, key) for key in placed.after),
            )
        yield from part.fields(was_placed, placed, PLACEMENT, leave=("condition", "after"))

    def _questions(self) -> Iterator[Change]:
        before, now = list(self.old.use), list(self.new.use)
        for key in now:
            part = _Part("question", key, self.new.question[key].title)
            yield from part.place(before, now)
            if key in self.old.use:
                yield from self._question(part)
        for key in before:
            if key not in self.new.use:
                part = _Part("question", key, self.old.question[key].title)
                yield part.change(gettext_noop("is taken out"))

    def _question(self, part: _Part) -> Iterator[Change]:
        was, now = self.old.question[part.key], self.new.question[part.key]
        yield from part.fields(was, now, QUESTION, leave=("instructions", "choices"))
        yield from self._instructions(part, was.instructions, now.instructions)
        old_choices = {choice.key: choice for choice in was.choices}
        for choice in now.choices:
            if known := old_choices.get(choice.key):
                yield from part.fields(known, choice, CHOICE, name=f"“{known.label}”")
        if list(was.labels) != list(now.labels):
            yield part.change(
                gettext_noop("the choices change"),
                old="\n".join(was.labels.values()),
                new="\n".join(now.labels.values()),
            )
        was_used, used = self.old.use[part.key], self.new.use[part.key]
        yield from part.fields(was_used, used, USE, leave=("choices",))
        for key, label in {**was.labels, **now.labels}.items():
            place = (part.key, key)
            was_doing = self.old.choice_use.get(place) or ChoiceUse(choice=key)
            doing = self.new.choice_use.get(place) or ChoiceUse(choice=key)
            name = f"“{label}”"
            if was_doing.front != doing.front:
                yield part.change(
                    gettext_noop("choice {name}: the steps brought to the front change"),
                    values={"name": name},
                    old="\n".join(_title(self.old, step) for step in was_doing.front),
                    new="\n".join(_title(self.new, step) for step in doing.front),
                )
            if was_doing.ending != doing.ending:
                yield part.change(
                    gettext_noop("choice {name}: how it ends the walk changes"),
                    values={"name": name},
                    old=_ending(was_doing.ending),
                    new=_ending(doing.ending),
                )

    def _instructions(self, part: _Part, was: Instructions, now: Instructions) -> Iterator[Change]:
        matcher = SequenceMatcher(None, was, now, autojunk=False)
        for verb, i, i_end, j, j_end in matcher.get_opcodes():
            if verb == "equal":
                continue
            for index in range(max(i_end - i, j_end - j)):
                before = was[i + index] if i + index < i_end else None
                after = now[j + index] if j + index < j_end else None
                name = str((j if after else i) + index + 1)
                if before and after:
                    left = ("condition", "screenshot")
                    yield from part.fields(before, after, INSTRUCTION, leave=left, name=name)
                    yield from self._condition(part, before.condition, after.condition, name)
                    yield from _screenshot(part, before.screenshot, after.screenshot, name)
                elif after:
                    template = gettext_noop("instruction {name} is added")
                    yield part.change(template, values={"name": name}, new=after.text)
                elif before:
                    template = gettext_noop("instruction {name} is taken out")
                    yield part.change(template, values={"name": name}, old=before.text)

    def _condition(
        self, part: _Part, was: Condition, now: Condition, name: str = ""
    ) -> Iterator[Change]:
        if was == now:
            return
        if name:
            template = gettext_noop("instruction {name}: whom it is for changes")
            if not now:
                template = gettext_noop("instruction {name} is for everybody now")
        else:
            template = gettext_noop("whom it is for changes")
            if not now:
                template = gettext_noop("is for everybody now")
        old, new = _condition_words(self.old, was), _condition_words(self.new, now)
        yield part.change(template, values={"name": name}, old=old, new=new)


class _Part(Struct, frozen=True):
    """The step, question or guide that a change is in."""

    kind: Kind
    key: str
    title: str

    def change(
        self,
        template: str,
        *,
        values: Mapping[str, str] = {},
        old: str = "",
        new: str = "",
        is_picture: bool = False,
    ) -> Change:
        return Change(self.kind, self.key, self.title, template, values, old, new, is_picture)

    def fields(
        self,
        was: Struct,
        now: Struct,
        sentences: Sentences,
        *,
        leave: Sequence[str] = (),
        name: str = "",
    ) -> Iterator[Change]:
        """A change for each field that differs, but for those that are left to others."""
        values = {"name": name}
        for field in now.__struct_fields__:
            old, new = getattr(was, field), getattr(now, field)
            if field in leave or old == new:
                continue
            sentence = sentences.get(field, SOMETHING_CHANGES)
            if isinstance(sentence, tuple):
                yield self.change(sentence[0] if new else sentence[1], values=values)
            else:
                picture = field == "image"
                yield self.change(
                    sentence, old=_text(old), new=_text(new), is_picture=picture, values=values
                )

    def place(self, before: list[str], now: list[str]) -> Iterator[Change]:
        """Whether the part is new or comes at another number among those that stay."""
        number = str(now.index(self.key) + 1)
        if self.key not in before:
            yield self.change(
                gettext_noop("is added as number {number}"), values={"number": number}
            )
            return
        stay_before = [key for key in before if key in now]
        stay_now = [key for key in now if key in before]
        blocks = SequenceMatcher(None, stay_before, stay_now, autojunk=False).get_matching_blocks()
        kept = {key for block in blocks for key in stay_now[block.b : block.b + block.size]}
        if self.key not in kept:
            was = str(before.index(self.key) + 1)
            template = gettext_noop("moves from number {was} to number {number}")
            yield self.change(template, values={"was": was, "number": number})


def _screenshot(
    part: _Part, was: Screenshot | None, now: Screenshot | None, name: str
) -> Iterator[Change]:
    if was and now:
        follows = ("width", "height", "renditions")  # of the image
        yield from part.fields(was, now, SCREENSHOT, leave=follows, name=name)
    elif now:
        template = gettext_noop("instruction {name}: a picture is added")
        yield part.change(template, values={"name": name}, new=now.image, is_picture=True)
    elif was:
        template = gettext_noop("instruction {name}: the picture is taken out")
        yield part.change(template, values={"name": name}, old=was.image, is_picture=True)


def _title(document: Document, step: str) -> str:
    return document.step[step].title


def _ending(ending: ChoiceEnding | None) -> str:
    return f"{ending.title}\n{ending.text}" if ending else ""


def _condition_words(document: Document, condition: Condition) -> str:
    return "\n".join(
        f"{document.question[clause.question].title} "
        + ", ".join(document.question[clause.question].labels[key] for key in clause.choices)
        for clause in condition
    )


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return "\n".join(_text(item) for item in value)
    if isinstance(value, Struct):
        return ", ".join(f"{getattr(value, field):g} %" for field in value.__struct_fields__)
    return str(value)
