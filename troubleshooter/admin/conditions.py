"""The choices that an author may name in a condition, by question."""

from django.db.models import Q, QuerySet
from django.forms import ModelMultipleChoiceField
from django.utils.translation import gettext as _

from ..models import Choice, Guide, Instruction, Placement, Question, Step

Groups = list[tuple[str, list[tuple[int, str]]]]


def of_guide(guide: Guide) -> list[Question]:
    """The questions used in the guide, in its order, then those that its conditions still name."""
    used = Question.objects.filter(uses__guide=guide).order_by("uses__position", "uses__pk")
    named = Question.objects.filter(choices__in=_named(guide)).exclude(uses__guide=guide)
    found = [*_with_choices(used)]
    for question in _with_choices(named.distinct()):
        question.title = _("%(title)s (not used in this guide)") % {"title": question.title}
        found.append(question)
    return found


def of_owner(owner: Step | Question) -> list[Question]:
    """The questions of the guides that use the step or question, and those its lines name.

    All of its language where there are none yet.
    """
    language = Question.objects.filter(language=owner.language)
    if not owner.pk:
        return [*_with_choices(language)]
    if isinstance(owner, Step):
        beside = Q(uses__guide__placements__step=owner)
        named = Choice.objects.filter(pk__in=_choices_of_lines(step=owner))
    else:
        language = language.exclude(pk=owner.pk)
        beside = Q(uses__guide__uses__question=owner)
        named = Choice.objects.filter(pk__in=_choices_of_lines(question=owner))
    near = language.filter(beside | Q(choices__in=named)).distinct()
    return [*_with_choices(near)] or [*_with_choices(language)]


def grouped(questions: list[Question]) -> Groups:
    """The choices of the questions as a form field wants them."""
    return [
        (question.title, [(choice.pk, choice.label) for choice in question.choices.all()])
        for question in questions
    ]


def limit(field, questions: list[Question]) -> None:
    """Let a field offer and accept the choices of these questions only."""
    field.queryset = Choice.objects.filter(question__in=questions)
    field.choices = [*blank(field), *grouped(questions)]


def blank(field) -> list[tuple[str, str]]:
    """The empty line of a field that takes one; several are ticked or not."""
    return [] if isinstance(field, ModelMultipleChoiceField) else [("", "---------")]


def _with_choices(questions: QuerySet[Question]) -> QuerySet[Question]:
    return questions.prefetch_related("choices")


def _named(guide: Guide) -> QuerySet[Choice]:
    rows = Placement.condition.through.objects.filter(placement__guide=guide)
    return Choice.objects.filter(
        Q(pk__in=rows.values("choice")) | Q(fronts__guide=guide) | Q(endings__guide=guide)
    )


def _choices_of_lines(**owner) -> QuerySet:
    through = Instruction.condition.through
    return through.objects.filter(
        **{f"instruction__{name}": value for name, value in owner.items()}
    ).values("choice")
