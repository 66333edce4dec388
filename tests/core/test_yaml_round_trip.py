"""Whatever a text holds, YAML gives it back, and writing twice gives the same bytes."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.core.guides import guide, line, picture, question, step
from tests.core.strategies import EXAMPLES, documents
from troubleshooter.core.formats import UNWRITABLE, to_plain
from troubleshooter.core.guide_yaml import read_yaml, write_yaml

NASTY = (
    *("yes", "no", "on", "null", "~", "true", "1", "1.5", "1e5", "0x1F", "0o7", "12:30", "1_000"),
    *(".nan", ".inf", "2026-05-04", "2026-05-04T10:00:00Z", "=", "<<", "*a", "&a", "!t", "|", ">"),
    *("- a", "? a", "a: b", "a:", ": ", "#", " # no", "a #b", "%", "@", "`", "'", '"', "\\", "{"),
    *("[", "}", "]", ",", "---", "...", "--- a", "\n", "\r\n", "\r", "\t", "  ", "\x85", "\u2028"),
    *("\u2029", "\ufeff", "\u200b", "\xa0", "\xad", "é", "日本", "\U0001f600", "a" * 90, " b" * 60),
)
WORDS = st.sampled_from(["word", "a: b", "#", "- x", "\n", "\n\n", "  "])
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=3)), max_size=12).map("".join),
    st.lists(
        st.sampled_from(["word", "a: b", "#", "- x", " ", "\n", "\n\n", "  "]), max_size=60
    ).map(" ".join),
).filter(lambda text: not UNWRITABLE.search(text))
LABELS = TEXTS.map(lambda text: " ".join(text.split())[:200].strip()).filter(bool)


def written(document):
    text = write_yaml(document)
    again = read_yaml(text)
    assert again == document
    assert write_yaml(again) == text
    assert text.encode() == write_yaml(document).encode()
    return text


@settings(max_examples=5 * EXAMPLES, deadline=None)
@given(TEXTS, LABELS, TEXTS.filter(str.strip))
@example("  leading\n  spaces\n", "# no comment", "trailing \n spaces  \n\n\n")
@example("\n", "yes", "\nfirst line empty")
@example("a\r\nb", "12:30", "\u2028.")
@example("", "- no list", "\ufeff")
def test_every_text_comes_back(text, label, needed):
    base = guide(step("a"), question("q", "x y"))
    titled = replace(
        step("a", line(needed, screenshot=picture("Alt " + label))),
        title=label,
        why=text,
        needs=(label, label),
        put_back=(label,),
        note=text,
    )
    asked = replace(base.questions[0], title=label, help=text)
    about = replace(base.guide, title=label, summary=needed, tip=text, symptoms=(label,))
    written(replace(base, steps=(titled,), questions=(asked,), guide=about))


@settings(max_examples=EXAMPLES, deadline=None)
@given(documents())
def test_every_guide_comes_back(document):
    written(document)


PERCENT = st.floats(0, 100, allow_nan=False)


@given(st.lists(st.tuples(PERCENT, PERCENT, PERCENT, PERCENT), max_size=3))
@example([(1e-7, 99.99999999999999, 0.1, 5e-324)])
@example([(0.0, -0.0, 100, 1)])
def test_every_target_comes_back(targets):
    written(guide(step("a", line(screenshot=picture("A switch", *targets)))))


@pytest.mark.parametrize("text", NASTY)
def test_every_nasty_text_comes_back_alone(text):
    written(replace(guide("a"), steps=(replace(step("a"), why=text),)))


def test_it_reads_as_a_person_would_write_it():
    text = written(
        guide(
            question("phone", "face home"),
            step(
                "restart",
                line("Hold it.\n\nThen let go.", phone="face home"),
                line("Wait.", screenshot=picture("The logo", (1, 2.5, 30, 4))),
                effects=("restarts",),
            ),
        )
    )
    assert (
        text.split("steps:\n")[1]
        == """\
  - key: restart
    title: Restart
    minutes: 2
    effects: [restarts]
    instructions:
      - text: |-
          Hold it.

          Then let go.
        condition:
          - question: phone
            choices: [face, home]
      - text: Wait.
        screenshot:
          image: pictures/a.png
          alt: The logo
          targets:
            - [1, 2.5, 30, 4]
placements:
  - step: restart
uses:
  - question: phone
"""
    )


def test_what_is_left_at_its_default_is_not_written():
    assert "late" not in write_yaml(guide("a"))
    assert to_plain(guide("a"))["placements"] == ({"step": "a"},)
