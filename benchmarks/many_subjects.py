"""Whether a thousand subjects cost as much each as a hundred, and the memory of the command.

    .venv/bin/python benchmarks/many_subjects.py [--few 100] [--many 1000] [--pages]

A made-up project (counties, one small notebook, two tables) is built twice from nothing with
`research run county --all`, and once more with nothing changed. Printed for each number of
subjects: seconds of the phases, seconds a subject, the greatest memory of the command itself
without its kernels and renderers, and the seconds of the second call. It is no test: what it
prints depends on the machine.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import pandas as pd

from research.builds.plan import note_tables
from research.ground.paths import using
from research.ground.provenance import Lineage
from research.warehouse import store

STYLE = Path(__file__).resolve().parents[1] / "reports" / "_style"
SETUP = """from research.studies import findings
from research.warehouse import store

place = store.read("places", county_fips=subject)
homes = store.read("homes", county_fips=subject)"""
FIND = """findings.sentence("label", place["label"].item(), source=place)
findings.number("people", int(homes["people"].sum()), unit="count", source=homes)"""
TOML = """formats = ["pdf"]
as_of = "2026-11-21"
file_name = "county-{subject}"

[subjects]
table = "places"
key = "county_fips"
label = "label"

[studies.county]
question = "How many people live there?"
notebook = "county.ipynb"
tables = ["places", "homes"]
findings = ["label", "people"]
[studies.county.parameters]
subject = { type = "text", help = "the county" }
"""
PROSE = """---
title: People in one county
lang: en
---

# {{< var label >}}

{{< var people >}} people live here.

# Where each number comes from

{{< include _annex.qmd >}}

# Sources

{{< include _sources.qmd >}}
"""


def made_up(root: Path, subjects: int) -> None:
    """Write a project of so many counties, each with ten homes."""
    (root / "data").mkdir(parents=True)
    (root / "notebooks").mkdir()
    (root / "reports" / "county").mkdir(parents=True)
    (root / "reports" / "_style").symlink_to(STYLE)
    (root / "pyproject.toml").write_text("[tool.research]\n", encoding="utf-8")
    (root / "requirements.lock").write_text("", encoding="utf-8")
    (root / "data" / "pins.toml").write_text("", encoding="utf-8")
    (root / "reports" / "county" / "study.toml").write_text(TOML, encoding="utf-8")
    (root / "reports" / "county" / "brief.qmd").write_text(PROSE, encoding="utf-8")
    cells = [
        nbformat.v4.new_markdown_cell("# How many?", id="cell-0"),
        nbformat.v4.new_code_cell(
            'subject = "00001"', id="cell-1", metadata={"tags": ["parameters"]}
        ),
        nbformat.v4.new_code_cell(SETUP, id="cell-2"),
        nbformat.v4.new_code_cell(FIND, id="cell-3"),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), root / "notebooks" / "county.ipynb")
    ids = [f"{number:05}" for number in range(1, subjects + 1)]
    places = [{"county_fips": one, "label": f"County {int(one)}"} for one in ids]
    homes = [{"county_fips": one, "people": 1 + n % 5} for one in ids for n in range(10)]
    with using(root) as project:
        table("places", pd.DataFrame(places))
        table("homes", pd.DataFrame(homes))
        note_tables(project)


def table(name: str, frame: pd.DataFrame) -> None:
    """Write a table with its columns of provenance into the project in use."""
    held = frame.assign(
        source_title="Made up", source_url="https://example.org", snapshot=f"made/up/{name}",
        grade=1, is_synthetic=False,
    )  # fmt: skip
    held.index = pd.Index([f"{name}:{n}" for n in range(len(held))], name="row_id")
    store.write(held, Lineage(name, "digest", len(held), 0, {}, "code", False))


def timed(root: Path, with_pages: bool) -> tuple[dict[str, float], float, float]:
    """Return seconds by phase, seconds from start to end, and the command's peak memory in MB."""
    command = [sys.executable, "-m", "research.cli", "run", "county", "--all", "--json"]
    began = time.perf_counter()
    done = subprocess.Popen(
        command if with_pages else [*command, "--no-pages"], cwd=root,
        env={**os.environ, "RESEARCH_PROJECT": str(root)},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.stdout is not None
    text = done.stdout.read()
    _, status, used = os.wait4(done.pid, 0)
    done.returncode = os.waitstatus_to_exitcode(status)
    if done.returncode:
        raise SystemExit(f"the batch failed:\n{text.decode()[-2000:]}")
    return json.loads(text)["seconds"], time.perf_counter() - began, used.ru_maxrss / 1024


def main() -> int:
    """Build few subjects and many; print what each cost."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--few", type=int, default=100)
    options.add_argument("--many", type=int, default=1000)
    options.add_argument("--pages", action="store_true", help="set the pages, too")
    asked = options.parse_args()
    for subjects in (asked.few, asked.many):
        with tempfile.TemporaryDirectory(prefix="many-") as folder:
            root = Path(folder) / "project"
            made_up(root, subjects)
            phases, seconds, memory = timed(root, asked.pages)
            _, again, memory_again = timed(root, asked.pages)
            each = (phases["runs"] + phases.get("pages", 0.0)) / subjects
            sys.stdout.write(
                f"{subjects:>6} subjects: {seconds:7.1f} s, {each:.3f} s a subject, "
                f"{memory:.0f} MB; again {again:.2f} s, {memory_again:.0f} MB; "
                + ", ".join(f"{name} {value:.2f}" for name, value in phases.items()) + "\n"
            )  # fmt: skip
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
