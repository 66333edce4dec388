"""Sentences that tell the reader to do something."""

from __future__ import annotations

import re

from .titles import flat

_VERBS = (
    "open|tap|click|select|press|choose|go|hold|swipe|scroll|toggle|enter|type|hit|launch|turn"
    "|switch|sign|log|plug|unplug|connect|disconnect|"
    "restart|reboot|wait|check|make|remove|insert|install|uninstall|delete|update|download|run|set"
    "|reset|disable|enable|close|quit|right-click|"
    "double-click|drag|move|navigate|look|find|follow|put|take|pull|push|use|try|start|stop|change"
    "|confirm|accept|allow|keep|leave|visit|copy|paste|save|"
    "clean|clear|force|charge|contact|call|ask|replace|reconnect|ensure|verify|add|back|expand"
    "|uncheck|untick|tick|search|return|repeat|head|power|slide|"
    "unlock|lock|free|sync|bring|place|wipe|blow|inspect|test|swap|attach|reinstall|upgrade|switch"
    "|create|register|pair|unpair|forget|boot|reseat|format|erase|locate|pick"
)
IMPERATIVE = re.compile(
    rf"^\W*(?:(?:option|alternative|method|way|step)\s+\w{{1,5}}\s*[:.)–-]\s*)?"
    rf"(?:(?:first|second|third|next|then|now|finally|lastly|after\s+that|once\s+\w+|here|also"
    rf"|please|simply|just|instead|to\s+start|alternatively|either|or)\b[,:]?\s*)*"
    rf"(?:{_VERBS})\b",
    re.I,
)
_CONDITIONAL = re.compile(
    rf"^\W*(?:if|when|once|after|to|in order to|on|in|from)\b[^.!?]{{2,160}}?,\s*(?:then\s+"
    rf"|you\s+(?:can|should|need\s+to|have\s+to|must|may|could)\s+(?:\w+ly\s+)?)?(?:{_VERBS})\b",
    re.I,
)
_YOU_SHOULD = re.compile(
    rf"\byou(?:.ll)?\s+(?:can|should|need\s+to|have\s+to|must|could|will\s+need\s+to|may\s+(?:want"
    rf"|need)\s+to|also\s+need\s+to)\s+(?:\w+ly\s+|also\s+|try\s+)?(?:{_VERBS})\w*\b",
    re.I,
)
_INTERFACE = re.compile(
    r"\b(?:open|tap|click|select|press|choose|hold|go\s+to|enter|swipe|toggle"
    r"|look\s+for)\b[^.!?]{0,60}\*\*",
    re.I,
)


def is_imperative(text: str) -> bool:
    """Whether a paragraph tells the reader to do something."""
    words = flat(text)
    return bool(
        IMPERATIVE.match(words)
        or _CONDITIONAL.match(words)
        or _YOU_SHOULD.search(words)
        or _INTERFACE.search(text)
    )
