"""Who needs a choice: what would change, unseen, if the choice went."""

from __future__ import annotations

from .guides import Guide
from .library import Choice, Instruction, Question, Step


def needing(choice: Choice) -> list[Guide | Step | Question]:
    """The guides, then the steps and questions of the library, that name the choice, each once.

    Guides name it in a placement's condition, to bring steps to the front or to end the walk;
    steps and questions in the condition of an instruction. Two queries.
    """
    guides = (
        Guide.objects.filter(placements__condition=choice)
        | Guide.objects.filter(fronts__choice=choice)
        | Guide.objects.filter(choice_endings__choice=choice)
    )
    lines = Instruction.objects.filter(condition=choice).select_related("step", "question")
    parts = dict.fromkeys(part for line in lines if (part := line.step or line.question))
    return [*guides.distinct(), *parts]
