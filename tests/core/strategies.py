"""Documents that may be published, and what people may do with them, drawn by Hypothesis."""

import os
from datetime import timedelta

from hypothesis import reject
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.core.guides import NOON, OUTAGE
from troubleshooter.core.document import (
    UNKNOWN,
    Choice,
    ChoiceUse,
    Clause,
    Document,
    GuideText,
    Instruction,
    Placement,
    Question,
    Step,
    Use,
)
from troubleshooter.core.events import OUTCOMES, Answer, Attempt, Reversal
from troubleshooter.core.problems import find_problems

EXAMPLES = int(os.environ.get("EXAMPLES", "40"))
"""How many cases a property draws: `EXAMPLES=2000 pytest tests/core` looks longer."""

GUIDE = GuideText(slug="g", title="G", summary="s", category="c")


def subsets(items, least=0, most=None):
    return st.lists(st.sampled_from(items), unique=True, min_size=least, max_size=most).map(tuple)


@st.composite
def conditions(draw, questions, most=2):
    """Any choices of some of the questions; the first choice never ends a walk and is kept in, so
    that the condition can be met."""
    if not questions:
        return ()
    chosen = draw(subsets(questions, most=most))
    return tuple(
        Clause(item.key, ("a", *draw(subsets([c.key for c in item.choices[1:]]))))
        if draw(st.booleans())
        else Clause(item.key, (draw(st.sampled_from(item.choices)).key,))
        for item in chosen
    )


@st.composite
def instruction_lists(draw, questions):
    """Never empty for any choices: a line for everybody, or one for each choice of a question."""
    lines = [Instruction("x", draw(conditions(questions))) for _ in range(draw(st.integers(0, 2)))]
    if questions and draw(st.booleans()):
        split = draw(st.sampled_from(questions))
        lines += [Instruction("y", (Clause(split.key, (c.key,)),)) for c in split.choices]
    else:
        lines.insert(draw(st.integers(0, len(lines))), Instruction("for everybody"))
    return tuple(lines)


@st.composite
def drafts(draw):
    """Documents whose references hold; most may be published."""
    questions = []
    for number in range(draw(st.sampled_from((0, 1, 2, 2, 3, 4)))):
        needed = draw(instruction_lists(questions)) if draw(st.booleans()) else ()
        choices = tuple(Choice(key, key) for key in "abc"[: draw(st.integers(2, 3))])
        questions.append(
            Question(key=f"q{number}", title="Q", choices=choices, instructions=needed)
        )
    keys = [f"s{number}" for number in range(draw(st.integers(1, 7)))]
    steps = tuple(
        Step(key=key, title=key, minutes=1, instructions=draw(instruction_lists(questions)))
        for key in keys
    )
    shuffled = draw(st.permutations(keys))
    placements = []
    for key in keys:
        earlier = shuffled[: shuffled.index(key)]
        after = draw(subsets(earlier, most=3)) if earlier else ()
        placements.append(
            Placement(
                key,
                draw(conditions(questions)) if draw(st.booleans()) else (),
                after,
                late=draw(st.integers(0, 3)) == 0,
                pinned=draw(st.booleans()),
            )
        )
    named = {
        clause.question
        for conditioned in (
            *placements,
            *(line for part in (*steps, *questions) for line in part.instructions),
        )
        for clause in conditioned.condition
    }
    uses = []
    for item in draw(st.permutations(questions)):
        does = []
        for choice in item.choices:
            kind = draw(st.sampled_from(("nothing", "nothing", "front", "ending")))
            if kind == "front":
                does.append(ChoiceUse(choice.key, front=draw(subsets(keys, least=1, most=4))))
            elif kind == "ending" and choice.key != "a":
                does.append(ChoiceUse(choice.key, ending=OUTAGE))
        ask_first = item.key not in named or draw(st.booleans())
        apart = ask_first and draw(st.booleans()) and sum(use.segments for use in uses) < 3
        uses.append(Use(item.key, ask_first, tuple(does), apart))
    return Document(
        guide=GUIDE,
        questions=tuple(questions),
        steps=steps,
        placements=tuple(placements),
        uses=tuple(uses),
    )


@st.composite
def documents(draw):
    """Documents that may be published: a draft whose impossible conditions are taken out."""
    document = draw(drafts())
    for _ in range(4):
        paths = {problem.path for problem in find_problems(document)}
        if not paths:
            return document
        document = mended(document, paths)
    return reject()


def mended(document, paths):

    def lines(part, path):
        return replace(
            part,
            instructions=tuple(
                replace(item, condition=())
                if f"{path}.instructions[{number}].condition" in paths
                else item
                for number, item in enumerate(part.instructions)
            ),
        )

    return replace(
        document,
        steps=tuple(lines(item, f"steps[{n}]") for n, item in enumerate(document.steps)),
        questions=tuple(lines(q, f"questions[{n}]") for n, q in enumerate(document.questions)),
        placements=tuple(
            replace(item, condition=()) if f"placements[{n}].condition" in paths else item
            for n, item in enumerate(document.placements)
        ),
        uses=tuple(
            replace(item, ask_first=item.ask_first or f"uses[{n}]" in paths)
            for n, item in enumerate(document.uses)
        ),
    )


def orders(document):
    """Step orders: whole, partial, or naming what is not there any more."""
    return st.one_of(
        st.just(()),
        st.permutations(list(document.placement)).map(tuple),
        subsets([*document.placement, "gone"]),
    )


@st.composite
def histories(draw, document, most=14):
    """Events as they may come from a browser: current or not, known or not, undone or not."""
    answers = [(q.key, c) for q in document.questions for c in (*q.labels, UNKNOWN, "gone")]
    attempts = [(key, outcome) for key in (*document.step, "gone") for outcome in OUTCOMES]
    facts = [st.sampled_from(attempts), st.sampled_from([("reversal", n) for n in range(most)])]
    if answers:
        facts.append(st.sampled_from(answers))
    drawn = draw(st.lists(st.tuples(st.one_of(facts), st.integers(0, 8)), max_size=most))
    events = []
    for number, ((subject, what), minutes) in enumerate(drawn):
        key, at = f"e{number}", NOON + timedelta(minutes=minutes)
        if subject == "reversal":
            events.append(Reversal(key, at, f"e{what}"))
        elif what in OUTCOMES:
            events.append(Attempt(key, at, subject, what))
        else:
            events.append(Answer(key, at, subject, what))
    return events
