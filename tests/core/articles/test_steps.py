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


def test_what_looks_risky_and_does_not_say_what_is_lost_is_named():
    _document, warnings = read_article("# T\n## 1. A\nPress a.\n## 2. Reset all\nPress reset.\n")
    assert [item.values["number"] for item in warnings if item.code == "risk"] == ["2"]


def test_every_step_without_minutes_is_named():
    _document, warnings = read_article("# T\n## 1. A\nPress a.\n## 2. B\nPress b.\n")
    assert [item.line for item in warnings if item.code == "minutes"] == [2, 4]
