"""Numbers at the beginning of titles, in the ways people write them, and titles as plain text."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from ..keys import key_from
from ..markup import plain

LONGEST_TITLE = 200

_WORDS = {
    **dict.fromkeys(
        (
            *("fix", "method", "solution", "way", "tip", "option", "trick", "approach"),
            *(
                "technique",
                "workaround",
                "remedy",
                "idea",
                "hack",
                "resolution",
                "strategy",
                "suggestion",
            ),
            *("lösung", "methode", "tipp", "weg", "solución", "método", "solution", "méthode"),
            *("astuce", "soluzione", "metodo", "consejo", "solução", "oplossing", "manier"),
        ),
        "fix",
    ),
    **dict.fromkeys(("step", "schritt", "étape", "paso", "passo", "stap", "part", "stage"), "step"),
    **dict.fromkeys(("no", "nr", "number"), "plain"),
}
_COUNT = {
    word: number
    for number, words in enumerate(
        (
            "one first i eins un uno",
            "two second ii zwei deux dos due",
            "three third iii drei trois tres tre",
            "four fourth iv vier quatre cuatro",
            "five fifth v fünf cinq cinco",
            "six sixth vi sechs seis",
            "seven seventh vii sieben sept siete",
            "eight eighth viii acht huit ocho",
            "nine ninth ix neun neuf nueve",
            "ten tenth x zehn dix diez",
            "eleven eleventh xi",
            "twelve twelfth xii",
        ),
        start=1,
    )
    for word in words.split()
}
_FIX_WORDS = "|".join(sorted(_WORDS, key=len, reverse=True))
_COUNT_WORDS = "|".join(sorted(_COUNT, key=len, reverse=True))
_LABELLED = re.compile(
    rf"^\W{{0,4}}(?:(?:quick|easy|possible|bonus|another"
    rf"|troubleshooting)\s+)?({_FIX_WORDS})s?\b\.?\s*"
    rf"(?:#|no\.?|nr\.?|number)?\s*(\d{{1,3}}|{_COUNT_WORDS})\b"
    r"(?:\s*(?:of|/)\s*\d{1,3})?\s*[\])]?(\s*[:.)\]|–—-]+\s*|\s+|$)(.*)$",
    re.I | re.S,
)
_PLAIN = re.compile(
    r"^[\[(]?\s*(?:#|no\.?\s*|№\s*)?(\d{1,3})(?:\s*(?:of|/)\s*\d{1,3})?\s*([.):\]|–—-]+"
    r"|(?<=\d)\s)\s*(?![\d.]*\d+[.)]?\s)(\S.*)?$",
    re.S,
)
_DOTTED = re.compile(r"^\d{1,2}(?:\.\d{1,2})+[.):]?\s+(\S.*)$", re.S)
_ROMAN = re.compile(r"^(i{1,3}|iv|vi{0,3}|ix|xi{0,2}|x)[.):]\s+(\S.*)$", re.I | re.S)
_ORDINAL = re.compile(
    r"^(?:the\s+)?(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
    r"|one|two|three|four|five|six|seven|eight|nine|ten)(?:ly)?"
    rf"(?:\s+(?:{_FIX_WORDS}|thing))?\s*[:–—]\s*(\S.*)$",
    re.I | re.S,
)
_KEYCAP = re.compile("^([0-9]{1,2})\ufe0f?\u20e3\\s*(.*)$", re.S)
_COUNTED_THINGS = re.compile(
    r"^(?:\w+\s+){0,3}?(?:ways?|things?|methods?|fixes|solutions?|tips?|tricks?|reasons?|steps?"
    r"|causes?"
    r"|minutes?|seconds?|hours?|days?|best|easy|quick|simple|proven|common)\b",
    re.I,
)


class Title(NamedTuple):
    """A title without its number: what kind of number it was, "" when it had none."""

    kind: str
    number: int | None
    text: str


def read_title(markdown: str) -> Title:
    """The number and the words of a heading, from its Markdown."""
    words = flat(markdown)
    circled = unicodedata.normalize("NFKC", words[:1])
    if words[:1] != circled and circled.isdigit():
        return Title("plain", int(circled), _trimmed(words[1:]) or words)
    if found := _DOTTED.match(words):
        return Title("dotted", None, _trimmed(found.group(1)))
    if found := _LABELLED.match(words):
        word, count, gap, rest = found.groups()
        number = int(count) if count.isdigit() else _COUNT[count.lower()]
        is_parted = bool(gap.strip()) or not rest or rest[:1].isupper() or not rest[:1].isalpha()
        if is_parted and (count.isdigit() or count.lower() != "i" or gap.strip()):
            return Title(_WORDS[word.lower()], number, _trimmed(rest) or _trimmed(words))
    for pattern in (_KEYCAP, _PLAIN):
        if found := pattern.match(words):
            rest = found.group(found.lastindex or 1) if pattern is _KEYCAP else found.group(3) or ""
            is_bare = pattern is _PLAIN and not found.group(2).strip()
            if is_bare and (not rest[:1].isupper() or _COUNTED_THINGS.match(rest)):
                break
            return Title("plain", int(found.group(1)), _trimmed(rest) or _trimmed(words))
    if found := _ROMAN.match(words):
        return Title("plain", _COUNT[found.group(1).lower()], _trimmed(found.group(2)))
    if found := _ORDINAL.match(words):
        return Title("fix", _COUNT[found.group(1).lower()], _trimmed(found.group(2)))
    return Title("", None, _trimmed(words))


def flat(markdown: str) -> str:
    """Markdown as plain text on one line."""
    if not re.search(r"[*_`\[\]<>&\\#~!]", markdown):
        return " ".join(markdown.split())
    return plain(markdown)


def _trimmed(words: str) -> str:
    words = words.strip()
    words = re.sub(r"\s*[:–—]+$|^[:–—|.)\]-]+\s*", "", words).strip()
    if words.endswith(".") and not words.endswith("..") and words.count(".") == 1:
        words = words[:-1]
    return words


def label(text: str, most: int = LONGEST_TITLE) -> str:
    """Plain text as a title: one line, not too long; what is cut ends with an ellipsis."""
    words = " ".join(text.split())
    if len(words) <= most:
        return words
    cut = words[: most - 1]
    if " " in cut[most // 2 :]:
        cut = cut[: cut.rindex(" ")]
    return f"{cut.rstrip()}…"


def key_of(title: str, taken: set[str], fallback: str) -> str:
    """A free key made of a title; it is added to those taken."""
    key = key_from(title, taken, fallback)
    taken.add(key)
    return key
