"""What must hold of every text whatsoever."""

import re

from troubleshooter.core.articles import ArticleRefused, read_article
from troubleshooter.core.formats import convert, to_plain
from troubleshooter.core.markup import render
from troubleshooter.core.references import broken_references

ACTIVE = re.compile(
    r"<(?:script|iframe|img|style)|(?:href|src)=\"\s*(?:javascript|vbscript|data|file):|\son\w+="
)
BREAKS = re.compile("[\n\r\x0c\x85\u2028\u2029]")


def texts(value):
    """Every text in plain data."""
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else ():
        yield from texts(item)
    for item in value if isinstance(value, list | tuple) else ():
        yield from texts(item)


def read_or_refuse(text: str, **options):
    """The document, or None after a refusal; anything else is a fault."""
    try:
        document, warnings = read_article(text, **options)
    except ArticleRefused as error:
        refusal = str(error)
    else:
        refusal = ""
    if refusal:
        assert refusal.endswith((".", ")"))
        assert "\n" not in refusal
        return None
    assert convert(to_plain(document)) == document
    assert broken_references(document) == []
    assert document.steps
    for text_of_guide in texts(to_plain(document)):
        assert not re.search(ACTIVE, re.sub(r">[^<]*<", "><", render(text_of_guide)))
    for warning in warnings:
        assert warning.sentence
        assert warning.line is None or 1 <= warning.line <= len(BREAKS.findall(text)) + 1
    return document
