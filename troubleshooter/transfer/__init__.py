"""Documents to rows, rows to documents, and guide folders to both. This file only re-exports."""

from .articles_in import (
    Supplied,
    files_in,
    store_article,
    with_free_keys,
    with_pictures,
)
from .articles_out import article_of, write_article_file
from .folder import read_folder, write_folder
from .snapshot import current_snapshot, snapshot, working_copies
from .store import ImportConflict, ImportRefused, Stored, store
from .trials import Trial, load_trial

__all__ = [
    "ImportConflict",
    "ImportRefused",
    "Stored",
    "Supplied",
    "Trial",
    "article_of",
    "current_snapshot",
    "files_in",
    "load_trial",
    "read_folder",
    "snapshot",
    "store",
    "store_article",
    "with_free_keys",
    "with_pictures",
    "working_copies",
    "write_article_file",
    "write_folder",
]
