"""Words that say for whom a passage is: "If you have an iPhone 8 or earlier", "On Windows 11"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .titles import flat

_NAMED = (
    r"(?:iphones?|ipads?|ipods?|macbooks?|imacs?|macs?|mac\s?os|os\s?x|ios|ipados|watchos"
    r"|apple\s+(?:watch|tv|silicon)|airpods?"
    r"|windows|win\s?\d+|linux|ubuntu|debian|fedora|chrome\s?os|chromebooks?|android|samsung"
    r"|galaxy|google\s+pixel|pixel|oneplus|xiaomi|huawei|motorola|nokia|lg|sony"
    r"|chrome|firefox|safari|edge|opera|brave|internet\s+explorer|xbox(?:\s+\w+)?|playstation"
    r"|ps[345]|nintendo\s+switch|switch|roku|fire\s?(?:tv|stick)|kindle"
    r"|outlook|gmail|thunderbird|intel(?:-based)?|amd|nvidia|dell|hp|lenovo|asus|acer|canon|epson"
    r"|brother)"
)
_GENERIC = (
    r"(?:desktops?|laptops?|notebooks?|pcs?|computers?|phones?|smartphones?|tablets?|mobile|web"
    r"|browsers?|app|routers?|modems?|printers?|tvs?|televisions?|consoles?|wired|wireless"
    r"|ethernet|wi-?fi|usb|bluetooth"
    r"|devices?|models?|versions?|systems?|home\s+button|face\s+id|touch\s+id|sim|esim|keyboard"
    r"|mouse|earlier|older|newer|later)"
)
NAMED = re.compile(rf"\b{_NAMED}\b", re.I)
_ANY = re.compile(rf"\b(?:{_NAMED}|{_GENERIC})\b", re.I)
_HAVE = (
    r"(?:if|when|in\s+case)\s+(?:you(?:’re|'re|\s+are)?\s+(?:only\s+)?(?:have|own|use|using|on"
    r"|running|run|got|working\s+(?:on|with))"
    r"|your\s+(?:\w+\s+){1,3}?(?:is|has|runs|uses)|it(?:’s|'s|\s+is|\s+has))"
)
_FOR = r"(?:on|for|with|in|using|from)"
_ARTICLE = r"(?:(?:an?|the|any|your|one\s+of\s+the)\s+)?"
_IF = re.compile(
    rf"^\W{{0,3}}{_HAVE}\s+{_ARTICLE}(?P<label>[^,:;.!?]{{2,70}}?)\s*(?P<stop>,|:"
    rf"|\s+then\b)\s*(?P<rest>.*)$",
    re.I | re.S,
)
_ON = re.compile(
    rf"^\W{{0,3}}{_FOR}\s+{_ARTICLE}(?P<label>[^,:;.!?]{{2,70}}?)\s*(?P<stop>,|:)\s*(?P<rest>.*)$",
    re.I | re.S,
)
_LABEL = re.compile(r"^\W{0,3}(?P<label>[^,:;.!?]{2,60}?)\s*(?P<stop>:)\s*(?P<rest>.*)$", re.S)
_HEAD = re.compile(
    rf"^(?P<before>.*?)(?:\b(?:{_FOR}|if\s+you\s+have|if\s+you\s+use"
    rf"|if\s+you.re\s+using)\s+)?{_ARTICLE}(?P<label>{_NAMED}\b.*)$",
    re.I | re.S,
)
_HEAD_FOR = re.compile(rf"^(?:{_FOR}|{_HAVE})\s+{_ARTICLE}(?P<label>\S.{{1,70}})$", re.I | re.S)


class ForWhom(NamedTuple):
    """Whom a passage is for. `is_lead` when it only announces what follows."""

    label: str
    rest: str
    is_lead: bool


def for_whom(markdown: str, *, before_list: bool) -> ForWhom | None:
    """Whom a paragraph or an item is for, when it begins by saying so."""
    if len(markdown) > 4000:
        return None
    words = flat(markdown)
    for pattern in (_IF, _ON, _LABEL):
        found = pattern.match(words)
        if not found:
            continue
        label, rest = _bare(found.group("label")), found.group("rest").strip()
        is_lead = before_list and (words.rstrip().endswith(":") or not rest)
        if (
            _ANY.search(label)
            if pattern is not _LABEL
            else (NAMED.match(label) and (is_lead or len(label.split()) <= 5))
        ):
            return ForWhom(label, rest, is_lead)
        if pattern is _IF and is_lead:
            return ForWhom(label, rest, True)
    return None


def of_headings(headings: Sequence[str]) -> list[str] | None:
    """The variants that sibling headings name, or None where they are something else.

    The words before it must be the same in all: "Restart an iPhone X", "Restart an iPhone 8".
    """
    labels: list[str] = []
    befores: set[str] = set()
    for heading in headings:
        words = flat(heading).rstrip(":").strip()
        if found := _HEAD_FOR.match(words):
            if not _ANY.search(found.group("label")):
                return None
            labels.append(_bare(found.group("label")))
            befores.add("")
            continue
        found = _HEAD.match(words)
        if not found or len(words) > 90:
            return None
        labels.append(_bare(found.group("label")))
        befores.add(re.sub(r"\W+", " ", found.group("before").casefold()).strip())
    if (
        len(befores) > 1
        or len({name.casefold() for name in labels}) < len(labels)
        or len(labels) < 2
    ):
        return None
    return labels


def _bare(label: str) -> str:
    label = re.sub(r"^(?:an?|the|your|any)\s+", "", label.strip(), flags=re.I)
    label = re.sub(r"\s+(?:users?|owners?|then)$", "", label.strip(" *_:–—-()"), flags=re.I)
    first = label.split(" ", 1)[0]
    return label if any(map(str.isupper, first)) else label[:1].upper() + label[1:]


_QUESTIONS = (
    (
        re.compile(r"chrome(?!\s?os|book)|firefox|safari|edge|opera|brave|explorer|browser", re.I),
        "Which browser do you use?",
    ),
    (
        re.compile(
            r"windows|win\s?\d|mac\s?os|\bmacs?\b|os x|linux|ubuntu|chrome\s?os|\bios\b|ipados"
            r"|android",
            re.I,
        ),
        "Which system do you use?",
    ),
)


def question_for(labels: Sequence[str]) -> str:
    """What to ask so that these are the answers."""
    words = [label.split() for label in labels]
    first = words[0][0] if words and words[0] else ""
    is_shared = all(each and each[0].casefold() == first.casefold() for each in words)
    if is_shared and _ANY.fullmatch(first) and not NAMED.fullmatch(first):
        return f"Which {first.lower()} do you have?"
    if is_shared and NAMED.fullmatch(first):
        has_versions = first.casefold() in {"windows", "macos", "ios", "android", "linux"}
        return (
            f"Which version of {first} do you have?"
            if has_versions
            else f"Which {first} do you have?"
        )
    for pattern, title in _QUESTIONS:
        if all(pattern.search(label) for label in labels):
            return title
    if all(_ANY.search(label) for label in labels):
        return "Which device do you have?"
    return "Which of these is yours?"
