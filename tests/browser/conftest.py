"""The shipped guide, published, for tests in a browser, and how long these wait."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.wire import SOON
from troubleshooter.transfer import read_folder, store

expect.set_options(timeout=SOON)

SHIPPED = Path(__file__).parents[2] / "content" / "icloud-backup"


@pytest.fixture
def shipped_guide(transactional_db):
    document = read_folder(SHIPPED)
    guide = store(document).guide
    guide.publish(document)
    return guide
