"""What runs cost is added up by cell, and a page of it says so without a script."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

import subject_project as small
from research.builds import costs
from research.builds.costs import Costs
from research.builds.costs_page import page
from research.ground.errors import MissingFindingError
from research.ground.paths import Project

MB = 1024 * 1024


@pytest.fixture
def here(tmp_path: Path) -> Project:
    return small.project(tmp_path)


def ran(here: Project, subject: str, cells: dict[int, float], peak: int = 100 * MB) -> None:
    path = here.runs / "district" / subject / "cost.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    said = {
        "cells": [{"cell": cell, "seconds": seconds} for cell, seconds in cells.items()],
        "peak_bytes": peak, "seconds": sum(cells.values()) + 0.5,
    }  # fmt: skip
    path.write_text(json.dumps(said))


@pytest.fixture
def found(here: Project) -> Costs:
    ran(here, "H001", {2: 1.0, 3: 2.0})
    ran(here, "H002", {2: 1.0, 3: 6.0}, peak=300 * MB)
    return costs.costs(here, small.manifest(here), small.SUBJECTS)


def test_a_cell_is_added_up_over_the_batch(found: Costs):
    last = found.cells[-1]
    assert (last.cell, last.seconds, last.share, last.median_seconds, last.slowest) == (
        3, 8.0, 0.8, 4.0, "H002"
    )  # fmt: skip


def test_time_outside_of_cells_is_not_hidden(found: Costs):
    assert found.seconds - found.cell_seconds == pytest.approx(1.0)


def test_peak_memory_names_whose_it_was(found: Costs):
    assert (found.peak_bytes, found.peak_subject) == (300 * MB, "H002")


def test_the_costliest_cell_is_told_in_words(found: Costs):
    assert "cell 3 is 80% of the time that cells take" in costs.lines(found)


def test_runs_that_were_not_measured_are_said(found: Costs):
    assert (found.runs, found.subjects) == (2, 6)


def test_a_cost_that_is_cut_short_counts_as_not_measured(here: Project, found: Costs):
    (here.runs / "district" / "H002" / "cost.json").write_text('{"cells": [')
    assert costs.costs(here, small.manifest(here), small.SUBJECTS).runs == 1


def test_nothing_measured_says_what_to_run(here: Project):
    with pytest.raises(MissingFindingError, match="research run district --all"):
        costs.costs(here, small.manifest(here), small.SUBJECTS)


def test_both_files_are_written(here: Project, found: Costs):
    data, shown = costs.write(here, found)
    assert (json.loads(data.read_text())["runs"], "80%" in shown.read_text()) == (2, True)


class Elements(HTMLParser):
    """Every element of a page, with what it says of itself."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def elements(found: Costs) -> list[tuple[str, dict[str, str | None]]]:
    reader = Elements()
    reader.feed(page(found))
    return reader.seen


def test_the_page_has_a_language_a_title_and_no_script(found: Costs):
    seen = elements(found)
    assert ("html", {"lang": "en"}) in seen
    assert {"title", "script", "img", "link"} & {tag for tag, _ in seen} == {"title"}


def test_each_header_of_the_page_s_tables_says_what_it_heads(found: Costs):
    heads = [said for tag, said in elements(found) if tag == "th"]
    assert {said.get("scope") for said in heads} == {"col", "row"}
