"""Who needs a choice."""

import pytest

from tests.factories import document
from troubleshooter.models import Choice, Guide, Instruction, Question, Step
from troubleshooter.models.needs import needing
from troubleshooter.transfer import store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def guides():
    store(document())
    store(document("second"))


def needed_by(key):
    return needing(Choice.objects.get(key=key))


@pytest.mark.parametrize("key", ["noise", "on", "out"])
def test_a_guide_needs_what_it_names_to_place_to_bring_to_the_front_and_to_end(key):
    assert needed_by(key) == list(Guide.objects.all())


def test_a_step_and_a_question_need_what_their_lines_name_once():
    system, restart = Question.objects.get(key="power"), Step.objects.get(key="restart")
    for _line in range(2):
        line = Instruction.objects.create(question=system, text="Look.", position=9)
        line.condition.add(Choice.objects.get(key="mac"))
    assert needed_by("mac") == [restart, system]


def test_nobody_needs_a_choice_that_nothing_names():
    assert needed_by("blank") == []


def test_asking_costs_two_queries(django_assert_num_queries):
    choice = Choice.objects.get(key="noise")
    with django_assert_num_queries(2):
        needing(choice)
