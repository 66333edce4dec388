"""A guide that is live, for the tests of the admin."""

import pytest

from tests.admin.pages import live


@pytest.fixture
def guide(db):
    return live()
