"""A confidential table: what a finding may cite of it, and who may read it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import subject_project
from research.builds.plan import note_tables
from research.builds.row_changes import row_changes
from research.ground import paths
from research.ground.errors import CellError, DisclosureError, FindingError
from research.ground.paths import Project, using
from research.models.disclosure.protect import protect
from research.models.disclosure.published import MARK, NOTE, Published
from research.models.disclosure.system import Dimension, Split, crossed
from research.models.disclosure.tabulate import tabulate
from research.studies import findings
from research.studies.binding import bind
from research.studies.disclosure_guard import cleared
from research.studies.kernels import environment
from research.studies.run import run
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


SHARED = """from research.models.disclosure.protect import protect
from research.models.disclosure.published import MARK, NOTE
from research.models.disclosure.system import Dimension, Split, crossed
from research.models.disclosure.tabulate import tabulate
from research.studies import findings
from research.studies.disclosure_guard import cleared
from research.tables.layouts import Column
from research.warehouse import store

survey = store.read("survey")
place = [Dimension("place", (Split("state", ("H001", "H002", "H003")),))]
cells = tabulate(survey.reset_index(), place, measure="agencies", contributor="row_id")
batch = protect(crossed(cells, place))
findings.table(
    "answers_h001",
    batch.table(["place"], place="H001"),
    columns=[Column("place", "Place"), Column("value", "Agencies", "count", missing=MARK)],
    caption="Agencies that answered",
    source=cleared(batch, survey),
    note=NOTE,
)
tracts = store.read("tracts")"""


@pytest.mark.slow
def test_a_subject_gets_its_cells_from_the_shared_study_and_not_from_the_rows(tmp_path: Path):
    here = subject_project.project(tmp_path / "project")
    with_survey(here, [3, 12, 25])
    brief = subject_project.manifest(here)
    statewide, district = brief.studies["statewide"], brief.studies["district"]
    day = subject_project.AS_OF
    with using(here.root):
        ran = run(here, statewide, bind(statewide, {}, day), day, lambda line: None)
        told = {found.name: found for found in ran.findings}["answers_h001"]
        assert (told.value["cells"], told.rows) == ([["H001", "–"]], ())
        with pytest.raises(CellError, match="survey is confidential and study district runs"):
            run(here, district, bind(district, {}, day), day, lambda line: None)


def with_survey(here: Project, people: list[int]) -> None:
    """A confidential survey beside the project's tables; the subject's notebook reads it, too."""
    rows = [f"H00{at}" for at, many in enumerate(people, 1) for _ in range(many)]
    with using(here.root):
        table("survey", wages=[20.0] * len(rows))
        frame = store.read_whole("survey").assign(place=rows)
        store.write(frame, replace(store.lineage("survey"), is_confidential=True))
        note_tables(here)
    said = here.root / "reports" / "district" / "study.toml"
    text = said.read_text(encoding="utf-8").replace(
        '["state_under_5"]', '["state_under_5", "answers_h001"]'
    )
    text = text.replace('"tracts"]', '"tracts", "survey"]')
    said.write_text(text, encoding="utf-8")
    day = f'as_of = "{subject_project.AS_OF}"'
    shared = [SHARED, subject_project.STATEWIDE[1]]
    raw = [*subject_project.DISTRICT, 'raw = store.read("survey")']
    subject_project.notebook(here.notebooks / "statewide.ipynb", shared, day)
    subject_project.notebook(here.notebooks / "district.ipynb", raw, f'{day}\nsubject = "H001"')


def test_what_changed_in_a_confidential_table_is_not_shown(rows: pd.DataFrame):
    here = paths.project()
    before = next(read for read in store.reads() if read.table == "survey")
    confidential("survey", 41)
    assert list(row_changes(here, before)) == [
        "table survey: other rows; it is confidential, so they are not shown"
    ]
