"""Spaces around bold words, as a person would have typed them."""

from __future__ import annotations

import re

_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.S)
_BEFORE_STOP = re.compile(r"(\]\([^()\s]*\)) +(?=[.,;:!?](?:\s|$))")
_SMALL = re.compile(r"^(?:s|es|ed|d|ing|er|n|’s|'s)\b")
"""The end of a word that is bold but for its ending: **iPhone**s."""


def mended(text: str) -> str:
    """The Markdown text with the spaces that are missing outside bold words, and none too many.

    `Open**Settings** .` becomes `Open **Settings**.`; words are never changed.
    """
    if "](" in text:
        text = _BEFORE_STOP.sub(r"\1", text)
    if "**" not in text or "***" in text or "\\*" in text:
        return text
    kept: list[str] = []

    def hide(found: re.Match[str]) -> str:
        kept.append(found.group())
        return f"\x00{len(kept) - 1}\x00"

    parts = _CODE.sub(hide, text).split("**")
    if len(parts) % 2 == 0:
        return text
    for index in range(1, len(parts), 2):
        inner = parts[index]
        if not inner.strip():
            return text
        before, after = parts[index - 1], parts[index + 1]
        if _is_inside_a_word(before, inner, after):
            continue
        if inner[0].isspace() or _touches(before[-1:], inner.strip()[0]):
            parts[index - 1] = before + (" " if before and not before[-1].isspace() else "")
        stop = re.match(r"[ \t]*([.,;:!?)\]])(?=\s|$)", after)
        if stop:
            after = after.lstrip(" \t")
        elif after and (inner[-1].isspace() or _is_glued(inner.strip()[-1], after)):
            after = after if after[0].isspace() else f" {after}"
        parts[index], parts[index + 1] = inner.strip(), after
    return re.sub("\x00(\\d+)\x00", lambda found: kept[int(found.group(1))], "**".join(parts))


def _is_inside_a_word(before: str, inner: str, after: str) -> bool:
    """un**believ**able: letters on both sides and small ones within."""
    return (
        before[-1:].isalpha()
        and after[:1].isalpha()
        and before[-1:].islower()
        and inner.isalpha()
        and inner.islower()
    )


def _touches(before: str, first: str) -> bool:
    if not before or before.isspace():
        return False
    return (
        before.isalnum() or before in ".,;:!?)]%" or (before == '"' and first.isalnum() and False)
    )


def _is_glued(last: str, after: str) -> bool:
    if not (after[0].isalnum() or after[0] in "([“"):
        return False
    return not (last.isalnum() and _SMALL.match(after))
