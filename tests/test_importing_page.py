"""docs/importing.md says what is so: its examples are read from the page and tried."""

import re
from pathlib import Path

import pytest

from troubleshooter.core.articles import outline_of, read_article

PAGE = (Path(__file__).parents[1] / "docs/importing.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.M | re.S)
ARTICLE = next(text for kind, text in BLOCKS if kind == "markdown")
OUTLINE, TOLD, TITLES = (text for kind, text in BLOCKS if kind == "text")
NAMES = ("Restart the router", "Change the cable", "Update the box")
NUMBERS = {"1": "123", "one": ("one", "two", "three"), "First": ("First", "Second", "Third")}


def test_the_article_before_becomes_the_guide_after():
    document, _warnings = read_article(ARTICLE)
    assert outline_of(document).strip() == OUTLINE.strip()


def test_the_page_shows_every_warning_and_no_other():
    _document, warnings = read_article(ARTICLE)
    assert [str(warning) for warning in warnings] == TOLD.splitlines()


def fix(form, number):
    """The heading of the first fix, as it would be for another one."""
    for sign, others in NUMBERS.items():
        form = re.sub(rf"\b{sign}\b(?!/)(?=\W)(?!$)", others[number], form, count=1)
        if f"{sign}/3" in form:
            form = form.replace("1/3", f"{number + 1}/3")
    return form.replace(NAMES[0], NAMES[number])


@pytest.mark.parametrize("form", TITLES.splitlines())
def test_every_kind_of_title_on_the_page_begins_a_fix(form):
    lines = "\n" if form[0].isdigit() else "\n\n1. Look at it.\n2. Press the button.\n"
    fixes = "\n".join(fix(form, number) + lines for number in range(3))
    document, _warnings = read_article(f"# No internet\n\nTry these.\n\n{fixes}")
    assert [step.title for step in document.steps] == list(NAMES)


def test_the_page_is_found_from_the_readme():
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    assert "(docs/importing.md)" in readme
