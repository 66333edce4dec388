"""The guide the project ships is fit to publish, and every way through it makes sense."""

import re
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
import yaml
from msgspec.structs import replace

from tests.core.first_guide import DESTRUCTIVE, ERAS, FOLDER, GUIDE, START, lines_of
from troubleshooter.core.canonical import canonical
from troubleshooter.core.document import UNKNOWN
from troubleshooter.core.events import Answer, Attempt
from troubleshooter.core.guide_yaml import write_yaml
from troubleshooter.core.problems import find_problems
from troubleshooter.core.walk import EndingScreen, QuestionScreen, StepScreen, Walk

FIRST_THREE = ["check-backup-switch", "connect-wifi", "connect-power"]
SAFETY_COPY_BEFORE = {
    "sign-out-in": "Sign Out",
    "reset-all-settings": "Reset All Settings",
    "update-ios": "Download and Install",
}

FRONT = {
    "not-enough-storage": ["free-icloud-space", "buy-icloud-space"],
    "not-completed": [
        "connect-wifi",
        "free-icloud-space",
        "buy-icloud-space",
        "restart-iphone",
        "connect-power",  # an update needs the charger
        "update-ios",
    ],
    "poor-network": ["connect-wifi", "turn-vpn-off"],
    "files-unavailable": ["connect-wifi", "connect-power", "restart-iphone", "update-ios"],
    "old-date": FIRST_THREE,
    "needs-wifi": ["connect-wifi"],
    "sign-out-grey": ["allow-account-changes"],
    "verification": ["restart-iphone", "sign-out-in"],
    "vpn-sign": ["turn-vpn-off"],
    UNKNOWN: FIRST_THREE,
}
ENDED = ["being-restored", "switch-missing"]

USUAL = {
    "what-do-you-see": "old-date",
    "apple-status": "all-green",
    "which-ios": "ios-15-17",
    "storage-full": "full",
    "which-iphone": "face-id",
}


def screens_of(**answers):
    """Every screen of a person for whom no step helps, with the walk at that moment."""
    answers = USUAL | {key.replace("_", "-"): choice for key, choice in answers.items()}
    events, at, seen = [], START, []
    while True:
        walk = Walk(GUIDE, (), tuple(events))
        seen.append((walk, walk.screen))
        key = f"{len(events):03}"
        at += timedelta(minutes=1)
        match walk.screen:
            case QuestionScreen(question):
                events.append(Answer(key, at, question.key, answers[question.key]))
            case StepScreen(step):
                events.append(Attempt(key, at, step.key, "not_fixed"))
            case _:
                return seen


def names(screens):
    """Question and step keys in the order shown, and how it ended."""
    found = []
    for _, screen in screens:
        match screen:
            case QuestionScreen(question):
                found.append(f"?{question.key}")
            case StepScreen(step):
                found.append(step.key)
            case EndingScreen(kind):
                found.append(f"={kind}")
    return found


def steps(screens):
    return [name for name in names(screens) if name[0] not in "?="]


def texts():
    """Every text a person reads, with the path of where it is."""

    def inside(value, path):
        if isinstance(value, dict):
            for name, item in value.items():
                if name not in {"key", "slug", "image"}:
                    yield from inside(item, f"{path}.{name}")
        elif isinstance(value, list):
            for number, item in enumerate(value):
                yield from inside(item, f"{path}[{number}]")
        elif isinstance(value, str):
            yield path, value

    return list(inside(yaml.safe_load((FOLDER / "guide.yaml").read_text()), ""))


def test_the_guide_is_fit_to_publish():
    assert find_problems(GUIDE) == []


@pytest.mark.parametrize("step", GUIDE.steps, ids=lambda step: step.key)
def test_every_step_says_why_what_it_costs_and_how_to_tell_in_three_to_thirteen_lines(step):
    assert step.why
    assert step.how_to_tell
    assert bool(step.happens) == bool(step.loses)
    assert step.happens or not (step.effects or step.risk != "none")
    for ios, phone in product(ERAS, GUIDE.question["which-iphone"].labels):
        assert 3 <= len(lines_of(step, ios, phone)) <= 13


def test_who_does_not_know_sees_every_variant_with_the_choice_it_is_for():
    for walk, screen in screens_of(which_ios=UNKNOWN, which_iphone=UNKNOWN):
        match screen:
            case QuestionScreen(part) | StepScreen(part):
                shown = walk.instructions(part)
                assert len(shown) == len(part.instructions)
                assert all(bool(v.variants) == bool(v.instruction.condition) for v in shown)


@pytest.mark.parametrize(("key", "point_of_no_return"), SAFETY_COPY_BEFORE.items())
def test_a_safety_copy_comes_before_the_point_of_no_return(key, point_of_no_return):
    step = GUIDE.step[key]
    lines = [line.text for line in step.instructions]
    copy = next(number for number, text in enumerate(lines) if "safety copy" in text)
    assert "computer" in lines[copy]
    assert copy < next(n for n, text in enumerate(lines) if f"tap **{point_of_no_return}**" in text)
    assert step.risk != "none"


def test_signing_out_and_resetting_come_last():
    assert [place.step for place in GUIDE.placements if place.late] == DESTRUCTIVE
    assert steps(screens_of())[-2:] == DESTRUCTIVE


def test_the_first_three_come_before_everything_else():
    assert [place.step for place in GUIDE.placements[:3]] == FIRST_THREE
    assert not any(place.condition for place in GUIDE.placements[:3])


def test_apples_status_is_asked_before_anything_past_the_first_three():
    for place in GUIDE.placements[3:]:
        assert ("apple-status", ("all-green",)) in [
            (c.question, c.choices) for c in place.condition
        ]
    assert names(screens_of(apple_status="problem")) == [
        "?what-do-you-see",
        *FIRST_THREE,
        "?apple-status",
        "=not_your_side",
    ]


@pytest.mark.parametrize("choice", FRONT)
def test_what_a_person_sees_decides_where_to_begin(choice):
    screens = screens_of(what_do_you_see=choice)
    assert names(screens)[-1] == "=exhausted"
    assert steps(screens)[: len(FRONT[choice])] == FRONT[choice]


@pytest.mark.parametrize("choice", FRONT)
def test_the_first_fix_is_harmless_unless_space_is_what_is_missing(choice):
    first = GUIDE.step[steps(screens_of(what_do_you_see=choice))[0]]
    assert (first.risk == "none") == (choice != "not-enough-storage")
    assert "first steps" not in GUIDE.guide.before


def test_the_switch_is_looked_at_wherever_a_backup_is_started():
    """Steps come in any order, so none may rely on an earlier one having looked."""
    for step, ios in product(GUIDE.steps, ERAS):
        texts = [line.text for line in lines_of(step, ios)]
        if any("**Back Up Now**" in text for text in texts):
            before = " ".join(texts).split("Tap **Back Up Now**")[0].split("tap **Back Up Now**")[0]
            assert "off, tap it" in before, step.key


def test_no_step_speaks_of_the_next_one():
    for path, text in texts():
        assert not re.search(r"[Tt]he next steps?\b", text), path


def test_what_costs_money_every_month_says_so_and_how_to_end_it():
    buying = GUIDE.step["buy-icloud-space"]
    assert buying.risk == "low"
    assert "every month" in buying.happens
    assert "cancel" in buying.put_back[0]


@pytest.mark.parametrize("choice", ENDED)
def test_what_the_person_cannot_mend_ends_the_walk_at_once(choice):
    assert names(screens_of(what_do_you_see=choice)) == ["?what-do-you-see", "=not_your_side"]


def test_every_choice_of_what_you_see_leads_somewhere():
    assert set(GUIDE.question["what-do-you-see"].labels) == {*FRONT, *ENDED} - {UNKNOWN}


def test_space_is_freed_or_bought_only_when_storage_is_full():
    space = {"free-icloud-space", "buy-icloud-space"}
    assert space <= set(steps(screens_of(storage_full="full")))
    assert not space & set(steps(screens_of(storage_full="not-full")))


def test_the_kind_of_phone_is_asked_just_before_the_restart():
    shown = names(screens_of())
    assert shown[shown.index("restart-iphone") - 1] == "?which-iphone"


@pytest.mark.parametrize("choice", FRONT)
def test_at_most_two_more_questions_come_before_the_first_fix(choice):
    shown = names(screens_of(what_do_you_see=choice))
    first_fix = next(place for place, name in enumerate(shown) if name[0] != "?")
    assert shown[0] == "?what-do-you-see"
    assert first_fix <= 3


def test_the_version_of_ios_is_asked_only_once_an_update_can_no_longer_change_it():
    shown = names(screens_of())
    assert shown[-4:-1] == ["?which-ios", *DESTRUCTIVE]
    assert shown.index("update-ios") < shown.index("?which-ios")


def test_signing_out_and_resetting_end_with_a_look_at_the_switch():
    for key, ios in product(DESTRUCTIVE, ERAS):
        lines = lines_of(GUIDE.step[key], ios)
        last = [line.screenshot for line in lines if line.screenshot][-1]
        assert Path(last.image).stem[:2] in {"v1", "v2"}
        assert sum("If the switch" in line.text for line in lines) == 1
        assert "switch" in GUIDE.step[key].note


def test_each_step_that_runs_a_backup_may_be_answered_later():
    for step in GUIDE.steps:
        runs_backup = any("**Back Up Now**" in item.text for item in step.instructions)
        assert step.result_takes_time == runs_backup, step.key
        assert "know later" not in step.how_to_tell  # shown while waiting, without that button


def test_its_words_are_calm_and_its_sentences_short():
    for path, text in texts():
        assert "!" not in text, path
        for sentence in re.split(r"(?<=[.:?])\s+|\n", text):
            assert len(sentence.split()) <= 22, f"{path}: {sentence}"


def test_it_is_kept_in_the_form_that_an_export_writes():
    assert write_yaml(canonical(GUIDE)) == (FOLDER / "guide.yaml").read_text()


def test_a_default_written_out_changes_no_byte():
    language = "".join(("e", "n"))  # equal to the default without being the same object
    spelt_out = replace(GUIDE, guide=replace(GUIDE.guide, language=language))
    assert spelt_out.digest == GUIDE.digest
