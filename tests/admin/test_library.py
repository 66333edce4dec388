"""The pages of steps and questions: lines, choices, keys that stay."""

import pytest

from tests.admin.pages import add_row, address, fields, lists, save
from tests.factories import document
from troubleshooter.models import (
    Choice,
    Guide,
    Instruction,
    Picture,
    Question,
    Screenshot,
    Step,
)
from troubleshooter.transfer import store


@pytest.fixture
def restart(guide):
    return Step.objects.get(key="restart")


@pytest.fixture
def power(guide):
    return Question.objects.get(key="power")


def texts(part):
    return list(part.instructions.values_list("text", flat=True))


def test_a_step_says_where_it_is_used(author, guide, restart):
    page = author.get(address(restart)).content.decode()
    assert f'<a href="{address(guide)}">{guide.title}</a>' in page
    assert address(guide) in author.get(lists(Step)).content.decode()


def test_a_part_leads_to_its_screen_in_each_guide(author, guide, restart, power):
    for part, kind in ((restart, "steps"), (power, "questions")):
        url = f"{address(guide, 'preview')}{kind}/{part.key}/"
        assert f'<a href="{url}">Preview</a>' in author.get(address(part)).content.decode()
        assert author.get(url).status_code == 200
    store(document("second"))
    page = author.get(address(restart)).content.decode()
    assert page.count("Preview in “Printer does not print”") == 2
    loose = Step.objects.create(key="loose", title="Loose")
    assert "Preview" not in author.get(address(loose)).content.decode()


def test_instructions_are_ordered_by_number(author, restart):
    save(author, address(restart), **{"instructions-1-position": 1})
    assert texts(restart) == ["Hold Shift.", "Hold Option."]


def test_a_line_is_added_with_a_condition(author, restart):
    mac = Choice.objects.get(key="mac")
    page = add_row(fields(author.get(address(restart))), "instructions", text="Wait.")
    page["instructions-2-condition"] = mac.pk
    assert author.post(address(restart), {**page, "_save": "Save"}).status_code == 302
    assert texts(restart) == ["Hold Option.", "Hold Shift.", "Wait."]
    assert list(restart.instructions.get(position=3).condition.all()) == [mac]


def test_the_largest_step_is_saved_as_it_is(author, restart):
    picture = Picture.objects.create(image=f"{'0' * 32}.webp", width=1, height=1)
    choices = Choice.objects.exclude(question__key="symptom")
    for number in range(60 - restart.instructions.count()):
        line = Instruction.objects.create(step=restart, text=f"Line {number}", position=9 + number)
        line.condition.set(choices)
        Screenshot.objects.create(
            instruction=line, picture=picture, alt="A tray", targets=[[1, 2, 3, 4]] * 3
        )
    before = texts(restart)
    assert len(before) == 60
    assert save(author, address(restart), note="Saved").status_code == 302
    restart.refresh_from_db()
    assert (restart.note, texts(restart)) == ("Saved", before)
    assert Screenshot.objects.filter(targets=[[1, 2, 3, 4]] * 3).count() == 58


def test_a_line_offers_the_questions_of_the_guides_that_use_the_step(author, restart):
    other = Question.objects.create(key="other", title="Other?")
    Choice.objects.create(question=other, key="odd", label="Odd one")
    page = author.get(address(restart)).content.decode()
    assert "Power?" in page
    assert "Odd one" not in page
    loose = Step.objects.create(key="loose", title="Loose")
    assert "Odd one" in author.get(address(loose)).content.decode()


def test_a_question_is_not_narrowed_by_itself(author, power):
    Instruction.objects.create(question=power, text="Look at the lamp.")
    data = fields(author.get(address(power)))
    data["instructions-0-condition"] = power.choices.first().pk
    response = author.post(address(power), {**data, "_save": "Save"})
    assert "Select a valid choice" in response.content.decode()


@pytest.mark.parametrize("model", [Step, Question])
def test_a_key_is_fixed_once_published(author, guide, model):
    part = model.objects.first()
    save(author, address(part), key="another", language="de")
    part.refresh_from_db()
    assert (part.key, part.language) != ("another", "de")
    new = model.objects.create(key="new", title="New")
    save(author, address(new), key="newer")
    new.refresh_from_db()
    assert new.key == "newer"


def test_a_key_stays_fixed_when_the_step_is_taken_out_of_its_guide(author, guide, restart):
    guide.placements.filter(step=restart).delete()
    save(author, address(restart), key="another")
    restart.refresh_from_db()
    assert restart.key == "restart"


@pytest.mark.parametrize("model", [Step, Question])
def test_a_key_stays_fixed_although_the_guide_was_given_another_language(author, guide, model):
    Guide.objects.update(language="de")
    part = model.objects.first()
    key = part.key
    save(author, address(part), key="another")
    part.refresh_from_db()
    assert part.key == key


@pytest.mark.parametrize("model", [Step, Question])
def test_what_a_guide_uses_keeps_its_language_before_it_is_published(author, model):
    store(document())
    part = model.objects.first()
    save(author, address(part), language="de", key="renamed")
    part.refresh_from_db()
    assert (part.language, part.key) == ("en", "renamed")


def test_a_key_is_free_in_another_language(author, guide):
    german = Step.objects.create(key="restart", language="de", title="Neu starten")
    save(author, address(german), key="neustart")
    german.refresh_from_db()
    assert german.key == "neustart"


def test_the_key_of_a_published_choice_is_fixed_and_its_label_is_not(author, power):
    save(author, address(power), **{"choices-0-key": "x", "choices-0-label": "It is on"})
    first = power.choices.first()
    assert (first.key, first.label) == ("on", "It is on")


def test_a_new_choice_is_named_freely(author, power):
    page = add_row(fields(author.get(address(power))), "choices", key="dim", label="Dim")
    author.post(address(power), {**page, "_save": "Save"})
    number = fields(author.get(address(power)))["choices-TOTAL_FORMS"]
    assert number == ["3"]
    save(author, address(power), **{"choices-2-key": "dimmed"})
    assert power.choices.filter(key="dimmed").exists()


def test_unknown_is_no_key_for_a_choice(author, power):
    page = add_row(fields(author.get(address(power))), "choices", key="unknown", label="Dim")
    response = author.post(address(power), {**page, "_save": "Save"})
    assert "is kept for" in response.content.decode()


def test_a_choice_that_something_needs_cannot_go(author, guide, power):
    response = save(author, address(power), **{"choices-0-DELETE": "on"})
    said = response.content.decode()
    assert "“On” cannot go yet. First take it out of: the guide “Printer does not print”." in said
    assert power.choices.count() == 2
    system = Question.objects.get(key="system")
    response = save(author, address(system), **{"choices-0-DELETE": "on"})
    assert "the step “Restart”" in response.content.decode()


def test_a_choice_that_nothing_needs_goes(author, guide):
    symptom = Question.objects.get(key="symptom")
    save(author, address(symptom), **{"choices-0-DELETE": "on"})
    assert list(symptom.choices.values_list("key", flat=True)) == ["noise"]


def test_a_question_that_a_condition_needs_cannot_be_deleted(author, guide):
    system = Question.objects.get(key="system")
    guide.uses.filter(question=system).delete()
    url = address(system, "delete")
    assert "the step “Restart”" in author.get(url).content.decode()
    author.post(url, {"post": "yes"})
    assert Question.objects.filter(key="system").exists()


def test_a_placed_step_cannot_be_deleted(author, guide, restart):
    author.post(address(restart, "delete"), {"post": "yes"})
    assert Step.objects.filter(key="restart").exists()
