"""Groups of people who are counted, and learned from, apart: by the answers that staff marked."""

from __future__ import annotations

from collections.abc import Mapping

from .document import Document
from .events import Answer

MOST_SEGMENTING = 3
"""At most this many questions of a guide tell groups apart: each multiplies their number."""

MOST_CHARACTERS = MOST_SEGMENTING * (60 + 1 + 60 + 1)
"""No segment's name is longer: two keys for each question, and what stands between."""


def segment(document: Document, answers: Mapping[str, Answer]) -> str:
    """The name of the group that these answers, by question key, put a person in.

    "phone=face system=mac": the answers to the document's segmenting questions, in its order,
    those not given yet left out; "" where there are none. "I don't know" is an answer.
    """
    return " ".join(
        f"{use.question}={answers[use.question].choice}"
        for use in document.uses
        if use.segments and use.question in answers
    )


def parts(segment: str) -> dict[str, str]:
    """The choices by question key that a segment's name stands for."""
    return dict(pair.split("=") for pair in segment.split())
