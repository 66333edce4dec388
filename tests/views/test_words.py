"""Every word of the interface can be translated, and the page turns for right-to-left writing."""

import pytest
from django.utils import translation

from tests.factories import plain_guide
from tests.translations import authored, untranslated
from tests.views.markup import Page
from tests.views.walking import SCREENS
from troubleshooter.core.formats import convert
from troubleshooter.transfer import store
from troubleshooter.views.limited import too_many

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide(db):
    parts = plain_guide()
    parts["steps"][0] |= {"why": "Paper jams.", "needs": ["A hand"], "note": "Mind it."}
    parts["steps"][0]["how_to_tell"] = "It prints."
    document = convert(authored(parts))
    found = store(document).guide
    found.publish(document)
    return found


@pytest.mark.parametrize("facts", SCREENS.values(), ids=SCREENS)
def test_every_word_of_a_screen_can_be_translated(walk, marked, facts):
    page = walk(*facts)
    assert [words for words in page.words if untranslated(words)] == []


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search/?q=printer",
        "/search/?q=nothing",
        "/guides/printer/",
        "/guides/printer/print/",
        "/sessions/",
        "/privacy/",
        "/privacy/deleted/",
        "/x",
    ],
)
def test_every_word_of_a_page_can_be_translated(visitor, walk, marked, path):
    walk(*SCREENS["step"])
    page = Page(visitor.get(path))
    assert [words for words in page.words if untranslated(words)] == []


@pytest.mark.parametrize("path", ["code/", "reminder/", "/resume/"])
def test_every_word_of_going_on_later_or_elsewhere_can_be_translated(
    visitor, base, walk, marked, settings, path
):
    settings.REMINDS_BY_MAIL = True
    walk(*SCREENS["waiting"])
    page = Page(visitor.get(path if path.startswith("/") else base + path))
    assert [words for words in page.words if untranslated(words)] == []


@pytest.mark.parametrize("number", [1, 200])
def test_every_word_of_having_to_wait_can_be_translated(marked, rf, number):
    for request in (rf.get("/search/"), rf.post("/", {"step": "paper"})):
        page = Page(too_many(request, number))
        words = [words for words in page.words if untranslated(words)]
        assert words == []


@pytest.mark.parametrize(
    "path", ["summary/", "print/", "data/", "steps/paper/", "questions/symptom/"]
)
def test_every_word_of_looking_back_can_be_translated(walk, marked, path):
    page = walk("symptom=blank", "paper:could_not:no_button", path=path)
    assert [words for words in page.words if untranslated(words)] == []


def test_a_forgotten_word_is_noticed():
    assert untranslated("⟦Step 1: «Paper»⟧ of 7") == "of"


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_the_page_turns_with_the_language(visitor, settings, language, direction):
    settings.LANGUAGE_CODE = language
    with translation.override(language):
        root = Page(visitor.get("/")).one("html")
    assert (root["lang"], root["dir"]) == (language, direction)
