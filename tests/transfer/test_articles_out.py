"""Guides as Markdown articles, written by the command."""

import pytest

from tests.factories import document, only_for, plain_guide, published, step
from tests.transfer.test_folder import SHIPPED, SVG, run
from troubleshooter.core.canonical import canonical
from troubleshooter.core.exporting import reread_article
from troubleshooter.core.formats import convert
from troubleshooter.core.pictures import read_svg
from troubleshooter.models import Edition, Guide, Picture, Question, Step
from troubleshooter.transfer import current_snapshot, store

pytestmark = pytest.mark.django_db


def pictured():
    """The printer guide with two pictures that have one name, as a document."""
    drawings = (SVG, SVG.replace(b"10 20", b"10 30"))
    shots = [
        {"image": Picture.objects.keep(read_svg(drawing)).image, "alt": alt, "name": "tray"}
        for drawing, alt in zip(drawings, ("The open tray", "The closed tray"), strict=True)
    ]
    plain = plain_guide()
    plain["steps"][0]["instructions"] = [
        {"text": "Look.", "screenshot": shots[0]},
        {"text": "Look again.", "screenshot": shots[1], "condition": only_for("system", "mac")},
    ]
    return convert(plain)


def test_an_article_lies_beside_its_pictures(tmp_path):
    value = pictured()
    store(value).guide.publish(value)
    said, is_fine = run("export_guide", "printer", "--format", "markdown", "--to", str(tmp_path))
    assert is_fine
    assert said == f"{tmp_path / 'printer.md'}: written.\n"
    article = (tmp_path / "printer.md").read_text(encoding="utf-8")
    for name, alt in (("tray.svg", "The open tray"), ("tray-2.svg", "The closed tray")):
        assert f"![{alt}](printer/{name})" in article
    assert (tmp_path / "printer" / "tray.svg").read_bytes() == SVG
    assert sorted(path.name for path in (tmp_path / "printer").iterdir()) == [
        "tray-2.svg",
        "tray.svg",
    ]


def test_without_a_folder_the_article_alone_goes_to_standard_output():
    published()
    said, is_fine = run("export_guide", "printer", "--format", "markdown")
    assert is_fine
    assert canonical(reread_article(said)) == canonical(document())


def test_an_article_is_the_live_edition_not_the_working_copy():
    published()
    store(document(steps=[*plain_guide()["steps"][:3], step("reinstall", minutes=9)]), replace=True)
    said, _is_fine = run("export_guide", "printer", "--format", "markdown")
    assert "9 min" not in said


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["printer", "--format", "markdown"], "Not published yet: printer"),
        (["ghost", "--format", "markdown"], "There is no guide called ghost"),
        (["printer", "other", "--format", "markdown"], "Say where to write"),
        (["printer"], "Say where to write"),
    ],
)
def test_what_cannot_be_written_is_said_in_a_sentence(arguments, reason):
    store(document())
    said, is_fine = run("export_guide", *arguments)
    assert not is_fine
    assert reason in said


def test_an_article_is_written_in_the_guides_own_language(settings, marked):
    value = document()
    store(value).guide.publish(value)
    Guide.objects.get().publish(value)
    said, _is_fine = run("export_guide", "printer", "--format", "markdown")
    assert "### ⟦What to do⟧" in said


def test_the_shipped_guide_exported_and_imported_again_is_the_same_guide(tmp_path):
    run("import_guide", str(SHIPPED), publish=True)
    before = current_snapshot(Guide.objects.get())
    run("export_guide", "icloud-backup", "--format", "markdown", "--to", str(tmp_path))
    for model in (Guide, Step, Question, Picture):
        erased(model)
    file = str(tmp_path / "icloud-backup.md")
    _said, is_fine = run("import_article", file, "--images", str(tmp_path))
    assert is_fine
    assert current_snapshot(Guide.objects.get()) == before


def erased(model):
    if model is Guide:
        Guide.objects.update(live=None)
        Edition.objects.all().delete()
    model.objects.all().delete()
