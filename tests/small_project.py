"""A project of one table, built in a temporary folder: notebooks from lists of cells."""

import json
from collections.abc import Sequence
from pathlib import Path

import nbformat
import pandas as pd

from research.builds.plan import note_tables
from research.ground.paths import Project, using
from research.ground.provenance import Lineage
from research.studies.binding import bind
from research.studies.manifest import Study, load
from research.studies.record import RunRecord
from research.studies.run import run
from research.warehouse import store

AS_OF = "2026-11-21"
READ = """from research.studies import findings
from research.warehouse import store

rows = store.read("wages")"""
RECORD = 'findings.number("middle", {value}, unit="dollars an hour", source=rows)'
GOOD = [READ, RECORD.format(value='rows["wage_usd"].median()')]


def project(root: Path) -> Project:
    """Return a project folder with a table `wages` of three rows."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "pyproject.toml").write_text("[tool.research]\n", encoding="utf-8")
    (root / "requirements.lock").write_text("", encoding="utf-8")
    (root / "data").mkdir(exist_ok=True)
    (root / "data" / "pins.toml").write_text("", encoding="utf-8")
    (root / "notebooks").mkdir(exist_ok=True)
    (root / "reports" / "_style").mkdir(parents=True, exist_ok=True)
    with using(root) as made:
        table("wages")
        note_tables(made)
    return made


def table(name: str, synthetic: bool = False, wages: Sequence[float] = (19.5, 20.0, 20.5)) -> None:
    """Write a table of hourly wages into the project in use."""
    frame = pd.DataFrame(
        {
            "wage_usd": list(wages),
            "source_title": "A wage list",
            "source_url": "https://example.org/wages",
            "snapshot": "lists/2026-11-21/wages.csv",
            "grade": 2,
            "is_synthetic": synthetic,
        },
        index=pd.Index([f"{name}:{n}" for n in range(len(wages))], name="row_id"),
    )
    store.write(frame, Lineage(name, "digest", len(frame), 0, {}, "code", synthetic))


def notebook(path: Path, sources: Sequence[str], parameters: str | None = "n = 5") -> Path:
    """Write a notebook: a heading, the parameters cell unless None, then these cells."""
    cells = [nbformat.v4.new_markdown_cell("# A question?", id="cell-0")]
    if parameters is not None:
        cells.append(
            nbformat.v4.new_code_cell(parameters, id="cell-1", metadata={"tags": ["parameters"]})
        )
    cells += [nbformat.v4.new_code_cell(s, id=f"cell-{n}") for n, s in enumerate(sources, 2)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(made, path)
    return path


def study(
    here: Project,
    sources: Sequence[str] = GOOD,
    *,
    name: str = "wages",
    brief: str = "brief",
    parameters: str | None = "n = 5",
    typed: str = 'n = { type = "integer", minimum = 1, maximum = 9 }',
    finds: Sequence[str] = ("middle",),
    tables: Sequence[str] = ("wages",),
    models: Sequence[str] = (),
    more: str = "",
    cell_seconds: int = 60,
) -> Study:
    """Add a study to a brief of the project and return it."""
    notebook(here.notebooks / f"{name}.ipynb", sources, parameters)
    toml = here.reports / brief / "study.toml"
    toml.parent.mkdir(exist_ok=True)
    head = f'formats = ["pdf"]\nas_of = "{AS_OF}"\n'
    before = toml.read_text(encoding="utf-8") if toml.is_file() else head
    entry = f"""
[studies.{name}]
question = "A question?"
notebook = "{name}.ipynb"
tables = {json.dumps(list(tables))}
models = {json.dumps(list(models))}
findings = {json.dumps(list(finds))}
cell_seconds = {cell_seconds}
[studies.{name}.parameters]
{typed}
{more}
"""
    toml.write_text(before + entry, encoding="utf-8")
    return load(here, brief).studies[name]


def result(here: Project, made: Study, **given: object) -> RunRecord:
    """Run a study on its defaults and what is given."""
    return run(here, made, bind(made, given, AS_OF), AS_OF)
