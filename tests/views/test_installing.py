"""On a phone's home screen: the manifest and its icons."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from PIL import Image

from tests.views.markup import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def manifest(visitor):
    page = Page(visitor.get("/"))
    response = visitor.get(page.one("link", rel="manifest")["href"])
    assert response["Content-Type"] == "application/manifest+json"
    assert not response.cookies
    return json.loads(response.content)


def picture(address):
    path = finders.find(address.removeprefix("/static/"))
    return Image.open(BytesIO(Path(path).read_bytes()))


def test_the_manifest_names_the_site_and_opens_it_at_home(manifest, visitor):
    assert (manifest["name"], manifest["display"]) == ("Help desk", "standalone")
    for address in (manifest["start_url"], manifest["shortcuts"][0]["url"]):
        assert visitor.get(address).status_code == 200


def test_the_icons_are_as_large_as_they_say(manifest):
    sizes = {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]}
    assert sizes == {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}
    for icon in manifest["icons"]:
        found = picture(icon["src"])
        assert (f"{found.width}x{found.height}", found.format) == (icon["sizes"], "PNG")


def test_icons_that_are_cut_to_a_shape_have_no_clear_corners(manifest, visitor):
    cut = [icon["src"] for icon in manifest["icons"] if icon["purpose"] == "maskable"]
    apple = Page(visitor.get("/")).one("link", rel="apple-touch-icon")["href"]
    for address in (*cut, apple):
        found = picture(address).convert("RGBA")
        assert {found.getpixel(corner) for corner in ((0, 0), (found.width - 1, 0))} == {
            (10, 106, 92, 255)
        }
    whole = picture(manifest["icons"][0]["src"]).convert("RGBA")
    assert whole.getpixel((0, 0))[3] == 0


def test_the_colours_are_those_of_the_page(manifest, visitor):
    css = Path(finders.find("css/site.css")).read_text()
    dark = css[css.index("prefers-color-scheme: dark") :]
    page = Page(visitor.get("/"))
    themes = {theme["media"]: theme["content"] for theme in page.all("meta", name="theme-color")}
    assert themes["(prefers-color-scheme: light)"] == manifest["theme_color"]
    assert f"--page: {manifest['theme_color']};" in css
    assert f"--page: {themes['(prefers-color-scheme: dark)']};" in dark
