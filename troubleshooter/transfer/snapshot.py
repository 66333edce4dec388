"""Rows to a document: the snapshot of a working copy, to publish, preview, compare or export."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from ..core import document as doc
from ..core.articles import image_of
from ..core.canonical import canonical, with_plain_line_ends
from ..models import Choice, Guide, Instruction, Question, Screenshot, Step
from ..models.library import lines

STEP_COLUMNS = [
    "title",
    "why",
    "minutes",
    "risk",
    "risk_minutes",
    "happens",
    "loses",
    "done",
    "result_takes_time",
    "note",
    "how_to_tell",
]
GUIDE_COLUMNS = ("title", "summary", "category", "before", "tip", "exhausted")


def working_copies(guides: QuerySet[Guide]) -> QuerySet[Guide]:
    """The guides with all that a snapshot reads, in a number of queries that does not grow."""
    instructions = Instruction.objects.select_related("screenshot__picture").prefetch_related(
        "condition__question"
    )
    questions = Question.objects.prefetch_related(
        "choices", Prefetch("instructions", queryset=instructions)
    )
    steps = Step.objects.prefetch_related(Prefetch("instructions", queryset=instructions))
    return guides.select_related("live").prefetch_related(
        Prefetch("placements__step", queryset=steps),
        "placements__condition__question",
        "placements__after__step",
        Prefetch("uses__question", queryset=questions),
        "fronts__choice__question",
        "fronts__placement__step",
        "choice_endings__choice__question",
    )


def snapshot(guide: Guide) -> doc.Document:
    """The working copy of a guide as a document; it may not be fit to publish yet."""
    placements = list(guide.placements.all())
    uses = list(guide.uses.all())
    fronts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    endings: dict[str, dict[str, doc.ChoiceEnding]] = defaultdict(dict)
    for front in sorted(guide.fronts.all(), key=lambda row: (row.position, row.pk)):
        choice = front.choice
        fronts[choice.question.key][choice.key].append(front.placement.step.key)
    for row in guide.choice_endings.all():
        ending = doc.ChoiceEnding(title=row.title, text=row.text)
        endings[row.choice.question.key][row.choice.key] = ending
    return canonical(
        doc.Document(
            guide=doc.GuideText(
                slug=guide.slug,
                language=guide.language,
                symptoms=lines(guide.symptoms),
                needs=lines(guide.needs),
                **{name: getattr(guide, name) for name in GUIDE_COLUMNS},
            ),
            questions=tuple(question_value(use.question) for use in uses),
            steps=tuple(step_value(placement.step) for placement in placements),
            placements=tuple(
                doc.Placement(
                    step=placement.step.key,
                    condition=_condition(placement.condition.all()),
                    after=tuple(other.step.key for other in placement.after.all()),
                    late=placement.late,
                    pinned=placement.pinned,
                )
                for placement in placements
            ),
            uses=tuple(
                doc.Use(
                    question=use.question.key,
                    ask_first=use.ask_first,
                    segments=use.is_segmenting,
                    choices=tuple(
                        doc.ChoiceUse(
                            choice=choice.key,
                            front=tuple(fronts[use.question.key][choice.key]),
                            ending=endings[use.question.key].get(choice.key),
                        )
                        for choice in use.question.choices.all()
                    ),
                )
                for use in uses
            ),
        )
    )


def current_snapshot(guide: Guide) -> doc.Document:
    """The working copy as it is in the database now."""
    return snapshot(working_copies(Guide.objects.filter(pk=guide.pk)).get())


def step_value(step: Step) -> doc.Step:
    """A library step as it stands in a document."""
    return with_plain_line_ends(
        doc.Step(
            key=step.key,
            **{name: getattr(step, name) for name in STEP_COLUMNS},
            effects=step.effects,  # type: ignore[arg-type]
            needs=lines(step.needs),
            put_back=lines(step.put_back),
            instructions=_instructions(step.instructions.all()),
        )
    )


def question_value(question: Question) -> doc.Question:
    """A library question as it stands in a document."""
    return with_plain_line_ends(
        doc.Question(
            key=question.key,
            title=question.title,
            help=question.help,
            instructions=_instructions(question.instructions.all()),
            choices=tuple(
                doc.Choice(key=choice.key, label=choice.label, help=choice.help)
                for choice in question.choices.all()
            ),
        )
    )


def _instructions(rows: Iterable[Instruction]) -> tuple[doc.Instruction, ...]:
    return tuple(
        doc.Instruction(
            text=row.text,
            condition=_condition(row.condition.all()),
            screenshot=_screenshot(getattr(row, "screenshot", None)),
        )
        for row in rows
    )


def _condition(choices: Iterable[Choice]) -> doc.Condition:
    by_question: dict[str, list[Choice]] = defaultdict(list)
    for choice in choices:
        by_question[choice.question.key].append(choice)
    return tuple(
        doc.Clause(
            question=key,
            choices=tuple(
                c.key for c in sorted(by_question[key], key=lambda c: (c.position, c.pk))
            ),
        )
        for key in sorted(by_question)
    )


def _screenshot(row: Screenshot | None) -> doc.Screenshot | None:
    if row is None:
        return None
    targets = tuple(doc.Target(*map(float, target)) for target in row.targets)
    if row.picture is None:
        image = image_of(row.name, row.source)
        return doc.Screenshot(
            image=image, alt=row.alt, name=row.name, targets=targets, source=row.source
        )
    return doc.Screenshot(
        image=row.picture.image,
        alt=row.alt,
        name=row.name,
        width=row.picture.width,
        height=row.picture.height,
        targets=targets,
        source=row.source,
        renditions=tuple(doc.Rendition(**rendition) for rendition in row.picture.renditions),
    )
