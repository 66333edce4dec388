"""Numbers, places and days in the reader's language, kept for the next page."""

from datetime import date

from django.utils.translation import override

from troubleshooter.views.statistics import formats


def test_what_was_written_in_one_language_is_not_shown_in_another():
    for language, texts in {
        "en": ("12,345", "0.5", "2nd", "Nov. 3, 2026"),
        "de": ("12.345", "0,5", "2.", "3. November 2026"),
        "fr": ("12\xa0345", "0,5", "2e", "3 novembre 2026"),
        "en-gb": ("12,345", "0.5", "2nd", "3 Nov 2026"),
    }.items():
        for _again in range(2):
            with override(language):
                assert (
                    formats.whole(12_345),
                    formats.decimal(0.5, 1),
                    formats.ordinal(2),
                    formats.day(date(2026, 11, 3)),
                ) == texts


def test_nothing_is_never_less_than_nothing():
    assert [formats.decimal(value, digits=1) for value in (-0.0, 0.0, -0.5)] == [
        "0.0",
        "0.0",
        "-0.5",
    ]
