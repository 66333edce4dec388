"""Documents to rows, rows to documents, and guide folders to both. This file only re-exports."""

from .articles_out import article_of, write_article_file
from .folder import read_folder, write_folder
from .snapshot import current_snapshot, snapshot, working_copies
from .store import ImportConflict, ImportRefused, Stored, store

__all__ = [
    "ImportConflict",
    "ImportRefused",
    "Stored",
    "article_of",
    "current_snapshot",
    "read_folder",
    "snapshot",
    "store",
    "working_copies",
    "write_article_file",
    "write_folder",
]
