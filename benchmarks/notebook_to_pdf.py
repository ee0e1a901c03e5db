"""Time the way from a notebook to a PDF: ours, papermill + nbconvert, and the floor beneath both.

    .venv/bin/python benchmarks/notebook_to_pdf.py [--study true_cost] [--rounds 3]

The three take turns in one run, on the same notebook and the same tables, so that a busy
machine slows all of them. What is timed is one report, with this process already warm:

ours       a fresh kernel through papermill, checks, then pandoc and Typst: a tagged, proved PDF
nbconvert  a fresh kernel through papermill, then HTML, then Chromium prints it: an untagged PDF,
           with the code in it (as `nbconvert --to webpdf` does, with the Chromium found here)
floor      the cells executed in this process, then the same pages as ours: no kernel, no start

Seconds are medians. It is no test: what it prints depends on the machine.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import papermill
from nbconvert import HTMLExporter
from playwright.sync_api import sync_playwright

from research.builds import pipeline
from research.ground.paths import Project, project, using
from research.render.brief import render_brief
from research.studies import findings
from research.studies.binding import bind
from research.studies.manifest import Manifest, Study, find_study, load
from research.studies.notebook import PARAMETERS_TAG, cells
from research.studies.record import Finding, RunRecord
from research.studies.run import run

CHROMIUM = Path("/usr/bin/chromium")
FRONT = "---\ntitle: A benchmark\nsubtitle: Not a report\nauthor: Nobody\nlang: en\n---\n\n"


def bench_project(here: Project, study: Study, root: Path) -> Manifest:
    """Return a brief of one study that quotes everything that the study finds."""
    for name in ("data", "notebooks", "pyproject.toml", "requirements.lock"):
        (root / name).symlink_to(here.root / name)
    folder = root / "reports" / "benchmark"
    folder.mkdir(parents=True)
    (root / "reports" / "_style").symlink_to(here.style)
    source = load(here, study.brief).folder / "study.toml"
    (folder / "study.toml").write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    manifest = load(Project(root), "benchmark")
    return replace(manifest, formats=("pdf",), studies={study.name: manifest.studies[study.name]})


def prose(found: dict[str, Finding]) -> str:
    """Return a brief that shows each finding once."""
    parts = ["# What was found\n"]
    for name, finding in found.items():
        prefix = {"figure": "fig", "table": "tbl"}.get(finding.kind)
        label = name.replace("_", "-")
        quoted = f"{{{{< include _{prefix}-{label}.qmd >}}}}" if prefix else (
            f"It found {{{{< var {name} >}}}}."
        )  # fmt: skip
        parts.append(f"{quoted}\n")
    parts.append("# Sources {.annex}\n\n{{< include _sources.qmd >}}\n")
    parts.append("# Where each number comes from {.annex}\n\n{{< include _annex.qmd >}}\n")
    return FRONT + "\n".join(parts)


def ours(here: Project, manifest: Manifest, study: Study) -> Path:
    """Run in a fresh kernel, check, set, prove."""
    record = run(here, study, bind(study, {}, manifest.as_of), manifest.as_of)
    return _set(here, manifest, record)


def floor(here: Project, manifest: Manifest, study: Study) -> Path:
    """Execute the cells in this process, then set the same pages."""
    findings.forget()
    held: dict[str, object] = {}
    for cell in cells(study.notebook):
        if cell.runs:
            exec(cell.source, held)
        if PARAMETERS_TAG in cell.tags:
            held.update(bind(study, {}, manifest.as_of))
    found = tuple(replace(f, study=study.name, cell=1) for f in findings.recorded().values())
    record = RunRecord(
        study=study.name,
        brief=study.brief,
        key="",
        as_of=manifest.as_of,
        parameters={},
        findings=tuple(found),
    )
    return _set(here, manifest, record)


def _set(here: Project, manifest: Manifest, record: RunRecord) -> Path:
    found = pipeline.gather({record.study: record})
    brief = manifest.folder / "brief.qmd"
    brief.write_text(prose(found), encoding="utf-8")
    work = Path(tempfile.mkdtemp(dir=here.root))
    return render_brief(here, manifest, found, {record.study: record}, work)[0]


def nbconvert(here: Project, manifest: Manifest, study: Study) -> Path:
    """Run in a fresh kernel, export HTML, print it with Chromium."""
    executed = here.root / "executed.ipynb"
    papermill.execute_notebook(
        str(study.notebook), str(executed), parameters=bind(study, {}, manifest.as_of),
        kernel_name="python3", progress_bar=False, cwd=str(here.root),
    )  # fmt: skip
    exporter = HTMLExporter(mathjax_url="", require_js_url="", embed_images=True)
    page_file = here.root / "executed.html"
    page_file.write_text(exporter.from_filename(str(executed))[0], encoding="utf-8")
    pdf = here.root / "executed.pdf"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.emulate_media(media="print")
        page.goto(page_file.as_uri(), wait_until="networkidle")
        page.pdf(path=str(pdf), print_background=True)
        browser.close()
    return pdf


def main() -> int:
    """Let the three take turns; print seconds and ratios."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--study", default="true_cost")
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()
    here = project()
    os.environ["RESEARCH_PROJECT"] = str(here.root)
    _, study = find_study(here, asked.study)
    pipeline.tables(here, lambda _line: None)
    ways: dict[str, Callable[[Project, Manifest, Study], Path]] = {"floor": floor, "ours": ours}
    if CHROMIUM.is_file():
        ways["nbconvert"] = nbconvert
    else:
        sys.stdout.write("nbconvert: not timed, there is no Chromium at /usr/bin/chromium\n")
    taken: dict[str, list[float]] = {name: [] for name in ways}
    with tempfile.TemporaryDirectory() as root, using(Path(root)) as bench:
        manifest = bench_project(here, study, Path(root))
        floor(bench, manifest, manifest.studies[study.name])  # imports and first chart: not timed
        for number in range(asked.rounds):
            for name, way in ways.items():
                began = time.perf_counter()
                pdf = way(bench, manifest, manifest.studies[study.name])
                taken[name].append(time.perf_counter() - began)
                sys.stdout.write(f"round {number + 1}  {name:<10} {taken[name][-1]:6.2f} s  "
                                 f"{pdf.stat().st_size / 1000:.0f} kB\n")  # fmt: skip
    _conclude(taken)
    return 0


def _conclude(taken: dict[str, list[float]]) -> None:
    middle = {name: statistics.median(times) for name, times in taken.items()}
    sys.stdout.write("\nway         median s  over the floor  over ours\n")
    for name, seconds in middle.items():
        sys.stdout.write(
            f"{name:<10} {seconds:9.2f} {seconds / middle['floor']:14.1f}x "
            f"{seconds / middle['ours']:9.2f}x\n"
        )


if __name__ == "__main__":
    raise SystemExit(main())
