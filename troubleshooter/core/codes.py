"""Resume codes: what a person reads aloud or types to go on with a session on another device.

Eight characters of thirty that are hard to mistake for each other. Of each group of look-alikes one
is used, and typing another means that one.
"""

from __future__ import annotations

import unicodedata

SYMBOLS = "0123456789ACDEFGHJKMNPQRTUVWXY"
LENGTH = 8
GROUP = 4
MEANT = str.maketrans("OILSZB", "011528")
"""What a letter that no code has was meant to be."""
DASHES = {"Pd", "Zs", "Cc", "Cf"}
"""The Unicode categories of what may stand between the groups."""


def code_from(digest: bytes) -> str:
    """The code that a digest of at least 16 bytes stands for: each code is as likely as any other,
    to one part in 10^26."""
    number = int.from_bytes(digest)
    symbols = []
    for _ in range(LENGTH):
        number, symbol = divmod(number, len(SYMBOLS))
        symbols.append(SYMBOLS[symbol])
    return "".join(symbols)


def grouped(code: str) -> str:
    """The code as it is shown: "K7QF-29MD"."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def spelled(code: str) -> str:
    """The code for a voice to read, one character at a time: "K 7 Q F, 2 9 M D"."""
    return ", ".join(" ".join(group) for group in grouped(code).split("-"))


def typed(text: str) -> str:
    """The code that somebody typed, "" where it cannot be one: in lower case, grouped in another
    way or with a look-alike it is the same code."""
    plain = unicodedata.normalize("NFKC", text).upper()
    kept = "".join(sign for sign in plain if unicodedata.category(sign) not in DASHES)
    code = kept.translate(MEANT)
    return code if len(code) == LENGTH and set(code) <= set(SYMBOLS) else ""
