"""The catalogue of series: complete, checked, and the same series as the rates."""

from pathlib import Path

import pytest

from research.ground.errors import PublishedFileError
from research.ground.paths import Project
from research.sources import series
from research.warehouse import store
from research.warehouse.build import build

ENTRY = {
    "title": '"Wage"',
    "service": '"an hour"',
    "unit": '"dollars an hour"',
    "area": '"statewide"',
    "complete_to": "2025-12-31",
    "complete_why": '"no later bulletin was read"',
    "chart": '"step"',
    "first_is_level": "true",
    "source_url": '"https://a.org/"',
}


def catalogue(folder: Path, **changes: str | None) -> Path:
    said = {**ENTRY, **changes}
    lines = [f"{key} = {value}" for key, value in said.items() if value is not None]
    path = folder / "series.toml"
    path.write_text("[wage]\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_an_entry_that_says_all_is_read(tmp_path: Path) -> None:
    assert list(series.load(catalogue(tmp_path))) == ["wage"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"complete_to": None}, "lacking: complete_to"),
        ({"frequency": '"yearly"'}, "new: frequency"),
        ({"complete_to": '"2025-12-31"'}, "is no date"),
        ({"first_is_level": '"yes"'}, "is no bool"),
        ({"unit": '"dollars a visit"'}, "none of research.ground.terms"),
        ({"chart": '"pie"'}, "is not step, dots, table"),
        ({"title": '"Wage'}, "not readable TOML"),
    ],
)
def test_an_entry_that_does_not_hold_is_refused(
    tmp_path: Path, changes: dict[str, str | None], says: str
) -> None:
    with pytest.raises(PublishedFileError, match=says):
        series.load(catalogue(tmp_path, **changes))


def test_a_catalogue_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PublishedFileError, match=r"series\.toml is missing"):
        series.load(tmp_path / "series.toml")


def test_the_build_refuses_rates_of_a_series_that_is_not_catalogued(project_copy: Project) -> None:
    text = project_copy.series.read_text(encoding="utf-8")
    project_copy.series.write_text(text.replace("[hsp_assistant_wage]", "[hsp_wage]"), "utf-8")
    with pytest.raises(PublishedFileError, match=r"not catalogued \(hsp_assistant_wage\)"):
        build(project_copy, ["rates"])


def test_the_build_refuses_a_catalogued_series_without_rates(project_copy: Project) -> None:
    text = project_copy.series.read_text(encoding="utf-8")
    entry = "\n".join(f"{key} = {value}" for key, value in ENTRY.items())
    project_copy.series.write_text(f"{text}\n[unpaid]\n{entry}\n", encoding="utf-8")
    with pytest.raises(PublishedFileError, match=r"have no rate \(unpaid\)"):
        build(project_copy, ["series"])


def test_a_changed_catalogue_rebuilds_the_series_table(project_copy: Project) -> None:
    build(project_copy, ["series"])
    text = project_copy.series.read_text(encoding="utf-8")
    project_copy.series.write_text(text.replace("2025-12-31", "2026-03-31"), encoding="utf-8")
    build(project_copy, ["series"])
    known = store.read("series").loc["series:dsp_wage_in_rate", "complete_to"]
    assert str(known.date()) == "2026-03-31"
