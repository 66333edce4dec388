"""Articles in a dozen ways of writing, each with the outline a person would make of it."""

import re
from pathlib import Path

import pytest

from tests.core.articles.holding import texts
from tests.core.articles.mutating import SAMPLES
from troubleshooter.core.articles import outline_of, read_article
from troubleshooter.core.document import picture_name
from troubleshooter.core.exporting import write_article
from troubleshooter.core.formats import to_plain
from troubleshooter.core.markup import plain

OUTLINES = Path(__file__).parent / "outlines"
NAMES = sorted(path.name for path in SAMPLES.iterdir())
ALWAYS = {"minutes", "category", "picture-address"}
"""Warnings that say what no article says."""


def read(name):
    return read_article((SAMPLES / name).read_text(encoding="utf-8"), name=name)


def told(name):
    """The outline, and below it each warning by line and code."""
    document, warnings = read(name)
    rest = [f"! {item.line} {item.code}" for item in warnings if item.code not in ALWAYS]
    return "\n".join([outline_of(document), *rest, ""])


@pytest.mark.parametrize("name", NAMES)
def test_an_article_has_the_outline_a_person_would_make_of_it(name):
    assert told(name) == (OUTLINES / f"{name}.txt").read_text(encoding="utf-8")


LEFT_OUT = {
    "camera-page.html": r"Example Help|Phones|Cameras|cookies|Accept|Share|lenses|like|Ten|Lenses"
    r"|Popular|Where to look|© Example|track|color|alert\(1\)",
    "printer-advertisements.md": r"Ink Club|Close|Also read|Video|Record Your|Scanners You"
    r"|This Article|^title",
    "router-methods.md": r"Related articles|Before you start|Methods that help|How fast|Choosing"
    r"|Still not working",
    "mail-jekyll.md": r"TOC|See also|Mail on|layout|image:|category|title|title:|\]\[",
    "vpn-variants.md": r"^title|^categories|^lang|\|",
}
"""What is not the article's own: advertisements, links to other articles, the page around it."""


def words(text):
    return re.sub(r"\W+", "", plain(text)).casefold()


def sentences(name):
    """The sentences of a sample, roughly: its lines of text without marks, tags and numbers."""
    text = (SAMPLES / name).read_text(encoding="utf-8")
    text = re.sub(
        r"(?s)<!-- affiliate ads begin.*?ads end -->|<(script|style|ins)\b.*?</\1>", "", text
    )
    text = re.sub(
        r"!\[[^]]*\]\([^)]*\)|\{[%:{#][^}]*\}\}?|<[^>]+>|^\[[^]]+\]: .*$", "\n", text, flags=re.M
    )
    for line in re.split(r"\n|(?<=[.!?])\s", text):
        line = re.sub(r"^[\s>#*|=!:+-]*(?:warning|tip|\[!NOTE\])?[\s\"]*", "", line)
        line = re.sub(
            r"^(?:\W*(?:Fix|Method|Solution|Step)?\W*(?:\d+|one|two|three|four)\b)+\W*", "", line
        )
        if len(line.split()) > 2 and not re.search(LEFT_OUT.get(name, r"(?!)"), line):
            yield line


@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_of_an_article_is_lost(name):
    document, _warnings = read(name)
    kept = "".join(words(text) for text in texts(to_plain(document)))
    lost = [line for line in sentences(name) if words(line) not in kept]
    assert lost == []


@pytest.mark.parametrize("name", NAMES)
def test_every_link_of_the_text_is_kept(name):
    source = (SAMPLES / name).read_text(encoding="utf-8")
    wanted = set(re.findall(r"https?://(?:help|status)\.example\.(?:com|org)/[\w#/-]*", source))
    gone = {f"https://help.example.com/{page}" for page in ("speed", "choose")}
    gone |= {f"https://help.example.org/{page}" for page in ("android", "web")}
    document, _warnings = read(name)
    text = " ".join(texts(to_plain(document)))
    assert {link for link in wanted - gone if f"]({link})" not in text} == set()


@pytest.mark.parametrize("name", NAMES)
def test_pictures_have_a_name_of_their_own_and_the_articles_address(name):
    document, warnings = read(name)
    shots = [
        item.screenshot for step in document.steps for item in step.instructions if item.screenshot
    ]
    assert all(shot.image.startswith("pictures/") and shot.source for shot in shots)
    assert all(picture_name(shot.name) == shot.name for shot in shots)
    addresses = {shot.image: shot.source for shot in shots}
    assert len({shot.image for shot in shots}) == len(set(addresses.values()))
    said = [item.values["image"] for item in warnings if item.code == "picture-address"]
    assert sorted(said) == sorted(shot.image for shot in shots)


def test_a_sample_reads_the_same_with_the_line_ends_and_the_mark_of_another_system():
    text = (SAMPLES / "mail-jekyll.md").read_text(encoding="utf-8")
    assert read_article("\ufeff" + text.replace("\n", "\r\n")) == read_article(text)


def test_an_exported_guide_comes_back_with_its_pictures_named_and_addressed():
    document, _warnings = read("printer-advertisements.md")
    article = write_article(document, picture=lambda shot: shot.source)
    again, warnings = read_article(article)
    assert again == document
    assert {item.code for item in warnings} == {"picture-address"}
