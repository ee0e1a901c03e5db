"""Studies run beside one another; what fails does not stop what does not."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from research.builds import pipeline
from research.ground.errors import (
    CellError,
    MissingFindingError,
    ParameterError,
    TimeLimitError,
)
from research.ground.paths import Project
from research.studies.binding import spread
from research.studies.manifest import load
from small_project import AS_OF, GOOD, READ, RECORD, project, study


@pytest.fixture
def here(tmp_path: Path) -> Project:
    return project(tmp_path)


def quiet(line: str) -> None:
    """Say nothing."""


def add(here: Project, name: str, sources: list[str] | None = None, **given: object) -> None:
    """Add a study that records one finding of its own name."""
    study(here, sources or [READ, RECORD.format(value="20.0").replace("middle", name)],
          name=name, finds=(name,), **given)  # fmt: skip


def runs(here: Project):
    manifest = load(here, "brief")
    held = spread(manifest, {})
    return pipeline.study_runs(here, manifest.studies, held, AS_OF, quiet)


@pytest.mark.slow
def test_studies_come_back_in_the_order_of_the_manifest(here: Project):
    late = "import time\ntime.sleep(2)"
    add(here, "zebra", [late, READ, RECORD.format(value="1.0").replace("middle", "zebra")])
    add(here, "apple")
    steps, records = runs(here)
    assert [step.what for step in steps] == list(records) == ["zebra", "apple"]


@pytest.mark.slow
def test_two_studies_run_beside_one_another(here: Project):
    """Each waits until the other has begun: one after another, neither could end."""
    for me, other in (("one", "two"), ("two", "one")):
        meet = (
            "import pathlib, time\n"
            f"pathlib.Path('begun-{me}').touch()\n"
            f"while not pathlib.Path('begun-{other}').exists():\n    time.sleep(0.05)"
        )
        add(here, me, [meet, READ, RECORD.format(value="1.0").replace("middle", me)])
    began = time.monotonic()
    runs(here)
    assert time.monotonic() - began < 60


@pytest.mark.slow
def test_the_first_failure_is_raised_and_the_others_finish(here: Project):
    add(here, "broken", ["1 / 0"])
    add(here, "endless", ["while True:\n    pass"], cell_seconds=2)
    add(here, "sound")
    with pytest.raises(CellError, match=r"broken\.ipynb, cell 3") as told:
        runs(here)
    assert any("study endless failed too" in note for note in told.value.__notes__)
    assert not any("sound" in note for note in told.value.__notes__)
    assert len(list(here.runs.glob("sound/*/run.json"))) == 1


@pytest.mark.slow
def test_what_is_up_to_date_does_not_run_again(here: Project):
    add(here, "once")
    first = runs(here)
    heard: list[str] = []
    manifest = load(here, "brief")
    again = pipeline.study_runs(here, manifest.studies, spread(manifest, {}), AS_OF, heard.append)
    assert (first[1], [s.why for s in again[0]], heard) == (again[1], [""], [])


@pytest.mark.slow
def test_progress_names_study_and_cell(here: Project):
    add(here, "told")
    heard: list[str] = []
    manifest = load(here, "brief")
    pipeline.study_runs(here, manifest.studies, spread(manifest, {}), AS_OF, heard.append)
    assert heard == [
        "told: starting, because it was never run",
        *(f"told: cell {n} of 4" for n in (2, 3, 4)),
    ]


@pytest.mark.slow
def test_a_cell_that_runs_out_of_time_under_load_is_a_time_limit(here: Project):
    add(here, "slow_one", ["import time\ntime.sleep(30)"], cell_seconds=1)
    with pytest.raises(TimeLimitError):
        runs(here)


def test_pages_are_never_set_from_a_run_that_is_stale(here: Project):
    study(here, GOOD)
    with pytest.raises(MissingFindingError, match="has no finished run to render: it was never"):
        pipeline.render(here, load(here, "brief"), quiet)


def test_an_unknown_parameter_is_refused_before_anything_runs(here: Project):
    study(here, GOOD)
    with pytest.raises(ParameterError, match="no study of brief has a parameter m"):
        pipeline.report(here, load(here, "brief"), quiet, "embedded", {"m": "1"})
    assert not here.runs.exists()


@pytest.mark.slow
def test_an_interruption_ends_a_report_that_has_more_studies_than_workers(here: Project):
    """Futures that never began are cancelled, and are not waited for."""
    begin = "import pathlib\npathlib.Path('begun').touch()\nwhile True:\n    pass"
    for place in range((os.cpu_count() or 1) + 2):
        study(here, [begin], name=f"endless_{place}", brief="many", finds=(f"f{place}",))
    (here.reports / "many" / "brief.qmd").write_text("---\ntitle: A\nlang: en\n---\n")
    restore = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    command = [sys.executable, "-c", f"{restore}from research.cli import main; exit(main())"]
    running = subprocess.Popen(
        [*command, "report", "many"], cwd=here.root, stderr=subprocess.PIPE, text=True
    )
    end = time.monotonic() + 60
    while not (here.root / "begun").is_file() and time.monotonic() < end:
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    try:
        told = running.communicate(timeout=40)[1]
    finally:
        running.kill()
    assert (running.returncode, "interrupted" in told) == (130, True)
