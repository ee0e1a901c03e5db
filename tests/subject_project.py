"""A project of six districts, built in a temporary folder: one shared study, one a subject.

Four House districts nest in two Senate districts; each House district has three tracts. The
study `statewide` runs once; `district` runs for each seat, reads its own tracts and quotes the
state's figure. Names of people are invented.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import nbformat
import pandas as pd

from research.builds.plan import note_tables
from research.ground.paths import Project, using
from research.ground.provenance import Lineage
from research.studies.manifest import Manifest, load
from research.warehouse import store

AS_OF = "2026-11-21"
SUBJECTS = ("S01", "S02", "H001", "H002", "H003", "H004")
BRIEF = "district"

STATEWIDE = [
    """from research.studies import findings
from research.warehouse import store

tracts = store.read("tracts")""",
    'findings.number("state_under_5", int(tracts["under_5"].sum()), unit="count", source=tracts)',
]
DISTRICT = [
    """from research.studies import findings, shared
from research.warehouse import store

column = "house_district_id" if subject.startswith("H") else "senate_district_id"
facts = shared.findings("statewide", as_of=as_of)
seat = store.read("seats", district_id=subject)
own = store.read("tracts", **{column: subject})""",
    'findings.sentence("seat_label", seat["label"].item(), source=seat)',
    'findings.number("own_under_5", int(own["under_5"].sum()), unit="count", source=own)',
    """findings.number(
    "own_households", int(own["households"].sum()), unit="count", source=own
)""",
    """findings.number(
    "own_share",
    float(own["under_5"].sum() / facts["state_under_5"].value),
    unit="share",
    source=[own, facts["state_under_5"]],
    formula="children under five here / children under five in the state",
)""",
]
STUDY_TOML = """formats = ["pdf"]
as_of = "2026-11-21"
file_name = "district-{subject}"

[subjects]
table = "seats"
key = "district_id"
label = "label"
totals = { own_under_5 = "state_under_5" }
totals_over = { chamber = "house" }

[studies.statewide]
question = "How many young children are there?"
notebook = "statewide.ipynb"
tables = ["tracts"]
findings = ["state_under_5"]
cell_seconds = 60
[studies.statewide.parameters]
as_of = { type = "date", help = "the day" }

[studies.district]
question = "How many of them are in one district?"
notebook = "district.ipynb"
after = ["statewide"]
tables = ["seats", "tracts"]
findings = ["seat_label", "own_under_5", "own_households", "own_share"]
cell_seconds = 60
[studies.district.parameters]
as_of = { type = "date", help = "the day" }
subject = { type = "text", help = "the district" }
"""
BRIEF_QMD = """---
title: Young children in one district
lang: en
---

# {{< var seat_label >}}

{{< var own_under_5 >}} children under five live here, {{< var own_share >}} of the
{{< var state_under_5 >}} in the state, in {{< var own_households >}} households.

# Where each number comes from

{{< include _annex.qmd >}}

# Sources

{{< include _sources.qmd >}}
"""


def project(root: Path, style: Path | None = None, houses: int = 4) -> Project:
    """Return a project folder with the tables `seats` and `tracts` and the brief `district`.

    ``style`` is linked as the house style, where pages are to be set; else there is none.
    ``houses`` is the number of House districts; each two of them have a Senate district.
    """
    root.mkdir(parents=True, exist_ok=True)
    (root / "pyproject.toml").write_text("[tool.research]\n", encoding="utf-8")
    (root / "requirements.lock").write_text("", encoding="utf-8")
    (root / "data").mkdir()
    (root / "data" / "pins.toml").write_text("", encoding="utf-8")
    (root / "notebooks").mkdir()
    (root / "reports" / BRIEF).mkdir(parents=True)
    if style is None:
        (root / "reports" / "_style").mkdir()
    else:
        (root / "reports" / "_style").symlink_to(style)
    (root / "reports" / BRIEF / "study.toml").write_text(STUDY_TOML, encoding="utf-8")
    (root / "reports" / BRIEF / "brief.qmd").write_text(BRIEF_QMD, encoding="utf-8")
    notebook(root / "notebooks" / "statewide.ipynb", STATEWIDE, 'as_of = "2026-11-21"')
    notebook(
        root / "notebooks" / "district.ipynb", DISTRICT, 'as_of = "2026-11-21"\nsubject = "H001"'
    )
    with using(root) as made:
        write("seats", seats(houses))
        write("tracts", tracts(houses))
        note_tables(made)
    return made


def manifest(here: Project) -> Manifest:
    """Return the manifest of the brief."""
    return load(here, BRIEF)


def subjects_of(houses: int) -> tuple[str, ...]:
    """Return the ids of so many House districts, after those of the Senate around them."""
    senate = [f"S{number:02}" for number in range(1, houses // 2 + 1)]
    return (*senate, *(f"H{number:03}" for number in range(1, houses + 1)))


def seats(houses: int = 4) -> pd.DataFrame:
    """Return one row a seat, indexed by row_id, without its columns of provenance."""
    rows = []
    for subject in subjects_of(houses):
        number = int(subject[1:])
        is_house = subject[0] == "H"
        rows.append(
            {
                "district_id": subject,
                "chamber": "house" if is_house else "senate",
                "label": f"{'House' if is_house else 'Senate'} District {number}",
                "member": f"Member {'AB'[is_house]}{number}",
                "senate_district_id": f"S{(number + 1) // 2:02}" if is_house else subject,
            }
        )
    return pd.DataFrame(rows, index=[f"seats:{subject}" for subject in subjects_of(houses)])


def tracts(houses: int = 4) -> pd.DataFrame:
    """Return three tracts a House district: 11, 12, 13 children in H001, 21, 22, 23 in H002."""
    rows = [
        {
            "tract": f"1700{house}{number}",
            "house_district_id": f"H{house:03}",
            "senate_district_id": f"S{(house + 1) // 2:02}",
            "under_5": 10 * house + number,
            "households": 100 * house + number,
        }
        for house in range(1, houses + 1)
        for number in range(1, 4)
    ]
    return pd.DataFrame(rows, index=[f"tracts:{row['tract']}" for row in rows])


def write(name: str, frame: pd.DataFrame) -> None:
    """Write a table with its columns of provenance into the project in use."""
    held = frame.assign(
        source_title=f"The list of {name}",
        source_url=f"https://example.org/{name}",
        snapshot=f"lists/2026-11-21/{name}.csv",
        grade=1,
        is_synthetic=False,
    ).rename_axis("row_id")
    store.write(held, Lineage(name, "digest", len(held), 0, {}, "code", False))


def change(here: Project, tract: str, **cells: int) -> None:
    """Change cells of one tract, as a new snapshot would."""
    with using(here.root):
        frame = store.read("tracts")
        for column, value in cells.items():
            frame.loc[f"tracts:{tract}", column] = value
        write("tracts", frame)
        note_tables(here)


def notebook(path: Path, sources: Sequence[str], parameters: str) -> Path:
    """Write a notebook: a heading, the parameters cell, then these cells."""
    cells = [
        nbformat.v4.new_markdown_cell("# A question?", id="cell-0"),
        nbformat.v4.new_code_cell(parameters, id="cell-1", metadata={"tags": ["parameters"]}),
        *(nbformat.v4.new_code_cell(s, id=f"cell-{n}") for n, s in enumerate(sources, 2)),
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path


def edit_cell(here: Project, study: str, old: str, new: str) -> None:
    """Replace a text in a notebook's cells."""
    path = here.notebooks / f"{study}.ipynb"
    escaped = [json.dumps(text)[1:-1] for text in (old, new)]
    text = path.read_text(encoding="utf-8")
    assert escaped[0] in text
    path.write_text(text.replace(*escaped), encoding="utf-8")


def with_tracts(here: Project, frames: Iterable[pd.DataFrame]) -> None:
    """Write the table of tracts from several frames."""
    with using(here.root):
        write("tracts", pd.concat(list(frames)))
        note_tables(here)
