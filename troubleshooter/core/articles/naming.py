"""Names of pictures, from their addresses."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from ..document import picture_name

_EXTENSIONS = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg", ".avif", ".heic", ".bmp"}


def file_of(address: str) -> str:
    """The last part of a picture's address: its file's name, "" where it has none."""
    if address.startswith("data:"):
        return ""
    try:
        path = urlsplit(address).path
    except ValueError:
        path = address
    return PurePosixPath(unquote(path).replace("\\", "/")).name


class Names:
    """Gives every address one name of its own, `pictures/<name>.<ext>`."""

    def __init__(self) -> None:
        self._images: dict[str, str] = {}
        self._taken: set[str] = set()

    def image(self, address: str) -> str:
        """The picture's name in the document; the same address has the same one."""
        if address not in self._images:
            file = PurePosixPath(file_of(address) or "picture")
            suffix = file.suffix.lower()
            extension = suffix if suffix in _EXTENSIONS else ".png"
            stem = picture_name(file.stem if suffix in _EXTENSIONS else file.name)[:60] or "picture"
            stem = re.sub(r"^[^\w]+", "", stem).rstrip("-.") or "picture"
            name, count = f"{stem}{extension}", 1
            while name.casefold() in self._taken:
                count += 1
                name = f"{stem}-{count}{extension}"
            self._taken.add(name.casefold())
            self._images[address] = f"pictures/{name}"
        return self._images[address]
