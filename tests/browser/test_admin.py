"""Writing in the admin with the pointer and with the keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

from troubleshooter.models import Screenshot, Step

DESKTOP, PHONE = (1280, 800), (390, 844)


@pytest.fixture
def writing(page, shipped_guide):
    """A superuser's browser, signed in: ``writing("/admin/")``; errors on the console fail."""
    get_user_model().objects.create_superuser("writer", password="a long enough secret")
    complaints = []

    def open_page(address, **options):
        opened = page(**{"viewport": DESKTOP} | options)
        opened.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        opened.goto(f"/admin/login/?next={address}")
        opened.get_by_label("Username").fill("writer")
        opened.get_by_label("Password").fill("a long enough secret")
        opened.get_by_role("button", name="Log in").click()
        expect(opened).to_have_url(address)
        opened.wait_for_load_state()
        return opened

    yield open_page
    assert complaints == []


def with_picture():
    return Step.objects.filter(instructions__screenshot__isnull=False).order_by("pk").first()


def step_address(step):
    return f"/admin/troubleshooter/step/{step.pk}/change/"


def numbers(targets, row):
    inputs = targets.locator(".target").nth(row).locator("input")
    return [inputs.nth(side).input_value() for side in range(4)]


def drag(opened, start, end):
    opened.mouse.move(*start)
    opened.mouse.down()
    opened.mouse.move(*end, steps=4)
    opened.mouse.up()


def test_a_target_is_drawn_moved_and_resized_with_the_pointer(writing):
    shot = Screenshot.objects.filter(instruction__step=with_picture()).order_by("pk").first()
    shot.targets = []
    shot.save()
    opened = writing(step_address(shot.instruction.step))
    row = shot.instruction.position - 1
    targets = opened.locator(f"#instructions-{row} .targets")
    stage = targets.locator("svg")
    stage.scroll_into_view_if_needed()
    expect(targets.locator("img")).to_have_js_property("complete", True)
    box = stage.bounding_box()

    def at(x, y):
        return box["x"] + box["width"] * x / 100, box["y"] + box["height"] * y / 100

    drag(opened, at(20, 10), at(60, 30))
    drawn = [float(value) for value in numbers(targets, 0)]
    assert drawn == pytest.approx([20, 10, 40, 20], abs=0.6)
    drag(opened, at(40, 20), at(50, 40))
    moved = [float(value) for value in numbers(targets, 0)]
    assert moved == pytest.approx([30, 30, 40, 20], abs=0.6)
    drag(opened, at(70, 50), at(90, 80))
    resized = [float(value) for value in numbers(targets, 0)]
    assert resized == pytest.approx([30, 30, 60, 50], abs=1.5)
    drag(opened, at(5, 5), at(5.2, 5.1))
    assert numbers(targets, 1) == ["", "", "", ""]
    opened.get_by_role("button", name="Save", exact=True).first.click()
    expect(opened.locator(".messagelist .success")).to_be_visible()
    shot.refresh_from_db()
    assert shot.targets == [resized]


def test_numbers_and_the_drawing_say_the_same(writing):
    opened = writing(step_address(with_picture()))
    targets = opened.locator(".targets:has(img)").first
    inputs = targets.locator(".target").nth(0).locator("input")
    inputs.nth(0).fill("12.5")
    expect(targets.locator("svg rect").first).to_have_attribute("x", "12.5")
    targets.get_by_role("button", name="Take out: Target 1").click()
    assert numbers(targets, 0) == ["", "", "", ""]
    expect(targets.locator("svg rect")).to_have_count(0)


def order(guide):
    return list(guide.placements.values_list("step__title", flat=True))


def save_and_stay(opened):
    opened.get_by_role("button", name="Save and continue editing").first.click()
    expect(opened.locator(".messagelist .success")).to_be_visible()


def test_steps_are_ordered_with_the_keyboard_alone(writing, shipped_guide):
    before = order(shipped_guide)
    opened = writing(f"/admin/troubleshooter/guide/{shipped_guide.pk}/change/")
    first = opened.get_by_role("button", name=f"Move down: {before[0]}")
    first.focus()
    opened.keyboard.press("Enter")
    opened.keyboard.press("Enter")
    expect(first).to_be_focused()
    expect(opened.get_by_role("status").last).to_have_text("Now at position 3")
    last = opened.get_by_role("button", name=f"Move up: {before[-1]}")
    last.focus()
    opened.keyboard.press("Space")
    save_and_stay(opened)
    assert order(shipped_guide) == [
        *before[1:3],
        before[0],
        *before[3:-2],
        before[-1],
        before[-2],
    ]


def test_a_row_taken_out_again_leaves_the_others_as_they_were_moved(writing, shipped_guide):
    before = order(shipped_guide)
    opened = writing(f"/admin/troubleshooter/guide/{shipped_guide.pk}/change/")
    group = opened.locator("#placements-group")
    group.get_by_role("button", name="Add another Step").click()
    opened.get_by_role("button", name=f"Move down: {before[0]}").click()
    new = group.locator(".inline-related.last-related:not(.empty-form)")
    new.get_by_role("button", name="Move up").click()
    new.get_by_role("button", name="Remove").click()
    expect(group.locator(".inline-related:not(.empty-form)")).to_have_count(len(before))
    save_and_stay(opened)
    assert order(shipped_guide) == [before[1], before[0], *before[2:]]


def test_a_condition_says_what_is_ticked(writing, shipped_guide):
    opened = writing(f"/admin/troubleshooter/guide/{shipped_guide.pk}/change/")
    folded = opened.locator("#placements-0 .folded[data-nothing=everybody]")
    expect(folded.locator("summary")).to_have_text("everybody")
    folded.locator("summary").click()
    boxes = folded.locator("fieldset").first.get_by_role("checkbox")
    boxes.nth(0).check()
    boxes.nth(1).check()
    expect(folded.locator("summary")).to_contain_text(" or ")
    said = folded.locator("summary").inner_text()
    save_and_stay(opened)
    expect(folded.locator("summary")).to_have_text(said)


def test_a_picture_just_chosen_can_be_drawn_on(writing, tmp_path):
    from PIL import Image

    file = tmp_path / "screen.png"
    Image.new("RGB", (300, 600), "navy").save(file)
    step = with_picture()
    opened = writing(step_address(step))
    opened.get_by_role("button", name="Add another Instruction").click()
    row = opened.locator(f"#instructions-{step.instructions.count()}")
    row.locator("textarea").fill("Look at the screen.")
    row.locator("input[type=file]").set_input_files(file)
    stage = row.locator(".stage")
    expect(stage.locator("canvas")).to_be_visible()
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    start = box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.25
    drag(opened, start, (start[0] + box["width"] * 0.5, start[1] + box["height"] * 0.25))
    row.get_by_label("What the picture shows").fill("A dark screen")
    opened.get_by_role("button", name="Save", exact=True).first.click()
    expect(opened.locator(".messagelist .success")).to_be_visible()
    shot = Screenshot.objects.get(alt="A dark screen")
    assert shot.targets[0] == pytest.approx([25, 25, 50, 25], abs=0.6)


@pytest.mark.parametrize(
    ("viewport", "color_scheme"),
    [(DESKTOP, "light"), (PHONE, "dark")],
    ids=["light desktop", "dark phone"],
)
def test_the_pages_work_under_the_policy_and_for_everybody(
    writing, page, shipped_guide, viewport, color_scheme
):
    signing_in = page(viewport=viewport, color_scheme=color_scheme)
    signing_in.goto("/admin/login/")
    found = {"sign in": complaints_of(signing_in)}
    opened = writing("/admin/", viewport=viewport, color_scheme=color_scheme)
    guide = f"/admin/troubleshooter/guide/{shipped_guide.pk}/"
    Step.objects.filter(pk=with_picture().pk).update(why="New.")
    question = shipped_guide.uses.first().question_id
    for address in (
        "/admin/troubleshooter/guide/",
        f"{guide}change/",
        f"{guide}publish/",
        f"{guide}preview/",
        step_address(with_picture()),
        f"/admin/troubleshooter/question/{question}/change/",
        f"/admin/troubleshooter/edition/{shipped_guide.live_id}/change/",
    ):
        opened.goto(address)
        found[address] = complaints_of(opened)
        assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    assert found == {address: [] for address in found}


def complaints_of(opened):
    opened.wait_for_load_state()
    result = Axe().run(opened, options={"rules": {"target-size": {"enabled": True}}})
    return [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in result.response["violations"]]
