"""From the text of an article to its guide: the one way through."""

from __future__ import annotations

import re
from typing import Literal

from ..document import Document
from ..exporting import reread_article
from ..wording import gettext_noop
from .advertisements import without_advertisements
from .blocks import Block, Heading, Items, Shots, Text, markdown
from .findings import ArticleWarning, Findings
from .front_matter import field_text, split_front_matter
from .guide import is_link_list, write_guide
from .leftovers import plain_markdown, with_callouts
from .nodes import page_language, page_title
from .outline import Outline
from .own import with_sources
from .page import article_lines
from .parsing import parse_lines
from .sectioning import cut_into_sections
from .source import Line, check_size, checked, is_html, numbered
from .titles import flat, label

Format = Literal["auto", "markdown", "html"]
Told = tuple[Document, tuple[ArticleWarning, ...]]

_CLOSE = re.compile(
    r"^(?:close|advertisement|ad|scroll to continue|image credit:?.{0,60}|share|tweet|pin it"
    r"|print)$",
    re.I,
)
_CONTENTS = re.compile(
    r"^(?:table\s+of\s+)?contents|^(?:in|on)\s+this|^(?:jump|skip)\s+to|^what.s\s+inside"
    r"|^quick\s+links",
    re.I,
)
_ALSO_READ = re.compile(
    r"^\W*(?:also\s+read|read\s+(?:also|more|next)|related(?:\s+\w+)?|see\s+also|you\s+(?:may"
    r"|might)\s+also\s+like|recommended(?:\s+\w+)?|don.t\s+miss|more\s+on\s+this)\b\W*",
    re.I,
)


def read_article(text: str, *, format: Format = "auto", name: str = "") -> Told:
    """The document of an article in Markdown or HTML, and what to look at in it.

    `name` (a file's name) helps to tell the format and stands in for a missing title. Pictures keep
    `pictures/<name>.<ext>` as their image and the article's own address as their source; nothing is
    ever fetched. Raises ArticleRefused with one sentence where no guide can be made of the text.
    """
    findings = Findings()
    text = checked(text)
    if own := reread_article(text):
        return with_sources(own, findings), findings.as_told()
    fields, body = split_front_matter(text, findings)
    is_page = format == "html" or (format == "auto" and is_html(body, name))
    body = without_advertisements(body, findings, is_page=is_page)
    if is_page:
        fields = {"lang": page_language(text), **fields}
        lines = [Line(None, line) for line in article_lines(body)]
        check_size(lines)
    else:
        lines = with_callouts(numbered(plain_markdown(body)))
    blocks = without_boilerplate(parse_lines(lines), findings)
    title = flat(field_text(fields, "title", "name"))
    outline = Outline(blocks, title, findings)
    if not title and not outline.title:
        outline.take_first_line()
    sections = cut_into_sections(outline)
    title = title or outline.title or page_title(text) or _title_of(name, findings)
    document = write_guide(sections, title, fields, findings, outline.variants)
    return document, findings.as_told()


def _title_of(name: str, findings: Findings) -> str:
    stem = re.sub(r"\.\w{1,5}$", "", name.replace("\\", "/").rpartition("/")[2])
    title = " ".join(re.sub(r"[_-]+", " ", stem).split()) or "Imported guide"
    title = label(title[:1].upper() + title[1:])
    findings.add(
        None, "title", gettext_noop("The article has no title: “{title}” was put in."), title=title
    )
    return title


def without_boilerplate(blocks: list[Block], findings: Findings) -> list[Block]:
    """The blocks without lines of buttons ("Close") and link farms ("Also read")."""
    out: list[Block] = []
    drop_list = False
    for block in blocks:
        if isinstance(block, Text) and not block.pictures:
            words = flat(block.text) if len(block.text) < 400 else ""
            if _CLOSE.match(words):
                findings.add(
                    block.line,
                    "left-out",
                    gettext_noop("Left out: “{words}”, a button or a credit of the page."),
                    words=words,
                )
                continue
            if found := _ALSO_READ.match(words):
                rest = words[found.end() :]
                if not rest or is_link_list(Text(block.line, block.text)):
                    findings.add(
                        block.line,
                        "left-out",
                        gettext_noop("Left out: “{words}”, links to other articles."),
                        words=label(words, 80),
                    )
                    drop_list = not rest
                    continue
        if isinstance(block, Items) and _is_contents(block):
            findings.add(
                block.line, "left-out", gettext_noop("The table of contents was left out.")
            )
            if out and isinstance(out[-1], Text) and _CONTENTS.match(flat(out[-1].text)):
                out.pop()
            continue
        if drop_list and is_link_list(block) and not isinstance(block, Heading):
            findings.add(
                block.line,
                "left-out",
                gettext_noop("A list of links to other articles was left out."),
            )
            continue
        drop_list = drop_list and isinstance(block, Shots)
        out.append(block)
    return _without_last_links(out, findings)


def _is_contents(block: Items) -> bool:
    """A list of links to places in the article itself."""
    texts = re.findall(r"\]\(([^()\s]*)\)", markdown([block])) if is_link_list(block) else []
    return bool(texts) and all(address.startswith("#") for address in texts)


def _without_last_links(blocks: list[Block], findings: Findings) -> list[Block]:
    """A long list at the end that is nothing but links belongs to the page, not to the article."""
    while (
        blocks
        and isinstance(blocks[-1], Items)
        and len(blocks[-1].items) >= 3
        and is_link_list(blocks[-1])
    ):
        findings.add(
            blocks[-1].line,
            "left-out",
            gettext_noop("A list of links to other articles was left out."),
        )
        blocks = blocks[:-1]
    return blocks
