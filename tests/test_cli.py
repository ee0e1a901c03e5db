"""The command: help at once, an exit code for each error, JSON for machines."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from research.builds.plan import note_tables
from research.cli import main
from research.cli.arguments import EVERY, parser
from research.ground import errors
from research.ground.paths import Project
from small_project import GOOD, project, study

ROOT = Path(__file__).resolve().parents[1]
RUN = [sys.executable, "-c", "from research.cli import main; raise SystemExit(main())"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    made = project(tmp_path)
    study(made, GOOD)
    note_tables(made)
    monkeypatch.chdir(tmp_path)
    return made


def test_help_answers_at_once():
    took = []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run([*RUN, "--help"], check=True, capture_output=True)
        took.append(time.perf_counter() - began)
    assert min(took) < 0.3


@pytest.mark.parametrize("verb", sorted(EVERY))
def test_every_command_is_in_the_readme(verb: str):
    assert f"research {verb}" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("verb", sorted(EVERY))
def test_every_command_has_help(verb: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main([verb, "--help"])
    assert (ended.value.code, EVERY[verb][0][1:20] in capsys.readouterr().out) == (0, True)


@pytest.mark.parametrize("verb", sorted(EVERY))
def test_every_command_answers_in_json(verb: str):
    (verbs,) = (one for one in parser()._actions if one.dest == "verb")
    assert "--json" in verbs.choices[verb].format_help()


def test_every_error_has_an_exit_code_of_its_own():
    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.ResearchError)
    ]
    codes = [kind.exit_code for kind in kinds]
    assert len(set(codes)) == len(codes)


def test_an_unknown_verb_is_a_usage_error():
    with pytest.raises(SystemExit) as ended:
        main(["publish"])
    assert ended.value.code == 2


def test_outside_a_project_the_message_says_where_to_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RESEARCH_PROJECT", raising=False)
    assert main(["status"]) == 3
    assert "Change into the project folder" in capsys.readouterr().err


def test_an_unknown_brief_is_a_usage_error(here: Project, capsys: pytest.CaptureFixture[str]):
    assert main(["plan", "brif"]) == 2
    assert capsys.readouterr().err == "research: no brief 'brif'; there are: brief.\n"


def test_an_error_is_json_where_json_was_asked_for(
    here: Project, capsys: pytest.CaptureFixture[str]
):
    main(["plan", "brif", "--json"])
    assert json.loads(capsys.readouterr().out)["error"] == "UsageError"


@pytest.mark.parametrize(
    ("given", "code", "told"),
    [
        ("n", 2, "-p n is not NAME=VALUE"),
        ("m=1", 31, "has no parameter m; it has n"),
        ("n=seven", 31, "n=seven is not of type integer"),
        ("n=99", 31, "n=99 is not between 1 and 9"),
    ],
)
def test_a_wrong_parameter_is_refused_before_anything_runs(
    here: Project, capsys: pytest.CaptureFixture[str], given: str, code: int, told: str
):
    assert main(["run", "wages", "-p", given]) == code
    assert told in capsys.readouterr().err
    assert not here.runs.exists()


def test_a_day_that_is_none_is_refused(here: Project, capsys: pytest.CaptureFixture[str]):
    assert main(["plan", "brief", "--as-of", "tomorrow"]) == 31
    assert "--as-of=tomorrow is not a date" in capsys.readouterr().err


def test_a_plan_is_quiet_json_for_machines(here: Project, capsys: pytest.CaptureFixture[str]):
    assert main(["plan", "brief", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [(s["verb"], s["is_due"]) for s in said["steps"]] == [
        ("build", False), ("run", True), ("render", True)
    ]  # fmt: skip


def test_rendering_what_never_ran_says_what_to_run(
    here: Project, capsys: pytest.CaptureFixture[str]
):
    assert main(["render", "brief"]) == 36
    assert "Run `research run wages`" in capsys.readouterr().err


def test_a_file_that_is_not_there_cannot_be_proved(
    here: Project, capsys: pytest.CaptureFixture[str]
):
    assert main(["proof", "gone.pdf"]) == 2
    assert "gone.pdf is not there" in capsys.readouterr().err


def test_asking_what_is_due_loads_no_pandas(here: Project):
    ask = (
        "import sys; from research.cli import main; main(['plan', 'brief']);"
        "raise SystemExit(any(m in sys.modules for m in ('pandas', 'papermill', 'altair', 'rich')))"
    )
    told = subprocess.run([sys.executable, "-c", ask], check=False, capture_output=True)
    assert told.returncode == 0


def test_a_reader_who_stops_reading_causes_no_traceback(here: Project):
    asked = subprocess.Popen(
        [*RUN, "plan", "brief"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert asked.stdout is not None
    asked.stdout.close()
    told = asked.stderr.read() if asked.stderr else b""
    asked.wait(10)
    if asked.stderr:
        asked.stderr.close()
    assert b"Traceback" not in told


@pytest.mark.slow
def test_a_run_prints_what_it_found(here: Project, capsys: pytest.CaptureFixture[str]):
    assert main(["run", "wages", "-p", "n=7", "--as-of", "2027-01-01", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["parameters"], said["as_of"], said["findings"]) == (
        {"n": 7}, "2027-01-01", {"middle": "$20.00"}
    )  # fmt: skip


@pytest.mark.slow
def test_nothing_moves_on_a_screen_that_is_none(here: Project, capfd: pytest.CaptureFixture[str]):
    main(["run", "wages"])
    told = capfd.readouterr()
    assert told.err == ""
    assert told.out.splitlines()[0] == "run wages: it was never run"


@pytest.mark.slow
def test_a_failed_run_shows_its_cell_and_has_its_exit_code(here: Project):
    study(here, ["1 / 0"], name="broken", brief="second")
    note_tables(here)
    told = subprocess.run(
        [*RUN, "run", "broken"], check=False, cwd=here.root, capture_output=True, text=True,
        env={**os.environ, "RESEARCH_PROJECT": str(here.root)},
    )  # fmt: skip
    assert told.returncode == 32
    assert told.stderr == (
        "research: broken.ipynb, cell 3, line 1 raised ZeroDivisionError:\n  > 1 / 0\n"
        "ZeroDivisionError: division by zero\n"
        "The notebook as far as it came: build/runs/broken/failed.ipynb\n"
    )
