"""Seconds a run: forked lean, forked with the whole protocol, and started.

    python benchmarks/kernels.py [STUDY [PARAMETER=VALUE ...]]

Without a study: a notebook that is almost empty. Runs of the three ways take turns.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from research.ground.paths import Project, project
from research.studies import manifest
from research.studies.binding import read_given
from research.studies.execute import execute
from research.studies.forked.client import Zygote
from research.studies.manifest import Study


def timed(here: Project, study: Study, held: dict[str, Any], executor: Callable[..., Any]) -> float:
    """Return the seconds of one run."""
    with tempfile.TemporaryDirectory() as work:
        began = time.perf_counter()
        executor(here, study, dict(held), Path(work), lambda _line: None)
        return time.perf_counter() - began


def measure(here: Project, study: Study, held: Mapping[str, Any], turns: int = 5) -> dict[str, Any]:
    """Return seconds a run of the three ways (medians over some turns), and to warm up."""
    began = time.perf_counter()
    with Zygote(here, study.tables) as zygote:
        zygote.parent()
        warm = time.perf_counter() - began
        ways = {
            "lean_s": zygote.executor,
            "whole_s": zygote.papermill_executor,
            "started_s": execute,
        }
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(turns):
            for name, executor in ways.items():
                taken[name].append(timed(here, study, dict(held), executor))
    found = {name: round(statistics.median(seconds), 3) for name, seconds in taken.items()}
    return {"study": study.name, "turns": turns, "warm_s": round(warm, 2), **found}


def almost_empty(root: Path) -> tuple[Project, Study]:
    """Return a project of one notebook of one line."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    import small_project

    here = small_project.project(root)
    return here, small_project.study(here, ["1"])


def main() -> None:
    if len(sys.argv) == 1:
        with tempfile.TemporaryDirectory() as root:
            here, study = almost_empty(Path(root) / "project")
            print(json.dumps(measure(here, study, {"n": 5})))
        return
    here, name = project(), sys.argv[1]
    brief, study = manifest.find_study(here, name)
    given = dict(text.split("=", 1) for text in sys.argv[2:])
    print(json.dumps(measure(here, study, read_given(study, given, brief.as_of))))


if __name__ == "__main__":
    main()
