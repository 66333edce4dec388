"""The rules of the walk once more, as naively as can be: what the real one is held against."""

from troubleshooter.core.events import Answer, Attempt


def naive_screen(document, order, events):
    """What is next, found by asking one thing after another, without arranging anything."""
    taken_at = {}
    for event in sorted(events, key=lambda e: (e.at, e.key)):
        if hasattr(event, "reverses"):
            taken_at.setdefault(event.reverses, event.at)
    said = {e.key: e for e in events if not hasattr(e, "reverses")}.values()
    said = sorted(said, key=lambda e: (e.at, e.key))

    def is_taken_along(event):
        """Said of a step before an earlier attempt on it, then still there, was taken back."""
        return isinstance(event, Attempt) and any(
            isinstance(earlier, Attempt)
            and earlier.step == event.step
            and earlier.key in taken_at
            and event.at < taken_at[earlier.key]
            and not is_taken_along(earlier)
            for earlier in said[: said.index(event)]
        )

    told = [e for e in said if e.key not in taken_at and not is_taken_along(e)]
    answers, results = {}, {}
    for event in told:
        if isinstance(event, Answer):
            question = document.question.get(event.question)
            if question and event.choice in [*(c.key for c in question.choices), "unknown"]:
                answers[event.question] = event.choice
        elif event.step in document.step:
            before = results.get(event.step)
            if before in (None, "later") or (before, event.outcome) == ("fixed", "not_fixed"):
                results[event.step] = event.outcome

    def fails(condition):
        return any(
            answers.get(c.question, "unknown") not in (*c.choices, "unknown") for c in condition
        )

    def open_question(condition):
        missing = [c.question for c in condition if c.question not in answers]
        return missing[0] if missing and not fails(condition) else None

    def asked(question):
        for line in document.question[question].instructions:
            if needed := open_question(line.condition):
                return asked(needed)
        return f"{question}?"

    does = {
        use.question: next((c for c in use.choices if c.choice == answers.get(use.question)), None)
        for use in document.uses
    }
    if "fixed" in results.values():
        return "ending: fixed"
    if any(item and item.ending for item in does.values()):
        return "ending: not_your_side"
    if any(
        outcome == "later" and not fails(document.placement[key].condition)
        for key, outcome in results.items()
    ):
        return "ending: waiting"
    for use in document.uses:
        if use.ask_first and use.question not in answers:
            return asked(use.question)

    ranked = [key for key in order if key in document.step]
    ranked += [key for key in document.placement if key not in ranked]
    coming = [
        key for key in ranked if key not in results and not fails(document.placement[key].condition)
    ]

    def waits_for(key):
        return [other for other in coming if other in document.placement[key].after]

    def is_late(key):
        return document.placement[key].late or any(is_late(other) for other in waits_for(key))

    def first_of(key):
        return first_of(waits_for(key)[0]) if waits_for(key) else key

    front = [key for item in does.values() if item for key in item.front if key in coming]
    early = [key for key in coming if not is_late(key)]
    for key in [*front, *early, *coming][:1]:
        following = first_of(key)
        lines = document.step[following].instructions
        for condition in (
            document.placement[following].condition,
            *(line.condition for line in lines),
        ):
            if needed := open_question(condition):
                return asked(needed)
        return following
    return "ending: exhausted"
