"""A drawing is lighter on the web and looks the same."""

import re

import vl_convert

from research.publish.site.drawings import light

POINTS = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "data": {"values": [{"x": n / 7, "y": n * n % 13 / 3} for n in range(60)]},
    "mark": "point",
    "encoding": {
        "x": {"field": "x", "type": "quantitative"},
        "y": {"field": "y", "type": "quantitative"},
    },
}


def test_a_drawing_looks_the_same_when_its_points_are_written_once():
    exact = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", vl_convert.vegalite_to_svg(POINTS))
    lighter = light(exact, "figure-1")
    assert lighter.count("<use") == 60
    assert vl_convert.svg_to_png(lighter) == vl_convert.svg_to_png(cut(exact))


def cut(svg: str) -> str:
    """Return a drawing with its coordinates cut and its points repeated."""
    return re.sub(r"(\d\.\d\d)\d+", r"\1", svg)


def test_points_that_stand_often_are_used_and_not_repeated():
    mark = '<path transform="translate({n},1)" d="M2,0A2,2,0,1,1,-2,0" fill="#84929a"/>'
    svg = "<svg>" + "".join(mark.format(n=n) for n in range(30)) + "</svg>"
    made = light(svg, "figure-1")
    assert (made.count("<path"), made.count('<use href="#figure-1-1"')) == (1, 30)


def test_a_mark_that_says_something_of_its_own_stays():
    svg = "<svg>" + "".join(
        f'<path transform="translate({n},1)" d="M2,0" aria-label="{n}"/>' for n in range(30)
    ) + "</svg>"  # fmt: skip
    assert light(svg, "figure-1") == svg


def test_a_few_marks_stay_as_they_are():
    svg = '<svg><path transform="translate(1.23456,2)" d="M0,0"/></svg>'
    assert light(svg, "figure-1") == '<svg><path transform="translate(1.23,2)" d="M0,0"/></svg>'
