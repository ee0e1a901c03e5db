"""Nothing goes over from one forked run to the next, nor from their parent."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from forked_runs import ran
from research.ground.paths import Project
from research.studies.forked.client import Zygote, supported
from small_project import GOOD, READ, project, study

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not supported(), reason="this machine does not fork kernels"),
]
SPOIL = """import os, sys, random, warnings
import numpy as np, pandas as pd
from research.metrics import rates
left_over = 1
pd.options.display.max_rows = 3
rates.spoiled = True
os.environ["SPOILED"] = "1"
os.chdir("/")
random.seed(1); np.random.seed(1)
sys.path.insert(0, "/spoiled")
warnings.simplefilter("error")
import builtins; builtins.spoiled = True"""
LOOK = """import os, sys, builtins, warnings
import pandas as pd
from research.metrics import rates
[name for name, found in {
    "a variable": "left_over" in globals(),
    "an option": pd.options.display.max_rows == 3,
    "a module": hasattr(rates, "spoiled"),
    "the environment": "SPOILED" in os.environ,
    "the folder": os.getcwd() == "/",
    "the path": "/spoiled" in sys.path,
    "the built-ins": hasattr(builtins, "spoiled"),
    "the history": len(In) > 4,
}.items() if found]"""
CHANCE = """import random, numpy as np
random.random(), float(np.random.random())"""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def zygote(here: Project) -> Iterator[Zygote]:
    with Zygote(here, ["wages"]) as made:
        yield made


def shown(here: Project, zygote: Zygote, name: str, source: str) -> str:
    return ran(here, study(here, [source], name=name, brief=name), zygote.executor).shown(3)


def test_what_a_run_spoils_the_next_finds_whole(here: Project, zygote: Zygote):
    ran(here, study(here, [SPOIL], name="spoils", brief="spoils"), zygote.executor)
    assert shown(here, zygote, "looks", LOOK) == "[]"


def test_two_runs_draw_other_numbers_by_chance(here: Project, zygote: Zygote):
    drawn = {shown(here, zygote, f"draws_{n}", CHANCE) for n in range(3)}
    assert len(drawn) == 3


def test_the_environment_is_the_one_of_whoever_asks_now(
    here: Project, zygote: Zygote, monkeypatch: pytest.MonkeyPatch
):
    zygote.parent()
    monkeypatch.setenv("ASKED_FOR", "late")
    monkeypatch.delenv("HOME")
    source = "import os\nos.environ.get('ASKED_FOR'), os.environ.get('HOME')"
    assert shown(here, zygote, "asks", source) == "('late', None)"


def test_the_account_of_what_was_read_starts_empty(here: Project, zygote: Zygote):
    source = "from research.warehouse import store\nlen(store.reads())"
    first = shown(here, zygote, "reads_first", f"{READ}\nlen(store.reads())")
    assert (first, shown(here, zygote, "reads_none", source)) == ("1", "0")


def test_findings_of_one_run_are_not_the_next_ones(here: Project, zygote: Zygote):
    ran(here, study(here, GOOD, name="finds", brief="finds"), zygote.executor)
    source = "from research.studies import findings\nfindings.recorded()"
    assert shown(here, zygote, "finds_none", source) == "{}"


def test_no_open_file_of_the_parent_is_left_to_a_run(here: Project, zygote: Zygote):
    source = """import os
held = [os.readlink(f"/proc/self/fd/{n}") for n in os.listdir("/proc/self/fd")
        if os.path.exists(f"/proc/self/fd/{n}")]
sum("socket" in one for one in held)"""
    assert shown(here, zygote, "files", source) == "3"  # its line of talk, and asyncio's own pair


def test_a_changed_module_is_read_again(here: Project, zygote: Zygote):
    """A parent that knows old code would run it under the digest of the new."""
    from research.studies.forked import parent

    module = Path(parent.__file__)
    before, status = zygote.parent().pid, module.stat()
    try:
        os.utime(module, ns=(status.st_atime_ns, status.st_mtime_ns + 1))
        zygote._looked = 0.0
        after = zygote.parent().pid
    finally:
        os.utime(module, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert before != after


def test_a_run_writes_what_it_cost(here: Project, zygote: Zygote):
    made = study(here, ["import time\ntime.sleep(0.2)", "x = 1"], name="costs", brief="costs")
    cost = ran(here, made, zygote.executor).cost
    slow = {one["cell"]: one["seconds"] for one in cost["cells"]}
    assert (sorted(slow), slow[3] > 0.2 > slow[4]) == ([2, 3, 4], True)
    assert cost["peak_bytes"] >= cost["inherited_bytes"] > 0
    assert cost["seconds"] >= slow[3]


def test_two_runs_of_the_same_leave_the_same_bytes(here: Project, zygote: Zygote):
    made = study(here, GOOD, name="same", brief="same")
    kept = [json.dumps(ran(here, made, zygote.executor).cells) for _ in range(2)]
    assert kept[0] == kept[1]


def test_a_run_leaves_its_notebook_and_its_cost_alone(here: Project, zygote: Zygote):
    made = study(here, GOOD, name="leaves", brief="leaves")
    assert ran(here, made, zygote.executor).files == ["cost.json", "executed.ipynb"]
