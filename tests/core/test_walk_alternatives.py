"""Alternatives share a number: what a person reads counts what one person does."""

from tests.core.guides import guide, line, question, step, walk

PHONE = question("phone", "old home face")
STATUS = question("status", "green red")


def numbers(part, *facts):
    shown = walk(guide(PHONE, STATUS, part), *facts).instructions(part)
    return [(item.number, item.instruction.text) for item in shown]


def test_neighbours_of_which_a_person_does_one_share_a_number():
    part = step("a", line("Go."), line("Hold.", phone="face"), line("Press.", phone="home old"))
    assert numbers(part, "phone=unknown") == [(1, "Go."), (2, "Hold."), (2, "Press.")]


def test_two_lines_for_the_same_people_do_not_share_a_number():
    part = step("a", line("Hold.", phone="face old"), line("Press.", phone="old home"))
    assert numbers(part, "phone=unknown") == [(1, "Hold."), (2, "Press.")]


def test_the_next_choice_between_alternatives_has_the_next_number():
    part = step(
        "a",
        line("Hold.", phone="face"),
        line("Press.", phone="home"),
        line("Let go.", phone="face"),
        line("Wait.", phone="home"),
    )
    assert [number for number, _ in numbers(part, "phone=unknown")] == [1, 1, 2, 2]


def test_an_alternative_shares_a_number_with_every_one_of_its_group():
    part = step(
        "a", line("Hold.", phone="old"), line("Press.", phone="home"), line("Tap.", phone="old")
    )
    assert numbers(part, "phone=unknown") == [(1, "Hold."), (1, "Press."), (2, "Tap.")]


def test_a_line_for_everybody_between_two_alternatives_keeps_them_apart():
    part = step("a", line("Hold.", phone="face"), line("Wait."), line("Press.", phone="home"))
    assert [number for number, _ in numbers(part, "phone=unknown")] == [1, 2, 3]


def test_lines_of_two_questions_are_alternatives_where_they_differ_in_one():
    part = step("a", line("Hold.", phone="face", status="red"), line("Press.", phone="home"))
    assert numbers(part, "phone=unknown", "status=unknown") == [(1, "Hold."), (1, "Press.")]


def test_lines_of_different_questions_are_no_alternatives():
    part = step("a", line("Hold.", phone="face"), line("Press.", status="red"))
    assert [number for number, _ in numbers(part, "phone=unknown", "status=unknown")] == [1, 2]


def test_who_knows_reads_one_line_a_number():
    part = step("a", line("Hold.", phone="face"), line("Press.", phone="home"), line("Wait."))
    assert numbers(part, "phone=home") == [(1, "Press."), (2, "Wait.")]


def test_two_lists_one_after_the_other_are_each_read_as_a_whole():
    part = step(
        "a",
        line("Open the start menu.", phone="old"),
        line("Right-click it.", phone="old"),
        line("Choose Cancel.", phone="old"),
        line("Open the settings.", phone="home"),
        line("Choose Reset.", phone="home"),
    )
    assert [number for number, _ in numbers(part, "phone=unknown")] == [1, 2, 3, 4, 5]
    assert [number for number, _ in numbers(part, "phone=home")] == [1, 2]


def test_a_list_and_a_single_line_after_it_are_no_pair():
    part = step(
        "a",
        line("Open it.", phone="old"),
        line("Close it.", phone="old"),
        line("Press.", phone="home"),
        line("Tap.", phone="face"),
    )
    assert [number for number, _ in numbers(part, "phone=unknown")] == [1, 2, 3, 3]
