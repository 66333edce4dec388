"""The pictures of an export: a readable name for each, and the files."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from django.core.files.storage import default_storage

from ..core.document import Screenshot, picture_name


class PictureFiles:
    """The pictures named so far, by file name; two that have one name are told apart."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def name(self, shot: Screenshot) -> str:
        """The file name for a screenshot's picture: the same one for the same picture."""
        extension = PurePosixPath(shot.image).suffix
        stem = picture_name(shot.name) or PurePosixPath(shot.image).stem
        name, number = f"{stem}{extension}", 1
        while self.names.setdefault(name, shot.image) != shot.image:
            number += 1
            name = f"{stem}-{number}{extension}"
        return name

    def write(self, folder: Path) -> None:
        """Write the files."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, image in self.names.items():
            with default_storage.open(image) as stored:
                (folder / name).write_bytes(stored.read())
