"""Other people's boilerplate inside an article: taken out first, because it splits lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..wording import gettext_noop
from .elements import read_tag
from .fences import Fences
from .findings import Findings

Span = tuple[int, int, str]

_AD_COMMENT = re.compile(
    r"\b(ads?|advert\w*|affiliates?|sponsor\w*|adsense|adsbygoogle|banners?|promo\w*|newsletter"
    r"|share|sharing|social|related|cookies?|outbrain|taboola)\b",
    re.I,
)
_BEGINS = re.compile(r"\b(begins?|starts?|open|top)\b|^\s*ads?\s*$", re.I)
_ENDS = re.compile(r"\b(ends?|stops?|close|finish)\b|^\s*/", re.I)
_DROPPED = re.compile(
    r"<(script|style|iframe|noscript|object|embed|svg|form|nav|canvas|video|audio|template|ins"
    r"|amp-ad|button|select|textarea|dialog|footer)(?=[\s>/])[^<>]*>",
    re.I,
)
_WITH_CLASS = re.compile(
    r"<(div|section|aside|ul|p|span|header)\s[^<>]*?(?:class|id|role)\s*=[^<>]*>", re.I
)
BOILERPLATE = re.compile(
    r"(?:^|[\s_-])(?:ads?|adsbygoogle|adv(?:ert\w*)?|ad-\w+|sponsor\w*|affiliate\w*"
    r"|promo(?:tion)?\w*"
    r"|share|sharing|sharebar|sharedaddy|addtoany\w*|social\w*|cookies?|cookie\w+|consent|gdpr"
    r"|newsletter\w*"
    r"|subscri\w+|related\w*|recommend\w*|also-?read\w*|read-?next|breadcrumbs?|outbrain\w*"
    r"|taboola\w*"
    r"|comments?|comment-\w+|respond|disqus\w*|author-(?:box|bio)|popup|modal|sidebar|toc"
    r"|table-of-contents)"
    r"(?=$|[\s_-])",
    re.I,
)
"""A class or an id that says: not the article."""


def without_advertisements(text: str, findings: Findings, *, is_page: bool = False) -> str:
    """The text without advertisements, scripts, share bars and the like; its lines stay."""
    if "<" not in text:
        return text
    for spans, told in (
        (_between_comments, findings),
        (_comments, None),
        (_elements, findings),
    ):
        text = _cut(text, spans(text), Fences("" if is_page else text), told)
    return text


def _cut(text: str, spans: Iterator[Span], fences: Fences, findings: Findings | None) -> str:
    kept: list[str] = []
    end, line = 0, 1
    for start, stop, what in sorted(spans):
        if start < end or fences.holds(start):
            continue
        kept.append(text[end:start])
        line += text.count("\n", end, start)
        removed = text[start:stop]
        if findings is not None and what:
            _tell(removed, line, what, findings)
        kept.append("\n" * removed.count("\n"))
        line += removed.count("\n")
        end = stop
    return "".join(kept) + text[end:]


def _tell(removed: str, line: int, what: str, findings: Findings) -> None:
    words = " ".join(re.sub(r"<!--.*?-->|<[^<>]*>", " ", removed[:5000], flags=re.S).split())
    if what == "script" and not words:
        return
    if what == "script":
        template = gettext_noop("Left out: what is not text ({words}).")
        findings.add(line, "left-out", template, words=_short(words))
    elif words:
        template = gettext_noop("Left out as an advertisement: “{words}”.")
        findings.add(line, "advertisement", template, words=_short(words))
    else:
        findings.add(line, "advertisement", gettext_noop("An advertisement was left out."))


def _short(words: str) -> str:
    return words if len(words) <= 80 else f"{words[:79].rstrip()}…"


def _comments(text: str) -> Iterator[Span]:
    position = 0
    while (start := text.find("<!--", position)) >= 0:
        stop = text.find("-->", start + 4)
        if stop < 0:
            return
        yield start, stop + 3, ""
        position = stop + 3


def _between_comments(text: str) -> Iterator[Span]:
    opened = -1
    for start, stop, _what in _comments(text):
        words = text[start + 4 : stop - 3]
        if len(words) > 300 or not _AD_COMMENT.search(words):
            continue
        if _ENDS.search(words):
            if opened >= 0:
                yield opened, stop, "advertisement"
            opened = -1
        elif _BEGINS.search(words) and opened < 0:
            opened = start


def _elements(text: str) -> Iterator[Span]:
    ends = _ends(text)
    for pattern in (_DROPPED, _WITH_CLASS):
        for found in pattern.finditer(text):
            tag = read_tag(found.group())
            if tag is None:
                continue
            marks = " ".join(tag.attributes.get(key, "") for key in ("class", "id", "role"))
            is_ad = bool(BOILERPLATE.search(marks))
            if pattern is _WITH_CLASS and not is_ad:
                continue
            if tag.name in {"span", "p", "header"} and re.search(r"also-?read", marks, re.I):
                continue  # the head of a list of links, which goes with it
            if tag.name == "ins" and not tag.attributes:
                continue  # inserted text, in the sense of the element
            is_ad = is_ad or tag.name == "ins"
            stop = ends.get(found.start(), found.end())
            yield found.start(), stop, "advertisement" if is_ad else "script"


_ANY_TAG = re.compile(
    r"<(/?)(script|style|iframe|noscript|object|embed|svg|form|nav|canvas|video|audio|template|ins"
    r"|amp-ad|button|select|textarea|dialog|footer|div|section|aside|ul|p|span|header)"
    r"(?=[\s>/])[^<>]*>",
    re.I,
)


def _ends(text: str) -> dict[int, int]:
    """Where the elements that begin at a place end; those that are never closed are left out."""
    ends: dict[int, int] = {}
    opened: dict[str, list[int]] = {}
    for found in _ANY_TAG.finditer(text):
        name = found.group(2).lower()
        if not found.group(1):
            if not found.group().endswith("/>"):
                opened.setdefault(name, []).append(found.start())
        elif waiting := opened.get(name):
            ends[waiting.pop()] = found.end()
    return ends
