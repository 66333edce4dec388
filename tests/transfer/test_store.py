"""A document to rows and back."""

import pytest
from msgspec.structs import replace

from tests.factories import document, plain_guide, step
from troubleshooter.core.canonical import canonical
from troubleshooter.core.formats import DocumentError, convert
from troubleshooter.models import Choice, Guide, Instruction, Placement, Question, Step
from troubleshooter.transfer import (
    ImportConflict,
    ImportRefused,
    current_snapshot,
    store,
    working_copies,
)
from troubleshooter.transfer.snapshot import snapshot

pytestmark = pytest.mark.django_db


def with_step(value, key, **changes):
    steps = tuple(replace(s, **changes) if s.key == key else s for s in value.steps)
    return replace(value, steps=steps)


def test_rows_hold_the_whole_document():
    guide = store(document()).guide
    assert current_snapshot(guide) == canonical(document())


def test_rows_hold_which_questions_tell_groups_apart():
    plain = plain_guide()
    plain["uses"][0]["segments"] = True
    guide = store(convert(plain)).guide
    assert [use.is_segmenting for use in guide.uses.all()] == [True, False, False]
    assert current_snapshot(guide) == canonical(convert(plain))


def test_storing_again_changes_nothing_and_says_so():
    store(document())
    rows = list(Instruction.objects.values_list("pk", flat=True))
    stored = store(document())
    assert stored.created == stored.replaced == []
    assert len(stored.unchanged) == 8
    assert list(Instruction.objects.values_list("pk", flat=True)) == rows


def test_other_content_under_a_key_is_refused_naming_the_guides_it_would_change():
    store(document())
    store(document("second"))
    with pytest.raises(ImportConflict) as refused:
        store(with_step(document(), "paper", title="Paper, please"))
    text = str(refused.value)
    assert "step “paper”" in text
    assert "printer, second" in text
    assert Step.objects.get(key="paper").title == "Paper"


def test_replacing_overwrites_and_reports():
    store(document())
    changed = with_step(document(), "paper", title="Paper, please")
    stored = store(changed, replace=True)
    assert stored.replaced == ["step “paper”", "guide “printer”"]
    assert current_snapshot(stored.guide) == canonical(changed)


def test_replacing_does_not_take_away_a_choice_that_another_guide_needs():
    store(document())
    other = plain_guide("second")
    other["placements"][0]["condition"] = [{"question": "symptom", "choices": ["noise"]}]
    store(convert(other))
    plain = plain_guide()
    plain["questions"][0]["choices"][1]["key"] = "smell"
    plain["uses"][0]["choices"] = []
    with pytest.raises(ImportRefused, match="guide “second” needs it"):
        store(convert(plain), replace=True)


def test_replacing_does_not_take_away_a_choice_that_a_step_elsewhere_needs():
    store(document())
    plain = plain_guide()
    plain["questions"][2]["choices"][0]["key"] = "linux"
    plain["steps"].pop(2)
    plain["placements"] = [{"step": "reinstall"}, {"step": "paper"}, {"step": "cable"}]
    plain["uses"][0]["choices"] = []
    with pytest.raises(ImportRefused, match="“mac” of “system” would go, but step “restart” need"):
        store(convert(plain), replace=True)
    namesake = Question.objects.create(key="restart", title="Restart?")
    line = Instruction.objects.create(question=namesake, text="Look.")
    line.condition.add(Choice.objects.get(key="mac"))
    with pytest.raises(ImportRefused, match="but question “restart” needs it"):
        store(convert(plain), replace=True)


def test_a_document_whose_keys_name_nothing_is_refused_and_leaves_no_rows():
    plain = plain_guide()
    plain["placements"].append({"step": "ghost"})
    with pytest.raises(DocumentError, match=r"placements\[4\]: there is no step “ghost”"):
        store(convert(plain))
    assert not Guide.objects.exists()
    assert not Step.objects.exists()


def test_the_same_key_in_another_language_is_another_step():
    store(document())
    plain = plain_guide("drucker")
    plain["guide"]["language"] = "de"
    plain["steps"][0]["title"] = "Papier"
    assert "step “paper”" in store(convert(plain)).created
    assert Step.objects.filter(key="paper").count() == 2


@pytest.mark.parametrize("is_replacing", [True, False])
def test_a_guide_keeps_its_language(is_replacing):
    store(document())
    plain = plain_guide()
    plain["guide"]["language"] = "de"
    with pytest.raises(ImportRefused, match=r"“printer” is in another language \(en\)"):
        store(convert(plain), replace=is_replacing)
    assert Guide.objects.get().language == "en"
    assert not Step.objects.filter(language="de").exists()


def test_a_guide_of_its_own_shares_steps_that_are_there():
    store(document())
    plain = plain_guide("second")
    plain["steps"].append(step("ink"))
    plain["placements"].append({"step": "ink"})
    stored = store(convert(plain))
    assert stored.created == ["step “ink”", "guide “second”"]
    assert Placement.objects.filter(step__key="paper").count() == 2


def test_reading_many_working_copies_takes_no_more_queries_than_one(django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    store(document("one"))
    with CaptureQueriesContext(connection) as alone:
        [snapshot(guide) for guide in working_copies(Guide.objects.all())]
    for number in range(5):
        store(document(f"guide-{number}"))
    with django_assert_num_queries(len(alone)):
        values = [snapshot(guide) for guide in working_copies(Guide.objects.all())]
    assert len(values) == 6


def test_the_line_ends_that_a_browser_sends_are_no_change():
    guide = store(document()).guide
    Step.objects.filter(key="paper").update(why="One.\r\n\r\nTwo.")
    assert current_snapshot(guide).step["paper"].why == "One.\n\nTwo."
