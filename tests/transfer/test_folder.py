"""Guide folders: import and export through the commands."""

import filecmp
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

from tests.factories import plain_guide
from troubleshooter.models import Guide, Picture, Screenshot, Step

pytestmark = pytest.mark.django_db
SHIPPED = Path(__file__).parents[2] / "content" / "icloud-backup"
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 20">'
    b'<rect width="10" height="20"/></svg>'
)


@pytest.fixture
def folder(tmp_path):
    """A guide folder with one picture."""
    plain = plain_guide()
    plain["steps"][0]["instructions"][0]["screenshot"] = {
        "image": "pictures/tray.svg",
        "alt": "The open tray",
        "targets": [[10, 20, 30, 40]],
    }
    return write(tmp_path / "printer", plain, {"tray.svg": SVG})


def write(folder, plain, pictures):
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    (folder / "guide.yaml").write_text(yaml.safe_dump(plain, sort_keys=False))
    for name, data in pictures.items():
        (folder / "pictures" / name).write_bytes(data)
    return folder


def run(*arguments, **options):
    out, err = StringIO(), StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=err, **options)
    except CommandError as error:
        return f"{out.getvalue()}{err.getvalue()}{error}", False
    return out.getvalue() + err.getvalue(), True


def assert_same_tree(one, other):
    compared = filecmp.dircmp(one, other)
    assert not compared.left_only
    assert not compared.right_only
    assert filecmp.cmpfiles(one, other, compared.common_files, shallow=False)[1:] == ([], [])
    for name in compared.common_dirs:
        assert_same_tree(one / name, other / name)


def test_the_shipped_guide_comes_back_byte_for_byte(tmp_path):
    assert run("import_guide", str(SHIPPED), "--publish")[1]
    assert run("export_guide", "icloud-backup", "--to", str(tmp_path))[1]
    assert_same_tree(SHIPPED, tmp_path / "icloud-backup")


def test_an_exported_folder_comes_back_byte_for_byte(folder, tmp_path):
    run("import_guide", str(folder))
    run("export_guide", "printer", "--to", str(tmp_path / "one"))
    run("import_guide", str(tmp_path / "one" / "printer"))
    run("export_guide", "printer", "--to", str(tmp_path / "two"))
    assert_same_tree(tmp_path / "one", tmp_path / "two")
    assert (tmp_path / "two/printer/pictures/tray.svg").read_bytes() == SVG


def test_the_live_edition_can_be_exported_while_the_draft_has_moved_on(folder, tmp_path):
    run("import_guide", str(folder), "--publish")
    Guide.objects.update(title="A draft title")
    run("export_guide", "printer", "--to", str(tmp_path / "live"), "--live")
    assert "A draft title" not in (tmp_path / "live/printer/guide.yaml").read_text()


def test_importing_again_changes_nothing_and_says_so(folder):
    run("import_guide", str(folder))
    said, is_fine = run("import_guide", str(folder))
    assert is_fine
    assert "nothing changed" in said
    assert Picture.objects.count() == 1


def test_other_content_is_refused_without_replace_and_taken_with_it(folder):
    run("import_guide", str(folder))
    text = (folder / "guide.yaml").read_text().replace("title: Paper", "title: Paper tray")
    (folder / "guide.yaml").write_text(text)
    said, is_fine = run("import_guide", str(folder))
    assert not is_fine
    assert "step “paper”" in said
    assert "printer" in said
    assert "--replace" in said
    assert Step.objects.get(key="paper").title == "Paper"
    assert run("import_guide", str(folder), "--replace")[1]
    assert Step.objects.get(key="paper").title == "Paper tray"


def test_what_stays_refused_with_replace_does_not_say_to_use_it(folder):
    run("import_guide", str(folder))
    text = (folder / "guide.yaml").read_text()
    text = text.replace("slug: printer", "slug: printer\n  language: de")
    (folder / "guide.yaml").write_text(text)
    for options in ([], ["--replace"]):
        said, is_fine = run("import_guide", str(folder), *options)
        assert not is_fine
        assert f"{folder}: refused:" in said
        assert "is in another language (en)" in said
        assert "--replace" not in said


def test_a_broken_file_names_the_path_and_the_line_and_leaves_the_database_alone(folder):
    lines = (folder / "guide.yaml").read_text().splitlines()
    number = next(i for i, line in enumerate(lines) if "alt:" in line)
    del lines[number]
    (folder / "guide.yaml").write_text("\n".join(lines))
    said, is_fine = run("import_guide", str(folder))
    assert not is_fine
    assert "guide.yaml: line" in said
    assert "steps[0].instructions[0].screenshot.alt: required" in said
    assert not Guide.objects.exists()
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("tray.svg", SVG.replace(b"<rect", b"<script>1</script><rect"), "script"),
        ("tray.svg", SVG.replace(b"<rect", b'<rect onload="x()"'), "onload"),
        ("tray.svg", None, "No such file"),
    ],
)
def test_a_bad_picture_is_refused_naming_it_and_leaves_the_database_alone(
    folder, name, data, reason
):
    if data is None:
        (folder / "pictures" / name).unlink()
    else:
        (folder / "pictures" / name).write_bytes(data)
    said, is_fine = run("import_guide", str(folder))
    assert not is_fine
    assert "pictures/tray.svg" in said
    assert reason in said
    assert not Guide.objects.exists()
    assert not Picture.objects.exists()


def test_a_picture_outside_the_folder_is_refused(folder):
    (folder.parent / "secret.svg").write_bytes(SVG)
    text = (folder / "guide.yaml").read_text().replace("pictures/tray.svg", "../secret.svg")
    (folder / "guide.yaml").write_text(text)
    said, is_fine = run("import_guide", str(folder))
    assert not is_fine
    assert "inside the guide's folder" in said


def test_one_broken_folder_does_not_stop_the_others(folder, tmp_path):
    broken = write(tmp_path / "broken", {"guide": {}}, {})
    said, is_fine = run("import_guide", str(broken), str(folder))
    assert not is_fine
    assert "guide.slug: required" in said
    assert Guide.objects.get().slug == "printer"


def test_exporting_an_unknown_guide_says_so_and_writes_nothing(tmp_path):
    said, is_fine = run("export_guide", "ghost", "--to", str(tmp_path / "out"))
    assert not is_fine
    assert "ghost" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["../../evil", "a/b", " tray ", "..", "x" * 300, "C:\\evil"])
def test_a_pictures_name_never_leads_out_of_the_folder(folder, tmp_path, name):
    run("import_guide", str(folder))
    Screenshot.objects.update(name=name[:100])
    assert run("export_guide", "printer", "--to", str(tmp_path / "deep" / "er"))[1]
    source, stored = folder, tmp_path / "media"
    written = [
        path for path in tmp_path.rglob("*.svg") if not {source, stored}.intersection(path.parents)
    ]
    assert len(written) == 1
    assert written[0].parent == tmp_path / "deep" / "er" / "printer" / "pictures"


def test_a_long_picture_name_is_cut_and_comes_back(folder, tmp_path):
    long = "tray" * 40
    (folder / "pictures" / "tray.svg").rename(folder / "pictures" / f"{long}.svg")
    text = (folder / "guide.yaml").read_text().replace("pictures/tray.svg", f"pictures/{long}.svg")
    (folder / "guide.yaml").write_text(text)
    assert run("import_guide", str(folder), "--publish")[1]
    run("export_guide", "printer", "--to", str(tmp_path / "out"))
    assert "nothing changed" in run("import_guide", str(tmp_path / "out" / "printer"))[0]
