"""How often somebody may do something, counted without knowing who it is."""

import time

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from troubleshooter.limits import Limit, client_of, named

GUESSES = Limit("guesses-of-a-test", 2, 60)


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture(autouse=True)
def early_in_a_window(monkeypatch):
    now = time.time() // 3600 * 3600 + 1
    monkeypatch.setattr(time, "time", lambda: now)


def client(address, **headers):
    return client_of(RequestFactory().get("/", REMOTE_ADDR=address, headers=headers))


def test_each_client_has_a_count_of_its_own_and_everybody_one_together():
    for _ in range(2):
        assert not GUESSES.is_reached("one")
        GUESSES.count("one")
    assert GUESSES.is_reached("one")
    assert not GUESSES.is_reached("another")
    assert not GUESSES.is_reached()


def test_a_window_ends(monkeypatch):
    for _ in range(2):
        GUESSES.count("one")
    later = time.time() + GUESSES.seconds
    monkeypatch.setattr(time, "time", lambda: later)
    assert not GUESSES.is_reached("one")


def test_a_count_that_is_lost_while_it_is_made_begins_anew(monkeypatch):
    def ended(key):
        cache.delete(key)
        raise ValueError

    monkeypatch.setattr(cache, "incr", ended)
    assert GUESSES.count("one") == 1
    assert cache.get(GUESSES.key("one")) == 1


def test_a_cache_that_does_not_answer_limits_nobody(monkeypatch):
    def refuse(*_args):
        raise ConnectionError("10.0.0.1 refused")

    monkeypatch.setattr(cache, "add", refuse)
    monkeypatch.setattr(cache, "get", refuse)
    GUESSES.count("one")
    assert not GUESSES.is_reached("one")


def test_a_client_is_told_from_others_without_naming_its_address():
    assert client("192.0.2.7") == client("::ffff:192.0.2.7")
    assert client("192.0.2.7") != client("192.0.2.8")
    assert client("2001:db8::1") == client("2001:db8::ffff")
    assert client("2001:db8::1") != client("2001:db8:0:1::1")
    assert "192.0.2.7" not in client("192.0.2.7")
    assert client("a socket")


def test_only_what_a_trusted_proxy_saw_itself_counts(settings):
    forged = {"X-Forwarded-For": "198.51.100.1, 192.0.2.7"}
    assert client("127.0.0.1", **forged) == client("127.0.0.1")
    settings.TRUST_PROXY = True
    assert client("127.0.0.1", **forged) == client("192.0.2.7")


def test_a_limit_is_a_setting_and_can_be_switched_off(settings):
    settings.LIMITS = {"search": (2, 60), "start": None}
    assert named("search", times=10) == ("search*10", 20, 60)
    assert [named("search").is_passed(named("search").count("one")) for _ in range(3)] == [
        False,
        False,
        True,
    ]
    assert named("search").wait == 59
    assert {named("start").count("one") for _ in range(9)} == {0}
    assert not named("start").is_reached("one")
    assert not named("start").is_passed(9)
