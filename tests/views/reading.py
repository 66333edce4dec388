"""Playing sessions and reading a guide's statistics, page and file, in tests."""

import csv
import io
import re
from html import unescape

from django.urls import reverse
from django.utils.html import strip_tags

from tests.factories import started

TABLE = re.compile(r'<table>\s*<caption id="([\w-]+)">(.*?)</table>', re.DOTALL)
FIGURE = re.compile(r'<dt>([^<]*)</dt>\s*<dd class="number">(.*?)</dd>', re.DOTALL)
CELL = re.compile(r"<t[hd]\b.*?</t[hd]>", re.DOTALL)


def address(guide):
    return reverse("admin:troubleshooter_guide_statistics", args=(guide.pk,))


def say(session, *facts):
    """Record "symptom=blank" and "paper:fixed", with what a page would have seen."""
    for fact in facts:
        last = session.walk().last_key
        if "=" in fact:
            session.answer(*fact.split("="), seen=last)
        else:
            step_key, outcome, *reason = fact.split(":")
            session.attempt(step_key, outcome, reason[0] if reason else None, seen=last)


def played(guide, *facts):
    """A session in which all this was said."""
    session = started(guide)
    say(session, *facts)
    return session


def tables(response):
    """The page's tables as {caption's id: {row's title: {heading: text}}}, without small print."""
    return _tables(re.sub(r"<small>.*?</small>", "", response.text, flags=re.DOTALL))


def ranges(response):
    """The same with the small print: a share stands before its range."""
    return {
        name: {title.partition(" | ")[0]: row for title, row in rows.items()}
        for name, rows in _tables(response.text.replace("<small>", "| ")).items()
    }


def _tables(text):
    found = {}
    for name, markup in TABLE.findall(text):
        lines = [
            [" ".join(unescape(strip_tags(cell)).split()) for cell in CELL.findall(row)]
            for row in re.findall(r"<tr>.*?</tr>", markup, re.DOTALL)
        ]
        found[name] = {line[0]: dict(zip(lines[0], line, strict=True)) for line in lines[1:]}
    return found


def figures(response):
    """The figures at the top, by label."""
    found = re.findall(
        r"<dt>([^<]*)</dt>\s*<dd class=\"number\">(.*?)</dd>", response.text, re.DOTALL
    )
    return {label: " ".join(strip_tags(text).split()) for label, text in found}


def lines(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
