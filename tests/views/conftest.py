"""A published guide and a session on it, for the tests of the views."""

import pytest

from tests.factories import published


@pytest.fixture
def guide(db):
    return published()


@pytest.fixture
def base(visitor, guide):
    """The address of a session that was just started."""
    return visitor.post(f"/guides/{guide.slug}/sessions/")["Location"]
