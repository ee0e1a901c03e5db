"""From a printed value down to the file it was read from, and what has moved since."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from research.builds.trace import lines, plain, trace
from research.cli import main
from research.ground.errors import MissingFindingError, UsageError
from research.ground.paths import Project, using
from research.ground.provenance import Lineage, digest_file, digest_values
from research.studies.record import Assumption, Finding, RunRecord, SourceLine
from research.warehouse import store
from small_project import AS_OF, project, study

SNAPSHOT = "lists/2026-11-21/wages.csv"
SIDECAR = """publisher = "The list keeper"
title = "A wage list"
url = "https://example.org/wages"
retrieved = "2026-11-21"
licence = "facts"
sha256 = "0"
"""


@pytest.fixture
def here(tmp_path: Path) -> Project:
    made = project(tmp_path / "project")
    study(made)
    raw = made.raw / SNAPSHOT
    raw.parent.mkdir(parents=True)
    raw.write_text("wage\n20.00\n", encoding="utf-8")
    raw.with_name("wages.csv.toml").write_text(SIDECAR, encoding="utf-8")
    table(made, 19.5, 20.0, 20.5)
    return made


def table(here: Project, *wages: float, **cells: object) -> None:
    frame = pd.DataFrame(
        {
            "wage_usd": list(wages),
            **cells,
            "source_title": "A wage list",
            "source_url": "https://example.org/wages",
            "snapshot": SNAPSHOT,
            "grade": 2,
            "is_synthetic": False,
        },
        index=pd.Index([f"wages:{n}" for n in range(len(wages))], name="row_id"),
    )
    kept = {SNAPSHOT: digest_file(here.raw / SNAPSHOT)}
    with using(here.root):
        store.write(frame, Lineage("wages", "digest", len(frame), 0, kept, "code", False))


def finding(name: str = "middle", **said) -> Finding:
    plainly = {
        "name": name,
        "kind": "number",
        "value": 20.0,
        "unit": "dollars an hour",
        "printed": "$20.00",
        "grade": 2,
        "formula": "the median",
        "sources": (SourceLine("A wage list", "https://example.org/wages", SNAPSHOT, 2),),
        "rows": ("wages:0", "wages:1"),
        "row_count": 2,
        "study": "wages",
        "cell": 4,
    }
    return Finding(**{**plainly, **said})


def ran(here: Project, *findings: Finding, day: str = AS_OF, is_last: bool = True) -> RunRecord:
    """Keep a run record as a run would."""
    with using(here.root):
        store.forget()
        store.read("wages")
        read = store.reads()
    record = RunRecord(
        study="wages",
        brief="brief",
        key=digest_values({"as_of": day}),
        as_of=day,
        parameters={},
        reads=read,
        findings=findings,
        cell_count=5,
    )
    path = here.runs / "wages" / record.key[:16] / "run.json"
    record.write(path)
    if not is_last:
        os.utime(path, (0, 0))
    return record


def test_a_trace_ends_at_the_address(here):
    ran(here, finding())
    assert [source.url for source in trace(here, "middle").sources] == ["https://example.org/wages"]


def test_a_trace_shows_the_values_of_each_row(here):
    ran(here, finding())
    assert [row.values["wage_usd"] for row in trace(here, "middle").rows] == ["19.5", "20.0"]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (pd.Timestamp("2025-01-01"), "2025-01-01"),
        (pd.Timestamp("2025-01-01 08:30"), "2025-01-01 08:30:00"),
        (pd.array([2024], dtype="Int64"), "2024"),
        (0.0, "0.0"),
        (False, "False"),
    ],
)
def test_a_cell_is_written_as_it_is_read(here, cell, said):
    table(here, 19.5, cell=cell)
    ran(here, finding(rows=("wages:0",), row_count=1))
    assert trace(here, "middle").rows[0].values["cell"] == said


@pytest.mark.parametrize("cell", [float("nan"), pd.NaT, pd.array([None], dtype="Int64"), ""])
def test_a_missing_cell_is_left_out(here, cell):
    table(here, 19.5, cell=cell)
    ran(here, finding(rows=("wages:0",), row_count=1))
    assert "cell" not in trace(here, "middle").rows[0].values


def test_a_trace_names_the_notebook_and_the_cell(here):
    ran(here, finding())
    found = trace(here, "middle")
    assert (found.notebook, found.cell, found.as_of) == ("notebooks/wages.ipynb", 4, AS_OF)


def test_a_snapshot_is_verified_against_what_the_tables_were_built_from(here):
    ran(here, finding())
    kept = trace(here, "middle").snapshots[0]
    assert (kept.publisher, kept.state, kept.sha256) == (
        "The list keeper",
        "is the file that the tables were built from",
        digest_file(here.raw / SNAPSHOT),
    )


def test_nothing_has_moved_after_a_run(here):
    ran(here, finding())
    assert trace(here, "middle").moved == ()


def test_a_snapshot_that_changed_is_told(here):
    ran(here, finding())
    (here.raw / SNAPSHOT).write_text("wage\n99.00\n", encoding="utf-8")
    assert trace(here, "middle").moved == (
        f"data/raw/{SNAPSHOT} changed since the tables were built",
    )


def test_a_snapshot_that_is_gone_is_told(here):
    ran(here, finding())
    (here.raw / SNAPSHOT).unlink()
    assert trace(here, "middle").moved == (f"data/raw/{SNAPSHOT} is not on this machine",)


def test_a_table_that_was_rebuilt_is_told(here):
    record = ran(here, finding())
    table(here, 21.0, 22.0, 23.0)
    assert trace(here, "middle").moved == (
        f"table wages was rebuilt since run {record.key[:16]}: the rows shown are those of now",
    )


def test_a_row_that_is_gone_is_told_and_shown_without_values(here):
    ran(here, finding())
    table(here, 19.5)
    found = trace(here, "middle")
    assert (found.rows[1].values, found.moved[1]) == (
        {},
        "1 of 2 rows are no longer there, first wages:1",
    )


def test_a_table_that_is_gone_is_told(here):
    ran(here, finding())
    (here.processed / "wages.parquet").unlink()
    assert trace(here, "middle").moved[0].startswith("table wages is not in data/processed")


def test_an_unknown_finding_is_named_with_what_comes_near(here):
    ran(here, finding())
    with pytest.raises(UsageError, match=r"no finding 'midle' among 1 .* Did you mean middle\?"):
        trace(here, "midle")


def test_before_any_run_the_message_says_what_to_do(here):
    with pytest.raises(UsageError, match="nothing was run yet"):
        trace(here, "middle")


def test_the_run_that_the_pages_rest_on_comes_before_the_last_run(here):
    printed = ran(here, finding(printed="$19.00"), day="2026-01-01", is_last=False)
    ran(here, finding())
    page = here.build / "brief" / "brief.record.json"
    page.parent.mkdir(parents=True)
    page.write_text(json.dumps({"runs": {"wages": printed.key}}), encoding="utf-8")
    assert trace(here, "middle").printed == "$19.00"


def test_a_page_record_that_cannot_be_read_is_refused(here):
    ran(here, finding())
    page = here.build / "brief" / "brief.record.json"
    page.parent.mkdir(parents=True)
    page.write_text("{", encoding="utf-8")
    with pytest.raises(MissingFindingError, match="no record of a page"):
        trace(here, "middle")


def test_a_trace_reads_from_the_value_down_to_the_address(here):
    assumed = (Assumption("productivity", 0.85, 0.75, 0.95, "share", "no source gives it"),)
    ran(
        here,
        finding(
            assumed=assumed,
            printed_low="$18.00",
            printed_high="$22.00",
            note="For one year",
            grade_reasons=("a page", "its assumptions move it by 20 percent"),
        ),
    )
    digest = digest_file(here.raw / SNAPSHOT)
    assert "\n".join(lines(trace(here, "middle"))) == (
        "middle = $20.00 (dollars an hour, grade 2)\n"
        "  value     20.0\n"
        "  range     $18.00 to $22.00\n"
        "  grade     usable: the issuing body's own page, or moved a little by an assumption\n"
        "  because   a page; its assumptions move it by 20 percent\n"
        "  formula   the median\n"
        "  assumed   productivity = 0.85, tried 0.75 to 0.95 (no source gives it)\n"
        "  says      For one year\n"
        "  notebook  notebooks/wages.ipynb, cell 4, as of 2026-11-21\n"
        "  row       wages:0\n"
        "            wage_usd=19.5\n"
        "  row       wages:1\n"
        "            wage_usd=20.0\n"
        f"  snapshot  data/raw/{SNAPSHOT}\n"
        f"            sha256 {digest}; it is the file that the tables were built from\n"
        "  address   A wage list (grade 2)\n"
        "            https://example.org/wages"
    )


def test_rows_beyond_the_kept_ones_are_counted(here):
    ran(here, finding(row_count=90))
    assert "            and 88 rows more" in lines(trace(here, "middle"))


def test_demonstration_data_is_said_first(here):
    ran(here, finding(is_synthetic=True))
    assert lines(trace(here, "middle"))[1] == "  DEMONSTRATION DATA: nothing here is real"


def test_a_figure_is_not_printed_as_a_value(here):
    shown = finding(kind="figure", value={"mark": "line"}, printed="Wages", unit="text")
    ran(here, shown)
    assert lines(trace(here, "middle"))[0] == "middle = figure: Wages (grade 2)"


def test_a_trace_is_plain_values_for_machines(here):
    ran(here, finding())
    said = json.loads(json.dumps(plain(trace(here, "middle"))))
    assert said["rows"][0]["row_id"] == "wages:0"


def test_the_command_prints_the_same_as_json(here, capsys):
    ran(here, replace(finding(), printed="$20.00"))
    with using(here.root):
        main(["trace", "middle", "--json"])
    assert json.loads(capsys.readouterr().out)["printed"] == "$20.00"
