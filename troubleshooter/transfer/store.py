"""A document to rows: what an import writes to the working copy, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from ..core import document as doc
from ..core.canonical import canonical
from ..core.formats import DocumentError
from ..core.problems import broken_references
from ..models import (
    Choice,
    ChoiceEnding,
    Front,
    Guide,
    Instruction,
    Picture,
    Placement,
    Question,
    Screenshot,
    Step,
    Use,
)
from ..models.needs import needing
from .snapshot import (
    GUIDE_COLUMNS,
    STEP_COLUMNS,
    question_value,
    snapshot,
    step_value,
    working_copies,
)


class ImportConflict(Exception):
    """Different content is there under an existing key; `changes` names what would change."""

    def __init__(self, changes: list[str]) -> None:
        super().__init__("\n".join(changes))
        self.changes = changes


class ImportRefused(Exception):
    """What the document asks for is refused, `replace` or not; `reasons` say why and what to do."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


@dataclass
class Stored:
    """What an import did: the guide, and what it made, changed and found as it was."""

    guide: Guide
    created: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


@transaction.atomic
def store(document: doc.Document, *, replace: bool = False) -> Stored:
    """Write a document to the working copy. Its pictures are kept already.

    Raises DocumentError for keys that name nothing, ImportRefused for what must not be replaced
    and, unless `replace`, ImportConflict where another content stands under the same key. Writing
    what is there already changes nothing.
    """
    document = canonical(document)
    if broken := broken_references(document):
        raise DocumentError([str(problem) for problem in broken])
    plan = _Plan(document)
    if plan.refusals:
        raise ImportRefused(plan.refusals)
    if plan.conflicts and not replace:
        raise ImportConflict(plan.conflicts)
    return plan.carry_out()


class _Plan:
    """What writing one document to the rows would do, and doing it."""

    def __init__(self, document: doc.Document) -> None:
        self.document = document
        self.language = document.guide.language
        self.steps = {row.key: row for row in self._rows(Step, document.step)}
        self.questions = {row.key: row for row in self._rows(Question, document.question)}
        slug = document.guide.slug
        self.guide = working_copies(Guide.objects.filter(slug=slug)).first()
        self.changed_steps = {
            key for key, row in self.steps.items() if step_value(row) != document.step[key]
        }
        self.changed_questions = {
            key
            for key, row in self.questions.items()
            if question_value(row) != document.question[key]
        }
        self.guide_differs = self.guide is not None and snapshot(self.guide) != document

    def _rows(self, model: Any, keys: Iterable[str]) -> Any:
        return model.objects.filter(language=self.language, key__in=list(keys))

    @property
    def conflicts(self) -> list[str]:
        """Each content that would be replaced, with the guides that it would change."""
        found = []
        for kind, changed, rows in (
            ("step", self.changed_steps, self.steps),
            ("question", self.changed_questions, self.questions),
        ):
            for key in sorted(changed):
                path = {"step": "placements__step", "question": "uses__question"}[kind]
                guides = Guide.objects.filter(**{path: rows[key]}).order_by("slug")
                names = ", ".join(guides.values_list("slug", flat=True)) or "no guide"
                found.append(f"{kind} “{key}” is there with other content (used by: {names})")
        if self.guide_differs and self.guide:
            found.append(f"guide “{self.guide.slug}” is there with other content")
        return found

    @property
    def refusals(self) -> list[str]:
        """A guide's language that would change, and choices that something else needs."""
        found = []
        if self.guide and self.guide.language != self.language:
            found.append(
                f"guide “{self.guide.slug}” is in another language ({self.guide.language}), which "
                f"stays: give the one in “{self.language}” another slug"
            )
        for key in sorted(self.changed_questions):
            kept = self.document.question[key].labels
            for choice in self.questions[key].choices.exclude(key__in=list(kept)):
                for name in self._needed_by(choice):
                    message = f"the choice “{choice.key}” of “{key}” would go, but {name} needs it"
                    found.append(f"{message}: take it out there first")
        return found

    def _needed_by(self, choice: Choice) -> list[str]:
        """What needs the choice and is not written anew with this document."""
        written = [self.guide, *self.steps.values(), *self.questions.values()]
        others = [part for part in needing(choice) if part not in written]
        return sorted(
            f"guide “{part.slug}”"
            if isinstance(part, Guide)
            else f"{'step' if isinstance(part, Step) else 'question'} “{part.key}”"
            for part in others
        )

    def carry_out(self) -> Stored:
        fresh_questions = [q for q in self.document.questions if q.key not in self.questions]
        fresh_steps = [s for s in self.document.steps if s.key not in self.steps]
        write_questions = [
            q
            for q in self.document.questions
            if q.key in self.changed_questions or q in fresh_questions
        ]
        write_steps = [
            s for s in self.document.steps if s.key in self.changed_steps or s in fresh_steps
        ]
        for question in write_questions:
            self._write_question(question)
        self.choices = {
            (choice.question.key, choice.key): choice
            for choice in Choice.objects.filter(
                question__in=list(self.questions.values())
            ).select_related("question")
        }
        for step in write_steps:
            self._write_step(step)
        for question in write_questions:
            self._write_instructions(question.instructions, question=self.questions[question.key])
        is_new = self.guide is None
        if is_new or self.guide_differs:
            self._write_guide()
        stored = Stored(Guide.objects.select_related("live").get(slug=self.document.guide.slug))
        self._report(stored, "question", self.document.question, fresh_questions, write_questions)
        self._report(stored, "step", self.document.step, fresh_steps, write_steps)
        target = stored.created if is_new else stored.unchanged
        target = stored.replaced if self.guide_differs else target
        target.append(f"guide “{self.document.guide.slug}”")
        return stored

    @staticmethod
    def _report(stored: Stored, kind: str, keys: Any, fresh: list[Any], written: list[Any]) -> None:
        new, touched = {item.key for item in fresh}, {item.key for item in written}
        for key in keys:
            name = f"{kind} “{key}”"
            if key in new:
                stored.created.append(name)
            elif key in touched:
                stored.replaced.append(name)
            else:
                stored.unchanged.append(name)

    def _write_question(self, value: doc.Question) -> None:
        row, _new = Question.objects.update_or_create(
            key=value.key,
            language=self.language,
            defaults={"title": value.title, "help": value.help},
        )
        row.choices.exclude(key__in=list(value.labels)).delete()
        for position, choice in enumerate(value.choices, start=1):
            row.choices.update_or_create(
                key=choice.key,
                defaults={"label": choice.label, "help": choice.help, "position": position},
            )
        self.questions[value.key] = row

    def _write_step(self, value: doc.Step) -> None:
        columns = {name: getattr(value, name) for name in STEP_COLUMNS}
        row, _new = Step.objects.update_or_create(
            key=value.key,
            language=self.language,
            defaults={
                **columns,
                **{effect: effect in value.effects for effect in doc.EFFECTS},
                "needs": "\n".join(value.needs),
                "put_back": "\n".join(value.put_back),
            },
        )
        self.steps[value.key] = row
        self._write_instructions(value.instructions, step=row)

    def _write_instructions(self, values: doc.Instructions, **owner: Any) -> None:
        Instruction.objects.filter(**owner).delete()
        for position, value in enumerate(values, start=1):
            row = Instruction.objects.create(position=position, text=value.text, **owner)
            row.condition.set(self._choice_rows(value.condition))
            if shot := value.screenshot:
                Screenshot.objects.create(
                    instruction=row,
                    picture=None if shot.is_to_come else Picture.objects.get(image=shot.image),
                    name=shot.name,
                    alt=shot.alt,
                    source=shot.source,
                    targets=[[t.x, t.y, t.width, t.height] for t in shot.targets],
                )

    def _choice_rows(self, condition: doc.Condition) -> list[Choice]:
        return [
            self.choices[clause.question, key] for clause in condition for key in clause.choices
        ]

    def _write_guide(self) -> None:
        text = self.document.guide
        guide, _new = Guide.objects.update_or_create(
            slug=text.slug,
            defaults={
                "language": text.language,
                **{name: getattr(text, name) for name in GUIDE_COLUMNS},
                "symptoms": "\n".join(text.symptoms),
                "needs": "\n".join(text.needs),
            },
        )
        guide.placements.all().delete()
        guide.uses.all().delete()
        guide.choice_endings.all().delete()
        placed = {}
        for position, value in enumerate(self.document.placements, start=1):
            row = Placement.objects.create(
                guide=guide,
                step=self.steps[value.step],
                position=position,
                late=value.late,
                pinned=value.pinned,
            )
            row.condition.set(self._choice_rows(value.condition))
            placed[value.step] = row
        for value in self.document.placements:
            placed[value.step].after.set([placed[key] for key in value.after])
        for position, use in enumerate(self.document.uses, start=1):
            Use.objects.create(
                guide=guide,
                question=self.questions[use.question],
                position=position,
                ask_first=use.ask_first,
                is_segmenting=use.segments,
            )
            for item in use.choices:
                choice = self.choices[use.question, item.choice]
                for rank, key in enumerate(item.front, start=1):
                    Front.objects.create(
                        guide=guide, choice=choice, placement=placed[key], position=rank
                    )
                if item.ending:
                    ChoiceEnding.objects.create(
                        guide=guide, choice=choice, title=item.ending.title, text=item.ending.text
                    )
