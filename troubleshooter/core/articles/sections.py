"""Sections that are no fix: what their titles say they are."""

from __future__ import annotations

import re

_FIRST = r"^\W*"
_KINDS: tuple[tuple[str, str], ...] = (
    (
        "dropped",
        r"(?:references?|sources?|citations?)\W*$|"
        r"(?:related|similar|recommended|popular|latest|trending|more)\s+(?:\w+\s+)?(?:articles?"
        r"|posts?|reading"
        r"|guides?|stories|content|topics?|links?|questions?|videos?|pages?|tutorials?"
        r"|resources?)\b"
        r"|(?:also|read)\s+(?:read|also|more|next)\b|see\s+also\b|you\s+(?:may|might"
        r"|could)\s+(?:also\s+)?(?:like|enjoy|be interested)"
        r"|more\s+(?:from|on|about|like)\b|further\s+reading|related\b\W*$|share\s+(?:this|on"
        r"|with)|(?:leave\s+a\s+)?(?:reply|comments?)\W*$"
        r"|about\s+the\s+author|(?:subscribe|newsletter|sign\s+up|follow\s+us)\b"
        r"|advertisements?\W*$|sponsored"
        r"|(?:table\s+of\s+)?contents\W*$|in\s+this\s+(?:article|guide|post)|jump\s+to"
        r"|on\s+this\s+page|what.s\s+next\W*$|tags\W*$",
    ),
    (
        "before",
        r"warnings?\W*$|things\s+you\s+should\s+know|important\s+notes?\W*$|"
        r"before\s+(?:you|we|trying|doing|starting|anything|getting)\b|first\s+things\s+first"
        r"|prerequisites?\b|what\s+you(?:.ll|\s+will)?\s+need"
        r"|things\s+(?:you(?:.ll)?\s+need|to\s+(?:know|have|check|consider|do)\s+(?:first|before))"
        r"|requirements?\W*$|preparations?\W*$|preliminary|getting\s+(?:started|ready)"
        r"|you\s+will\s+need|you(?:.ll)?\s+need\W*$|(?:initial|basic)\s+checks?\W*$|back\s?up\s+(?:your\s+\w+\s+)?first\b"
        r"|voraussetzungen|bevor\s+sie|avant\s+de|antes\s+de",
    ),
    (
        "exhausted",
        r"if\s+(?:you|it|your\s+[\w\s]{1,30}?)\s*still\b|community\s+q|"
        r"(?:is\s+it\s+|it.s\s+)?still\b|if\s+(?:none|nothing|all\s+else|that|this|it|these"
        r"|the\s+(?:problem|issue)|you(?:.re|\s+are)\s+still)\b"
        r"|(?:when|where)\s+to\s+(?:call|contact|see|get|seek|ask|go)\b|(?:get|need|getting"
        r"|more)\s+(?:more\s+|further\s+|extra\s+)?(?:help|support|assistance)"
        r"|nothing\s+(?:works|worked|helped|helps)|none\s+of\s+(?:these|this|the)"
        r"|(?:what\s+(?:to\s+do\s+)?)?(?:when|if)\s+(?:nothing|none|all)"
        r"|what\s+if\s+(?:it|none|nothing|this|that)|(?:faqs?|frequently\s+asked"
        r"|people\s+also\s+ask|common\s+questions|questions\s+and\s+answers)\b"
        r"|troubleshooting\s+faqs?|immer\s+noch|toujours",
    ),
    (
        "tip",
        r"(?:some\s+|a\s+few\s+|\d+\s+)?(?:(?:general|additional|extra|bonus|final|other|more"
        r"|useful|helpful|handy|pro|quick|maintenance|prevention|preventi\w+|expert|best)\s+)"
        r"(?:\w+[\w’'-]*\s+){0,3}?(?:tips?|advice|practices|maintenance|measures|notes?|hints?"
        r"|steps\s+to\s+prevent)\b|(?:\w+[\w’'-]*\s+){0,3}?maintenance(?:\s+tips?)?\W*$"
        r"|tips?\s+(?:to|for|on|and)\b|tips?\W*$"
        r"|(?:how\s+(?:to|do\s+(?:i|you)|can\s+(?:i|you))\s+)?(?:prevent|avoid"
        r"|keep\s+\w+\s+from)(?:ing)?\b|prevention\b|in\s+the\s+future|best\s+practices"
        r"|conclusions?\b|final\s+(?:thoughts?|words?|remarks?|verdict)"
        r"|wrap(?:ping)?[\s-]*(?:it\s+|things\s+)?up|summary\b|summing\s+up|to\s+sum|bottom\s+line"
        r"|closing\b|in\s+(?:closing|summary|conclusion|short)"
        r"|(?:key\s+)?takeaways?\b|the\s+(?:end|bottom\s+line|verdict|takeaway)\b|that.s\s+(?:it"
        r"|all)\b|over\s+to\s+you|fazit\b|conclusión|zusammenfassung",
    ),
    (
        "summary",
        r"intro(?:duction)?\b|overview\W*$|background\W*$|at\s+a\s+glance|tl;?dr|quick\s+(?:answer"
        r"|summary|overview)|about\s+(?:this|the)\b|symptoms?\b|(?:the\s+)?(?:problem|issue)\W*$"
        r"|purpose\b|applies\s+to|scope\W*$|einleitung|einführung"
        r"|(?:possible\s+|common\s+|main\s+|likely\s+)*(?:causes?|reasons?)\b(?!\s*#?\d)"
        r"|what\s+(?:is|are|does|do|causes?|happens|went|.s)\b|what.s\b(?!\s+next)|why\b|who\b"
        r"|when\s+(?:does|do|is)\b|how\s+(?:does|do)\s+(?!i\b|you\b|we\b)\w+"
        r"|(?:is|are|does|do|can|will|should|was)\s+.*\?\W*$|understanding\b|signs\s+(?:of|that)\b"
        r"|key\s+facts",
    ),
)
_TITLES = tuple(
    (kind, re.compile(_FIRST + "(?:" + pattern + ")", re.I)) for kind, pattern in _KINDS
)
_CONTAINER = re.compile(
    r"^\W*(?:(?:the|top|best|some|our|here\s+are|try|more|other|\d+|easy|quick|simple|basic"
    r"|advanced|common|possible|effective|general"
    r"|hardware|software|network|main|additional|further|potential|first|proven|recommended)\s+)*"
    r"(?:fix(?:es)?|solutions?|ways?|methods?|troubleshooting(?:\s+(?:steps?|guide|tips?"
    r"|methods?))?|things\s+to\s+try|steps?(?:\s+to\s+(?:fix|take|try|follow))?"
    r"|instructions?|procedures?|resolutions?|workarounds?|remedies|techniques|options"
    r"|what\s+(?:you\s+can|to)\s+(?:do|try)|how\s+(?:to|do\s+(?:i|you)|can\s+(?:i|you)"
    r"|you\s+can)\s+(?:fix|solve|resolve|repair|troubleshoot|get|stop)"
    r"|how\s+to\b.*\bfix|solving|fixing|try\s+(?:these|this|the)|lösungen|solutions)\b",
    re.I,
)


def kind_of(title: str) -> str:
    """ "dropped", "before", "exhausted", "tip" or "summary" for a title that says so; else ""."""
    return next((kind for kind, pattern in _TITLES if pattern.match(title)), "")


def is_container(title: str) -> bool:
    """Whether the title announces fixes instead of being one: "How to fix it", "5 solutions"."""
    return bool(_CONTAINER.match(title))


_OF_THE_PAGE = re.compile(
    r"^\W*(?:share\b|(?:leave\s+a\s+)?(?:reply|comments?)\b|about\s+the\s+author|subscribe"
    r"|newsletter"
    r"|sign\s+up|follow\s+us|advertis|sponsored|(?:table\s+of\s+)?contents|in\s+this|jump\s+to"
    r"|on\s+this\s+page|tags)",
    re.I,
)


def is_of_the_page(title: str) -> bool:
    """Whether a section is the page's furniture: nothing in it is the article's."""
    return bool(_OF_THE_PAGE.match(title))


_NOT_SOLVED = re.compile(
    r"\b(?:none of (?:these|the|this)|still (?:not|doesn|isn|won|having|stuck|can)|contact (?:\w+ "
    r")?(?:support|us|apple|microsoft|your)"
    r"|if (?:nothing|all else)|get in touch|professional|service cent)",
    re.I,
)


def is_for_the_unsolved(text: str) -> bool:
    """Whether a closing section speaks to those whom nothing helped."""
    return bool(_NOT_SOLVED.search(text))
