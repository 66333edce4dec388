"""/guides/<slug>.md: the live edition as one article."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import document, published
from tests.views.markup import Page
from troubleshooter.core.canonical import canonical
from troubleshooter.core.exporting import reread_article

pytestmark = pytest.mark.django_db


def test_it_is_the_published_guide_as_markdown(visitor, guide):
    response = visitor.get("/guides/printer.md")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert canonical(reread_article(response.content.decode())) == canonical(document())
    assert "(http://testserver/guides/printer/)" in response.content.decode()


def test_it_sets_no_cookie_and_is_kept_by_caches_like_the_guides_page(visitor, guide):
    response = visitor.get("/guides/printer.md")
    assert not response.cookies
    assert response["Cache-Control"] == visitor.get("/guides/printer/")["Cache-Control"]
    assert "private" not in response["Cache-Control"]
    assert "Cookie" not in response.get("Vary", "")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_who_has_the_article_already_is_sent_nothing_but_that(visitor, guide):
    etag = visitor.get("/guides/printer.md")["ETag"]
    again = visitor.get("/guides/printer.md", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    guide.publish(document(guide={**guide_text(), "title": "Another title"}))
    assert visitor.get("/guides/printer.md", headers={"If-None-Match": etag}).status_code == 200


def guide_text():
    return {"slug": "printer", "title": "T", "summary": "S", "category": "Printers"}


def test_it_costs_one_query(visitor, guide):
    visitor.get("/guides/printer.md")
    with CaptureQueriesContext(connection) as queries:
        visitor.get("/guides/printer.md")
    assert len(queries) == 1


@pytest.mark.parametrize("slug", ["unknown", "draft"])
def test_an_unknown_and_an_unpublished_guide_are_the_same_404(visitor, slug):
    published("draft").withdraw()
    assert visitor.get(f"/guides/{slug}.md").status_code == 404


def test_a_search_engine_is_sent_to_the_guide_and_a_reader_to_the_article(visitor, guide):
    link = visitor.get("/guides/printer.md")["Link"]
    assert link == '<http://testserver/guides/printer/>; rel="canonical"'
    alternate = Page(visitor.get("/guides/printer/")).one("link", rel="alternate")
    assert (alternate["type"], alternate["href"]) == ("text/markdown", "/guides/printer.md")
