"""The palette works in print, in grey and for color-blind readers."""

import re
import tomllib
from itertools import combinations, pairwise

import numpy as np
import pytest

from research.figures import theme
from research.ground.paths import project

# Machado, Oliveira and Fernandes (2009), full severity, on linear RGB
SEEN_BY = {
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
    "everybody": np.eye(3).tolist(),
}
MARKS = [series.mark for series in theme.SERIES]


def linear(color: str) -> np.ndarray:
    parts = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def luminance(color: str) -> float:
    return float(linear(color) @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = np.array(to_xyz) @ np.clip(rgb, 0, 1) / [0.9505, 1, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def apart(one: str, other: str, seen: str) -> float:
    matrix = np.array(SEEN_BY[seen])
    return float(np.linalg.norm(lab(matrix @ linear(one)) - lab(matrix @ linear(other))))


@pytest.mark.parametrize("mark", [*MARKS, theme.SOFT, theme.LINE])
def test_a_mark_has_a_contrast_of_three_with_the_page(mark):
    assert contrast(mark, theme.PAPER) >= 2.99


@pytest.mark.parametrize("text", [s.text for s in theme.SERIES] + [theme.INK, theme.MUTED])
def test_text_has_a_contrast_of_four_and_a_half_with_the_page_and_its_tint(text):
    assert min(contrast(text, theme.PAPER), contrast(text, theme.TINT)) >= 4.5


def test_neighboring_series_differ_in_lightness_so_that_a_grey_copy_works():
    assert min(contrast(a, b) for a, b in pairwise(MARKS)) >= 1.8


@pytest.mark.parametrize("seen", SEEN_BY)
def test_any_two_series_are_told_apart(seen):
    assert min(apart(a, b, seen) for a, b in combinations(MARKS, 2)) >= 15


def test_series_differ_in_dash_and_in_marker_too():
    looks = {(s.dash, s.shape) for s in theme.SERIES}
    assert len({s.dash for s in theme.SERIES}) == len({s.shape for s in theme.SERIES}) == len(looks)


@pytest.mark.parametrize("bar", [theme.SOFT, theme.ON_BARS])
def test_a_bar_under_a_whisker_is_light_enough_for_it_and_dark_enough_for_the_page(bar):
    assert min(contrast(bar, theme.INK), contrast(bar, theme.PAPER)) >= 2.99


def test_no_font_is_generic():
    assert "sans-serif" not in str(theme.config())


def test_nothing_is_smaller_than_eight_points_in_print():
    assert min(theme.LABEL, theme.SMALL) * 6.5 * 72 / theme.WIDTH >= 8


NAMED = {s.name: s.mark for s in theme.SERIES} | {
    "paper": theme.PAPER,
    "ink": theme.INK,
    "muted": theme.MUTED,
    "accent": theme.ACCENT,
    "soft": theme.SOFT,
    "line": theme.LINE,
    "grid": theme.GRID,
    "tint": theme.TINT,
    "amber-text": theme.SERIES[1].text,
}


def test_the_printed_page_reads_the_same_colors():
    printed = tomllib.loads((project().style / "palette.toml").read_text(encoding="utf-8"))
    assert {key: NAMED[key] for key in printed} == printed


def test_the_web_page_has_the_same_colors():
    css = (project().style / "page.css").read_text(encoding="utf-8")
    found = dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6});", css))
    assert len(found) >= 5
    assert {key: NAMED[key] for key in found} == found
