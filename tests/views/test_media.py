"""Pictures at their content address."""

import pytest

from troubleshooter.core.pictures import read_svg
from troubleshooter.models import Picture

pytestmark = pytest.mark.django_db
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="5"/></svg>'


def test_a_picture_is_served_for_ever_and_can_do_nothing(visitor):
    picture = Picture.objects.keep(read_svg(SVG))
    response = visitor.get(f"/media/{picture.image}")
    assert b"".join(response.streaming_content) == SVG
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert not response.cookies


def test_keeping_the_same_picture_twice_keeps_one(media_folder):
    one, two = (Picture.objects.keep(read_svg(SVG)) for _ in range(2))
    assert one == two
    assert len(list(media_folder.iterdir())) == 1


@pytest.mark.parametrize("name", ["..%2fsecret-key", "0" * 32 + ".svg", "x" * 32 + ".html"])
def test_nothing_else_is_served(visitor, name):
    assert visitor.get(f"/media/{name}").status_code == 404
