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


def test_the_live_edition_can_be_exported_while_the_working_copy_has_moved_on(folder, tmp_path):
    run("import_guide", str(folder), "--publish")
    Guide.objects.update(title="A later title")
    run("export_guide", "printer", "--to", str(tmp_path / "live"), "--live")
    assert "A later title" not in (tmp_path / "live/printer/guide.yaml").read_text()


def test_importing_again_changes_nothing_and_says_so(folder):
    said, _is_fine = run("import_guide", str(folder))
    assert "imported into the working copy of “printer”." in said
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


@pytest.mark.parametrize(
    ("part", "changes"),
    [
        ("guide", {"needs": ["A cable\u2028of yours", "a\x85b"], "symptoms": ["a\u2029b"]}),
        ("guide", {"summary": "One.\r\nTwo.\rThree.", "tip": "One.\r\n\r\nTwo."}),
        ("steps", {"put_back": ["Close\u2028it"], "why": "One.\r\nTwo."}),
        ("questions", {"help": "One.\r\nTwo."}),
    ],
)
def test_any_break_within_a_text_is_no_change_when_it_comes_again(tmp_path, part, changes):
    plain = plain_guide()
    owner = plain[part] if part == "guide" else plain[part][0]
    owner |= changes
    folder = write(tmp_path / "printer", plain, {})
    assert run("import_guide", str(folder), "--publish")[1]
    said, is_fine = run("import_guide", str(folder), "--publish")
    assert is_fine, said
    assert "nothing changed" in said
    assert Guide.objects.get().editions.count() == 1


def line_of(folder, words):
    lines = (folder / "guide.yaml").read_text().splitlines()
    return next(number for number, line in enumerate(lines, start=1) if words in line)


@pytest.mark.parametrize(
    ("found", "put", "options", "problem"),
    [
        ("- step: cable", "- step: ghost", (), "placements[2]: there is no step “ghost”"),
        ("- question: system", "- question: ghost", (), "uses[2]: there is no question “ghost”"),
        ("tray.svg", "gone.svg", (), "steps[0].instructions[0].screenshot.image: pictures/gone"),
        ("alt: The", "alt: IMG_1.png #", ("--publish",), "steps[0].instructions[0].screenshot.alt"),
    ],
)
def test_what_names_nothing_or_cannot_go_live_is_told_with_its_file_and_line(
    folder, found, put, options, problem
):
    text = (folder / "guide.yaml").read_text()
    head, _, tail = text.rpartition(found)
    (folder / "guide.yaml").write_text(head + put + tail)
    said, is_fine = run("import_guide", str(folder), *options)
    assert not is_fine
    line = line_of(folder, put)
    assert f"{folder}/guide.yaml: line {line}: {problem}" in said
    assert not Guide.objects.exists()


def test_lines_are_those_of_the_file_although_the_guide_is_kept_in_another_order(folder):
    text = (folder / "guide.yaml").read_text()
    (folder / "guide.yaml").write_text(text.replace("- mac\n", "- ghost\n"))
    said, _is_fine = run("import_guide", str(folder))
    line = line_of(folder, "condition:")
    assert f"line {line}: steps[2].instructions[0].condition: the condition needs the" in said


def test_exporting_over_an_older_export_leaves_no_picture_behind(folder, tmp_path):
    run("import_guide", str(folder))
    run("export_guide", "printer", "--to", str(tmp_path / "out"))
    out = tmp_path / "out" / "printer"
    write(
        out, yaml.safe_load((out / "guide.yaml").read_text()), {"mine.svg": SVG, "notes.txt": b""}
    )
    Screenshot.objects.update(name="Drawer")
    run("export_guide", "printer", "--to", str(tmp_path / "out"))
    names = {path.name for path in (out / "pictures").iterdir()}
    assert names == {"Drawer.svg", "mine.svg", "notes.txt"}


@pytest.mark.parametrize(
    "image", ["pictures/..", "../secret.svg", "pictures/a/b.svg", "guide.yaml"]
)
def test_exporting_over_a_strange_guide_removes_only_what_an_export_wrote(folder, tmp_path, image):
    run("import_guide", str(folder))
    out = tmp_path / "out" / "printer"
    plain = plain_guide()
    plain["steps"][0]["instructions"][0]["screenshot"] = {"image": image, "alt": "A tray"}
    write(out, plain, {})
    (out / "pictures" / "a").mkdir()
    kept = [out / "pictures" / "a" / "b.svg", out.parent / "secret.svg", out / "secret.svg"]
    for path in kept:
        path.write_bytes(SVG)
    assert run("export_guide", "printer", "--to", str(tmp_path / "out"))[1]
    assert all(path.exists() for path in kept)


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
