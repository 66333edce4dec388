"""What people type, as words that can be compared."""

from __future__ import annotations

import re
import unicodedata

MOST_WORDS = 12
APOSTROPHES = re.compile("['’‘ʼ`´]")


def words_of(text: str) -> list[str]:
    """The words of a text, each once, without case, accents or punctuation.

    An apostrophe does not part a word: "won't", "won’t" and "wont" are the same one.
    """
    # Taken apart before the case is folded too: a letter such as 𝕊 has no case until then.
    folded = _apart(_apart(APOSTROPHES.sub("", text)).casefold())
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return list(dict.fromkeys(re.findall(r"\w+", APOSTROPHES.sub("", plain))))


def _apart(text: str) -> str:
    return unicodedata.normalize("NFKD", text)


def searched_words(query: str) -> list[str]:
    """The words that a search looks for: the first few that somebody typed."""
    return words_of(query)[:MOST_WORDS]
