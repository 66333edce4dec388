"""On paper: all of a guide, and what is left of a session."""

import pytest

from tests.factories import document, only_for, plain_guide, published, question
from tests.views.markup import Page
from tests.views.walking import say, started
from troubleshooter.core.qr import qr_svg
from troubleshooter.transfer import store

pytestmark = pytest.mark.django_db
GUIDE = "/guides/printer/print/"


ONLY_IF_ON = "Only if, asked “Power?”, your answer is: On"


def only(page):
    """What the boxes say whom something is for."""
    return [line.text for line in page.all("p", **{"class": "only"})]


def titles(page):
    return [heading.text for heading in page.all("h2")]


def test_a_guide_on_paper_has_every_step_and_question_in_the_order_to_do_them(visitor, guide):
    assert titles(Page(visitor.get(GUIDE))) == [
        "Keep at hand",
        "Symptom?",
        "Step 1: Paper",
        "Power?",
        "Step 2: Cable",
        "System?",
        "Step 3: Restart",
        "Step 4: Reinstall",
        "If nothing has helped",
        "So that it does not come back",
    ]


def test_it_says_whom_a_step_and_a_line_are_for(visitor, guide):
    page = Page(visitor.get(GUIDE))
    assert only(page) == [ONLY_IF_ON, "Only for: Mac", "Only for: Windows"]
    assert "Do the one that matches your answer to “System?”: Only for: Mac" in page.text


def test_a_single_line_names_the_question_it_depends_on(visitor):
    parts = plain_guide()
    parts["steps"][2]["instructions"].insert(1, {"text": "Wait."})
    started(visitor, parts)
    page = Page(visitor.get(GUIDE))
    assert "Only if, asked “System?”, your answer is: Mac" in only(page)
    assert "Do the one" not in page.text


def test_alternatives_that_depend_on_more_than_one_question_name_each_with_its_line(visitor):
    parts = plain_guide()
    parts["steps"][2]["instructions"][0]["condition"] += only_for("power", "on")
    parts["steps"][2]["instructions"].append({"text": "Wait."})
    started(visitor, parts)
    page = Page(visitor.get(GUIDE))
    of_system = "Only if, asked “System?”, your answer is:"
    assert only(page)[1:] == [ONLY_IF_ON, f"{of_system} Mac", f"{of_system} Windows"]
    assert "Do the one that matches yours:" in page.text


def test_a_choice_says_where_to_begin_or_to_stop(visitor, guide):
    text = Page(visitor.get(GUIDE)).text
    assert "Noise Begin with: 3. Restart" in text
    assert "Out Stop here: No power Wait for power." in text


def test_every_step_has_a_box_for_each_outcome_and_for_what_is_to_put_back(visitor, guide):
    boxes = [
        item.text for item in Page(visitor.get(GUIDE)).all("li") if item.is_in("ul") and item.text
    ]
    outcomes = ["Fixed it", "Still not working", "I can't do this", "I already tried this"]
    assert all(boxes.count(outcome) == 4 for outcome in outcomes)
    assert boxes.count("I'll know later") == 1  # only where the result takes time
    assert boxes.count("Close the tray") == 1


def test_it_carries_its_address_in_words_and_as_a_code(visitor, guide):
    html = visitor.get(GUIDE).content.decode()
    assert Page(visitor.get(GUIDE)).one("p", **{"class": "address"}).text == (
        "http://testserver/guides/printer/"
    )
    assert qr_svg("http://testserver/guides/printer/") in html


def test_a_guide_on_paper_sets_no_cookie_and_is_not_for_search_engines(visitor, guide):
    response = visitor.get(GUIDE)
    assert not response.cookies
    assert Page(response).one("meta", name="robots")["content"] == "noindex"
    assert visitor.post(GUIDE).status_code == 405


def test_a_new_edition_is_on_paper_at_once(visitor, guide):
    visitor.get(GUIDE)
    text = {"slug": "printer", "title": "Another title", "summary": "S", "category": "C"}
    guide.publish(document(guide=text))
    assert "Another title" in Page(visitor.get(GUIDE)).text


@pytest.mark.parametrize("slug", ["unknown", "draft"])
def test_an_unknown_and_an_unpublished_guide_are_the_same_404(visitor, slug):
    published("draft").withdraw()
    assert visitor.get(f"/guides/{slug}/print/").status_code == 404


def test_a_session_on_paper_has_only_what_is_left_and_fits_its_answers(walk):
    page = walk("symptom=noise", "system=mac", "restart:not_fixed", path="print/")
    assert titles(page) == [
        "What you said so far",
        "Step 2: Paper",
        "Power?",
        "Step 3: Cable",
        "Step 4: Reinstall",
        "If nothing has helped",
        "So that it does not come back",
    ]
    assert "Restart Still not working" in page.text


def test_a_line_that_an_answer_chose_needs_no_words_whom_it_is_for(walk):
    page = walk("symptom=noise", "system=mac", path="print/")
    assert "Hold Option." in page.text
    assert "Hold Shift." not in page.text
    assert only(page) == [ONLY_IF_ON]


def test_lines_that_an_unknown_answer_left_side_by_side_say_as_on_screen_whose_they_are(walk):
    page = walk("symptom=noise", "system=unknown", path="print/")
    assert only(page) == ["Only for: Mac", "Only for: Windows", ONLY_IF_ON]
    assert "Do the one that matches yours:" in page.text


@pytest.mark.parametrize(("choice", "boxes"), [("on", 0), ("unknown", 0), (None, 1)])
def test_a_step_names_the_question_it_depends_on_until_that_is_answered(walk, choice, boxes):
    facts = ["symptom=blank", "system=mac", *([f"power={choice}"] if choice else [])]
    page = walk(*facts, path="print/")
    assert "Step 2: Cable" in titles(page)
    assert only(page) == [ONLY_IF_ON] * boxes


def test_every_open_question_of_a_condition_is_named_with_all_answers_that_fit(visitor):
    parts = plain_guide()
    parts["questions"][2] = question("system", "mac", "windows", "linux")
    parts["steps"][2]["instructions"][1]["condition"] = only_for("system", "windows", "linux")
    both = only_for("power", "on") + only_for("system", "mac", "linux")
    parts["placements"][1]["condition"] = both
    base = started(visitor, parts)
    of_system = "Only if, asked “System?”, your answer is: “Mac” or “Linux”"
    assert only(Page(visitor.get(GUIDE)))[:2] == [ONLY_IF_ON, of_system]
    say(visitor, base, "answers", question="power", choice="unknown")
    assert only(Page(visitor.get(f"{base}print/")))[0] == of_system


LAST = "Only when nothing else has helped"


def test_a_late_step_says_that_it_is_for_when_nothing_else_has_helped(visitor, guide, walk):
    assert Page(visitor.get(GUIDE)).text.count(LAST) == 1
    assert walk("symptom=noise", path="print/").text.count(LAST) == 1


def test_a_late_step_that_an_answer_brings_to_the_front_does_not_say_it_is_last(visitor):
    parts = plain_guide()
    parts["uses"][0]["choices"][0]["front"] = ["reinstall"]
    parts["placements"][3]["late"] = True  # "restart", which must come before
    base = started(visitor, parts)
    assert Page(visitor.get(f"{base}print/")).text.count(LAST) == 2
    say(visitor, base, "answers", question="symptom", choice="noise")
    page = Page(visitor.get(f"{base}print/"))
    assert [title for title in titles(page) if "Step" in title][:2] == [
        "Step 1: Restart",
        "Step 2: Reinstall",
    ]
    assert LAST not in page.text


def test_it_carries_the_sessions_own_address(walk, base):
    page = walk(path="print/")
    assert page.one("p", **{"class": "address"}).text == f"http://testserver{base}"
    assert "Whoever has this paper can open your page" in page.text


def test_a_session_that_waits_begins_with_the_step_it_waits_for(walk):
    page = walk("symptom=blank", "reinstall:later", path="print/")
    steps = [title for title in titles(page) if title.startswith("Step")]
    assert steps == ["Step 1: Reinstall", "Step 2: Paper", "Step 3: Cable", "Step 4: Restart"]
    assert "I'll know later" not in [item.text for item in page.all("li") if item.is_in("section")]
    assert LAST not in page.text


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (["symptom=blank", "paper:fixed"], ["It is fixed", "Put it back", "Close the tray"]),
        (["symptom=blank", "power=out"], ["No power", "Wait for power."]),
    ],
)
def test_a_session_that_ended_has_no_steps_left_on_paper(walk, facts, said):
    page = walk(*facts, path="print/")
    assert not [title for title in titles(page) if title.startswith("Step")]
    assert all(words in page.text for words in said)


def test_an_exhausted_session_has_the_next_route(walk, base, visitor):
    facts = ["symptom=unknown", "power=unknown", "system=unknown"]
    tried = [f"{step}:not_fixed" for step in ("paper", "cable", "restart", "reinstall")]
    page = walk(*facts, *tried, path="print/")
    assert "Ask the shop." in page.text


def test_a_session_on_paper_costs_at_most_two_queries_and_is_kept_by_no_cache(
    visitor, base, django_assert_max_num_queries
):
    say(visitor, base, "answers", question="symptom", choice="blank")
    with django_assert_max_num_queries(2):
        response = visitor.get(f"{base}print/")
    assert "no-store" in response["Cache-Control"]
    assert Page(response).one("meta", name="robots")["content"] == "noindex"


def test_the_guide_and_every_screen_of_a_session_lead_to_their_paper(visitor, guide, walk, base):
    def hrefs(page):
        return [link["href"] for link in page.all("a")]

    assert GUIDE in hrefs(Page(visitor.get("/guides/printer/")))
    assert f"{base}print/" in hrefs(walk())
    assert f"{base}print/" in hrefs(walk("symptom=blank", "paper:fixed"))


def test_the_preview_of_a_working_copy_offers_no_paper(author, guide):
    page = Page(author.get(f"/admin/troubleshooter/guide/{guide.pk}/preview/"))
    assert not [link for link in page.all("a") if "print" in link["href"]]


def test_an_unknown_session_is_a_404(visitor, db):
    assert visitor.get(f"/sessions/{'x' * 22}/print/").status_code == 404


def test_active_content_of_a_text_is_shown_as_typed(visitor):
    text = {"slug": "evil", "title": "<b>T</b>", "summary": "<script>1</script>", "category": "C"}
    value = document(guide=text)
    store(value).guide.publish(value)
    html = visitor.get("/guides/evil/print/").content.decode()
    assert "<script>1" not in html
    assert "&lt;b&gt;T" in html
