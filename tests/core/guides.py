"""Small guides and events, written in few words for the tests of the core."""

from datetime import UTC, datetime, timedelta

from troubleshooter.core.document import (
    Choice,
    ChoiceEnding,
    ChoiceUse,
    Clause,
    Document,
    GuideText,
    Instruction,
    Placement,
    Question,
    Screenshot,
    Step,
    Target,
    Use,
)
from troubleshooter.core.events import Answer, Attempt, Reversal
from troubleshooter.core.walk import EndingScreen, QuestionScreen, Walk

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
OUTAGE = ChoiceEnding(title="An outage", text="Wait for the green light.")


def when(condition):
    """{"phone": "face home"}: the phone is face or home."""
    return tuple(Clause(key, tuple(choices.split())) for key, choices in condition.items())


def line(text="Do it.", screenshot=None, **condition):
    """One instruction, for everybody or for the choices named."""
    return Instruction(text, when(condition), screenshot)


def picture(alt="The screen with the switch on", *targets):
    return Screenshot("pictures/a.png", alt, targets=tuple(Target(*target) for target in targets))


def step(key, *instructions, **fields):
    return Step(
        key=key,
        title=fields.pop("title", key.capitalize()),
        minutes=2,
        instructions=instructions or (line(),),
        **fields,
    )


def question(key, choices, *instructions):
    return Question(
        key=key,
        title=f"{key.capitalize()}?",
        choices=tuple(Choice(name, name.capitalize()) for name in choices.split()),
        instructions=instructions,
    )


def place(key, condition=(), after="", **flags):
    return Placement(key, when(dict(condition)), tuple(after.split()), **flags)


def use(key, *, ask_first=False, front=(), ending=(), segments=False):
    """front: {choice: "steps"}; ending: choices that end the walk as not the person's side."""
    brought = [ChoiceUse(choice, front=tuple(keys.split())) for choice, keys in dict(front).items()]
    ended = [ChoiceUse(choice, ending=OUTAGE) for choice in ending]
    return Use(key, ask_first, (*brought, *ended), segments)


def guide(*parts):
    """A document of the parts; a step named by its key alone is placed without condition, and a
    question without a use is asked just in time."""
    kinds = {kind: [] for kind in (Step, Question, Placement, Use)}
    for part in parts:
        kinds[type(step(part) if isinstance(part, str) else part)].append(
            step(part) if isinstance(part, str) else part
        )
    placements, uses = kinds[Placement], kinds[Use]
    if not placements:
        placements = [place(item.key) for item in kinds[Step]]
    known = {item.key for item in kinds[Step]}
    steps = [*kinds[Step], *(step(p.step) for p in placements if p.step not in known)]
    used = {item.question for item in uses}
    uses = [*uses, *(use(item.key) for item in kinds[Question] if item.key not in used)]
    return Document(
        guide=GuideText(slug="backup", title="No backup", summary="Mend it.", category="Phones"),
        questions=tuple(kinds[Question]),
        steps=tuple(steps),
        placements=tuple(placements),
        uses=tuple(uses),
    )


def minute(number):
    return NOON + timedelta(minutes=number)


def happened(*facts):
    """Events a minute apart, with keys e0, e1, …: "phone=face" answers, "restart:fixed" is an
    attempt, "-e0" takes e0 back."""
    events = []
    for number, fact in enumerate(facts):
        key, at = f"e{number}", minute(number)
        if fact.startswith("-"):
            events.append(Reversal(key, at, fact[1:]))
        elif "=" in fact:
            events.append(Answer(key, at, *fact.split("=")))
        else:
            events.append(Attempt(key, at, *fact.split(":")))
    return events


def walk(document, *facts, order=()):
    return Walk(document, order, happened(*facts))


def shown(document, *facts, order=()):
    """What is on screen, in a word: "phone?", "restart" or "ending: waiting"."""
    return named(walk(document, *facts, order=order).screen)


def named(screen):
    if isinstance(screen, EndingScreen):
        return f"ending: {screen.kind}"
    if isinstance(screen, QuestionScreen):
        return f"{screen.question.key}?"
    return screen.step.key


def whole_walk(document, answers=(), order=(), outcome="not_fixed"):
    """Every screen to the end, in words, each question answered as named (or unknown)."""
    facts, screens, answers = [], [], dict(answers)
    for _ in range(len(document.steps) + len(document.questions) + 1):
        word = shown(document, *facts, order=order)
        screens.append(word)
        if word.startswith("ending"):
            return screens
        key = word.rstrip("?")
        facts.append(
            f"{key}={answers.get(key, 'unknown')}" if word.endswith("?") else f"{key}:{outcome}"
        )
    raise AssertionError(f"no end after {screens}")
