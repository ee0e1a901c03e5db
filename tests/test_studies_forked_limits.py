"""A run that hangs, grows, crashes or is killed is named and harms nobody; nothing stays behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from forked_runs import Ran, ran
from research.ground.errors import KernelDiedError, MemoryLimitError, TimeLimitError
from research.ground.paths import Project
from research.studies.execute import execute
from research.studies.forked.client import Zygote, supported
from research.studies.kernels import stopping
from small_project import notebook, project, study

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not supported(), reason="this machine does not fork kernels"),
]
BIG = "import numpy as np\nx = np.ones(3_000_000_000 // 8)"
PATRICIDE = "import os, time\nos.kill(os.getppid(), 9)\ntime.sleep(30)"
SEGFAULT = "import ctypes\nctypes.string_at(0)"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def zygote(here: Project) -> Iterator[Zygote]:
    with Zygote(here) as made:
        yield made


def stopped(here: Project, zygote: Zygote, name: str, *cells: str, **limits: int) -> Ran:
    made = study(here, ["x = 1", *cells], name=name, brief=name, cell_seconds=60)
    return ran(here, replace(made, **limits), zygote.executor)


def test_a_cell_that_never_ends_is_ended_and_named(here: Project, zygote: Zygote):
    found = stopped(here, zygote, "hangs", "while True:\n    pass", cell_seconds=1)
    assert isinstance(found.error, TimeLimitError)
    assert "cell 4 ran longer than 1 s" in str(found.error)


def test_a_run_of_many_cells_has_a_limit_as_a_whole(here: Project, zygote: Zygote):
    slow = ["import time\ntime.sleep(0.4)"] * 9
    found = stopped(here, zygote, "long", *slow, run_seconds=1)
    assert isinstance(found.error, TimeLimitError)
    assert "when the 1 s of its whole run were over" in str(found.error)


def test_a_started_kernel_has_that_limit_too(here: Project):
    made = study(here, ["import time\ntime.sleep(60)"], name="long_cold", brief="long_cold")
    found = ran(here, replace(made, run_seconds=4), execute)
    assert isinstance(found.error, TimeLimitError)
    assert "when the 4 s of its whole run were over" in str(found.error)


@pytest.mark.parametrize("kind", ["forked", "started"])
def test_a_cell_that_wants_too_much_memory_is_named(here: Project, zygote: Zygote, kind: str):
    made = study(here, ["x = 1", BIG], name=f"big_{kind}", brief=f"big_{kind}")
    executor = zygote.executor if kind == "forked" else execute
    found = ran(here, replace(made, memory_mb=300), executor)
    assert isinstance(found.error, MemoryLimitError)
    assert "cell 4 wanted more than 300 MB" in str(found.error)


def test_memory_within_the_limit_is_given(here: Project, zygote: Zygote):
    assert stopped(here, zygote, "small", "x = bytearray(200 << 20)", memory_mb=300).error is None


@pytest.mark.parametrize(
    ("name", "source", "how"),
    [
        ("killed", "import os\nos.kill(os.getpid(), 9)", "the kernel died; often"),
        ("crashed", SEGFAULT, "the kernel died of SIGSEGV"),
        ("aborted", "import os\nos.abort()", "the kernel died of SIGABRT"),
        ("left", "import os\nos._exit(3)", "died of its own exit, with code 3"),
    ],
)
def test_a_run_that_dies_is_named_with_its_cell(
    here: Project, zygote: Zygote, name: str, source: str, how: str
):
    found = stopped(here, zygote, name, source)
    assert isinstance(found.error, KernelDiedError)
    assert f"{name}.ipynb, cell 4: the kernel" in str(found.error)
    assert how in str(found.error)
    assert [c["count"] for c in found.cells if c["type"] == "code"][:2] == [1, 2]


def test_its_last_words_are_told(here: Project, zygote: Zygote):
    source = "import os\nos.write(2, b'the last word')\nos._exit(1)"
    assert "Its last words: the last word" in str(stopped(here, zygote, "words", source).error)


def test_a_run_beside_one_that_dies_goes_on(here: Project, zygote: Zygote):
    waits = study(here, ["import time\ntime.sleep(1)"], name="waits", brief="waits")
    with ThreadPoolExecutor(2) as lanes:
        beside = lanes.submit(ran, here, waits, zygote.executor)
        stopped(here, zygote, "dies_beside", "import os\nos.kill(os.getpid(), 9)")
        assert beside.result().error is None


def test_when_the_parent_dies_its_runs_are_tried_once_more(here: Project, zygote: Zygote):
    made = study(here, ["import time\ntime.sleep(2)"], name="orphaned", brief="orphaned")
    parent = zygote.parent().pid
    threading.Timer(0.7, os.kill, (parent, signal.SIGKILL)).start()
    found = ran(here, made, zygote.executor)
    assert (found.error, zygote.parent().pid != parent) == (None, True)


def test_a_run_that_kills_its_parent_twice_is_named(here: Project, zygote: Zygote):
    found = stopped(here, zygote, "patricide", PATRICIDE)
    assert isinstance(found.error, KernelDiedError)
    assert "patricide.ipynb: the parent of kernels died twice" in str(found.error)


def test_what_a_run_started_ends_with_it(here: Project, zygote: Zygote, tmp_path: Path):
    note = tmp_path / "pid"
    source = f"""import subprocess
p = subprocess.Popen(['sleep', '600'])
open({str(note)!r}, 'w').write(str(p.pid))"""
    assert stopped(here, zygote, "starts", source).error is None
    assert until(lambda: not is_alive(int(note.read_text())))


def test_runs_are_ended_by_whoever_stops_the_build(here: Project, zygote: Zygote):
    made = study(here, ["import time\ntime.sleep(60)"], name="ended", brief="ended")
    with ThreadPoolExecutor(1) as lane:
        running = lane.submit(ran, here, made, zygote.executor)
        time.sleep(1)
        began = time.monotonic()
        with stopping() as end:
            while not running.done() and time.monotonic() - began < 20:
                end()
                time.sleep(0.05)
    assert isinstance(running.result().error, KernelDiedError)


def test_sixty_runs_leave_no_open_file_and_no_process(here: Project, zygote: Zygote):
    made = study(here, ["1"], name="many", brief="many")
    parent = zygote.parent().pid
    ran(here, made, zygote.executor)
    assert until(lambda: children(parent) == [])
    before = open_files(os.getpid()), open_files(parent)
    with ThreadPoolExecutor(2) as lanes:
        found = list(lanes.map(lambda _: ran(here, made, zygote.executor).error, range(60)))
    assert found == [None] * 60
    if zygote.parent().pid == parent:  # no file of the source was edited meanwhile
        assert until(lambda: (open_files(os.getpid()), open_files(parent)) == before)
        assert until(lambda: children(parent) == [])


CLIENT = """
import sys, tempfile, threading
from pathlib import Path
sys.path.insert(0, {tests!r})
from research.ground.paths import Project
from research.studies.binding import bind
from research.studies.forked.client import Zygote
from research.studies.manifest import load
here = Project(Path({root!r}))
made = load(here, "endless").studies["endless"]
{heard}
with Zygote(here) as zygote:
    zygote.parent()
    print(zygote.parent().pid, flush=True)
    zygote.{executor}(here, made, bind(made, {{}}, "2026-11-21"), Path({work!r}), lambda line: None)
"""
INTERRUPTED = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
HEARD = "import signal; signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))"


@pytest.mark.parametrize("executor", ["executor", "papermill_executor"])
@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_when_whoever_asked_is_gone_nothing_is_left(
    here: Project, tmp_path: Path, how: str, executor: str
):
    begun = tmp_path / "begun"
    source = f"import os, time\nopen({str(begun)!r}, 'w').write(str(os.getpid()))\ntime.sleep(600)"
    if not (here.reports / "endless" / "study.toml").is_file():
        study(here, ["1"], name="endless", brief="endless", cell_seconds=300)
    notebook(here.notebooks / "endless.ipynb", [source])
    work, temporary = tmp_path / "work", tmp_path / "temporary"
    work.mkdir()
    temporary.mkdir()
    heard = HEARD if how == "SIGTERM" else INTERRUPTED
    code = CLIENT.format(
        tests=str(Path(__file__).parent), root=str(here.root), heard=heard, executor=executor,
        work=str(work),
    )  # fmt: skip
    client = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={**os.environ, "TMPDIR": str(temporary)},
    )  # fmt: skip
    assert client.stdout is not None
    parent = int(client.stdout.readline())
    assert until(begun.is_file, 60)
    run = int(until(begun.read_text))
    client.send_signal(getattr(signal, how))
    client.wait(60)
    client.stdout.close()
    assert until(lambda: not is_alive(parent) and not is_alive(run))
    assert until(lambda: list(temporary.iterdir()) == [])


def is_alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def open_files(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def until(true, seconds: float = 20.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.05)
    return None


def test_half_a_character_in_print_is_no_reason_to_die(here: Project, zygote: Zygote):
    assert stopped(here, zygote, "half", r"print('a\ud800')").shown(4) == "a?\n"


def test_where_forking_is_off_a_run_starts_its_kernel_and_says_so(
    here: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("RESEARCH_FORK", "0")
    made, told = study(here, ["1"], name="unforked", brief="unforked"), []
    with Zygote(here) as off:
        off.executor(here, made, {"n": 5}, tmp_path, told.append)
    assert told[0] == ("unforked: its kernel starts by itself: RESEARCH_FORK=0 turns it off")


def test_where_the_parent_cannot_warm_a_run_starts_its_kernel(
    here: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "statsmodels").mkdir()
    (tmp_path / "statsmodels" / "__init__.py").write_text("raise ImportError('broken here')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    made, told = study(here, ["1"], name="unwarmed", brief="unwarmed"), []
    with Zygote(here) as broken:
        broken.executor(here, made, {"n": 5}, tmp_path, told.append)
    assert "the parent of kernels did not start: ImportError" in told[0]
