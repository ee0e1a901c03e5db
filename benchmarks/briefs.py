"""Time the briefs of many districts: ours, papermill + nbconvert, papermill in two, the floor.

    .venv/bin/python benchmarks/briefs.py [--subjects 24] [--rounds 1] [--json]

All take turns in one run, on the same notebook, the same tables, and the same districts, in a
copy of the project from which everything built was left out but the tables. The tables must be
there (`research build` after `research snapshot ... --mirror DIR`).

ours                 `research run district --subject ...`, a process of its own from start to end
papermill_nbconvert  one after another in one warm process: a fresh kernel through papermill, then
                     HTML, then Chromium prints it (as `nbconvert --to webpdf` does): an untagged
                     PDF that nobody has read back
papermill_two        two processes side by side, each: a fresh kernel through papermill, then our
                     renderer, and the PDF is read back
floor                the cells as plain code in one warm process, then charts, pandoc, Typst and
                     reading back in that process; divided by the number of cores

Each way's seconds are its set-up (once) and its districts, and what it would take for all 177 is
set-up + districts x 177 / subjects. It is no test: what it prints depends on the machine.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path

ALL = 177
BRIEF = STUDY = "district"
SHARED = "statewide"
CHROMIUM = Path("/usr/bin/chromium")
TWO = 2


@dataclass
class Taken:
    """Seconds of one way: what it does once, and what it does for its districts."""

    once: float
    districts: float
    subjects: int

    @property
    def for_all(self) -> float:
        return self.once + self.districts * ALL / self.subjects


def bench_project(here: Path, root: Path) -> Path:
    """Copy the project without what was built, but with its tables, all up to date."""
    for name in ("data", "notebooks", "reports"):
        shutil.copytree(here / name, root / name, symlinks=True)
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(here / name, root)
    command = [sys.executable, "-m", "research.cli", "build"]
    subprocess.run(command, cwd=root, capture_output=True, check=True)
    os.sync()  # what was copied is on disk before anybody's time is taken
    return root


def some(root: Path, wanted: int) -> list[str]:
    """Return districts spread evenly over both chambers, in the order of their ids."""
    from research.ground.paths import using
    from research.warehouse import store

    with using(root):
        ids = sorted(store.read("seats")["district_id"])
    return [ids[n * len(ids) // wanted] for n in range(wanted)]


def ours(root: Path, subjects: Sequence[str]) -> Taken:
    """Call the command, as a person does; what it says of its phases tells set-up apart."""
    shutil.rmtree(root / "build", ignore_errors=True)
    command = [sys.executable, "-m", "research.cli", "run", STUDY, "--formats", "pdf", "--json"]
    for subject in subjects:
        command += ["--subject", subject]
    began = time.perf_counter()
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(f"ours failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    phases = json.loads(done.stdout)["seconds"]
    districts = phases["runs"] + phases["pages"]
    return Taken(seconds - districts, districts, len(subjects))


def shared_first(root: Path) -> float:
    """Run the shared study, which the notebook of a district reads; return its seconds."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "research.cli", "run", SHARED]
    subprocess.run(command, cwd=root, capture_output=True, check=True)
    return time.perf_counter() - began


def papermill_nbconvert(root: Path, subjects: Sequence[str]) -> Taken:
    """One after another: papermill, HTML, Chromium."""
    os.environ["RESEARCH_PROJECT"] = str(root)
    began = time.perf_counter()
    import papermill
    from nbconvert import HTMLExporter
    from playwright.sync_api import sync_playwright

    exporter = HTMLExporter(mathjax_url="", require_js_url="", embed_images=True)
    executed, page_file = root / "executed.ipynb", root / "executed.html"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        ready = time.perf_counter()
        for subject in subjects:
            papermill.execute_notebook(
                str(root / "notebooks" / f"{STUDY}.ipynb"), str(executed),
                parameters=held(root, subject), kernel_name="python3", progress_bar=False,
                cwd=str(root),
            )  # fmt: skip
            page_file.write_text(exporter.from_filename(str(executed))[0], encoding="utf-8")
            page = browser.new_page()
            page.emulate_media(media="print")
            page.goto(page_file.as_uri(), wait_until="networkidle")
            page.pdf(path=str(root / "executed.pdf"), print_background=True)
            page.close()
        done = time.perf_counter()
        browser.close()
    return Taken(ready - began, done - ready, len(subjects))


def held(root: Path, subject: str) -> dict[str, object]:
    """Return the parameters that a run about a district holds."""
    from research.ground.paths import Project
    from research.studies.binding import bind
    from research.studies.manifest import load

    manifest = load(Project(root), BRIEF)
    return dict(bind(manifest.studies[STUDY], {"subject": subject}, manifest.as_of))


def papermill_two(root: Path, subjects: Sequence[str]) -> Taken:
    """Two processes, each: papermill with a cold kernel, then our renderer and proof."""
    os.environ["RESEARCH_PROJECT"] = str(root)
    began = time.perf_counter()
    with ProcessPoolExecutor(TWO, mp_context=get_context("spawn"), initializer=warm) as pool:
        list(pool.map(abs, range(8)))
        ready = time.perf_counter()
        list(pool.map(one_cold, [root] * len(subjects), subjects))
        done = time.perf_counter()
    return Taken(ready - began, done - ready, len(subjects))


def warm() -> None:
    """Import what the other processes need, before their time is taken."""
    import papermill  # noqa: F401

    from research.render import brief  # noqa: F401
    from research.studies import run  # noqa: F401


def one_cold(root: Path, subject: str) -> None:
    """Run one district with a cold kernel through papermill, and set its pages."""
    from research.ground.paths import using
    from research.studies.manifest import load
    from research.studies.run import run

    with using(root) as project:
        manifest = load(project, BRIEF)
        study = manifest.studies[STUDY]
        record = run(project, study, held(root, subject), manifest.as_of)
        set_pages(project, manifest, subject, record)


def set_pages(project, manifest, subject, record) -> None:
    """Set the PDF of one district in this process, and read it back."""
    from research.builds.pipeline import gather
    from research.render.brief import render_brief
    from research.render.subject_guard import guard_of
    from research.studies.manifest import for_subject

    first = shared_record(project.root)
    records = {SHARED: first, STUDY: record}
    narrowed = replace(for_subject(manifest, subject), formats=("pdf",))
    work = Path(tempfile.mkdtemp(dir=project.root))
    try:
        guard = guard_of(subject, seats(project.root))
        render_brief(project, narrowed, gather(records), records, work, guard=guard)
    finally:
        shutil.rmtree(work, ignore_errors=True)


@cache
def shared_record(root: Path):
    """Return what the shared study found; all ways read it once."""
    from research.ground.paths import Project
    from research.studies.binding import bind
    from research.studies.freshness import Present
    from research.studies.manifest import load

    manifest = load(Project(root), BRIEF)
    shared = manifest.studies[SHARED]
    return Present(Project(root)).current(shared, bind(shared, {}, manifest.as_of), manifest.as_of)


@cache
def seats(root: Path) -> list[dict[str, object]]:
    """Return whom the guard of the pages must know."""
    from research.ground.paths import using
    from research.warehouse import store

    with using(root):
        return store.read("seats").to_dict("records")


def floor(root: Path, subjects: Sequence[str]) -> Taken:
    """Plain code and pages in one warm process; the seconds are divided by the cores."""
    warm()
    in_process(root, subjects[0])
    began = time.perf_counter()
    for subject in subjects:
        in_process(root, subject)
    seconds = time.perf_counter() - began
    return Taken(0.0, seconds / (os.cpu_count() or 1), len(subjects))


def in_process(root: Path, subject: str) -> None:
    """Do for one district what must be done, and nothing else."""
    from research.ground.paths import using
    from research.studies import findings
    from research.studies.manifest import load
    from research.studies.notebook import PARAMETERS_TAG, cells
    from research.studies.record import RunRecord

    with using(root) as project:
        manifest = load(project, BRIEF)
        study = manifest.studies[STUDY]
        given = held(root, subject)
        findings.forget()
        space: dict[str, object] = {}
        for cell in cells(study.notebook):
            if cell.runs:
                exec(cell.source, space)
            if PARAMETERS_TAG in cell.tags:
                space.update(given)
        found = tuple(replace(f, study=STUDY, cell=1) for f in findings.recorded().values())
        record = RunRecord(
            study=STUDY, brief=BRIEF, key="", as_of=manifest.as_of, parameters=given,
            findings=found, subject=subject,
        )  # fmt: skip
        set_pages(project, manifest, subject, record)


WAYS: dict[str, Callable[[Path, Sequence[str]], Taken]] = {
    "floor": floor,
    "ours": ours,
    "papermill_two": papermill_two,
    "papermill_nbconvert": papermill_nbconvert,
}


def main() -> int:
    """Let the ways take turns; print seconds a district, for all districts, and ratios."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--subjects", type=int, default=24)
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--json", action="store_true", help="end with one line of JSON")
    asked = options.parse_args()
    from research.ground.paths import project

    here = project().root
    taken: dict[str, list[Taken]] = {name: [] for name in WAYS}
    with tempfile.TemporaryDirectory(prefix="briefs-") as folder:
        root = bench_project(here, Path(folder))
        os.environ["RESEARCH_PROJECT"] = str(root)
        subjects = some(root, asked.subjects)
        for number in range(asked.rounds):
            for name, way in WAYS.items():
                if name != "ours" and not (root / "build" / "runs" / SHARED).is_dir():
                    shared_first(root)
                one = way(root, subjects)
                taken[name].append(one)
                sys.stdout.write(
                    f"round {number + 1}  {name:<20} once {one.once:6.2f} s, a district "
                    f"{one.districts / one.subjects:6.3f} s, all {ALL} {one.for_all:8.1f} s\n"
                )
                sys.stdout.flush()
    whole = {name: statistics.median(one.for_all for one in ones) for name, ones in taken.items()}
    for name, seconds in whole.items():
        sys.stdout.write(f"{name:<20} {seconds:8.1f} s, {seconds / whole['ours']:6.2f} x ours\n")
    if asked.json:
        said = {
            "subjects": asked.subjects,
            "scaled_to": ALL,
            **{f"{name}_s": round(s, 2) for name, s in whole.items()},
        }
        sys.stdout.write(json.dumps(said) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
