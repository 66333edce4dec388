"""Keys made from titles: lower-case letters, digits and single hyphens, each given once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from .document import UNKNOWN

LONGEST = 60


def key_from(title: str, taken: Container[str] = (), otherwise: str = "part") -> str:
    """A key that looks like the title, not `taken` and not the one that is kept for "I don't
    know"; `otherwise` where no letter of the title can be in a key."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = re.sub("[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    stem = stem[:LONGEST].rstrip("-") or otherwise
    key, number = stem, 1
    while key in taken or key == UNKNOWN:
        number += 1
        ending = f"-{number}"
        key = stem[: LONGEST - len(ending)].rstrip("-") + ending
    return key
