"""A guide written as one article: what a person reads there, from top to bottom."""

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.core.guides import guide, line, picture, place, question, step, use
from troubleshooter.core.exporting import write_article
from troubleshooter.core.guide_yaml import read_yaml

SHIPPED = Path(__file__).parents[2] / "content/icloud-backup/guide.yaml"


def headings(article):
    """The headings as a Markdown reader sees them, with their levels."""
    tokens = MarkdownIt("commonmark").parse(article.split("\n---\n", 1)[1])
    return [
        (token.tag, tokens[index + 1].content)
        for index, token in enumerate(tokens)
        if token.type == "heading_open"
    ]


def test_the_shipped_guide_is_an_article_of_eleven_numbered_steps():
    article = write_article(read_yaml(SHIPPED.read_text(encoding="utf-8")))
    outline = headings(article)
    assert outline[0] == ("h1", "iPhone won't back up to iCloud")
    chapters = [text for tag, text in outline if tag == "h2"]
    numbers = [int(text.split(".")[0]) for text in chapters if re.match(r"\d+\. ", text)]
    assert numbers == list(range(1, 12))
    assert chapters[:3] == [
        "What you need",
        "Before you start",
        "First question: What do you see on your iPhone?",
    ]
    assert chapters[-2:] == ["If nothing has helped", "So that it does not come back"]
    assert {tag for tag, _text in outline} == {"h1", "h2", "h3"}


def test_a_question_stands_before_the_first_step_that_depends_on_it():
    document = guide(
        step("one"),
        step("two", line(phone="face")),
        question("phone", "face home", line("Look.", symptom="blank")),
        question("symptom", "blank noise"),
        question("system", "old new"),
        place("one"),
        place("two", {"system": "new"}),
        use("symptom"),
        use("phone"),
        use("system"),
    )
    chapters = [text for tag, text in headings(write_article(document)) if tag == "h2"]
    assert chapters == [
        "1. One",
        "Question: System?",
        "Question: Symptom?",
        "Question: Phone?",
        "2. Two",
    ]


@pytest.fixture
def article():
    return write_article(
        guide(
            step("one", line("Tap **it**.", picture("The open tray", (10, 20.5, 30, 40)))),
            step(
                "two",
                line("Hold Option.", phone="face"),
                line("Hold Shift.", phone="home", symptom="blank noise"),
                effects=("restarts", "goes_offline"),
                happens="It goes off.",
                loses="Your *queue*.",
                risk="high",
                risk_minutes=90,
                result_takes_time=True,
                put_back=("Close it.",),
                how_to_tell="It prints.",
                note="Be quick.",
                needs=("A cable",),
            ),
            question("phone", "face home"),
            question("symptom", "blank noise"),
            place("one"),
            place("two", {"phone": "face"}, after="one", late=True),
            use("symptom", ask_first=True, front={"noise": "two one"}),
            use("phone", ending=["home"]),
        ),
        address="https://help.example.org/guides/backup/",
    )


def test_conditions_are_said_in_words(article):
    assert "\n1. **Only for:** Face\n\n   Hold Option.\n" in article
    assert "\n2. **Only for:** “Home”; and only for “Blank” or “Noise”\n\n" in article
    assert "\\\n**Only for:** Face\\\n" in article


def test_a_choice_tells_what_it_leads_to(article):
    noise = "- **Noise**\n\n  **Try first:** 2. Two; 1. One\n"
    home = "- **Home**\n\n  **Stop here: An outage**\n\n  Wait for the green light.\n"
    face = "- **Face**\n\n  **Steps for this answer:** 2. Two\n"
    assert all(said in article for said in (noise, home, face))


def test_a_step_tells_beforehand_what_it_costs(article):
    assert (
        "## 2. Two\n\n"
        "**Time:** about 2 min\\\n"
        "**Result:** takes time, look again later\\\n"
        "**Risk:** high, read what is lost first\\\n"
        "**If you have to set things up again:** about 1 h 30 min\\\n"
        "**On the way:** the phone restarts; no internet for a while\\\n"
        "**Only for:** Face\\\n"
        "**Only after:** 1. One\\\n"
        "**Last resort:** when nothing else has helped\n\n"
        "### What will happen\n\nIt goes off.\n\n"
        "### What is lost\n\nYour *queue*.\n\n"
        "### What you need\n\n- A cable\n\n"
        "### What to do\n\n"
    ) in article
    assert article.index("### What to do", article.index("## 2.")) < article.index("### Good to")


def test_a_picture_has_its_words_and_says_where_to_tap(article):
    shown = '   ![The open tray](pictures/a.png "Tap here: 10% 20.5% 30% 40%")\n'
    assert f"1. Tap **it**.\n\n{shown}" in article


def test_the_way_to_the_walk_is_below_the_summary(article):
    walked = "[Walk through this guide one step at a time](https://help.example.org/guides/backup/)"
    assert f"# No backup\n\nMend it.\n\n{walked}\n\n## " in article


def test_headings_and_code_of_a_text_stay_below_the_outline():
    text = "# Home\n\n```\n## 7. Not a step\n```\n\n```\n# left open"
    outline = headings(write_article(guide(step("one", why=text))))
    assert outline == [
        ("h1", "No backup"),
        ("h2", "1. One"),
        ("h4", "Home"),
        ("h3", "What to do"),
    ]


def test_nothing_in_a_text_becomes_a_tag_in_another_reader():
    text = "<script>alert(1)</script> `<b>` <!-- and the rest"
    article = write_article(guide(step("one", why=text)))
    shown = MarkdownIt("commonmark").render(article.split("\n---\n", 1)[1])
    assert "<script" not in shown
    assert "<!--" not in shown
    assert "<code>&lt;b&gt;</code>" in shown
    assert "What to do" in shown


def test_it_speaks_the_language_it_is_given():
    article = write_article(guide(step("one", why="x")), translate=lambda text: f"⟦{text}⟧")
    assert "## 1. One\n\n⟦**Time:** about ⟦2 min⟧⟧\\\n" in article
    assert "### ⟦What to do⟧\n" in article
