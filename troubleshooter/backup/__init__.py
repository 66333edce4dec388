"""Everything the help desk keeps in one file, and back: called by `manage.py backup | restore`.

An archive is a compressed tar with the database as it was at one moment, every picture, and a
manifest that says what is in it. It is written beside and renamed, so none is ever half there.
"""

from .archive import Manifest, write
from .databases import BackupError, put_aside
from .reading import Archive, opened, restore

__all__ = ["Archive", "BackupError", "Manifest", "opened", "put_aside", "restore", "write"]
