"""What becomes an instruction, for whom, and with which picture."""

import pytest

from troubleshooter.core.articles import read_article


def fix(body, **options):
    """The first step of an article with this below its heading, with the document."""
    document, _warnings = read_article(
        f"# T\n\n## 1. A\n\n{body}\n\n## 2. B\n\nPress b.\n", **options
    )
    return document.steps[0], document


def lines(body):
    return [item.text for item in fix(body)[0].instructions]


def pictures(body):
    step, _document = fix(body)
    return {n: s.image for n, i in enumerate(step.instructions, 1) if (s := i.screenshot)}


def variants(body):
    step, document = fix(body)
    labels = {c.key: c.label for question in document.questions for c in question.choices}
    return [
        " / ".join(labels[key] for clause in item.condition for key in clause.choices)
        for item in step.instructions
    ]


def test_paragraphs_around_the_list_say_why_and_what_to_note():
    step, _document = fix("It often helps.\n\n1. Press a.\n2. Press b.\n\nIt was the cable.")
    assert (step.why, step.note) == ("It often helps.", "It was the cable.")
    assert len(step.instructions) == 2


def test_a_paragraph_that_says_what_to_do_is_an_instruction():
    assert lines("Cables break.\n\nTry another cable.\n\nThey cost little.") == [
        "Try another cable."
    ]


def test_lists_that_a_picture_tears_apart_are_one():
    body = "1. One.\n\n![a](a.png)\n\n2. Two.\n![b](b.png)\n3. Three."
    assert lines(body) == ["One.", "Two.", "Three."]
    assert pictures(body) == {1: "pictures/a.png", 2: "pictures/b.png"}


def test_a_list_that_begins_anew_after_a_picture_goes_on():
    assert lines("1. One.\n\n![a](a.png)\n\n1. Two.\n\n![b](b.png)\n\n1. Three.") == [
        *("One.", "Two.", "Three.")
    ]


def test_numbers_that_go_on_in_the_line_below_a_picture_are_not_lost():
    assert lines("1. One.\n\n![a](a.png)\n2. Two.") == ["One.", "Two."]


def test_lists_and_code_inside_an_item_stay_with_it():
    body = "1. Run this:\n\n   ```sh\n   ping x\n   ```\n\n2. Look:\n   - green\n   - red"
    assert lines(body) == ["Run this:\n\n```sh\nping x\n```", "Look:\n\n- green\n- red"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Open**Settings** .", "Open **Settings**."),
        ("Tap**A**or**B**.", "Tap **A** or **B**."),
        ("Hold (or**Top**)**button** .", "Hold (or **Top**) **button**."),
        ("See [x](https://x.example/) .", "See [x](https://x.example/)."),
        ("An un**believ**able thing.", "An un**believ**able thing."),
        ("Two **iPhone**s.", "Two **iPhone**s."),
        ("Press `a**b` now.", "Press `a**b` now."),
        ("Press <Enter> now.", "Press \\<Enter> now."),
        ("Press <b>A</b>now.", "Press **A** now."),
        ("See [x][r].\n\n[r]: https://x.example/", "See [x](https://x.example/)."),
        ("Go [x](javascript:alert(1)) on.", "Go x on."),
    ],
)
def test_a_line_is_written_as_it_was_meant(written, meant):
    assert lines(f"1. Press.\n2. {written}")[1] == meant


@pytest.mark.parametrize("path", [r"C:\Users\me\_x", r"%APPDATA%\.minecraft", r"\\server\share\!a"])
def test_a_windows_path_shows_whole(path):
    from troubleshooter.core.markup import plain

    assert plain(lines(f"1. Press.\n2. Open {path} now.")[1]) == f"Open {path} now."


def test_variants_by_sentences_depend_on_a_question():
    body = (
        "If you have an iPhone X or later, do this:\n\n1. Side.\n2. Swipe.\n\n"
        "If you have an iPhone 8 or earlier, it differs:\n\n1. Top.\n\nThen wait for it."
    )
    assert variants(body) == ["iPhone X or later"] * 2 + ["iPhone 8 or earlier", ""]
    assert fix(body)[1].questions[0].title == "Which iPhone do you have?"
    assert "If you have an iPhone X or later, do this:" in lines(body)[0]


@pytest.mark.parametrize(
    "body",
    [
        "### On Windows\n\n1. Press a.\n\n### On macOS\n\n1. Press b.",
        "#### Windows\n\nPress a.\n\n#### macOS\n\nPress b.",
        '=== "Windows"\n\n    1. Press a.\n\n=== "macOS"\n\n    1. Press b.',
        "{% tab Windows %}\n\n1. Press a.\n\n{% tab macOS %}\n\n1. Press b.\n\n{% endtabs %}",
        "| System | What |\n|---|---|\n| Windows | Press a. |\n| macOS | Press b. |",
        "- On Windows, press a.\n- On macOS, press b.",
        "**Windows:**\n\n1. Press a.\n\n**macOS:**\n\n1. Press b.",
        "If you use Windows: press a.\n\nIf you're on macOS: press b.",
        "<table><tr><th>You have</th><th>Do</th></tr><tr><td>Windows</td><td>Press a.</td></tr>"
        "<tr><td>macOS</td><td>Press b.</td></tr></table>",
    ],
)
def test_systems_are_choices_however_they_are_written(body):
    assert variants(body) == ["Windows", "macOS"]
    assert fix(body)[1].questions[0].title == "Which system do you use?"


def test_the_same_variants_in_two_fixes_are_one_question():
    body = "### Windows\n\n1. Press a.\n\n### macOS\n\n1. Press b."
    document, _warnings = read_article(f"# T\n## 1. A\n\n{body}\n\n## 2. B\n\n{body}\n")
    assert len(document.questions) == 1


@pytest.mark.parametrize(
    "body",
    [
        "1. If prompted, enter the code.\n2. If an update is there, tap it.",
        "If you have trouble, call us.\n\nPress a.",
        "If you have a Mac, you get a code on it.\n\nPress a.",
        "Either press a, or press b.",
        "### Option A: by mail\n\n1. Press a.\n\n### Option B: by phone\n\n1. Call.",
        "### Restart your router\n\n1. Press a.\n\n### Check the printer\n\n1. Look.",
    ],
)
def test_what_is_not_a_variant_asks_nothing(body):
    assert fix(body)[1].questions == ()


def test_a_picture_goes_to_the_line_that_its_words_name():
    body = "![The slider](s.png)\n\n1. Open Settings.\n2. Tap Backup.\n3. Move the slider."
    assert pictures(body) == {3: "pictures/s.png"}


def test_pictures_above_their_lines_are_told_from_pictures_below():
    above = "![x](a.png)\n\n1. Open it.\n\n![y](b.png)\n\n2. Shut it."
    below = "1. Open it.\n\n![x](a.png)\n\n2. Shut it.\n\n![y](b.png)"
    assert pictures(above) == pictures(below) == {1: "pictures/a.png", 2: "pictures/b.png"}


def test_a_picture_that_no_line_names_stays_with_its_step_and_the_guess_is_said():
    body = "![Nothing alike](n.png)\n\nWhy.\n\n1. Press a.\n2. Press b."
    _document, warnings = read_article(f"# T\n\n## 1. A\n\n{body}\n\n## 2. B\n\nPress b.\n")
    assert pictures(body) == {1: "pictures/n.png"}
    assert [(item.line, item.code) for item in warnings if item.code == "picture-guess"] == [
        (5, "picture-guess")
    ]


def test_more_pictures_than_lines_are_all_kept():
    assert len(pictures("Press a.\n\n![a](a.png)\n\n![b](b.png)\n\n![c](c.png)")) == 3


def test_a_missing_alternative_text_is_not_made_up():
    body = "1. Press a.\n\n   ![](IMG_1234.png)"
    step, document = fix(body)
    assert step.instructions[0].screenshot.alt == ""
    assert document.steps[0].instructions[0].screenshot.source == "IMG_1234.png"


@pytest.mark.parametrize(
    "written",
    [
        ":::warning\nThis erases all photos.\n:::",
        "> [!WARNING]\n> This erases all photos.",
        '!!! warning ""\n    This erases all photos.',
        '{% hint style="warning" %}\nThis erases all photos.\n{% endhint %}',
        '<div class="alert alert-warning"><p>This erases all photos.</p></div>',
    ],
)
def test_a_warning_before_the_first_line_says_what_is_lost(written):
    step, _document = fix(f"{written}\n\n1. Tap Erase.")
    assert (step.loses, step.risk) == ("This erases all photos.", "high")


@pytest.mark.parametrize(
    "said",
    [
        "**Warning:** documents that wait to be printed are deleted.",
        "Important: all chats are lost, and you are signed out.",
        "Note that this wipes the phone.",
        "Be careful: it won't hurt the phone, but it will erase your photos.",
        "**Careful!** If you remove the app, its notes go with it and you lose them.",
    ],
)
@pytest.mark.parametrize("place", ["before", "after", "inside"])
def test_a_warning_of_a_loss_becomes_what_is_lost_wherever_it_stands(said, place):
    body = {
        "before": f"It helps.\n\n{said}\n\n1. Reset it.\n2. Wait.",
        "after": f"1. Reset it.\n2. Wait.\n\n{said}\n\nIt helps.",
        "inside": f"1. Reset it.\n\n   {said}\n\n2. Wait.",
    }[place]
    document, warnings = read_article(f"# T\n\n## 1. A\n\n{body}\n\n## 2. B\n\nPress b.\n")
    step = document.steps[0]
    assert step.loses == said
    assert step.risk in {"low", "high"}
    assert [item.text for item in step.instructions] == ["Reset it.", "Wait."]
    assert step.loses not in step.why + step.note
    assert [item for item in warnings if item.code == "risk"] == []


def test_a_call_out_below_the_lines_that_names_a_loss_becomes_what_is_lost():
    step, _document = fix("1. Reset it.\n\n> [!WARNING]\n> All music is removed.")
    assert (step.loses, step.risk) == ("All music is removed.", "low")
    assert lines("1. Reset it.\n\n> [!WARNING]\n> The plate is hot.")[0] != "Reset it."


@pytest.mark.parametrize(
    "said",
    [
        "Important: your photos are not deleted.",
        "Note that nothing is lost.",
        "Other signs are red. They are removed at night.",
        "Important: Remove the battery first.",
        "Important: before you reset the phone, charge it.",
    ],
)
def test_what_names_no_loss_stays_where_it_is(said):
    step, _document = fix(f"1. Open it.\n2. Wait.\n\n{said}")
    assert step.loses == ""
    assert said in step.note + " ".join(item.text for item in step.instructions)


def test_a_warning_of_no_loss_inside_a_line_stays_with_it():
    body = "1. Open it.\n\n   > [!WARNING]\n   > The plate is hot.\n\n2. Wait."
    assert "The plate is hot." in lines(body)[0]
    assert fix(body)[0].loses == ""


def test_a_warning_that_leads_to_a_list_is_not_torn_from_it():
    body = "1. Reset it.\n\nImportant: this deletes:\n\n- all music\n- all films"
    step, _document = fix(body)
    assert step.loses == ""
    kept = step.note + " ".join(item.text for item in step.instructions)
    assert kept.index("Important: this deletes:") < kept.index("all music")


def test_a_warning_for_one_device_only_stays_with_its_device():
    body = (
        "### On Windows\n\n1. Reset it.\n\nWarning: this deletes all fonts.\n\n"
        "### On macOS\n\n1. Press b."
    )
    assert fix(body)[0].loses == ""
    assert "Warning: this deletes all fonts." in lines(body)
    assert variants(body) == ["Windows", "Windows", "macOS"]


def test_a_risk_is_guessed_only_where_what_is_lost_is_said():
    document, warnings = read_article("# T\n## 1. A\nPress a.\n## 2. Reset all\nPress reset.\n")
    assert [(step.risk, step.loses) for step in document.steps] == [("none", "")] * 2
    (risky,) = [item for item in warnings if item.code == "risk"]
    assert risky.values["number"] == "2"
    assert risky.sentence.endswith("choose its risk and write what is lost.")


def test_every_step_without_minutes_is_named():
    _document, warnings = read_article("# T\n## 1. A\nPress a.\n## 2. B\nPress b.\n")
    assert [item.line for item in warnings if item.code == "minutes"] == [2, 4]
