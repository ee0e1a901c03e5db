"""A confidential table: what a finding may cite of it, and who may read it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import subject_project
from research.ground.errors import DisclosureError, FindingError
from research.ground.paths import using
from research.models.disclosure.protect import protect
from research.models.disclosure.published import MARK, NOTE, Published
from research.models.disclosure.system import Dimension, Split, crossed
from research.models.disclosure.tabulate import tabulate
from research.studies import findings
from research.studies.disclosure_guard import cleared
from research.studies.kernels import environment
from research.tables.layouts import Column
from research.warehouse import store
from research.warehouse.confidential import ABOUT_ONE, assert_none_read
from research.warehouse.reads import Read
from research.warehouse.schema import Contract
from research.warehouse.tables import RECIPES
from small_project import project, table


@pytest.fixture
def rows(tmp_path: Path) -> Iterator[pd.DataFrame]:
    """Forty answers of a confidential survey, in places of 3, 12 and 25."""
    with using(project(tmp_path / "project").root):
        confidential("survey", 40)
        yield store.read("survey").assign(place=["a"] * 3 + ["b"] * 12 + ["c"] * 25)
    findings.forget()
    store.forget()


def confidential(name: str, answers: int) -> None:
    table(name, wages=[20.0] * answers)
    frame = store.read_whole(name)
    store.write(frame, replace(store.lineage(name), is_confidential=True))


def published(rows: pd.DataFrame) -> Published:
    place = [Dimension("place", (Split("state", ("a", "b", "c")),))]
    cells = tabulate(rows.reset_index(), place, measure="n", contributor="row_id")
    return protect(crossed(cells, place))


def test_a_table_is_public_unless_its_contract_says_otherwise():
    assert Contract("wages", ("id",), {}).confidential is False


def test_no_table_of_the_project_is_confidential_so_far():
    assert [name for name, recipe in RECIPES.items() if recipe.contract.confidential] == []


def test_the_lineage_keeps_that_a_table_is_confidential(rows: pd.DataFrame):
    assert (store.lineage("survey").is_confidential, store.lineage("wages").is_confidential) == (
        True,
        False,
    )


def test_a_finding_from_confidential_rows_is_refused(rows: pd.DataFrame):
    with pytest.raises(FindingError, match="confidential: pass it through models"):
        findings.number("middle", rows["wage_usd"].median(), unit="dollars an hour", source=rows)


def test_a_finding_from_what_was_protected_is_taken(rows: pd.DataFrame):
    batch = published(rows)
    total = batch.value(("n", "state"))
    assert total is not None
    found = findings.number("answers", total, unit="count", source=cleared(batch, rows))
    assert (found.value, found.row_count) == (40.0, 40)


def test_a_finding_names_no_confidential_row(rows: pd.DataFrame):
    batch = published(rows)
    found = findings.number("answers", 40.0, unit="count", source=cleared(batch, rows))
    assert found.rows == ()


def test_a_mark_on_raw_rows_clears_nothing(rows: pd.DataFrame):
    rows.attrs["disclosure"] = 1
    with pytest.raises(FindingError, match="confidential"):
        findings.number("middle", 20.0, unit="dollars an hour", source=rows)


def test_a_hidden_cell_is_printed_as_a_dash_with_a_note(rows: pd.DataFrame):
    batch = published(rows)
    found = findings.table(
        "answers_by_place",
        batch.table(["place"]),
        columns=[Column("place", "Place"), Column("value", "Answers", "count", missing=MARK)],
        caption="Answers by place",
        source=cleared(batch, rows),
        note=NOTE,
    )
    assert found.value["cells"] == [["a", "–"], ["b", "–"], ["c", "25"], ["state", "40"]]


def test_nothing_published_clears_nothing(rows: pd.DataFrame):
    with pytest.raises(FindingError, match="from 0 rows"):
        cleared(published(rows), rows.iloc[:0])


def test_a_run_about_one_subject_cannot_read_it(
    rows: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(ABOUT_ONE, "district")
    with pytest.raises(DisclosureError, match="survey is confidential and study district runs"):
        store.read("survey", wage_usd=20.0)


def test_a_run_about_one_subject_reads_public_tables(
    rows: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(ABOUT_ONE, "district")
    assert len(store.read("wages")) == 3


def test_a_run_about_one_subject_that_read_it_all_the_same_is_no_result(rows: pd.DataFrame):
    with pytest.raises(DisclosureError, match="survey is confidential"):
        assert_none_read("district", [Read("survey", (), "digest", "file")])


def test_a_lineage_that_cannot_be_read_is_not_taken_for_public(rows: pd.DataFrame):
    store.table_path("survey").with_suffix(".json").write_text("{", encoding="utf-8")
    with pytest.raises(FindingError, match="confidential"):
        findings.number("middle", 20.0, unit="dollars an hour", source=rows)


def test_the_kernel_of_a_run_about_one_subject_knows_it(tmp_path: Path):
    here = subject_project.project(tmp_path / "project")
    study = subject_project.manifest(here).studies["district"]
    assert environment(here.root, study)[ABOUT_ONE] == "district"
