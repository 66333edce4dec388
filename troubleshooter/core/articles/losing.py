"""What an article says of what can be lost by a step."""

from __future__ import annotations

import re

from .blocks import Block, Quote, Text, markdown
from .titles import flat

_KINDS = {"warning", "danger", "important", "caution"}
_WARNS = re.compile(r"^\W*(?:warning|caution|danger)\b\W*[:!]", re.I)
_LEAD = re.compile(
    r"^\W*(?:(?:warning|caution|danger|important|attention|(?:be\s+)?careful)\b"
    r"|(?:please\s+)?note(?:\s+that\b|\s*:))",
    re.I,
)
_LOSS = re.compile(
    r"\b(?:(?P<told>eras(?:es|ed|ing)|delet(?:es|ed|ing)|los(?:es|t|ing)|remov(?:es|ed|ing)"
    r"|(?:sign|logg?)(?:s|ed|ing)\s+(?:\w+\s+)?out|resets|resetting|wip(?:es|ed|ing))"
    r"|erase|delete|lose|remove|(?:sign|log)\s+(?:\w+\s+)?out|reset|wipe)\b",
    re.I,
)
_NOT = re.compile(r"\b(?:not|cannot|never|nothing|none|no|without|avoid|\w+n[’']t)\b", re.I)
_ONLY_IF = re.compile(
    r"\b(?:before|if|when|whenever|after|once|until|unless)\s+(?:\w+\s+){0,2}$", re.I
)
_ORDER = re.compile(r"^\W*(?:(?:please|then|first|now|and|always|only|that)\W*)*$", re.I)
_CLAUSE = re.compile(r"[.,;:!?()–—]|\bbut\b", re.I)


def is_warning(block: Block, is_first: bool, is_for_all: bool) -> bool:
    """Whether it is to be said before anything is done: what warns of a loss, wherever it stands,
    and any warning above the first line to follow (`is_first`). What is not for all visitors stays
    where it is."""
    if isinstance(block, Text):
        is_warned = is_first and bool(_WARNS.match(block.text))
        return is_warned or (is_for_all and warns_of_loss(block.text))
    if not isinstance(block, Quote):
        return False
    if is_first and block.kind in _KINDS:
        return True
    text = markdown(block.blocks)
    is_call_out = block.kind in _KINDS or block.kind == "note"
    return is_for_all and (says_loss(text) if is_call_out else warns_of_loss(text))


def says_loss(text: str) -> bool:
    """Whether a passage tells that something is lost: not that nothing is, and not as an order."""
    words = flat(text[:4000])
    return any(_is_told(words, found) for found in _LOSS.finditer(words))


def warns_of_loss(text: str) -> bool:
    """Whether a paragraph is a warning, by how it begins, and names a loss."""
    return bool(_LEAD.match(text)) and says_loss(text)


def _is_told(words: str, found: re.Match[str]) -> bool:
    before = _CLAUSE.split(words[max(0, found.start() - 60) : found.start()])[-1]
    if _NOT.search(before):
        return False
    return bool(found.group("told")) or not (_ORDER.match(before) or _ONLY_IF.search(before))
