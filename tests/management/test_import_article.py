"""`manage.py import_article`: what goes where, and what a refusal leaves."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from msgspec.structs import replace

from tests.core.articles.mutating import SAMPLES
from troubleshooter.core.articles import read_article
from troubleshooter.core.document import Screenshot
from troubleshooter.core.exporting import write_article
from troubleshooter.core.formats import decode
from troubleshooter.models import Guide, Step

pytestmark = pytest.mark.django_db
GOOD = SAMPLES / "router-methods.md"


def run(*words):
    out, err = StringIO(), StringIO()
    try:
        call_command("import_article", *map(str, words), stdout=out, stderr=err)
    except CommandError as error:
        err.write(str(error))
        return out.getvalue(), err.getvalue(), 1
    return out.getvalue(), err.getvalue(), 0


def test_a_file_becomes_a_guide_and_a_summary_line():
    out, err, code = run(GOOD)
    assert code == 0
    assert out.count("\n") == 1
    assert "imported as “the-internet-keeps-dropping-what-to-try”, 4 steps" in out
    assert f"{GOOD}: line 13: " not in err
    assert "is only an address" in err
    assert Guide.objects.get().live is None


def test_a_dry_run_prints_the_document_alone_and_stores_nothing():
    out, err, code = run(GOOD, "--dry-run", "--format", "json")
    assert code == 0
    assert len(decode(out).steps) == 4
    assert "minutes" in err
    assert Guide.objects.count() == Step.objects.count() == 0


def test_a_dry_run_shows_an_outline():
    out, _err, _code = run(GOOD, "--dry-run")
    assert "1. Restart the router" in out
    assert "   1.2 Wait thirty seconds." in out


def test_several_files_are_one_document_a_line():
    out, _err, _code = run(*sorted(SAMPLES.iterdir()), "--dry-run", "--format", "json")
    assert all(json.loads(line)["steps"] for line in out.splitlines())
    assert len(out.splitlines()) == len(list(SAMPLES.iterdir()))


def test_a_bad_file_never_stops_the_others_and_leaves_nothing(tmp_path):
    bad, prose = tmp_path / "bad.md", tmp_path / "prose.md"
    bad.write_bytes(b"\x89PNG\r\n")
    prose.write_text("Roses are red.\n")
    out, err, code = run(bad, GOOD, prose, tmp_path / "none.md", tmp_path)
    assert code == 1
    assert out.count("imported as") == 1
    assert Guide.objects.count() == 1
    assert f"{bad}: This is not text" in err
    assert f"{prose}: No fix was recognised" in err
    assert "none.md: The file cannot be read: No such file or directory." in err
    assert "Not imported, and nothing of it was stored:" in err


def test_pictures_that_are_supplied_are_not_asked_for(tmp_path):
    from tests.transfer.test_articles_in import png

    (tmp_path / "plug.jpg").write_bytes(png())
    _out, err, _code = run(GOOD, "--images", tmp_path)
    assert "only an address" not in err


def test_the_pictures_of_an_exported_guide_are_one_warning_with_the_way_to_bring_them(tmp_path):
    document, _warnings = read_article(GOOD.read_text(encoding="utf-8"))
    shown = tuple(
        replace(item, screenshot=Screenshot(image=f"pictures/p{n}.png", alt="It", source="x.png"))
        for n, item in enumerate(document.steps[0].instructions)
    )
    step = replace(document.steps[0], instructions=shown)
    article = tmp_path / "exported.md"
    article.write_text(
        write_article(
            replace(document, steps=(step, *document.steps[1:])), picture=lambda shot: shot.image
        ),
        encoding="utf-8",
    )
    _out, err, code = run(article)
    assert code == 0
    assert "is only an address" not in err
    assert err.count("pictures are only addresses") == 1
    assert "manage.py import_article FILE --images DIR" in err


def test_a_folder_of_pictures_that_is_not_there_is_refused(tmp_path):
    assert "is not a folder" in run(GOOD, "--images", tmp_path / "none")[1]
    assert Guide.objects.count() == 0
