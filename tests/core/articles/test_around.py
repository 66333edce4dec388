"""What stands around the fixes: what is needed, and what comes when all was tried."""

import pytest

from troubleshooter.core.articles import outline_of, read_article

FIXES = "## 1. A\n\nPress a.\n\n## 2. B\n\nPress b.\n"


def guide(before="", after=""):
    document, _warnings = read_article(f"# T\n\n{before}\n\n{FIXES}\n{after}\n")
    return document.guide


@pytest.mark.parametrize(
    "before",
    [
        "It helps.\n\nYou need:\n\n- a **cable**\n- a phone",
        "It helps.\n\nYou will need the following:\n\n1. a cable\n2. a phone",
        "It helps.\n\n## What you need\n\n- a cable\n- a phone",
        "It helps.\n\n## Requirements\n\n* a cable\n* a phone",
        "It helps.\n\n## Before you start\n\nYou'll need:\n\n- a cable\n- a phone",
    ],
)
def test_a_list_of_what_is_needed_is_one_thing_a_line(before):
    found = guide(before)
    assert found.needs == ("a cable", "a phone")
    assert (found.summary, found.before) == ("It helps.", "")


def test_the_outline_shows_what_is_needed():
    document, _warnings = read_article(f"# T\n\nYou need:\n\n- a cable\n- a phone\n\n{FIXES}")
    assert "  needs: a cable / a phone\n" in outline_of(document)


def test_text_beside_the_list_of_what_is_needed_stays():
    found = guide("## What you need\n\n- a cable\n- a phone\n\nBoth are cheap.")
    assert found.needs == ("a cable", "a phone")
    assert found.before == "**What you need**\n\nBoth are cheap."


@pytest.mark.parametrize(
    "before",
    [
        "You need a cable and a phone.",
        "You need some things that the shop has:\n\n- a cable\n- a phone",
        "You need:\n\n- a [cable](https://help.example.org/cable)\n- a phone",
        "You need:\n\n- a cable\n\n  A long one.\n- a phone",
    ],
)
def test_what_is_needed_stays_as_it_is_where_it_is_no_plain_list(before):
    found = guide(f"It helps.\n\n{before}")
    assert found.needs == ()
    assert "a phone" in found.summary
    assert found.summary.count("You need") == 1


@pytest.mark.parametrize(
    "title",
    ["If nothing helped", "Still not working?", "If nothing has helped", "What if nothing works?"],
)
def test_a_heading_that_the_last_page_says_itself_is_not_repeated(title):
    assert guide(after=f"## {title}\n\nCall us.").exhausted == "Call us."


def test_a_heading_that_says_more_stays():
    found = guide(after="## Get more help\n\nCall us.")
    assert found.exhausted == "**Get more help**\n\nCall us."
