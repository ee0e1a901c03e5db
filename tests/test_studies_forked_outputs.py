"""A forked run shows, cell for cell, what papermill shows with a kernel started for it."""

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from conftest import FLAGSHIP
from forked_runs import Ran, ran, read_cells
from nasty_cells import NASTY, STOPPING
from research.ground.paths import Project
from research.studies import manifest
from research.studies.binding import bind
from research.studies.execute import EXECUTED, execute
from research.studies.forked.client import Zygote, supported
from research.studies.slots import slot_path
from small_project import project, study

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not supported(), reason="this machine does not fork kernels"),
]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def zygote(here: Project) -> Iterator[Zygote]:
    with Zygote(here) as made:
        yield made


@pytest.fixture(scope="module")
def started(here: Project) -> Ran:
    return ran(here, study(here, NASTY, name="nasty", brief="nasty"), execute)


def differences(one: Ran, other: Ran) -> list[tuple[object, object]]:
    pairs = zip(one.cells, other.cells, strict=True)
    return [(a, b) for a, b in pairs if a != b]


def test_a_nasty_notebook_shows_the_same(here: Project, zygote: Zygote, started: Ran):
    made = study(here, NASTY, name="nasty_lean", brief="nasty_lean")
    forked = ran(here, made, zygote.executor)
    assert (differences(started, forked), len(forked.cells)) == ([], len(NASTY) + 4)


def test_it_shows_the_same_over_the_whole_protocol(here: Project, zygote: Zygote, started: Ran):
    made = study(here, NASTY, name="nasty_whole", brief="nasty_whole")
    assert differences(started, ran(here, made, zygote.papermill_executor)) == []


def test_its_last_cell_was_reached(started: Ran):
    assert started.error is not None
    assert f"cell {len(NASTY) + 2}, line 2 raised ValueError" not in str(started.error)
    assert "no repr" in str(started.error)


@pytest.mark.parametrize("name", STOPPING)
def test_what_stops_a_run_is_shown_and_told_the_same(here: Project, zygote: Zygote, name: str):
    made = study(here, ["x = 1", STOPPING[name], "x"], name=f"stops_{name}", brief=name)
    cold, forked = ran(here, made, execute), ran(here, made, zygote.executor)
    told = [(type(one.error), str(one.error)) for one in (cold, forked)]
    is_left = name in ("exit", "sys_exit")  # papermill goes on until the kernel is gone
    assert told[0] == told[1]
    assert cold.error is not None
    assert is_left or differences(cold, forked) == []


def test_the_notebooks_of_the_flagship_show_the_same(flagship: Path, tmp_path: Path):
    built = Project(flagship.parents[1])
    brief = manifest.load(built, FLAGSHIP)
    unlike = []
    with Zygote(built) as forking:
        for made in brief.studies.values():
            held = bind(made, {}, brief.as_of)
            work = tmp_path / made.name
            work.mkdir()
            forking.executor(built, made, held, work, lambda line: None)
            started = read_cells(slot_path(built, made, held, brief.as_of) / EXECUTED)
            pairs = zip(started, read_cells(work / EXECUTED), strict=True)
            unlike += [(made.name, a["cell"]) for a, b in pairs if a != b]
    assert unlike == []


def test_a_cell_that_is_tagged_to_be_skipped_is_skipped(here: Project, zygote: Zygote):
    made = study(here, ["x = 1", "x = 2", "x"], name="skips", brief="skips")
    read = nbformat.read(made.notebook, as_version=4)
    read.cells[3].metadata["tags"] = ["skip-execution"]
    nbformat.write(read, made.notebook)
    assert ran(here, made, zygote.executor).shown(5) == "1"
