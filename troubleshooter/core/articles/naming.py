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


def image_of(name: str, address: str) -> str:
    """What the document calls a picture of that name."""
    suffix = PurePosixPath(file_of(address)).suffix.lower()
    return f"pictures/{name or 'picture'}{suffix if suffix in _EXTENSIONS else '.png'}"


class Names:
    """Gives every address one name of its own, `pictures/<name>.<ext>`."""

    def __init__(self) -> None:
        self._images: dict[str, str] = {}
        self._taken: set[str] = set()

    def image(self, address: str) -> str:
        """The picture's name in the document; the same address has the same one."""
        if address not in self._images:
            file = PurePosixPath(file_of(address) or "picture")
            is_known = file.suffix.lower() in _EXTENSIONS
            stem = picture_name(file.stem if is_known else file.name)[:60]
            stem = re.sub(r"^\W+", "", stem).rstrip("-.") or "picture"
            image, count = image_of(stem, address), 1
            while image.casefold() in self._taken:
                count += 1
                image = image_of(f"{stem}-{count}", address)
            self._taken.add(image.casefold())
            self._images[address] = image
        return self._images[address]

    def stem(self, address: str) -> str:
        """The picture's name without folder and ending."""
        return PurePosixPath(self.image(address)).stem
