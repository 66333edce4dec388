"""Documents to rows, rows to documents, and guide folders to both. This file only re-exports."""

from .folder import read_folder, write_folder
from .snapshot import current_snapshot, snapshot, working_copies
from .store import ImportConflict, ImportRefused, Stored, store

__all__ = [
    "ImportConflict",
    "ImportRefused",
    "Stored",
    "current_snapshot",
    "read_folder",
    "snapshot",
    "store",
    "working_copies",
    "write_folder",
]
