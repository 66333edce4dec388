"""What is said while something is down, and to the machines that watch."""

import pytest
from django.db import OperationalError
from django.test import Client

from troubleshooter.views import guides

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_a_healthy_site_says_ok(visitor, path):
    assert visitor.get(path).content == b"ok\n"


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
def test_machines_that_watch_may_call_a_container_by_an_address_of_its_own(path, settings):
    settings.METRICS_TOKEN = "a token that only this test knows"
    bearer = {"Authorization": f"Bearer {settings.METRICS_TOKEN}"}
    machine = Client(headers={"host": "web1:8000", **bearer}, raise_request_exception=False)
    assert machine.get(path).status_code == 200
    assert machine.get("/").status_code == 400


def test_a_database_that_does_not_answer_is_a_503_with_a_way_on(visitor, monkeypatch):
    def down(*_):
        raise OperationalError("connection refused: host secret-host")

    monkeypatch.setattr(guides.Guide.objects, "published", down)
    response = visitor.get("/search/")
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert "secret-host" not in response.content.decode()
    assert "<h1" in response.content.decode()


def test_a_mistake_of_ours_is_a_500_in_the_sites_look(monkeypatch):
    def broken(*_):
        raise RuntimeError("a mistake")

    monkeypatch.setattr(guides.Guide.objects, "published", broken)
    response = Client(raise_request_exception=False).get("/search/")
    assert response.status_code == 500
    assert "<h1" in response.content.decode()
    assert "a mistake" not in response.content.decode()
