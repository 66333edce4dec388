"""The sections of an article to a document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from .. import document as doc
from ..canonical import canonical
from ..formats import DocumentError, convert, to_plain
from ..references import broken_references
from ..wording import gettext_noop
from .blocks import Block, Heading, Items, Quote, Text, markdown, pictures_of
from .findings import ArticleRefused, Findings
from .front_matter import field_text
from .naming import Names
from .needing import take_needs
from .outline import Section
from .questions import Questions
from .sections import is_for_the_unsolved, is_of_the_page
from .titles import flat, key_of, label
from .walking import LONGEST, StepWriter

MOST_STEPS = 200
_SAID_BY_THE_PAGE = re.compile(
    r"^(?:introduction|intro|overview|einleitung|conclusion|summary|final (?:thoughts|words)"
    r"|wrap(?:ping)?[ -]*(?:it )?up|before (?:you|we) (?:start|begin))\W*$",
    re.I,
)
"""Headings that the guide's own pages have, or that say nothing."""
_SAID_AT_THE_END = re.compile(
    r"^(?:(?:what\s+)?(?:if|when)\s+)?(?:(?:it|this|that|the\s+(?:problem|issue)|you(?:.re"
    r"|\s+are)?)(?:.s|\s+is)?\s+)?(?:nothing|none\s+of\s+(?:these|this|it|that)|still)\s+"
    r"(?:(?:has|have)\s+)?(?:helps?|helped|works?|worked|not\s+(?:working|fixed|solved)"
    r"|(?:doesn|does|isn|won)(?:.t|\s+not)\s+work(?:ing)?|broken|stuck"
    r"|having\s+(?:trouble|problems|issues))\W*$",
    re.I,
)
"""The same of the page that comes when all was tried."""
CATEGORY = "Imported"


def write_guide(
    sections: Sequence[Section],
    title: str,
    fields: Mapping[str, Any],
    findings: Findings,
    groups: Mapping[str, str] | None = None,
) -> doc.Document:
    """The document. `groups` says for which variant the steps below a heading are. Raises
    ArticleRefused where no fix was found or one is more than fits."""
    steps = [section for section in sections if section.kind == "step"]
    if not any(section.blocks for section in steps):
        raise ArticleRefused(
            gettext_noop(
                "No fix was recognised: give each fix a heading, like “1. Restart the phone”, and "
                "its instructions."
            )
        )
    if len(steps) > MOST_STEPS:
        template = gettext_noop("The article has {count} fixes; a guide can hold {most}: split it.")
        raise ArticleRefused(template, count=str(len(steps)), most=str(MOST_STEPS))
    questions = Questions(findings)
    writer = StepWriter(Names(), questions, findings)
    texts = _Texts(findings)
    waiting: list[Block] = []
    written: list[doc.Step] = []
    for section in sections:
        if section.kind == "step":
            section.blocks = [*waiting, *section.blocks]
            waiting = []
            step = writer.write(section, len(written) + 1)
            if not step.instructions:
                template = gettext_noop("Step {number} (“{title}”) has no text of its own.")
                findings.add(
                    section.line, "empty-step", template, number=len(written) + 1, title=step.title
                )
            written.append(step)
        elif section.kind == "group":
            waiting += (
                [Heading(section.line, 9, section.heading), *section.blocks]
                if section.blocks
                else []
            )
        elif section.kind == "after":
            texts.add("tip" if not _is_unsolved(section) else "exhausted", section)
        else:
            texts.add(section.kind, section)
    conditions = questions.of_steps(
        [(groups or {}).get(section.group, "") for section in steps], title
    )
    asked, uses = questions.written()
    summary = (
        texts.of("summary")
        or field_text(fields, "description", "excerpt", "summary", "subtitle")
        or label(title)
    )
    category = field_text(fields, "category", "categories", "section")
    if not category:
        findings.add(
            None,
            "category",
            gettext_noop("The article names no category: “{category}” was put in."),
            category=CATEGORY,
        )
    document = doc.Document(
        guide=doc.GuideText(
            slug=key_of(field_text(fields, "slug") or title, set(), "imported-guide"),
            language=_language(fields),
            title=label(title),
            summary=summary,
            category=label(flat(category)) or CATEGORY if category else CATEGORY,
            needs=tuple(texts.needs),
            before=texts.of("before"),
            tip=texts.of("tip"),
            exhausted=texts.of("exhausted"),
        ),
        questions=asked,
        steps=tuple(written),
        placements=tuple(
            doc.Placement(step=step.key, condition=condition)
            for step, condition in zip(written, conditions, strict=True)
        ),
        uses=uses,
    )
    return _checked(document)


def _language(fields: Mapping[str, Any]) -> str:
    found = field_text(fields, "language", "lang", "locale").replace("_", "-")
    return found if re.fullmatch(doc.LANGUAGE_PATTERN, found) and len(found) <= 20 else "en"


def _is_unsolved(section: Section) -> bool:
    return is_for_the_unsolved(flat(markdown(section.blocks)[:20_000]))


def _checked(document: doc.Document) -> doc.Document:
    try:
        document = canonical(convert(to_plain(document)))
    except DocumentError as error:
        template = gettext_noop("The article does not fit into a guide: {reason}.")
        raise ArticleRefused(template, reason=error.problems[0]) from error
    if broken := broken_references(document):
        template = gettext_noop("The article does not fit into a guide: {reason}.")
        raise ArticleRefused(template, reason=str(broken[0]))
    return document


class _Texts:
    """The texts of the guide that are no step."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.parts: dict[str, list[str]] = {}
        self.needs: list[str] = []

    def add(self, kind: str, section: Section) -> None:
        if kind == "dropped":
            self._drop(section)
            return
        if kind == "tip" and _is_unsolved(section):
            kind = "exhausted"
        for picture in pictures_of(section.blocks):
            template = gettext_noop(
                "The picture {address} stands outside the fixes and was left out."
            )
            self.findings.add(
                picture.line, "picture-left-out", template, address=picture.address[:200]
            )
        blocks = section.blocks
        if kind in {"summary", "before"}:
            needs, blocks = take_needs(section.title.text, blocks)
            self.needs += needs
        text = markdown(blocks)
        is_said = bool(_SAID_BY_THE_PAGE.match(section.title.text))
        is_said = is_said or (
            kind == "exhausted" and bool(_SAID_AT_THE_END.match(section.title.text))
        )
        if section.heading and text and not is_said:
            text = f"**{section.title.text}**\n\n{text}" if "**" not in section.title.text else text
        if text:
            self.parts.setdefault(kind, []).append(text)

    def _drop(self, section: Section) -> None:
        """A list of links is left out; sentences beside it stay, as the next route."""
        if is_of_the_page(section.title.text):
            template = gettext_noop("“{title}” was left out: it is of the page ({words}).")
            words = label(flat(markdown(section.blocks)[:500]), 80)
            title = section.title.text
            self.findings.add(section.line, "left-out", template, title=title, words=words)
            return
        said = [block for block in section.blocks if not is_link_list(block)]
        template = gettext_noop("“{title}” was left out: links to other articles.")
        self.findings.add(section.line, "left-out", template, title=section.title.text)
        if text := markdown(said):
            self.parts.setdefault("exhausted", []).append(text)

    def of(self, kind: str) -> str:
        """The text of that kind. Raises ArticleRefused where it is too long."""
        text = "\n\n".join(self.parts.get(kind, []))
        if len(text) > LONGEST:
            raise ArticleRefused(
                gettext_noop(
                    "The text around the fixes is longer than a guide can hold ({most} "
                    "characters): shorten it."
                ),
                most=str(LONGEST),
            )
        return text


def is_link_list(block: Block) -> bool:
    """Whether the block is links to elsewhere and hardly a word beside them."""
    if isinstance(block, Items):
        return all(all(map(is_link_list, item.blocks)) for item in block.items)
    if isinstance(block, Quote):
        return all(map(is_link_list, block.blocks))
    if isinstance(block, Heading):
        return True
    if not isinstance(block, Text):
        return not list(pictures_of([block])) and not markdown([block])
    bare = re.sub(r"\[(?:[^\[\]]|\[[^\[\]]*\])*\]\([^()\s]*\)", "", block.text)
    bare, count = re.subn(r"<?https?://\S+", "", bare)
    return ("](" in block.text or count > 0) and len(re.findall(r"\w+", bare)) <= 3
