"""Articles that are looked at before they are stored as guides.

Each is kept for a few days as a file named by its content, with what was corrected: so a page that
shows it can be reloaded, come back to and walked, and the database knows nothing of it.
"""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from functools import lru_cache

import msgspec
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from ..core.articles import ArticleWarning, read_article
from ..core.correcting import Corrections, corrected
from ..core.document import Document

FOLDER = "imports"
KEPT_FOR = timedelta(days=3)


class Trial(msgspec.Struct, frozen=True):
    """The text of an article, its file's name if it has one, and the corrections so far."""

    text: str
    name: str = ""
    corrections: Corrections = Corrections()

    @property
    def original(self) -> Document:
        """The guide as it was read. Raises ArticleRefused."""
        return _read(self.text, self.name)[0]

    @property
    def warnings(self) -> tuple[ArticleWarning, ...]:
        return _read(self.text, self.name)[1]

    @property
    def document(self) -> Document:
        """The guide with the corrections made."""
        return corrected(self.original, self.corrections)

    def checked(self) -> Trial:
        """The trial itself, once its text was read. Raises ArticleRefused."""
        _read(self.text, self.name)
        return self

    def keep(self) -> str:
        """Keep it for some days; the key to load it by."""
        _forget_old()
        data = msgspec.json.encode(self)
        key = hashlib.sha256(data).hexdigest()
        if not default_storage.exists(_path(key)):
            default_storage.save(_path(key), ContentFile(data))
        return key


def load_trial(key: str) -> Trial | None:
    """The trial that was kept under this key, if it is still there."""
    if not re.fullmatch("[0-9a-f]{64}", key):
        return None
    try:
        with default_storage.open(_path(key)) as file:
            return msgspec.json.decode(file.read(), type=Trial)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


@lru_cache(maxsize=8)
def _read(text: str, name: str) -> tuple[Document, tuple[ArticleWarning, ...]]:
    return read_article(text, name=name)


def _path(key: str) -> str:
    return f"{FOLDER}/{key}.json"


def _forget_old() -> None:
    if not default_storage.exists(FOLDER):
        return
    _folders, names = default_storage.listdir(FOLDER)
    for name in names:
        path = f"{FOLDER}/{name}"
        try:
            if timezone.now() - default_storage.get_modified_time(path) > KEPT_FOR:
                default_storage.delete(path)
        except FileNotFoundError:  # somebody else was faster
            continue
