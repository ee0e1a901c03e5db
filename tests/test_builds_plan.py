"""What is stale, and why; only that is done."""

import json
from pathlib import Path

import pytest

from research.builds import plan as plans
from research.builds.status import lines, status
from research.ground.paths import Project, using
from research.ground.provenance import digest_file
from research.studies.freshness import Present
from research.studies.manifest import Manifest, Study, load
from research.studies.record import RunRecord
from research.studies.slots import slot_path
from research.warehouse import store
from small_project import AS_OF, GOOD, project, result, study, table


@pytest.fixture
def here(tmp_path: Path) -> Project:
    return project(tmp_path)


def recorded(here: Project, made: Study, **given: object) -> RunRecord:
    """Write the record of a run that was never executed, and read the whole table of wages."""
    from research.studies.binding import bind

    held = bind(made, given, AS_OF)
    rests = Present(here).rests(made)
    with using(here.root):
        store.forget()
        store.read("wages")
        for gap in made.optional:
            store.has(gap.table)
        read = store.reads()
    record = RunRecord(
        study=made.name,
        brief=made.brief,
        key="key",
        as_of=AS_OF,
        parameters=held,
        cells=rests.cells,
        declared=rests.declared,
        reads=read,
        imports=rests.imports,
        lock=rests.lock,
    )
    record.write(slot_path(here, made, held, AS_OF) / "run.json")
    return record


def why(here: Project, made: Study, day: str = AS_OF, **given: object) -> str:
    from research.studies.binding import bind

    return plans.run_step(here, made, bind(made, given, day), day)[0].why


def rendered(here: Project, manifest: Manifest) -> tuple[dict[str, str], Path]:
    """Write pages that are up to date."""
    parts = plans.page_parts(here, manifest, {"wages": "key"}, "embedded")
    home = plans.output_folder(here, manifest)
    home.mkdir(parents=True)
    (home / "brief.pdf").write_bytes(b"%PDF")
    digest = digest_file(home / "brief.pdf")
    said = {"parts": parts, "files": {"brief.pdf": digest}}
    (home / plans.PAGES).write_text(json.dumps(said), encoding="utf-8")
    return parts, home


def test_a_study_that_never_ran_is_due(here: Project):
    assert why(here, study(here)) == "it was never run"


def test_a_study_with_a_record_of_the_same_ingredients_is_up_to_date(here: Project):
    made = study(here)
    recorded(here, made)
    assert why(here, made) == ""


def test_a_changed_table_makes_a_run_stale_and_is_named(here: Project):
    made = study(here)
    recorded(here, made)
    with using(here.root):
        table("wages", wages=(1.0, 2.0))
    assert why(here, made) == "table wages changed"


def test_a_changed_cell_makes_a_run_stale(here: Project):
    recorded(here, study(here))
    made = study(here, [*GOOD, "2 + 2"], brief="again")
    assert why(here, made) == "cells changed"


def test_outputs_in_a_notebook_do_not_make_a_run_stale(here: Project):
    made = study(here)
    recorded(here, made)
    read = json.loads(made.notebook.read_text(encoding="utf-8"))
    read["cells"][2]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "5"}]
    made.notebook.write_text(json.dumps(read), encoding="utf-8")
    assert why(here, made) == ""


def test_other_parameters_are_another_run(here: Project):
    made = study(here)
    recorded(here, made)
    assert why(here, made, n=7) == "it was never run with these parameters for this day"


def test_another_day_is_another_run(here: Project):
    made = study(here)
    recorded(here, made)
    assert why(here, made, "2027-01-01") == "it was never run with these parameters for this day"


def test_runs_with_other_parameters_stand_beside_one_another(here: Project):
    made = study(here)
    recorded(here, made)
    recorded(here, made, n=7)
    assert (why(here, made), why(here, made, n=7)) == ("", "")


@pytest.mark.parametrize("length", [0, 40, -1])
def test_a_record_that_is_cut_short_is_no_run(here: Project, length: int):
    made = study(here)
    recorded(here, made)
    (path,) = here.runs.glob("wages/*/run.json")
    path.write_bytes(path.read_bytes()[:length])
    assert why(here, made) == "its run record is cut short"


def test_a_table_that_appears_makes_a_run_with_a_gap_stale(here: Project):
    gap = '[[studies.wages.optional]]\ntable = "pay"\nfindings = ["pay_mean"]\nsentence = "More."\n'
    made = study(here, tables=("wages", "pay"), more=gap)
    recorded(here, made)
    with using(here.root):
        table("pay")
    assert why(here, made) == "table pay changed"


def test_tables_of_this_moment_are_up_to_date(here: Project):
    plans.note_tables(here)
    assert not plans.tables_step(here).is_due


def test_a_new_raw_file_makes_tables_stale(here: Project):
    plans.note_tables(here)
    raw = here.raw / "lists" / "2026-11-21" / "wages.csv"
    raw.parent.mkdir(parents=True)
    raw.write_text("wage\n20\n", encoding="utf-8")
    assert plans.tables_step(here).why == "a snapshot, ledger or reader changed"


def test_a_processed_file_that_was_edited_makes_tables_stale(here: Project):
    plans.note_tables(here)
    with (here.processed / "wages.parquet").open("ab") as out:
        out.write(b" ")
    assert plans.tables_step(here).why == "a file of data/processed changed"


def test_pages_of_the_same_parts_are_up_to_date(here: Project):
    study(here)
    manifest = load(here, "brief")
    parts, home = rendered(here, manifest)
    assert plans.pages_step(manifest, parts, home).why == ""


def test_changed_prose_makes_pages_stale_and_is_named(here: Project):
    study(here)
    manifest = load(here, "brief")
    _, home = rendered(here, manifest)
    (manifest.folder / "brief.qmd").write_text("new", encoding="utf-8")
    parts = plans.page_parts(here, manifest, {"wages": "key"}, "embedded")
    assert plans.pages_step(manifest, parts, home).why == "the prose changed"


def test_changed_findings_make_pages_stale_and_are_named(here: Project):
    study(here)
    manifest = load(here, "brief")
    _, home = rendered(here, manifest)
    parts = plans.page_parts(here, manifest, {"wages": "other"}, "embedded")
    assert plans.pages_step(manifest, parts, home).why == "the findings of wages changed"


def test_a_finished_file_that_was_edited_is_set_again(here: Project):
    study(here)
    manifest = load(here, "brief")
    parts, home = rendered(here, manifest)
    (home / "brief.pdf").write_bytes(b"%PDF edited")
    assert plans.pages_step(manifest, parts, home).why == "brief.pdf changed or gone"


def test_other_parameters_stand_in_another_folder(here: Project):
    study(here)
    manifest = load(here, "brief")
    assert plans.output_folder(here, manifest, {"n": "7"}).name == "brief--n=7"


def test_a_plan_names_each_step_in_order(here: Project):
    study(here)
    plans.note_tables(here)
    steps = plans.plan(here, load(here, "brief"))
    assert [(s.verb, s.what, s.why) for s in steps] == [
        ("build", "tables", ""),
        ("run", "wages", "it was never run"),
        ("render", "brief", "it was never rendered"),
    ]


def test_a_plan_says_that_runs_may_follow_from_tables(here: Project):
    recorded(here, study(here))
    plans.note_tables(here)
    here.pins.write_text("# another pin\n", encoding="utf-8")
    steps = plans.plan(here, load(here, "brief"))
    assert steps[1].why == "perhaps: the tables are built first"


def test_a_run_of_a_table_that_is_cut_short_is_stale(here: Project):
    made = study(here)
    recorded(here, made)
    path = here.processed / "wages.parquet"
    path.write_bytes(path.read_bytes()[:100])
    assert why(here, made) == "table wages changed"


def test_status_says_what_a_run_that_failed_left(here: Project):
    study(here)
    (here.runs / "wages").mkdir(parents=True)
    (here.runs / "wages" / "failed.ipynb").write_text("{}", encoding="utf-8")
    told = "\n".join(lines(status(here)))
    assert "a run failed; look at build/runs/wages/failed.ipynb" in told


@pytest.mark.slow
def test_a_finished_run_is_up_to_date(here: Project):
    made = study(here)
    result(here, made)
    assert why(here, made) == ""
