"""Draw the pictures of the first guide: `python content/drawing/draw.py [--to FOLDER]`.

Reads screens/*.yaml and writes one SVG file per picture, and index.yaml beside this file (or in the
given folder): for each picture its alt text, the rectangles to tap in percent, the iOS eras it
holds for and the screen it belongs to. A text or a row that differs between eras is written there
as a mapping of eras; where two eras come out the same, they share one picture.
"""

import argparse
from pathlib import Path
from typing import Any

import heads
import lists
import overlays
import phone
import scenes
import yaml
from canvas import HEIGHT
from heads import Page

HERE = Path(__file__).parent
ERAS = ("ios13", "ios15", "ios18")  # each up to the next: 13-14, 15-17, 18 and later

PARTS = {
    part.__name__: part
    for part in (
        heads.nav, heads.title, heads.profile, heads.person, heads.app, heads.headline,
        heads.space, heads.sheet_page, lists.card, lists.message, lists.meter, lists.update,
        overlays.dim, overlays.dialog, overlays.choices, overlays.number_pad, overlays.keyboard,
        overlays.password, overlays.boxes, overlays.circles, overlays.caption,
        scenes.browser, scenes.browser_foot, scenes.services, scenes.legend, scenes.lock_screen,
        scenes.corner_lens, scenes.power_slider, scenes.front, scenes.both_fronts,
    )
}  # fmt: skip


def for_era(value: Any, era: str) -> Any:
    """The description as it holds for one era: a mapping of eras becomes its newest entry so far,
    and an entry without content leaves its list."""
    if isinstance(value, list):
        return [kept for item in value if (kept := for_era(item, era)) is not None]
    if not isinstance(value, dict):
        return value
    if value and set(value) <= set(ERAS):
        known = [name for name in ERAS[: ERAS.index(era) + 1] if name in value]
        return for_era(value[known[-1]], era) if known else None
    return {name: for_era(inner, era) for name, inner in value.items()}


def add(page: Page, parts: list[Any]) -> None:
    for part in parts:
        if isinstance(part, list):
            add(page, part)
        elif isinstance(part, str):
            PARTS[part](page, {})
        else:
            ((name, spec),) = part.items()
            PARTS[name](page, spec)


def draw(picture: dict[str, Any]) -> Page:
    """One picture: the screen, its parts from top to bottom, then the body of the phone."""
    page = Page()
    page.canvas.height = picture.get("height", HEIGHT)
    phone.screen(page.canvas)
    behind = len(page.canvas.shapes)
    add(page, picture["parts"])
    if page.bare or page.bottom != phone.BOTTOM:
        del page.canvas.shapes[behind - 1]
    if not page.bare:
        if page.has_signs:
            phone.status_bar(page.canvas, page.ink, charging=page.charging)
            phone.foot_bar(page.canvas, page.ink, page.bottom)
        phone.body(page.canvas, page.bottom)
    return page


def versions(name: str, picture: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    """File name to its SVG text and its entry of the index."""
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for era in ERAS:
        described = for_era(picture, era)
        page = draw(described)
        svg = page.canvas.svg(described["alt"])
        same = [entry for text, entry in found.values() if text == svg]
        if same:
            same[0]["eras"].append(era)
        else:
            entry = {"screen": name, "alt": described["alt"], "eras": [era]}
            found[f"{name}-{era}"] = svg, entry | {"targets": page.canvas.targets()}
    if len(found) == 1:
        return {name: next(iter(found.values()))}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw the pictures of the first guide.")
    parser.add_argument("--to", type=Path, help="write pictures and index here instead")
    to = parser.parse_args().to
    pictures = to or HERE.parent / "icloud-backup" / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    index: dict[str, dict[str, Any]] = {}
    for file in sorted((HERE / "screens").glob("*.yaml")):
        for name, picture in yaml.safe_load(file.read_text()).items():
            for drawn, (svg, entry) in versions(name, picture).items():
                (pictures / f"{drawn}.svg").write_text(svg)
                index[drawn] = entry
    text = yaml.safe_dump(
        dict(sorted(index.items())), sort_keys=False, width=100, allow_unicode=True,
        default_flow_style=None,
    )  # fmt: skip
    ((to or HERE) / "index.yaml").write_text(text)
    print(f"{len(index)} pictures")


if __name__ == "__main__":
    main()
