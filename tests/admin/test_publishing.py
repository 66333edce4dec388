"""Publishing: what is in the way, what changes, and that two may press at once."""

import re
from threading import Barrier, Thread

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection

from tests.admin.pages import address, fields, live, live_number, press
from tests.factories import started
from troubleshooter.models import Choice, Edition, Guide, Picture, Screenshot, Step
from troubleshooter.transfer import current_snapshot


def look(client, guide):
    return client.get(address(guide, "publish")).content.decode()


def test_the_action_on_the_page_leads_to_the_look(publisher, guide):
    data = {"CHANGE_FORM-action": "publish_guide", "_selected_action": guide.pk, "index": 0}
    response = publisher.post(address(guide), data)
    assert response["Location"] == address(guide, "publish")


def test_nothing_to_publish_is_said(publisher, guide):
    page = look(publisher, guide)
    assert "Nothing to publish" in page
    assert "Publish edition" not in page
    press(publisher, guide)
    assert Edition.objects.count() == 1


def test_what_changes_is_shown_and_then_goes_live(publisher, guide, paper):
    session = started(guide)
    Step.objects.filter(pk=paper.pk).update(why="It <b>jams</b>.")
    guide.placements.filter(step__key="reinstall").delete()
    page = look(publisher, guide)
    assert "What changes against edition 1" in page
    assert "Why it helps changes" in page
    assert "<ins>It &lt;b&gt;jams&lt;/b&gt;.</ins>" in page
    assert "Is taken out" in page
    response = press(publisher, guide)
    assert response["Location"] == address(guide)
    edition = Guide.objects.get().live
    assert (edition.number, edition.published_by) == (2, publisher.user)
    assert edition.document.step["paper"].why == "It <b>jams</b>."
    session.refresh_from_db()
    assert session.edition.number == 1
    assert LogEntry.objects.latest("pk").change_message == "Published edition 2."


def test_a_first_edition_shows_what_goes_live(publisher, guide):
    guide.withdraw()
    guide.editions.all().delete()
    page = look(publisher, guide)
    assert "What goes live" in page
    assert "<li>Restart</li>" in page
    press(publisher, guide)
    assert live_number() == 1


def break_condition(guide):
    guide.uses.get(question__key="power").delete()
    return "/guide/", "#placements-2", "the condition needs the question “power”"


def break_question(guide):
    guide.uses.filter(question__key="symptom").update(ask_first=False)
    return "/guide/", "#uses-0", "nothing depends on “Symptom?”"


def break_reach(guide):
    out = Choice.objects.get(key="out")
    guide.placements.get(step__key="cable").condition.set([out])
    return "/guide/", "#placements-2", "no combination of choices leads to “Cable”"


def break_alt(guide):
    line = Step.objects.get(key="paper").instructions.get()
    picture = Picture.objects.create(image=f"{'0' * 32}.webp", width=1, height=1)
    Screenshot.objects.create(instruction=line, picture=picture, alt="IMG_1.png")
    return "/step/", "#instructions-0", "say in words what the picture shows"


def break_step(guide):
    Step.objects.get(key="paper").instructions.all().delete()
    return "/step/", "", "“Paper” is empty"


def break_order(guide):
    restart = guide.placements.get(step__key="restart")
    restart.after.add(guide.placements.get(step__key="reinstall"))
    return "/guide/", "", "goes round in a circle: Re"


def break_guide(guide):
    guide.placements.all().delete()
    return "/guide/", "", "the guide has no fix yet"


def break_text(guide):
    Guide.objects.update(summary="")
    return "/guide/", "", "what it fixes: "


def break_choices(guide):
    Choice.objects.filter(key="mac").delete()
    return "/question/", "", "choices: must have 2 items or more"


def break_label(guide):
    Choice.objects.filter(key="windows").update(label="")
    return "/question/", "", "choice 2: label: must not be empty"


def break_symptom(guide):
    Guide.objects.update(symptoms="x" * 201)
    return "/guide/", "", "symptoms: must have at most 200 characters"


def break_language(guide):
    Step.objects.filter(key="cable").update(language="de")
    return "/guide/", "#placements-2", "“Cable” is in another language (de)"


def break_line(guide):
    Step.objects.get(key="paper").instructions.update(text="")
    return "/step/", "#instructions-0", "instruction 1: text: "


@pytest.mark.parametrize(
    "damage",
    [
        break_condition,
        break_question,
        break_reach,
        break_alt,
        break_step,
        break_order,
        break_guide,
        break_text,
        break_line,
        break_choices,
        break_label,
        break_symptom,
        break_language,
    ],
)
def test_each_thing_in_the_way_is_named_with_a_link_to_its_row(publisher, guide, damage):
    kind, anchor, words = damage(guide)
    page = look(publisher, guide)
    lines = page.split('class="problems"')[1].split("</ol>")[0].split("<li>")[1:]
    assert any(words in line and kind in line and f'{anchor}"' in line for line in lines), lines
    assert "Publish edition" not in page
    press(publisher, guide)
    assert Edition.objects.count() == 1


def test_the_links_lead_to_pages_with_that_row(publisher, guide):
    break_question(guide)
    break_alt(guide)
    page = look(publisher, guide)
    problems = page.split('class="problems"')[1].split("</ol>")[0]
    for url, anchor in re.findall(r'<li><a href="([^"#]*)#([^"]*)"', problems):
        assert f'id="{anchor}"' in publisher.get(url).content.decode()
    (preview,) = re.findall(r'href="([^"]*)">Preview<', problems)
    assert preview == f"{address(guide, 'preview')}steps/paper/"
    assert ">Paper</h1>" in publisher.get(preview).content.decode()


def test_a_change_between_look_and_press_is_shown_first(publisher, guide, paper):
    Step.objects.filter(pk=paper.pk).update(why="One.")
    shown = fields(publisher.get(address(guide, "publish")))["shown"]
    Step.objects.filter(pk=paper.pk).update(why="Two.")
    response = press(publisher, guide, shown)
    page = response.content.decode()
    assert response.status_code == 200
    assert "has changed since you looked" in page
    assert "<ins>Two.</ins>" in page
    assert live_number() == 1
    assert publisher.post(address(guide, "publish"), {"shown": fields(response)["shown"]})
    assert live_number() == 2


def test_another_live_edition_between_look_and_press_is_shown_first(publisher, guide, paper):
    first = guide.live
    Step.objects.filter(pk=paper.pk).update(why="One.")
    press(publisher, guide)
    Step.objects.filter(pk=paper.pk).update(why="Two.")
    shown = fields(publisher.get(address(guide, "publish")))["shown"]
    guide.roll_back(first)
    assert "What changes against edition 1" in press(publisher, guide, shown).content.decode()
    assert live_number() == 1


def test_pressing_twice_publishes_once(publisher, guide, paper):
    Step.objects.filter(pk=paper.pk).update(why="One.")
    shown = fields(publisher.get(address(guide, "publish")))["shown"]
    for _press in range(2):
        assert press(publisher, guide, shown)["Location"] == address(guide)
    assert Edition.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_people_pressing_at_once_publish_once(publisher, superuser):
    guide = live()
    Step.objects.filter(key="paper").update(why="One.")
    shown = fields(publisher.get(address(guide, "publish")))["shown"]
    start, statuses = Barrier(2), []

    def person(client):
        start.wait()
        statuses.append(press(client, guide, shown).status_code)
        connection.close()

    people = [Thread(target=person, args=(client,)) for client in (publisher, superuser)]
    for thread in people:
        thread.start()
    for thread in people:
        thread.join()
    assert statuses == [302, 302]
    assert sorted(Edition.objects.values_list("number", flat=True)) == [1, 2]
    assert live_number() == 2


def test_publishing_never_replaces_an_edition_that_went_live_just_now(
    publisher, guide, paper, monkeypatch
):
    first = guide.live
    Step.objects.filter(pk=paper.pk).update(why="One.")
    press(publisher, guide)
    Step.objects.filter(pk=paper.pk).update(why="Two.")
    shown = fields(publisher.get(address(guide, "publish")))["shown"]

    def and_meanwhile(one):
        guide.roll_back(first)
        return current_snapshot(one)

    monkeypatch.setattr("troubleshooter.admin.publishing.current_snapshot", and_meanwhile)
    response = publisher.post(address(guide, "publish"), {"shown": shown}, follow=True)
    page = response.content.decode()
    assert "Another edition went live since you looked." in page
    assert "What changes against edition 1" in page
    assert live_number() == 1
    assert Edition.objects.count() == 2
