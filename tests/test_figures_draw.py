"""Charts as files: shipped fonts, the same bytes, words for who cannot see them."""

import xml.etree.ElementTree as ET

import pandas as pd
import pytest

from research.figures import charts, draw

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def spec():
    frame = pd.DataFrame({"name": ["a"], "value": [1.0]})
    return charts.bars(frame, category="name", value="value", unit="dollars").to_dict()


def test_an_image_without_alt_text_is_left_as_drawn(spec):
    assert "<desc>" not in draw.svg(spec)


def test_alt_text_becomes_title_and_description(spec):
    root = ET.fromstring(draw.svg(spec, 'One bar. It says "1 < 2".'))
    assert [child.text for child in root[:2]] == ["One bar.", 'One bar. It says "1 < 2".']


def test_a_described_image_is_one_image_to_a_screen_reader(spec):
    root = ET.fromstring(draw.svg(spec, "One bar."))
    roles = [node for node in root.iter() if "role" in node.attrib]
    assert [(node.tag, node.get("role")) for node in roles] == [(f"{SVG}svg", "img")]


def test_a_drawing_has_no_ground_so_that_a_watermark_shows_through(spec):
    root = ET.fromstring(draw.svg(spec))
    grounds = [r for r in root.iter(f"{SVG}rect") if r.get("fill") in ("white", "#ffffff")]
    assert not grounds


def test_text_is_set_in_the_shipped_font(spec):
    fonts = {t.get("font-family") for t in ET.fromstring(draw.svg(spec)).iter(f"{SVG}text")}
    assert fonts == {"IBM Plex Sans"}


def test_a_picture_is_the_same_bytes_each_time(spec):
    assert draw.png(spec) == draw.png(spec)
