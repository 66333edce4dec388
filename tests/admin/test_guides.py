"""The guide's page and the list of guides."""

from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.admin.pages import add_row, address, fields, lists, live, save
from tests.factories import step
from troubleshooter.models import (
    Choice,
    Front,
    Guide,
    Placement,
    Question,
    Step,
)
from troubleshooter.transfer import current_snapshot


def order(guide):
    return list(guide.placements.values_list("step__key", flat=True))


def row(guide, key):
    """The prefix of the row that places the step."""
    return f"placements-{order(guide).index(key)}"


def test_saving_a_page_as_it_is_changes_nothing(author, guide):
    before = current_snapshot(guide)
    assert save(author, address(guide)).status_code == 302
    for part in (*Step.objects.all(), *Question.objects.all()):
        assert save(author, address(part)).status_code == 302, part
    assert current_snapshot(Guide.objects.get()) == before


def test_a_new_guide_is_saved_first_and_then_gets_its_steps(author, guide):
    page = author.get(f"{lists(guide)}add/").content.decode()
    assert "Save the guide first" in page
    assert "placements-TOTAL_FORMS" not in page
    data = {"title": "Scanner", "summary": "S", "category": "Scanners", "slug": "scanner"}
    assert author.post(f"{lists(guide)}add/", {**data, "language": "en"}).status_code == 302
    scanner = Guide.objects.get(slug="scanner")
    page = fields(author.get(address(scanner)))
    page = add_row(page, "placements", step=Step.objects.get(key="paper").pk)
    page = add_row(page, "uses", question=Question.objects.get(key="power").pk)
    assert author.post(address(scanner), {**page, "_save": "Save"}).status_code == 302
    assert order(scanner) == ["paper"]
    assert [use.question.key for use in scanner.uses.all()] == ["power"]


def test_the_category_offers_those_in_use(author, guide):
    page = author.get(address(guide)).content.decode()
    assert '<option value="Printers"></option>' in page
    assert 'list="id_category-list"' in page


def test_the_address_is_fixed_once_live(author, guide):
    save(author, address(guide), slug="other", language="de")
    assert Guide.objects.get().slug == "printer"
    Guide.objects.update(live=None)
    guide.editions.all().delete()
    save(author, address(guide), slug="other", language="en")
    assert Guide.objects.get().slug == "other"


def test_the_language_is_fixed_once_the_guide_has_steps_or_questions(author, guide):
    Guide.objects.update(live=None)
    guide.editions.all().delete()

    def language_after_saving(language):
        save(author, address(guide), language=language)
        return Guide.objects.get().language

    assert language_after_saving("de") == "en"
    guide.placements.all().delete()
    assert language_after_saving("de") == "en"
    guide.uses.all().delete()
    assert language_after_saving("de") == "de"


def test_a_step_given_another_number_goes_there(author, guide):
    assert order(guide) == ["reinstall", "paper", "cable", "restart"]
    save(author, address(guide), **{f"{row(guide, 'restart')}-position": 2})
    assert order(guide) == ["reinstall", "restart", "paper", "cable"]
    save(author, address(guide), **{f"{row(guide, 'reinstall')}-position": 3})
    assert order(guide) == ["restart", "paper", "reinstall", "cable"]
    assert list(guide.placements.values_list("position", flat=True)) == [1, 2, 3, 4]


def test_a_step_without_a_number_becomes_the_last(author, guide):
    save(author, address(guide), **{f"{row(guide, 'reinstall')}-position": ""})
    assert order(guide) == ["paper", "cable", "restart", "reinstall"]


def test_a_condition_offers_the_questions_of_this_guide_only(author, guide):
    live("other", questions=[], uses=[], placements=[{"step": "alone"}], steps=[step("alone")])
    stranger = Question.objects.create(key="stranger", title="Stranger?")
    choice = Choice.objects.create(question=stranger, key="odd", label="Odd one")
    assert "Odd one" not in author.get(address(guide)).content.decode()
    response = save(author, address(guide), **{f"{row(guide, 'paper')}-condition": choice.pk})
    assert "Select a valid choice" in response.content.decode()


def test_a_question_used_in_several_guides_is_offered_once(author, guide):
    live("second")
    rows = guide.placements.count() + 1  # one to add
    page = author.get(address(guide)).content.decode()
    assert page.count("<legend>Symptom?</legend>") == rows
    assert 'type="checkbox" name="placements-0-condition" value=""' not in page


def test_conditions_and_prerequisites_are_saved(author, guide):
    blank = Choice.objects.get(key="blank")
    cable = guide.placements.get(step__key="cable")
    changes = {f"{row(guide, 'paper')}-condition": blank.pk}
    changes |= {f"{row(guide, 'paper')}-after": cable.pk, f"{row(guide, 'paper')}-pinned": "on"}
    save(author, address(guide), **changes)
    paper = guide.placements.get(step__key="paper")
    assert (list(paper.condition.all()), list(paper.after.all())) == ([blank], [cable])
    assert paper.pinned


def test_a_step_cannot_come_after_itself(author, guide):
    own = guide.placements.get(step__key="paper").pk
    response = save(author, address(guide), **{f"{row(guide, 'paper')}-after": own})
    assert "A step cannot come after itself." in response.content.decode()


def test_a_condition_on_a_question_taken_out_stays_to_be_seen(author, guide):
    guide.uses.get(question__key="power").delete()
    page = author.get(address(guide)).content.decode()
    assert "Power? (not used in this guide)" in page
    assert save(author, address(guide)).status_code == 302
    assert guide.placements.get(step__key="cable").condition.count() == 1


def test_a_step_is_taken_out_with_what_named_it(author, guide):
    """The step is brought to the front by a choice and stands before another step."""
    changes = {f"{row(guide, 'restart')}-DELETE": "on", "fronts-0-position": 5}
    response = save(author, address(guide), **changes)
    assert response.status_code == 302
    assert order(guide) == ["reinstall", "paper", "cable"]
    assert not Front.objects.exists()
    assert not Placement.objects.get(step__key="reinstall").after.exists()


def test_each_placement_leads_to_its_step(author, guide):
    page = author.get(address(guide)).content.decode()
    for placement in guide.placements.all():
        assert f'href="{address(placement.step)}"' in page


def test_without_javascript_there_are_empty_rows(author, guide):
    page = author.get(address(guide)).content.decode()
    assert "?rows=3" in page
    assert fields(author.get(f"{address(guide)}?rows=3"))["placements-TOTAL_FORMS"] == ["7"]


def test_the_list_tells_unpublished_changes(author, guide):
    live("second")
    page = author.get(lists(guide)).content.decode()
    assert "Unpublished changes" not in page
    assert page.count("edition 1") == 2
    Step.objects.filter(key="paper").update(why="Because.")
    assert author.get(lists(guide)).content.decode().count("Unpublished changes") == 2
    Guide.objects.filter(slug="second").update(live=None)
    page = author.get(lists(guide)).content.decode()
    assert page.count("Unpublished changes") == 1
    assert "not on the site" in page


def test_the_list_finds_guides_on_the_site(author, guide):
    live("second")
    Guide.objects.filter(slug="second").update(live=None, title="Second")
    on_site = author.get(f"{lists(guide)}?live=yes").content.decode()
    assert "1 guide" in on_site
    assert "Second" in author.get(f"{lists(guide)}?live=no").content.decode()


def queries(client, url):
    client.get(url)  # what a process asks once
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_more_guides_cost_no_more_queries(author, guide):
    pages = [lists(model) for model in (Guide, Step, Question)]
    few = {url: queries(author, url) for url in pages}
    for number in range(4):
        live(
            f"more-{number}",
            steps=[step(f"alone-{number}"), step(f"other-{number}")],
            placements=[{"step": f"alone-{number}"}, {"step": f"other-{number}"}],
            questions=[],
            uses=[],
        )
    assert {url: queries(author, url) for url in pages} == few


def test_more_rows_cost_a_guides_page_no_more_queries(author, guide):
    before = queries(author, address(guide))
    for number in range(5):
        part = Step.objects.create(key=f"more-{number}", title=f"More {number}")
        Placement.objects.create(guide=guide, step=part, position=9 + number)
    assert queries(author, address(guide)) == before


def test_the_signed_in_name_is_kept_with_what_was_done(author, guide):
    save(author, address(guide), title="Printer is silent")
    entry = LogEntry.objects.latest("pk")
    assert (entry.user, entry.object_id) == (author.user, str(guide.pk))
