"""A page of an edition, taken apart into pages that are light."""

import pytest

import sample_site as sample
from research.publish.site.documents import read

LONG = sample.page("Report", chapters=3, padding=40)


def test_fonts_and_specs_are_left_out_of_the_text():
    (part,) = read("page", sample.page("Brief")).parts
    assert ("xxxx" in part.html, "data-chart" in part.html) == (False, False)


def test_a_drawing_stays_as_it_was_but_for_what_no_eye_sees():
    (part,) = read("page", sample.page("Brief")).parts
    assert '<path d="M0.12,0h9v9z"/>' in part.html


def test_a_page_that_is_light_is_one_page():
    assert [part.place for part in read("page", LONG).parts] == [""]


def test_a_heavy_page_is_split_at_its_chapters():
    parts = read("page", LONG, limit=6000).parts
    assert [part.title for part in parts] == ["Report", "Chapter 2", "Chapter 3", "Sources"][
        : len(parts)
    ]


@pytest.mark.parametrize("limit", [1500, 2500, 6000])
def test_no_text_is_lost_in_splitting(limit):
    parts = read("page", LONG, limit=limit).parts
    assert sum(part.html.count(sample.FILLER) for part in parts) == 120


@pytest.mark.parametrize("limit", [1500, 2500, 6000])
def test_an_id_stands_on_one_page_only(limit):
    whole = "".join(part.html for part in read("page", LONG, limit=limit).parts)
    assert [whole.count(f'id="{name}"') for name in ("chapter-1", "fig-2", "from-rate-3")] == [
        1
    ] * 3


def test_a_chapter_that_is_too_heavy_goes_on_on_the_next_page():
    titles = [part.title for part in read("page", LONG, limit=3000).parts]
    assert "Chapter 2, continued" in titles


def test_a_figure_is_never_split():
    parts = read("page", LONG, limit=10).parts
    assert all(part.html.count("<figure") == part.html.count("</figure>") for part in parts)


def test_the_language_of_a_page_is_kept():
    spanish = sample.page("Informe").replace('lang="en"', 'lang="es"')
    assert read("page", spanish).lang == "es"
