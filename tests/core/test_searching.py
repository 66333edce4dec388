"""What people type, as words."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from troubleshooter.core.searching import MOST_WORDS, searched_words, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Won’t back up!!", ["wont", "back", "up"]),
        ("won't wont WON`T", ["wont"]),
        ("Café – naïve", ["cafe", "naive"]),
        ("Wi-Fi (2.4 GHz)", ["wi", "fi", "2", "4", "ghz"]),
        ("电池 坏了", ["电池", "坏了"]),
        ("𝕊TOP Ｗｏｎ＇ｔ", ["stop", "wont"]),
        ("?! …", []),
    ],
)
def test_only_letters_and_digits_count(text, words):
    assert words_of(text) == words


def test_a_search_looks_for_a_bounded_number_of_words():
    assert len(searched_words(" ".join(f"word{n}" for n in range(99)))) == MOST_WORDS


@given(st.text())
@example("𝕊")
@example("ŉ ＇s")
def test_the_words_of_words_are_the_same_words(text):
    once = words_of(text)
    assert words_of(" ".join(once)) == once
