"""Another device: the code of a session, shown, asked for and redeemed."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tests.views.markup import Page
from tests.views.walking import SCREENS, buttons, say
from troubleshooter.core.qr import qr_svg
from troubleshooter.models import Device, Event, TroubleshootingSession

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_has_guessed(settings, monkeypatch):
    settings.LIMITS = settings.LIMITS | {"codes": (10, 600)}
    monkeypatch.setattr("troubleshooter.limits.time", SimpleNamespace(time=lambda: 1_000_000.0))
    cache.clear()


@pytest.fixture
def slowed(monkeypatch):
    """The seconds that redemptions were slowed down by."""
    seconds = []
    monkeypatch.setattr("troubleshooter.views.codes.time.sleep", seconds.append)
    return seconds


def code_of(visitor, base, path="code/"):
    page = Page(visitor.get(base + path))
    return page.one("span", aria_hidden="true").text


def redeem(code, client=None, **more):
    return (client or Client()).post("/resume/", {"code": code}, **more)


def test_another_device_goes_on_with_the_code_and_lists_the_session(visitor, walk, base):
    walk(*SCREENS["step"])
    other = Client()
    response = redeem(code_of(visitor, base).lower(), other)
    assert (response.status_code, response["Location"]) == (303, base)
    cookie = response.cookies["visitor"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 2592000)
    for client in (other, visitor):
        assert Page(client.get("/sessions/")).all("a", href=base)


def test_who_opts_out_of_being_followed_goes_on_without_a_cookie(visitor, walk, base):
    walk(*SCREENS["step"])
    response = redeem(code_of(visitor, base), headers={"Sec-GPC": "1"})
    assert response["Location"] == base
    assert not response.cookies
    assert not Device.objects.exists()


def test_redeeming_keeps_a_device_that_is_known(visitor, guide, walk, base):
    walk(*SCREENS["step"])
    other = Client()
    own = other.post(f"/guides/{guide.slug}/sessions/")["Location"]
    say(other, own, "answers", question="symptom", choice="blank")
    cookie = other.cookies["visitor"].value
    redeem(code_of(visitor, base), other)
    assert other.cookies["visitor"].value == cookie
    page = Page(other.get("/sessions/"))
    assert page.all("a", href=base)
    assert page.all("a", href=own)


def test_the_page_of_the_code_shows_it_for_the_eye_a_voice_and_a_camera(visitor, base):
    page = Page(visitor.get(f"{base}code/"))
    shown = page.one("span", aria_hidden="true").text
    spelled = page.one("span", class_="unseen").text
    assert re.fullmatch(r"\w{4}-\w{4}", shown)
    assert re.sub(r"[ ,]", "", spelled) == shown.replace("-", "")
    assert qr_svg(f"http://testserver/resume/?code={shown}") in page.markup
    assert f"http://testserver{base}" in page.text


def test_looking_at_a_code_or_at_its_link_uses_nothing_up(visitor, base):
    code = code_of(visitor, base)
    for _ in range(2):
        page = Page(Client().get(f"/resume/?code={code}"))
        assert page.one("input", name="code")["value"] == code
    assert code_of(visitor, base) == code
    assert redeem(code).status_code == 303


def test_a_link_with_nonsense_asks_for_a_code(visitor):
    page = Page(visitor.get("/resume/?code=<script>"))
    assert page.one("input", name="code")["value"] == ""


def test_the_page_that_asks_needs_no_csrf_token_and_refuses_another_site(visitor, base):
    client = Client(enforce_csrf_checks=True)
    code = code_of(visitor, base)
    assert redeem(code, client, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert redeem(code, client).status_code == 303


def test_a_wrong_a_used_and_an_old_code_get_the_same_clear_sentence(visitor, walk, base):
    used = code_of(visitor, base)
    redeem(used)
    current = code_of(visitor, base)
    long_ago = timezone.now() - timedelta(days=8)
    TroubleshootingSession.objects.update(started_at=long_ago)
    answers = [redeem(code) for code in ("00000000", used, current)]
    assert {answer.status_code for answer in answers} == {422}
    sentences = {Page(answer).one("p", role="alert").text for answer in answers}
    assert len(sentences) == 1
    assert "Nothing is lost" in sentences.pop()
    walk(*SCREENS["step"])
    assert redeem(current).status_code == 303


def test_nothing_typed_is_said_and_is_no_guess(visitor):
    for _ in range(12):
        page = Page(redeem(""))
    assert page.one("p", role="alert").text == "Type the code first."


def test_a_client_that_guesses_is_refused_for_a_while_and_others_are_not(visitor, base, slowed):
    code = code_of(visitor, base)
    assert [redeem("0000 0000").status_code for _ in range(10)] == [422] * 10
    refused = redeem(code)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 600
    assert Page(refused).one("input", name="code")["value"] == code
    assert redeem(code, REMOTE_ADDR="192.0.2.9").status_code == 303
    assert slowed == []


def test_right_codes_are_no_guesses(visitor, base):
    for _ in range(12):
        assert redeem(code_of(visitor, base)).status_code == 303


def test_past_sixty_wrong_codes_a_minute_everybody_is_slowed_and_nobody_refused(
    visitor, base, slowed
):
    for number in range(60):
        redeem("00000000", REMOTE_ADDR=f"192.0.2.{number}")
    assert slowed == []
    code = code_of(visitor, base)
    assert redeem(code, REMOTE_ADDR="198.51.100.1").status_code == 303
    assert redeem("00000000", REMOTE_ADDR="198.51.100.2").status_code == 422
    assert slowed == [1.0, 1.0]


@pytest.mark.parametrize("nothing", ["", "0" * 101])
def test_what_cannot_be_a_code_holds_nobody_up(visitor, slowed, nothing):
    for number in range(60):
        redeem("00000000", REMOTE_ADDR=f"192.0.2.{number}")
    assert redeem(nothing).status_code == 422
    assert slowed == []


def test_while_one_is_slowed_those_beside_it_go_on(visitor, base, monkeypatch):
    """However many guess at once, one thread waits."""
    for number in range(60):
        redeem("00000000", REMOTE_ADDR=f"192.0.2.{number}")
    code, asleep, beside = code_of(visitor, base), [], []

    def sleep(seconds):
        asleep.append(seconds)
        if len(asleep) < 5:
            beside.append(redeem(code, REMOTE_ADDR="198.51.100.1").status_code)

    monkeypatch.setattr("troubleshooter.views.codes.time.sleep", sleep)
    for _ in range(2):
        redeem("00000000", REMOTE_ADDR="198.51.100.2")
    assert asleep == [1.0, 1.0]
    assert beside == [303, 422]


def test_no_address_of_a_client_is_kept_or_logged(visitor, base, caplog):
    caplog.set_level("DEBUG")
    redeem("00000000", REMOTE_ADDR="192.0.2.77")
    redeem(code_of(visitor, base), REMOTE_ADDR="192.0.2.77")
    from django.core.cache.backends.locmem import _caches

    assert "192.0.2.77" not in f"{caplog.text}{[list(kept) for kept in _caches.values()]}"


@pytest.mark.parametrize("kind", ["interruption", "waiting"])
def test_a_screen_that_interrupts_shows_the_code(visitor, base, walk, kind):
    page = walk(*SCREENS[kind])
    assert "Your place is saved" in page.text
    assert page.one("span", aria_hidden="true").text == code_of(visitor, base)
    assert page.all("a", href=f"{base}code/")


def test_a_fragment_that_interrupts_shows_the_code_too(visitor, base, walk):
    walk("symptom=noise")
    seen = Event.objects.get().key
    data = {"question": "system", "choice": "mac", "seen": seen}
    fragment = Page(visitor.post(f"{base}answers/", data, headers={"HX-Request": "true"}))
    assert fragment.one("span", aria_hidden="true").text == code_of(visitor, base)


def test_a_code_whose_time_is_over_is_not_shown(visitor, base, walk):
    walk(*SCREENS["interruption"])
    Event.objects.update(at=timezone.now() - timedelta(days=8))
    assert "type this code" not in walk().text
    assert not Page(visitor.get(f"{base}code/")).all("span", aria_hidden="true")


@pytest.mark.parametrize("kind", ["interruption", "waiting"])
def test_under_a_new_key_of_the_site_no_code_is_shown_until_there_is_a_good_one(
    visitor, base, walk, settings, kind
):
    walk(*SCREENS[kind])
    settings.SECRET_KEY = "another key of the site, as long as the one before, but not the same"
    assert "type this code" not in walk().text
    say(visitor, base, "answers", question="symptom", choice="noise")
    assert redeem(code_of(visitor, base)).status_code == 303


def test_the_code_of_an_unknown_session_is_404(visitor, db):
    assert visitor.get(f"/sessions/{'x' * 22}/code/").status_code == 404


# --- Finish on this device -------------------------------------------------------------------


def test_finishing_forgets_all_of_it_on_this_device_alone(visitor, guide, base, walk):
    walk(*SCREENS["step"])
    other = Client()
    redeem(code_of(visitor, base), other)
    assert "Finish on this device" in buttons(Page(other.get("/sessions/")))
    response = other.post("/sessions/")
    assert response.status_code == 303
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert response.cookies["visitor"].value == ""
    page = Page(other.get(response["Location"]))
    assert "this device has forgotten your place" in page.one("p", role="status").text
    assert not page.all("a", href=base)
    assert "Finish on this device" not in buttons(page)
    assert Page(visitor.get("/sessions/")).all("a", href=base)
    assert other.get(base).status_code == 200


def test_finishing_reaches_what_was_started_here_even_if_the_cookie_comes_back(visitor, base, walk):
    walk(*SCREENS["step"])
    kept = visitor.cookies["visitor"].value
    visitor.post("/sessions/")
    visitor.cookies["visitor"] = kept
    assert not Page(visitor.get("/sessions/")).all("a", href=base)


def test_finishing_leaves_staff_signed_in_and_lists_their_accounts_sessions(author, guide):
    base = author.post(f"/guides/{guide.slug}/sessions/")["Location"]
    say(author, base, "answers", question="symptom", choice="blank")
    response = author.post("/sessions/")
    assert set(response.cookies) == {"visitor"}
    assert "cookies" not in response["Clear-Site-Data"]
    assert Page(author.get("/sessions/")).all("a", href=base)


def test_another_site_cannot_make_a_device_forget(visitor, base):
    client = Client(enforce_csrf_checks=True)
    client.cookies = visitor.cookies
    refused = client.post("/sessions/", headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403
    assert client.post("/sessions/").status_code == 303


def test_what_a_device_keeps_holds_the_code_too(visitor, base, walk):
    walk(*SCREENS["interruption"])
    assert code_of(visitor, base) in visitor.get(f"{base}kept/").text
