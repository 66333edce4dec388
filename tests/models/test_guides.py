"""Publishing, rolling back, and finding guides."""

import re
import threading

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from msgspec.structs import replace

from tests.factories import document, published
from troubleshooter.core.canonical import canonical
from troubleshooter.core.formats import DocumentError
from troubleshooter.models import Edition, Guide, Question, Step
from troubleshooter.models.editions import document_of
from troubleshooter.models.guides import LiveEditionChanged
from troubleshooter.transfer import store

pytestmark = pytest.mark.django_db


def retitled(value, title):
    return replace(value, guide=replace(value.guide, title=title))


def test_publishing_makes_a_numbered_edition_and_puts_it_live():
    guide = store(document()).guide
    edition = guide.publish(document())
    assert (edition.number, Guide.objects.get().live) == (1, edition)
    assert guide.publish(retitled(document(), "Other")).number == 2


def test_an_edition_holds_the_document_exactly():
    edition = published().live
    document_of.cache_clear()
    assert Edition.objects.get().document == canonical(document())
    assert edition.digest == canonical(document()).digest


def test_publishing_what_is_live_makes_no_edition():
    guide = published()
    assert guide.publish(document()) == guide.live
    assert Edition.objects.count() == 1


def test_publishing_an_unfit_guide_is_refused_naming_why():
    guide = store(document()).guide
    unfit = replace(document(), placements=(), steps=(), uses=(), questions=())
    with pytest.raises(DocumentError, match="no fix yet"):
        guide.publish(unfit)
    assert not Edition.objects.exists()


@pytest.mark.parametrize(
    ("model", "key", "named"),
    [(Step, "cable", "placements[2]: the step “Cable”"), (Question, "power", "uses[1]: the quest")],
)
def test_publishing_a_guide_with_a_part_in_another_language_is_refused(model, key, named):
    guide = store(document()).guide
    model.objects.filter(key=key).update(language="de")
    with pytest.raises(DocumentError) as refused:
        guide.publish(document())
    assert named in str(refused.value)
    assert "is in another language (de)" in str(refused.value)
    assert not Edition.objects.exists()


def test_rolling_back_makes_an_earlier_edition_live_again():
    guide = published()
    first = guide.live
    guide.publish(retitled(document(), "Other"))
    guide.roll_back(first)
    assert Guide.objects.get().live == first
    assert guide.publish(retitled(document(), "Third")).number == 3


def test_rolling_back_to_another_guides_edition_is_refused():
    one, other = published("one"), published("other")
    with pytest.raises(ValueError, match="another guide"):
        one.roll_back(other.live)


def test_publishing_does_not_replace_an_edition_that_nobody_looked_at():
    guide = published()
    first = guide.live
    second = guide.publish(retitled(document(), "Other"), replacing=first.pk)
    with pytest.raises(LiveEditionChanged):
        guide.publish(retitled(document(), "Third"), replacing=first.pk)
    with pytest.raises(LiveEditionChanged):
        guide.publish(retitled(document(), "Third"), replacing=None)
    assert Guide.objects.get().live == second
    assert guide.publish(retitled(document(), "Other"), replacing=first.pk) == second


def test_rolling_back_does_not_replace_an_edition_that_nobody_looked_at():
    guide = published()
    first = guide.live
    second = guide.publish(retitled(document(), "Other"))
    third = guide.publish(retitled(document(), "Third"))
    with pytest.raises(LiveEditionChanged):
        guide.roll_back(first, replacing=second.pk)
    assert Guide.objects.get().live == third
    guide.roll_back(third, replacing=second.pk)
    guide.roll_back(first, replacing=third.pk)
    assert Guide.objects.get().live == first


def test_a_withdrawn_guide_is_not_published_and_keeps_its_editions():
    guide = published()
    guide.withdraw()
    assert not Guide.objects.published().exists()
    assert guide.editions.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_publishing_at_once_make_one_edition():
    guide = store(document()).guide
    barrier = threading.Barrier(4)
    numbers, errors = [], []

    def press():
        try:
            barrier.wait()
            numbers.append(Guide.objects.get(pk=guide.pk).publish(document()).number)
        except Exception as error:  # a thread's error must reach the assertion
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (numbers, errors) == ([1, 1, 1, 1], [])


@pytest.mark.parametrize(
    ("words", "is_found"),
    [("printer", True), ("PAPER jam", True), ("print nothing", True), ("scanner", False)],
)
def test_search_needs_every_word_in_title_or_symptoms(words, is_found):
    published()
    assert Guide.objects.matching(words, 60).exists() is is_found


def test_a_sentence_finds_the_guide_that_comes_nearest():
    published()
    assert not Guide.objects.matching("my printer isn't working at all", 60).exists()
    assert [guide.slug for guide in Guide.objects.nearest("my printer isn't working", 60)] == [
        "printer"
    ]
    assert not Guide.objects.nearest("the cat is at my door", 60).exists()


def test_the_nearest_guide_holds_most_of_the_words():
    published("one")
    text = {
        "slug": "two",
        "title": "Jam",
        "summary": "-",
        "category": "Food",
        "symptoms": ["paper"],
    }
    published("two", guide=text)
    found = Guide.objects.nearest("paper jams and nothing prints, says my printer", 60)
    assert [guide.slug for guide in found] == ["one", "two"]


def test_lists_do_not_read_whole_documents():
    published()
    with CaptureQueriesContext(connection) as queries:
        list(Guide.objects.published())
    assert "search_text" in queries[0]["sql"]
    assert '"body"' not in queries[0]["sql"]


def test_search_leaves_out_what_is_not_published():
    store(document())
    assert not Guide.objects.matching("printer", 60).exists()


def test_migrating_creates_the_three_groups_with_exactly_their_permissions():
    may = {
        group.name: set(group.permissions.values_list("codename", flat=True))
        for group in Group.objects.all()
    }
    assert set(may) == {"authors", "publishers", "analysts"}
    assert may["publishers"] - may["authors"] == {"publish_guide", "view_statistics"}
    assert may["analysts"] == {"view_guide", "view_edition", "view_statistics"}
    assert {"change_step", "add_guide", "preview_guide", "import_guide"} <= may["authors"]
    assert not {name for name in may["authors"] if name.startswith("delete_guide")}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps documents apart")
@pytest.mark.parametrize("found", ["by_category", "matching", "nearest"])
def test_guides_are_chosen_without_reading_the_long_rows_of_editions(found):
    words = [] if found == "by_category" else ["printer paper"]
    plan = getattr(Guide.objects, found)(*words, 60).explain()
    assert re.search("SCAN .* USING COVERING INDEX edition_listed", plan)
