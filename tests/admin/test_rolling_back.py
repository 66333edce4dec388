"""Rolling back and taking off: which edition is live, and that nobody's is replaced unseen."""

from django.contrib.admin.models import LogEntry

from tests.admin.pages import address, fields, live_number, press
from troubleshooter.admin import publishing
from troubleshooter.models import Edition, Step


def test_an_earlier_edition_is_made_live_again(publisher, guide, paper):
    first = guide.live
    Step.objects.filter(pk=paper.pk).update(why="One.")
    press(publisher, guide)
    url = address(first, "roll_back")
    for offer in ("/admin/troubleshooter/edition/", address(first)):
        assert f'<a href="{url}">Roll back…</a>' in publisher.get(offer).content.decode()
    page = publisher.get(url)
    assert "Roll back to edition 1" in page.content.decode()
    assert "<del>One.</del>" in page.content.decode()
    assert publisher.post(url, {"shown": fields(page)["shown"]})["Location"] == address(guide)
    assert live_number() == 1
    assert LogEntry.objects.latest("pk").change_message == "Rolled back to edition 1."
    assert Step.objects.get(pk=paper.pk).why == "One."
    assert Edition.objects.count() == 2


def test_rolling_back_is_guarded_against_a_change_since_the_look(publisher, guide, paper):
    first = guide.live
    Step.objects.filter(pk=paper.pk).update(why="One.")
    press(publisher, guide)
    shown = fields(publisher.get(address(first, "roll_back")))["shown"]
    Step.objects.filter(pk=paper.pk).update(why="Two.")
    press(publisher, guide)
    response = publisher.post(address(first, "roll_back"), {"shown": shown}, follow=True)
    page = response.content.decode()
    assert "Another edition went live since you looked." in page
    assert "What changes against edition 3" in page
    assert live_number() == 3


def test_rolling_back_never_replaces_an_edition_that_went_live_just_now(
    publisher, guide, paper, monkeypatch
):
    first = guide.live
    for why in ("One.", "Two."):
        Step.objects.filter(pk=paper.pk).update(why=why)
        press(publisher, guide)
    second = Edition.objects.get(number=2)
    shown = fields(publisher.get(address(first, "roll_back")))["shown"]
    found = publishing.guide_of

    def and_meanwhile(*asked):
        read = found(*asked)
        guide.roll_back(second)
        return read

    monkeypatch.setattr(publishing, "guide_of", and_meanwhile)
    response = publisher.post(address(first, "roll_back"), {"shown": shown}, follow=True)
    assert "Another edition went live since you looked." in response.content.decode()
    assert live_number() == 2


def test_a_guide_is_taken_off_the_site(publisher, visitor, guide):
    assert "Take off the site" in publisher.get(address(guide, "withdraw")).content.decode()
    assert visitor.get(f"/guides/{guide.slug}/").status_code == 200
    publisher.post(address(guide, "withdraw"))
    assert visitor.get(f"/guides/{guide.slug}/").status_code == 404
    assert Edition.objects.count() == 1
    publisher.post(address(guide, "withdraw"))
    assert LogEntry.objects.count() == 1
