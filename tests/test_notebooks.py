"""Notebooks define nothing, are committed without outputs, and find what the record says."""

import ast
import json
from functools import cache
from pathlib import Path

import pytest

from renew import Move, moved, moves, plain, recordable, recorded, runs, steady
from research.ground.paths import Project
from research.studies.binding import defaults
from research.studies.manifest import Study, briefs, load
from research.studies.notebook import cells
from research.studies.record import Finding, RunRecord

HERE = Project(Path(__file__).resolve().parents[1])
STUDIES = {s.name: s for brief in briefs(HERE) for s in load(HERE, brief).studies.values()}
RECORDED = [name for one in recordable(HERE) for name in one.studies]
NOTEBOOKS = sorted(HERE.notebooks.glob("*.ipynb"))
DEFINING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Try, ast.While)
of_each = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])


def trees(notebook: Path) -> list[tuple[int, ast.Module]]:
    return [(c.number, ast.parse(c.source)) for c in cells(notebook) if c.runs]


def imported(notebook: Path) -> list[str]:
    found = []
    for _, tree in trees(notebook):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def is_allowed(name: str) -> bool:
    rooms = ("metrics", "models", "figures", "tables")
    doors = (
        "warehouse.store", "warehouse.rate_models", "studies.findings", "studies.shared",
        "studies.record.Assumption", "ground.terms",
    )  # fmt: skip
    return any(
        name == f"research.{allowed}" or name.startswith(f"research.{allowed}.")
        for allowed in (*rooms, *doors)
    )


@of_each
def test_a_notebook_defines_nothing(notebook: Path):
    found = [
        (number, type(node).__name__)
        for number, tree in trees(notebook)
        for node in ast.walk(tree)
        if isinstance(node, DEFINING)
        or (isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda))
    ]
    assert found == []


@of_each
def test_a_notebook_reaches_the_quiet_rooms_only(notebook: Path):
    ours = [name for name in imported(notebook) if name.startswith("research")]
    assert [name for name in ours if not is_allowed(name)] == []


@of_each
def test_a_notebook_is_committed_without_outputs(notebook: Path):
    read = json.loads(notebook.read_text(encoding="utf-8"))
    code = [cell for cell in read["cells"] if cell["cell_type"] == "code"]
    assert [c for c in code if c["outputs"] or c["execution_count"] is not None] == []


@of_each
def test_a_notebook_asks_in_its_first_cell(notebook: Path):
    first = cells(notebook)[0]
    assert (first.type, "?" in first.source) == ("markdown", True)


@of_each
def test_a_notebook_belongs_to_a_study(notebook: Path):
    assert notebook in [study.notebook for study in STUDIES.values()]


@of_each
def test_a_notebook_touches_no_clock_and_no_file(notebook: Path):
    rest = [name for name in imported(notebook) if not name.startswith("research")]
    touching = ("os", "sys", "io", "pathlib", "time", "random", "subprocess", "httpx", "urllib")
    assert [name for name in rest if name.split(".")[0] in touching] == []


@of_each
def test_a_notebook_asks_no_clock_for_today(notebook: Path):
    calls = [
        node.attr
        for _, tree in trees(notebook)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("today", "now", "utcnow")
    ]
    assert calls == []


@pytest.mark.parametrize("study", STUDIES.values(), ids=list(STUDIES))
def test_the_defaults_of_a_study_are_what_its_manifest_types(study: Study):
    held = defaults(study)
    assert {name: study.parameters[name].check(value) for name, value in held.items()} == held


@cache
def found() -> dict[str, tuple[Study, RunRecord]]:
    return {study.name: (study, record) for study, record in runs(HERE)}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(RECORDED))
def test_a_study_finds_what_the_record_says(name: str):
    assert recorded(name), f"tests/record/{name}.json is missing: run `make record`"
    told = "\n".join(str(move) for move in moved(*found()[name]))
    assert not told, f"these findings moved; if that is meant, run `make record`\n{told}"


def finding(value: object, kind: str = "number") -> Finding:
    return Finding("one", kind, value, "count", "1", 2, "", (), (), 0)


def chart(name: str, *heights: float) -> dict[str, object]:
    """Return a spec as Altair writes it, its data under a name that is a digest."""
    return {
        "config": {"font": "IBM Plex Sans"},
        "data": {"name": f"data-{name}"},
        "mark": {"type": "bar"},
        "params": [{"name": f"param_{len(name)}", "select": "point"}],
        "datasets": {f"data-{name}": [{"height": height} for height in heights]},
    }


def test_the_thirteenth_digit_does_not_move():
    assert steady(0.1 + 0.2) == steady(0.3)


def test_the_twelfth_digit_moves():
    assert steady(1.00000000001) != steady(1.0)


def test_the_names_of_data_in_a_chart_do_not_move():
    one, two = plain(finding(chart("a", 1.5), "figure")), plain(finding(chart("bb", 1.5), "figure"))
    assert list(moves(one, two)) == []


def test_the_data_of_a_chart_move():
    one, two = plain(finding(chart("a", 1.5), "figure")), plain(finding(chart("a", 1.6), "figure"))
    assert list(moves(one, two)) == [Move("value.data.values[0].height", 1.5, 1.6)]


def test_a_move_says_name_old_and_new():
    assert str(next(moves({"one": 1.0}, {"one": 2.0}))) == "one: 1.0 -> 2.0"


def test_a_finding_that_is_gone_moves_to_nothing():
    assert str(next(moves({"one": 1.0}, {}))) == "one: 1.0 -> nothing"


def test_a_move_within_a_long_text_shows_where_it_moved():
    told = str(Move("told", "a" * 200 + "old end", "a" * 200 + "new end"))
    assert "old end" in told
    assert len(told) < 100
