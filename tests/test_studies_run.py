"""What stops a run, with real kernels: each a clear error, and nothing half-finished a result."""

import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from research.builds.plan import note_tables
from research.ground.errors import (
    CellError,
    KernelDiedError,
    ManifestError,
    MissingFindingError,
    ParameterError,
    StoppedError,
    TimeLimitError,
)
from research.ground.paths import Project, using
from research.studies.record import read_record
from small_project import GOOD, READ, RECORD, project, result, study, table

pytestmark = pytest.mark.slow
LAST = GOOD[1]
LISTENING = """import os

files = [f"/proc/self/fd/{fd}" for fd in os.listdir("/proc/self/fd")]
mine = {os.readlink(file)[8:-1] for file in files if os.path.exists(file)}
lines = [line.split() for kind in ("tcp", "tcp6") for line in open(f"/proc/net/{kind}")]
heard = [line[1] for line in lines if line[3] == "0A" and line[9] in mine]
abroad = [address for address in heard if not address.startswith("0100007F")]"""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return project(tmp_path_factory.mktemp("project"))


def left(here: Project, name: str) -> list[str]:
    """Return what a run left in its folder."""
    return sorted(path.name for path in (here.runs / name).iterdir())


def test_a_run_finds_what_it_declares_and_knows_the_cell(here: Project):
    found = result(here, study(here, name="good", brief="good"))
    assert [(f.name, f.value, f.printed, f.cell) for f in found.findings] == [
        ("middle", 20.0, "$20.00", 4)
    ]


def test_a_run_holds_what_it_was_given(here: Project):
    cells = [READ, RECORD.format(value="n * 1.0")]
    found = result(here, study(here, cells, name="given", brief="given"), n=7)
    assert found.findings[0].value == 7.0


def test_a_run_writes_nothing_to_the_terminal(here: Project, capfd: pytest.CaptureFixture[str]):
    cells = [READ, "import os\nos.system('echo loud; echo louder >&2')\nprint('said')", LAST]
    result(here, study(here, cells, name="quiet", brief="quiet"))
    assert capfd.readouterr() == ("", "")


def test_a_run_logs_one_line(here: Project, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO):
        result(here, study(here, name="logged", brief="logged"))
    assert [r.getMessage() for r in caplog.records] == ["ran logged: 1 findings"]


def test_a_kernel_listens_on_this_machine_only(here: Project):
    if not Path("/proc/net/tcp").is_file():
        pytest.skip("needs /proc to see on which addresses a process listens")
    cells = [READ, LISTENING, RECORD.format(value="float(len(abroad))")]
    assert result(here, study(here, cells, name="ports", brief="ports")).findings[0].value == 0


@pytest.mark.parametrize(
    ("name", "line"), [("zero", "import sys\nsys.exit(0)"), ("three", "import sys\nsys.exit(3)"),
                       ("plain", "exit()"), ("raised", "raise SystemExit")]
)  # fmt: skip
def test_a_cell_that_leaves_half_way_is_no_success(here: Project, name: str, line: str):
    made = study(here, [READ, line, LAST], name=name, brief=name)
    with pytest.raises(StoppedError, match=f"{name}.ipynb, cell 4 ended the run half-way") as told:
        result(here, made)
    assert line.splitlines()[-1] in str(told.value)
    assert left(here, name) == ["failed.ipynb"]


@pytest.mark.parametrize("line", ["os._exit(0)", "os.kill(os.getpid(), 9)"])
def test_a_kernel_that_dies_is_an_error_with_the_cell_shown(here: Project, line: str):
    name = "died_0" if "exit" in line else "died_9"
    made = study(here, [READ, f"import os\n{line}", LAST], name=name, brief=name)
    with pytest.raises(KernelDiedError, match="cell 4: the kernel died") as told:
        result(here, made)
    assert line in str(told.value)
    assert left(here, name) == ["failed.ipynb"]


def test_a_cell_that_never_ends_meets_the_time_limit(here: Project):
    made = study(here, ["while True:\n    pass"], name="loop", brief="loop", cell_seconds=1)
    with pytest.raises(TimeLimitError, match=r"cell 3 ran longer than 1 s(.|\n)*while True"):
        result(here, made)
    assert left(here, "loop") == ["failed.ipynb"]


def test_a_cell_that_raises_shows_its_lines_and_the_last_of_the_traceback(here: Project):
    cells = [READ, 'x = 1\nrows["nothing"]', LAST]
    with pytest.raises(CellError) as told:
        result(here, study(here, cells, name="raises", brief="raises"))
    assert str(told.value) == (
        'raises.ipynb, cell 4, line 2 raised KeyError:\n    x = 1\n  > rows["nothing"]\n'
        "KeyError: 'nothing'"
    )


def test_a_failed_run_says_where_its_notebook_is(here: Project):
    with pytest.raises(CellError) as told:
        result(here, study(here, ["1 / 0"], name="notes", brief="notes"))
    assert told.value.__notes__ == ["The notebook as far as it came: build/runs/notes/failed.ipynb"]


def test_the_notebook_of_a_failed_run_goes_when_the_next_succeeds(here: Project):
    with pytest.raises(CellError):
        result(here, study(here, ["1 / 0"], name="mended", brief="mended"))
    result(here, study(here, name="mended", brief="mended_now", finds=("middle",)))
    assert "failed.ipynb" not in left(here, "mended")


@pytest.mark.parametrize("value", ["float('nan')", "float('inf')", "float('-inf')"])
def test_a_finding_that_is_no_number_fails_in_its_cell(here: Project, value: str):
    name = "hole_" + value[7:-2].replace("-", "minus_")
    cells = [READ, RECORD.format(value=value)]
    with pytest.raises(CellError, match="cell 4, line 1 raised FindingError"):
        result(here, study(here, cells, name=name, brief=name))


def test_a_finding_that_is_missing_is_named_with_the_cell_of_the_end(here: Project):
    made = study(here, name="lacks", brief="lacks", finds=("middle", "mean"))
    with pytest.raises(
        MissingFindingError, match=r"its end in cell 4 without mean \(1 of 2 .* middle in cell 4"
    ):
        result(here, made)


def test_a_finding_that_no_manifest_declares_is_refused(here: Project):
    cells = [*GOOD, LAST.replace("middle", "extra")]
    with pytest.raises(MissingFindingError, match=r"cell 5 recorded extra, which study\.toml"):
        result(here, study(here, cells, name="extra", brief="extra"))


def test_a_finding_has_one_value_in_a_run(here: Project):
    with pytest.raises(MissingFindingError, match="cell 5 records middle again"):
        result(here, study(here, [*GOOD, LAST], name="twice", brief="twice"))


def test_a_cell_that_assigns_to_a_parameter_is_found_out(here: Project):
    made = study(here, [*GOOD, "n = 7"], name="moved", brief="moved")
    with pytest.raises(ParameterError, match="was given n=5 and held 7 at its end"):
        result(here, made)


def test_a_cell_that_turns_a_parameter_into_text_is_found_out(here: Project):
    made = study(here, [*GOOD, "n = str(n)"], name="turned", brief="turned")
    with pytest.raises(ParameterError, match="held '5' at its end"):
        result(here, made)


def test_a_table_that_is_read_without_being_declared_is_refused(here: Project):
    with using(here.root):
        table("others")
    cells = [READ, 'store.read("others")', LAST]
    with pytest.raises(MissingFindingError, match=r"read others, which study\.toml does not"):
        result(here, study(here, cells, name="reads", brief="reads"))


def test_a_notebook_that_is_none_is_refused(here: Project):
    made = study(here, name="broken", brief="broken")
    made.notebook.write_text("{}", encoding="utf-8")
    with pytest.raises(ManifestError, match=r"broken\.ipynb is not a notebook"):
        result(here, made)


def test_a_run_that_fails_leaves_the_last_good_one_standing(here: Project):
    made = study(here, name="before", brief="before")
    good = result(here, made)
    nbformat.write(
        nbformat.v4.new_notebook(
            cells=[
                nbformat.v4.new_code_cell("n = 5", metadata={"tags": ["parameters"]}),
                nbformat.v4.new_code_cell("1 / 0"),
            ],
            metadata={"kernelspec": {"display_name": "", "language": "python", "name": "python3"}},
        ),
        made.notebook,
    )
    with pytest.raises(CellError):
        result(here, made)
    (slot,) = here.runs.glob("before/*/run.json")
    assert read_record(slot) == good


def test_an_absent_table_with_a_declared_gap_is_skipped(here: Project):
    gap = """[[studies.gaps.optional]]
table = "pay"
findings = ["pay_mean"]
sentence = "The pay file would add the mean."
"""
    made = study(here, name="gaps", brief="gaps", tables=("wages", "pay"), more=gap)
    assert result(here, made).skipped == ("pay",)


def test_synthetic_rows_make_a_synthetic_run(here: Project):
    with using(here.root):
        table("invented", synthetic=True)
    cells = [READ.replace("wages", "invented"), LAST]
    made = study(here, cells, name="unreal", brief="unreal", tables=("invented",))
    assert result(here, made).is_synthetic


def test_two_runs_of_the_same_inputs_find_the_same(here: Project):
    made = study(here, name="again", brief="again")
    assert result(here, made).findings == result(here, made).findings


def test_an_interruption_leaves_nothing_and_no_kernel(here: Project):
    endless = "import pathlib\npathlib.Path('begun').touch()\nwhile True:\n    pass"
    made = study(here, [READ, endless], name="stopped", brief="stopped")
    note_tables(here)
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    command = [sys.executable, "-c", f"{heard}from research.cli import main; exit(main())"]
    running = subprocess.Popen(
        [*command, "run", made.name], cwd=here.root, stderr=subprocess.PIPE, text=True
    )
    begun = _until((here.root / "begun").is_file, 60)
    kernels = _children(running.pid)
    os.kill(running.pid, signal.SIGINT)
    told = running.communicate(timeout=60)[1]
    assert begun
    assert kernels
    assert (running.returncode, "interrupted" in told, left(here, made.name)) == (130, True, [])
    assert _until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in kernels))


def _until(true, seconds: float = 20.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = true()
        if found:
            return found
        time.sleep(0.05)
    return None


def _children(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, ValueError):
            continue
        if parent == pid:
            found.append(int(stat.parent.name))
    return found


def test_a_notebook_that_names_no_kernel_runs_all_the_same(here: Project):
    made = study(here, name="bare", brief="bare")
    read = nbformat.read(made.notebook, as_version=4)
    del read.metadata["kernelspec"]
    nbformat.write(read, made.notebook)
    assert [finding.name for finding in result(here, made).findings] == ["middle"]
