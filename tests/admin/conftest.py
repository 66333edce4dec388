"""A guide that is live, for the tests of the admin."""

import pytest

from tests.admin.pages import live
from troubleshooter.models import Step


@pytest.fixture
def guide(db):
    return live()


@pytest.fixture
def paper(guide):
    return Step.objects.get(key="paper")
