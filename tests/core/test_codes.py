"""Resume codes as people meet them: shown, read aloud and typed."""

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troubleshooter.core.codes import MEANT, SYMBOLS, code_from, grouped, spelled, typed

CODES = st.text(SYMBOLS, min_size=8, max_size=8)


def test_a_code_has_eight_of_thirty_symbols_and_no_two_that_look_alike():
    assert len(SYMBOLS) == len(set(SYMBOLS)) == 30
    assert not set("OILSZB") & set(SYMBOLS)
    assert {chr(letter) for letter in MEANT} == set("OILSZB")
    code = code_from(hashlib.sha256(b"session").digest())
    assert len(code) == 8
    assert set(code) <= set(SYMBOLS)


def test_every_symbol_comes_about_as_often_in_every_place():
    codes = [code_from(hashlib.sha256(bytes([n % 256, n // 256])).digest()) for n in range(6000)]
    for place in zip(*codes, strict=True):
        counted = Counter(place)
        assert set(counted) == set(SYMBOLS)
        assert 120 < min(counted.values()) <= max(counted.values()) < 280


def test_it_is_grouped_for_the_eye_and_spelled_for_a_voice():
    assert grouped("K7QF29MD") == "K7QF-29MD"
    assert spelled("K7QF29MD") == "K 7 Q F, 2 9 M D"


@given(CODES)
def test_what_is_shown_is_understood_in_lower_case_and_however_it_is_spaced(code):
    shown = grouped(code)
    for text in (shown, shown.lower(), f"  {' '.join(code)}\n", shown.replace("-", " – ")):
        assert typed(text) == code


@pytest.mark.parametrize("text", ["0il5-2b8q", "O1L5 Z88Q", "oIlS zB8q", "０１１５２８８Ｑ"])
def test_a_look_alike_means_the_symbol_that_is_used(text):
    assert typed(text) == "0115288Q"


@pytest.mark.parametrize(
    "text", ["", "K7QF", "K7QF29MDD", "K7QF29M!", "Ж7QF29MD", "K7QF/29MD", "-" * 8]
)
def test_what_cannot_be_a_code_is_none(text):
    assert typed(text) == ""
