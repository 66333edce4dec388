"""What publishing would change, in words."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.core.guides import guide, line, picture, place, question, step, use
from tests.core.strategies import EXAMPLES, documents
from troubleshooter.core.changes import changes


def told(old, new):
    """Each change as "title: sentence"."""
    return [f"{change.title}: {change.in_words(str)}" for change in changes(old, new)]


def only(old, new):
    [change] = changes(old, new)
    return change


def test_equal_guides_change_nothing():
    assert changes(guide("wifi", "restart"), guide("wifi", "restart")) == []


def test_it_tells_a_changed_text_before_and_after():
    change = only(guide(step("wifi", why="Old.")), guide(step("wifi", why="New.")))
    assert (change.kind, change.key) == ("step", "wifi")
    assert change.in_words(str) == "why it helps changes"
    assert (change.old, change.new) == ("Old.", "New.")


def test_it_tells_a_changed_text_of_the_guide_itself():
    old = guide("wifi")
    new = replace(old, guide=replace(old.guide, symptoms=("a", "b")))
    change = only(old, new)
    assert (change.kind, change.key, change.new) == ("guide", "backup", "a\nb")


def test_a_switch_reads_as_on_or_off():
    assert told(guide(place("wifi")), guide(place("wifi", late=True))) == ["Wifi: is late now"]
    assert told(guide(place("wifi", late=True)), guide(place("wifi"))) == [
        "Wifi: is no longer late"
    ]


def test_it_tells_which_questions_tell_groups_apart():
    phone = question("phone", "face home")
    plain, apart = (
        guide(phone, use("phone", ask_first=True, segments=flag), "wifi") for flag in (False, True)
    )
    assert told(plain, apart) == ["Phone?: tells groups of people apart now"]
    assert told(apart, plain) == ["Phone?: no longer tells groups of people apart"]


def test_it_tells_steps_added_and_taken_out():
    assert told(guide("a", "b"), guide("a", "c")) == [
        "C: is added as number 2",
        "B: is taken out",
    ]


def test_a_step_that_moves_is_the_only_one_told():
    assert told(guide("a", "b", "c", "d"), guide("d", "a", "b", "c")) == [
        "D: moves from number 4 to number 1"
    ]


def test_adding_a_step_first_moves_nothing():
    assert told(guide("a", "b"), guide("new", "a", "b")) == ["New: is added as number 1"]


def test_it_tells_which_instruction_changed():
    old = guide(step("wifi", line("One."), line("Two."), line("Three.")))
    new = guide(step("wifi", line("One."), line("Zwei."), line("Three."), line("Four.")))
    assert told(old, new) == [
        "Wifi: instruction 2: the text changes",
        "Wifi: instruction 4 is added",
    ]
    assert [(c.old, c.new) for c in changes(old, new)] == [("Two.", "Zwei."), ("", "Four.")]


def test_an_instruction_taken_out_keeps_its_old_number():
    old = guide(step("wifi", line("One."), line("Two."), line("Three.")))
    change = only(old, guide(step("wifi", line("One."), line("Three."))))
    assert change.in_words(str) == "instruction 2 is taken out"
    assert change.old == "Two."


def test_it_tells_whom_an_instruction_is_for():
    phone = question("phone", "face home")
    first = use("phone", ask_first=True)
    old = guide(phone, first, step("wifi", line("One.", phone="face"), line("Two.")))
    new = guide(phone, first, step("wifi", line("One.", phone="face home"), line("Two.")))
    change = only(old, new)
    assert change.in_words(str) == "instruction 1: whom it is for changes"
    assert (change.old, change.new) == ("Phone? Face", "Phone? Face, Home")
    everybody = guide(phone, first, step("wifi", line("One."), line("Two.")))
    assert told(old, everybody) == ["Wifi: instruction 1 is for everybody now"]


def test_a_changed_picture_is_shown_as_pictures():
    old = guide(step("wifi", line("One.", picture())))
    new = guide(step("wifi", line("One.", replace(picture(), image="pictures/b.png", width=9))))
    change = only(old, new)
    assert change.is_picture
    assert (change.old, change.new) == ("pictures/a.png", "pictures/b.png")
    assert only(guide(step("wifi", line("One."))), old).in_words(str) == (
        "instruction 1: a picture is added"
    )


def test_it_tells_where_to_tap_in_percent():
    old = guide(step("wifi", line("One.", picture("The switch", (1, 2, 3, 4)))))
    new = guide(step("wifi", line("One.", picture("The switch", (1, 2, 3, 4), (5, 6, 7.5, 8)))))
    assert only(old, new).new == "1 %, 2 %, 3 %, 4 %\n5 %, 6 %, 7.5 %, 8 %"


def test_it_tells_choices_and_what_they_do():
    old = guide(question("see", "a b"), use("see", ask_first=True, front={"a": "wifi"}), "wifi")
    new = guide(
        question("see", "a b c"),
        use("see", ask_first=True, ending=["b"]),
        "wifi",
    )
    assert told(old, new) == [
        "See?: the choices change",
        "See?: choice “A”: the steps brought to the front change",
        "See?: choice “B”: how it ends the walk changes",
    ]


def test_it_tells_what_a_step_must_come_after():
    change = only(guide("a", "b", place("a"), place("b")), guide(place("a"), place("b", after="a")))
    assert (change.title, change.old, change.new) == ("B", "", "A")


def test_it_compares_fields_that_have_no_sentence_of_their_own():
    shot = picture()
    old = guide(step("wifi", line("One.", shot)))
    new = guide(step("wifi", line("One.", replace(shot, width=720))))
    assert told(old, new) == ["No backup: something else changes"]


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.data())
def test_two_guides_that_differ_always_have_a_change(data):
    old, new = data.draw(documents()), data.draw(documents())
    assert bool(changes(old, new)) == (old != new)
    assert all(change.in_words(str) for change in changes(old, new))
