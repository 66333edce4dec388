"""Which headings, lines and items are fixes, and which are not."""

import pytest

from troubleshooter.core.articles import read_article


def titles(text, **options):
    document, _warnings = read_article(text, **options)
    return [step.title for step in document.steps]


def codes(text):
    return [item.code for item in read_article(text)[1]]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("## 1. Alpha", "## 2. Beta"),
        ("## 1\\. Alpha", "## 2\\. Beta"),
        ("## 1) Alpha", "## 2) Beta"),
        ("## (1) Alpha", "## (2) Beta"),
        ("## #1 Alpha", "## #2 Beta"),
        ("## 1: Alpha", "## 2: Beta"),
        ("## 1 – Alpha", "## 2 – Beta"),
        ("## 1 Alpha", "## 2 Beta"),
        ("## 1️⃣ Alpha", "## 2️⃣ Beta"),
        ("## I. Alpha", "## II. Beta"),
        ("### Fix 1: Alpha", "### Fix 2: Beta"),
        ("### Method 1 – Alpha", "### Method 2 – Beta"),
        ("### Solution #1 Alpha", "### Solution #2 Beta"),
        ("## Step one: Alpha", "## Step two: Beta"),
        ("## Way 1 of 2. Alpha", "## Way 2 of 2. Beta"),
        ("## Lösung 1: Alpha", "## Lösung 2: Beta"),
        ("## First fix: Alpha", "## Second fix: Beta"),
        ("##1. Alpha", "##2. Beta"),
        ("**1. Alpha**", "**2. Beta**"),
        ("**Fix 1: Alpha**", "**Fix 2: Beta**"),
        ("__Alpha__", "__Beta__"),
        ("Fix 1: Alpha", "Fix 2: Beta"),
        ("**Fix 1: Alpha** Hold it.", "**Fix 2: Beta**\nHold it."),
        ("Alpha\n-----", "Beta\n----"),
        ("## Alpha", "## Beta"),
        ("## **Alpha**", "## **Beta**"),
        ("1. **Alpha**", "2. **Beta**"),
        ("<h2>1. Alpha</h2>", "<h2>2. Beta</h2>"),
    ],
)
def test_a_number_is_told_from_the_title(first, second):
    text = f"# It is broken\n\nWords.\n\n{first}\n\nPress the red key.\n\n{second}\n\nPress it.\n"
    assert titles(text) == ["Alpha", "Beta"]


@pytest.mark.parametrize(
    "heading",
    [
        *("Introduction", "What causes this?", "Why is it slow?", "Before you start", "Symptoms"),
        *("What you need", "General tips", "How to prevent it", "Conclusion", "Final thoughts"),
        *("Still not working?", "When to contact support", "FAQ", "Related articles", "See also"),
        *("About the author", "Share this article", "Table of contents", "Wrapping up"),
    ],
)
def test_a_section_that_is_no_fix_is_no_step(heading):
    section = f"## {heading}\n\nSome words of it.\n\n"
    fixes = "## Alpha\n\nPress the key.\n\n## Beta\n\nPress it.\n\n"
    assert titles(f"# T\n\n{section}{fixes}") == ["Alpha", "Beta"]
    assert titles(f"# T\n\n{fixes}{section}") == ["Alpha", "Beta"]


def test_numbered_headings_below_fixes_are_parts_of_them():
    text = "# T\n## Alpha\n### 1. Open\nPress o.\n### 2. Shut\nPress s.\n"
    text += "## Beta\n### 1. Go\nPress g.\n"
    document, _warnings = read_article(text)
    assert [step.title for step in document.steps] == ["Alpha", "Beta"]
    assert [item.text for item in document.steps[0].instructions] == [
        "**Open**\n\nPress o.",
        "**Shut**\n\nPress s.",
    ]


def test_methods_are_fixes_and_the_steps_in_them_are_not():
    text = "# T\n" + "".join(
        f"**Method {n}: M{n}**\n\n**Step 1: Open**\n\nPress o.\n\n**Step 2: Shut**\n\nPress s.\n\n"
        for n in (1, 2)
    )
    assert titles(text) == ["M1", "M2"]


def test_headings_above_the_fixes_are_groups():
    text = "# T\n## Quick fixes\n### 1. A\nPress a.\n## Advanced fixes\n### 2. B\nPress b.\n"
    assert titles(text) == ["A", "B"]


def test_fixes_below_systems_are_only_for_their_system():
    text = "# T\n## On Windows\n### 1. A\nPress a.\n### 2. B\nPress b.\n"
    text += "## On a Mac\n### 1. C\nPress c.\n"
    document, _warnings = read_article(text)
    assert [item.condition[0].choices for item in document.placements] == [
        ("windows",),
        ("windows",),
        ("mac",),
    ]


def test_a_first_fix_without_a_heading_is_found():
    text = "# T\n\nIntro.\n\n1. Check the plug\n\nPush it in.\n\n## 2. Beta\n\nPress b.\n"
    assert titles(text) == ["Check the plug", "Beta"]
    assert "guess-step" in codes(text)


def test_a_missing_first_fix_is_said():
    assert "missing-fix" in codes("# T\n\n## 2. Beta\n\nPress b.\n\n## 3. Gamma\n\nPress c.\n")


def test_a_heading_where_a_number_is_missing_is_a_fix_and_the_guess_is_said():
    text = "# T\n## 1. A\nPress a.\n## B\nPress b.\n## 3. C\nPress c.\n"
    assert titles(text) == ["A", "B", "C"]
    assert "guess-step" in codes(text)


def test_a_heading_between_fixes_whose_numbers_go_on_is_a_part():
    text = "# T\n## 1. A\nPress a.\n## B\nPress b.\n## 2. C\nPress c.\n"
    assert titles(text) == ["A", "C"]


def test_the_items_of_a_list_are_fixes_where_no_heading_is():
    text = "# 3 ways to get sound\n\n- **Volume**: turn it up.\n- **Mute**: flip it.\n"
    text += "- **Plug**: push it.\n"
    assert titles(text) == ["Volume", "Mute", "Plug"]


def test_the_lines_of_one_fix_are_no_fixes():
    text = "# Turn on airplane mode\n\n1. Open Settings.\n2. Tap Airplane mode.\n3. Tap Done.\n"
    assert titles(text) == ["Turn on airplane mode"]


def test_titles_that_are_there_twice_have_keys_of_their_own():
    document, _warnings = read_article("# T\n## 1. A\nPress a.\n## 2. A\nPress b.\n")
    assert [step.key for step in document.steps] == ["a", "a-2"]


def test_a_title_too_long_for_a_step_stays_whole_in_its_text():
    long = "Restart " + "the very old computer " * 15
    document, _warnings = read_article(f"# T\n## 1. {long}\nPress a.\n## 2. B\nPress b.\n")
    assert len(document.steps[0].title) <= 200
    assert long.strip() in document.steps[0].why


def test_a_link_in_a_heading_is_kept_in_the_text():
    document, _warnings = read_article(
        "# T\n## 1. See [A](https://a.example/)\nPress a.\n## 2. B\nGo.\n"
    )
    assert document.steps[0].title == "See A"
    assert "(https://a.example/)" in document.steps[0].why


def test_the_lists_of_places_in_the_article_itself_are_left_out():
    text = "# T\n\nContents:\n\n1. [A](#a)\n2. [B](#b)\n\n## A\n\nPress a.\n\n## B\n\nPress b.\n"
    document, _warnings = read_article(text)
    assert "Contents" not in document.guide.summary
    assert titles(text) == ["A", "B"]


def test_the_name_of_a_file_stands_in_for_a_title():
    document, warnings = read_article(
        "## 1. A\nPress a.\n## 2. B\nGo.\n", name="no-sound_at all.md"
    )
    assert document.guide.title == "No sound at all"
    assert "title" in [item.code for item in warnings]
