"""Signing in: wrong passwords make the one who guesses wait, and nobody else."""

import time

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from troubleshooter.staff import guesses

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
RIGHT = "correct horse battery"


@pytest.fixture(autouse=True)
def three_guesses(settings, monkeypatch):
    cache.clear()
    settings.LIMITS = {**settings.LIMITS, "sign-in": (3, 900)}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    user = get_user_model().objects.create_superuser("anna", password=RIGHT)
    yield user
    cache.clear()


@pytest.fixture
def clock(monkeypatch):
    """A clock of the test's own, early in a window of the limits."""
    now = [time.time() // 900 * 900 + 1]
    monkeypatch.setattr(time, "time", lambda: now[0])
    return lambda seconds: now.__setitem__(0, now[0] + seconds)


def sign_in(client, password="wrong", username="anna"):
    return client.post(LOGIN, {"username": username, "password": password, "next": "/admin/"})


def from_elsewhere(number=7):
    return Client(REMOTE_ADDR=f"192.0.2.{number}")


def test_three_wrong_passwords_are_a_slip_and_the_fourth_makes_wait(clock):
    thief = from_elsewhere()
    assert [sign_in(thief).status_code for _ in range(5)] == [200, 200, 200, 200, 429]
    refused = sign_in(thief, RIGHT)
    assert refused.status_code == 429
    assert refused["Retry-After"] == "2"
    assert "Nothing was checked: try again in 2 seconds." in refused.text


def test_the_wait_doubles_and_ends(clock):
    thief, waits = from_elsewhere(), []
    for _ in range(3):
        sign_in(thief)
    for _ in range(5):
        sign_in(thief)
        waits.append(int(sign_in(thief)["Retry-After"]))
        clock(waits[-1] + 0.1)
    assert waits == [2, 4, 8, 16, 32]
    assert sign_in(thief, RIGHT).status_code == 302


def test_nobody_elsewhere_is_kept_out(clock):
    for number in range(50):
        sign_in(from_elsewhere(number % 5))
    assert sign_in(from_elsewhere(200), RIGHT).status_code == 302


def test_who_signed_in_here_before_is_not_kept_out_by_somebody_beside_them(clock):
    """Behind one address: an office, or a phone company."""
    anna = from_elsewhere()
    assert sign_in(anna, RIGHT).status_code == 302
    anna.post(reverse("admin:logout"))
    thief = from_elsewhere()
    while sign_in(thief).status_code != 429:
        pass
    assert sign_in(from_elsewhere(), RIGHT).status_code == 429
    assert sign_in(anna, RIGHT).status_code == 302


def test_a_known_browser_has_a_limit_too(clock):
    anna = from_elsewhere()
    sign_in(anna, RIGHT)
    anna.post(reverse("admin:logout"))
    assert [sign_in(anna).status_code for _ in range(5)] == [200, 200, 200, 200, 429]


def test_the_mark_of_a_browser_is_good_for_its_own_person_only(clock):
    get_user_model().objects.create_user("bert", password=RIGHT, is_staff=True)
    bert = from_elsewhere()
    sign_in(bert, RIGHT, "bert")
    bert.post(reverse("admin:logout"))
    for _ in range(4):
        sign_in(from_elsewhere())
    assert sign_in(bert, RIGHT, "anna").status_code == 429
    forged = from_elsewhere()
    forged.cookies["staff-device"] = "eyJwZXJzb24iOiAiYW5uYSJ9:forged"
    assert sign_in(forged, RIGHT).status_code == 429


def test_trying_many_names_makes_wait_as_well(clock):
    thief = from_elsewhere()
    codes = [sign_in(thief, username=f"name-{n}").status_code for n in range(14)]
    assert codes == [200] * 13 + [429]


def test_another_spelling_of_a_name_is_the_same_name(clock):
    thief = from_elsewhere()
    for name in ("anna", " ANNA", "Anna", "ａnna"):
        sign_in(thief, username=name)
    assert sign_in(thief).status_code == 429


def test_many_at_once_are_no_way_around_it(clock, monkeypatch):
    """An attempt is counted before its password is looked at."""
    looked_at = []
    monkeypatch.setattr(
        "django.contrib.auth.forms.authenticate",
        lambda *_args, **_more: (
            looked_at.append(sign_in(from_elsewhere()).status_code) if len(looked_at) < 20 else None
        ),
    )
    sign_in(from_elsewhere())
    assert 429 in looked_at
    assert len(looked_at) <= 5


def test_signing_in_forgets_the_slips_before_it(clock):
    anna = from_elsewhere()
    for _ in range(3):
        for _ in range(3):
            sign_in(anna)
        assert sign_in(anna, RIGHT).status_code == 302
        anna.post(reverse("admin:logout"))


def test_a_password_left_empty_forgets_no_slips(clock):
    thief = from_elsewhere()
    slips = [{}, {}, {"password": ""}, {}, {}]
    assert [sign_in(thief, **more).status_code for more in slips] == [200, 200, 200, 200, 429]


def test_a_wave_of_wrong_passwords_slows_strangers_down_and_refuses_nobody(clock, monkeypatch):
    slept = []
    monkeypatch.setattr(guesses.time, "sleep", slept.append)
    anna = from_elsewhere(1)
    sign_in(anna, RIGHT)
    anna.post(reverse("admin:logout"))
    for number in range(60):
        sign_in(from_elsewhere(2 + number))
    assert slept == [1.0]
    assert sign_in(from_elsewhere(250)).status_code == 200
    assert slept == [1.0, 1.0]
    sign_in(anna)
    assert slept == [1.0, 1.0]


def test_without_the_cache_the_door_still_opens(monkeypatch):
    def refuse(*_args, **_more):
        raise ConnectionError

    for name in ("add", "incr", "decr", "get", "delete_many"):
        monkeypatch.setattr(cache, name, refuse)
    assert sign_in(from_elsewhere(), RIGHT).status_code == 302


def test_nothing_counted_tells_who_it_was(clock):
    sign_in(from_elsewhere())
    held = str(getattr(cache, "_cache", ""))
    assert "limit:sign-in" in held
    assert "192.0.2" not in held
    assert "anna" not in held
