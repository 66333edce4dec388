"""The shipped guide, published, for tests in a browser."""

from pathlib import Path

import pytest

from troubleshooter.transfer import read_folder, store

SHIPPED = Path(__file__).parents[2] / "content" / "icloud-backup"


@pytest.fixture
def shipped_guide(transactional_db):
    document = read_folder(SHIPPED)
    guide = store(document).guide
    guide.publish(document)
    return guide
