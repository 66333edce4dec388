"""A published guide and a session on it, for the tests of the views."""

import pytest

from tests.factories import published
from tests.views.markup import Page
from tests.views.walking import say


@pytest.fixture
def guide(db):
    return published()


@pytest.fixture
def base(visitor, guide):
    """The address of a session that was just started."""
    return visitor.post(f"/guides/{guide.slug}/sessions/")["Location"]


@pytest.fixture
def walk(visitor, base):
    """Say things in order ("symptom=blank", "paper:fixed"), then read the session's page."""

    def go(*facts, path=""):
        for fact in facts:
            if "=" in fact:
                question, choice = fact.split("=")
                say(visitor, base, "answers", question=question, choice=choice)
            else:
                step, outcome, *reason = fact.split(":")
                say(visitor, base, "attempts", step=step, outcome=outcome, reason=reason)
        return Page(visitor.get(base + path))

    return go
