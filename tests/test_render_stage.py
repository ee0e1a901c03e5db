from dataclasses import replace

import pytest

import sample_brief as sample
from research.ground.paths import using
from research.render import pandoc, stage
from research.render.page import page_of
from research.render.prose import Prose

STYLE = sample.ROOT / "reports" / "_style"


def as_html(markdown: str, folder) -> str:
    return pandoc.convert(markdown, "html5", folder).decode()


def test_a_figure_is_labelled_by_its_name_with_dashes():
    assert stage.label(sample.findings()["paid_rate"]) == "fig-paid-rate"


def test_numbers_and_sentences_are_no_includes():
    assert set(stage.includes(sample.findings(), "svg")) == {
        "_fig-paid-rate.qmd",
        "_tbl-rates-now.qmd",
    }


def test_the_image_has_no_ending_where_the_format_decides():
    assert "(fig-paid-rate){" in stage.includes(sample.findings(), "")["_fig-paid-rate.qmd"]


def test_only_the_wanted_kinds_of_image_are_drawn(tmp_path):
    with using(sample.ROOT):
        stage.stage(tmp_path, sample.findings(), STYLE, ["png"])
    assert [path.name for path in tmp_path.glob("fig-*")] == ["fig-paid-rate.png"]


def test_the_same_chart_is_drawn_in_the_same_bytes(tmp_path):
    with using(sample.ROOT):
        for name in ("a", "b"):
            stage.stage(tmp_path / name, sample.findings(), STYLE, ["png", "svg"])
    ends = ("png", "svg")
    first, second = (
        [(tmp_path / name / f"fig-paid-rate.{end}").read_bytes() for end in ends] for name in "ab"
    )
    assert first == second


def test_a_caption_with_markup_in_it_stays_text(tmp_path):
    made = sample.finding("a", "figure", value={}, caption="*Two* [of] $it", alt="A line.")
    (tmp_path / "fig-a.svg").write_text("<svg/>")
    assert "*Two* [of] $it" in as_html(stage.figure_markdown(made, "svg"), tmp_path)


def test_a_bar_inside_a_cell_does_not_split_it(tmp_path):
    table = stage.table_markdown(sample.findings()["rates_now"])
    assert "Rate | now</th>" in as_html(table, tmp_path)


@pytest.mark.parametrize("widths", [[3, 1, 1], [1, 1, 1], [0, 1, 9]])
def test_relative_widths_survive_short_cells(widths, tmp_path):
    value = sample.findings()["rates_now"].value | {"widths": widths}
    made = sample.finding("rates_now", "table", value=value, caption="Rates now")
    assert "<col style=" in as_html(stage.table_markdown(made), tmp_path)


def test_images_beside_the_prose_come_along(tmp_path):
    (tmp_path / "from" / "maps").mkdir(parents=True)
    (tmp_path / "from" / "maps" / "one.svg").write_text("<svg/>")
    (tmp_path / "from" / "study.toml").write_text("")
    stage.copy_own_images(tmp_path / "from", tmp_path / "to")
    found = [p.relative_to(tmp_path / "to").as_posix() for p in (tmp_path / "to").rglob("*.*")]
    assert found == ["maps/one.svg"]


def page(watermark: str = "", **front: str):
    return page_of(Prose(sample.ROOT / "brief.qmd", front, ""), "sample", "2026-11-01", watermark)


def test_the_day_of_a_report_is_written_out():
    assert page(title="A", lang="en").day == "November 1, 2026"


def test_the_file_name_of_demonstration_data_says_so():
    assert page("X", title="A", lang="en").file_name == "sample-demonstration"


def test_a_brief_without_description_is_described_by_its_subtitle():
    assert page(title="A", lang="en", subtitle="All of it").description == "All of it"


@pytest.mark.slow
def test_a_table_as_lines_of_text_is_set_as_a_table_of_markdown_is(tmp_path):
    made = replace(
        sample.findings()["rates_now"],
        value={
            "head": ["Service", "Rate", "It's [said] *to*"],
            "align": ["left", "right", "left"],
            "widths": [0.5, 0.2, 0.3],
            "cells": [
                ["Hour of care, in-home", "$1.50", "'--' & \"x\" #1 @home~"],
                ["", "–", "1. a"],
            ],
        },
        note="Read on a day; A_b.",
    )
    as_typst = [
        pandoc.by_process(text, "typst", tmp_path, [f"--lua-filter={STYLE / 'accessible.lua'}"])
        for text in (stage.laid_table(made), stage.table_markdown(made))
    ]
    assert as_typst[0] == as_typst[1]
