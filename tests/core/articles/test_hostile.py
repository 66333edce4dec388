"""Whatever is given: a guide without anything active in it, or one clear sentence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.articles.holding import read_or_refuse, texts
from tests.core.articles.mutating import TOKENS, mutated
from tests.core.strategies import EXAMPLES
from troubleshooter.core.articles import ArticleRefused, decode_article, read_article
from troubleshooter.core.formats import to_plain

ANYTHING = st.lists(st.one_of(st.sampled_from(TOKENS), st.text(max_size=20)), max_size=40).map(
    "".join
)


@settings(max_examples=EXAMPLES)
@given(ANYTHING, st.sampled_from(["auto", "markdown", "html"]))
def test_any_text_is_read_or_refused(text, format):
    read_or_refuse(f"# T\n\n## 1. A\n\n{text}\n\n## 2. B\n\nPress b.\n", format=format)


@pytest.mark.parametrize("start", range(0, 100, 20))
def test_damaged_articles_are_read_or_refused(start):
    for seed in range(start, start + 20):
        read_or_refuse(mutated(seed))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x89PNG\r\n\x1a\n123", "not text"),
        (b"caf\xe9 au lait", "not UTF-8"),
        (b"x" * 9_000_000, "million characters"),
    ],
)
def test_a_file_that_is_no_text_is_refused_in_a_sentence(data, words):
    with pytest.raises(ArticleRefused) as refusal:
        decode_article(data)
    assert words in str(refusal.value)


def test_utf_16_as_windows_writes_it_is_read():
    assert decode_article("# T".encode("utf-16")) == "# T"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no text"),
        (" \n\ufeff", "no text"),
        ("a\x00" * 100, "not text"),
        ("x" * 2_200_000, "million characters"),
        ("Roses are red.\n\nViolets are blue.\n", "No fix was recognised"),
        ("".join(f"## H{n}\n\nPress.\n\n" for n in range(10_000)), "10000 fixes"),
        ("a\n" * 60_000, "60000 lines"),
        ("<div>" * 5000, "never closed"),
        ("<p>a|" * 150_000, "more cells or tags"),
        (f"# T\n## 1. A\n{'word ' * 5000}", "more text than a step can hold"),
        ("# T\n## 1. A\n" + "1. Press.\n" + "[" * 50_000, "more text"),
    ],
)
def test_what_cannot_be_a_guide_is_refused_in_a_sentence(text, words):
    with pytest.raises(ArticleRefused) as refusal:
        read_article(text)
    assert words in str(refusal.value)


def test_front_matter_constructs_nothing():
    text = "---\ntitle: !!python/object/apply:os.system ['true']\n---\n## 1. A\nGo.\n## 2. B\nGo.\n"
    document, warnings = read_article(text, name="x.md")
    assert document.guide.title == "X"
    assert warnings[0].code == "front-matter"


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: Mine\n---\n",
        '+++\ntitle = "Mine"\n+++\n',
        "---\ntitle: Mine\nbad: [\n---\n",
        "---\ntitle: Mine\n\n",
        "---\ntitle: Mine\na: b: c\n---\n",
    ],
)
def test_front_matter_is_read_whole_or_broken(front):
    document, _warnings = read_article(f"{front}## 1. A\nGo.\n## 2. B\nGo.\n")
    assert document.guide.title == "Mine"
    assert len(document.steps) == 2


@pytest.mark.parametrize(
    "active",
    [
        "<script>alert(1)</script>",
        "<iframe src=https://x.example></iframe>",
        "<style>p{}</style>",
        "<ins class='adsbygoogle'>Buy now</ins>",
        "<form><input value=x></form>",
        "<!-- ads begin -->\nBuy this\n<!-- ads end -->",
        '<div class="share-bar">Share it</div>',
        "<svg onload=alert(1)></svg>",
    ],
)
def test_what_is_not_the_article_is_gone_before_it_splits_a_list(active):
    text = f"# T\n## 1. A\n1. One.\n{active}\n2. Two.\n\n## 2. B\nGo.\n"
    document, _warnings = read_article(text)
    assert [item.text for item in document.steps[0].instructions] == ["One.", "Two."]
    said = " ".join(texts(to_plain(document)))
    assert not any(word in said for word in ("alert", "Buy", "Share it", "iframe", "p{}"))


def test_code_that_looks_active_stays_as_code():
    code = "   ```html\n   <script>x()</script>\n   ```"
    text = f"# T\n## 1. A\n1. Put this in:\n\n{code}\n\n## 2. B\nGo.\n"
    document, _warnings = read_article(text)
    assert "<script>x()</script>" in document.steps[0].instructions[0].text


def test_tables_inside_each_other_are_read_once():
    text = "<h2>1. A</h2>" + "<table><tr><td>Press x.<td>y" * 25 + "</table>" * 25
    document, _warnings = read_article(f"<html>{text}<h2>2. B</h2><p>Go.</p>", format="html")
    assert len(document.steps[0].instructions) <= 60
