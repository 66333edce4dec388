"""A guide written as an article and read back is the same guide."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.core.guides import guide, line, place, question, step, use
from tests.core.strategies import EXAMPLES, documents
from troubleshooter.core.canonical import canonical
from troubleshooter.core.document import (
    Choice,
    ChoiceEnding,
    ChoiceUse,
    Question,
    Screenshot,
    Target,
    Use,
)
from troubleshooter.core.exporting import reread_article, write_article
from troubleshooter.core.formats import to_plain
from troubleshooter.core.guide_yaml import read_yaml
from troubleshooter.core.markup import render

SHIPPED = Path(__file__).parents[2] / "content/icloud-backup/guide.yaml"


def reread(document, **more):
    return canonical(reread_article(write_article(document, **more)))


def test_the_shipped_guide_comes_back_whole():
    shipped = canonical(read_yaml(SHIPPED.read_text(encoding="utf-8")))
    assert reread(shipped, address="https://help.example.org/guides/icloud-backup/") == shipped


@settings(max_examples=EXAMPLES)
@given(documents())
def test_every_guide_comes_back_whole(document):
    assert reread(document) == canonical(document)


def paragraphs(*odd):
    """Markdown as people write it, and what could be taken for the article's own outline."""
    words = st.sampled_from(
        ["Tap **Settings**", "`a < b`", "see <https://example.org/>", "x_y", *odd]
    )
    return st.lists(words, min_size=1, max_size=3).map("\n".join)


ODD = (
    "# Home",
    "### What to do",
    "## 3. Next",
    "```\n# no heading\n```",
    "~~~\n## 1. code\n~~~",
    "- one\n- two\n\n  more",
    "1. one\n2. two",
    "> said",
    "<b>bold</b> <!-- gone",
    "a | b\n--|--\n1 | 2",
    "    indented",
    "---",
    "**Try first:** nothing",
)
TEXTS = st.lists(paragraphs(*ODD), max_size=3).map("\n\n".join)
NEEDED = TEXTS.filter(str.strip)
LABELS = st.one_of(
    st.sampled_from(
        ["iOS 13 or 14", "* star", "1. one", "# hash #", "a_b_", "C:\\dir\\", "[x](y)", "“quoted”"]
    ),
    st.text(st.sampled_from("ab *_`#[]()<>&;\\\"'!~+-=|:.1é中"), min_size=1, max_size=12),
).map(lambda label: " ".join(label.split()) or "x")


@settings(max_examples=EXAMPLES)
@given(st.data())
def test_no_text_or_label_is_lost_or_taken_for_the_outline(data):
    draw = data.draw
    asked = Question(
        key="q",
        title=draw(LABELS),
        help=draw(TEXTS),
        choices=tuple(
            Choice(key, f"{draw(LABELS)} {key}", draw(TEXTS.filter(lambda text: "**" not in text)))
            for key in "ab"
        ),
    )
    shot = Screenshot("pictures/a b.png", draw(LABELS), targets=(Target(0.1, 2, 33.35, 4),))
    tried = replace(
        step(
            "s",
            line(draw(NEEDED), shot, q="a b"),
            line(draw(NEEDED), q="b"),
            title=draw(LABELS),
            **{name: draw(TEXTS) for name in ("why", "happens", "loses", "note", "how_to_tell")},
        ),
        needs=(draw(LABELS),),
        put_back=(draw(LABELS), draw(LABELS)),
        done=draw(LABELS),
        minutes=draw(st.integers(1, 200)),
        risk="low",
        risk_minutes=75,
        effects=("restarts", "waits"),
    )
    ending = ChoiceEnding(draw(LABELS), draw(NEEDED))
    uses = Use("q", True, (ChoiceUse("a", front=("s",)), ChoiceUse("b", ending=ending)))
    drawn = guide(asked, tried, uses)
    texts = replace(drawn.guide, summary=draw(NEEDED), before=draw(TEXTS), tip=draw(TEXTS))
    document = canonical(replace(drawn, guide=texts))
    again = reread(document)
    assert told(again) == told(document)


def told(value):
    """The same without what Markdown does not tell: blank lines at the ends, the deepest
    headings' depths, a shielded sign."""

    def of(item):
        if isinstance(item, dict):
            return {name: of(part) for name, part in item.items()}
        if isinstance(item, list | tuple):
            return [of(part) for part in item]
        return render(item) if isinstance(item, str) and "\n" in item else item

    return of(to_plain(value))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# A foreign article\n\n## 1. Restart\n\nTurn it off.\n",
        "---\ntitle: A foreign article\n---\n\n# Title\n",
        "---\nformat: help-desk-article-1\n---\n\nNo title.\n",
        "---\nformat: help-desk-article-1\nsteps: !!python/name:os.system\n---\n\n# T\n",
        "---\nformat: help-desk-article-1\na: &a [x]\nb: *a\n---\n\n# T\n\nSummary.\n",
    ],
)
def test_any_other_text_is_left_to_the_reader_of_foreign_articles(text):
    assert reread_article(text) is None


@pytest.mark.parametrize(
    ("written", "touched_up"),
    [
        ("## 1. S", "## Interlude\n\nNews.\n\n## 1. S"),
        ("**Time:** about 2 min", "**Time:** a while"),
        ("**Only for:** A", "**Only for:** Nobody"),
        ("1. **Only", "Lead-in.\n\n1. **Only"),
    ],
)
def test_an_export_changed_beyond_its_form_is_left_to_the_reader_of_foreign_articles(
    written, touched_up
):
    text = write_article(guide(step("s", line(q="a")), question("q", "a b")))
    assert written in text
    assert reread_article(text) is not None
    assert reread_article(text.replace(written, touched_up, 1)) is None


def test_a_step_taken_out_of_an_export_leaves_a_guide_of_the_others():
    text = write_article(
        guide(
            step("one"),
            step("two"),
            step("three"),
            place("one"),
            place("two"),
            place("three", after="one two"),
            question("q", "a b"),
            use("q", ask_first=True, front={"a": "one three two"}),
        )
    )
    before, _, rest = text.partition("## 1. One")
    document = reread_article(before + rest[rest.index("## 2. Two") :])
    assert [one.title for one in document.steps] == ["Two", "Three"]
    assert document.placements[1].after == ("two",)
    assert document.choice_use["q", "a"].front == ("three", "two")


def test_a_line_put_into_a_list_needs_no_new_numbers():
    text = write_article(guide(step("one", line("First."), line("Last."))))
    document = reread_article(text.replace("2. Last.", "2. Middle.\n2. Last."))
    assert [one.text for one in document.steps[0].instructions] == ["First.", "Middle.", "Last."]


@pytest.mark.parametrize(
    "more",
    [
        "## 1. S\n\n" * 100_000,
        "## 1. S\n\n**Time:** about " + "1 h " * 200_000 + "min\n",
        "## 1. S\n\n**Only for:** " + "A or " * 200_000 + "A\n",
        "## 1. S\n\n**Only after:** " + "1. S; " * 200_000 + "\n",
        "## 1. S\n\n### What to do\n\n" + "".join(f"{n}. `x``\n" for n in range(1, 100_000)),
        "## If nothing has helped\n\n" + "`` ` " * 200_000,
    ],
    ids=["sections", "time", "condition", "after", "lines", "code"],
)
def test_an_export_blown_up_beyond_any_guide_is_left_alone_before_it_costs_anything(more):
    text = write_article(guide(step("s", line(q="a")), question("q", "a b")))
    assert reread_article(text + "\n" + more) is None
