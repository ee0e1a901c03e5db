"""Many subjects by one command: what is due is done, what fails stops no other, all goes on."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

import subject_project as small
from research.cli import main
from research.ground.paths import Project, using

STYLE = Path(__file__).resolve().parents[1] / "reports" / "_style"
RUN = [sys.executable, "-m", "research.cli", "run", "district"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    made = small.project(tmp_path / "project", STYLE)
    monkeypatch.chdir(made.root)
    monkeypatch.delenv("RESEARCH_PROJECT", raising=False)
    return made


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    return dict(json.loads(capsys.readouterr().out))


def finished(here: Project) -> list[str]:
    return sorted(path.parent.name for path in here.build.glob("district/*/district-*.pdf"))


def stands(here: Project, study: str = "district") -> list[str]:
    return sorted(path.parent.name for path in here.runs.glob(f"{study}/[!.]*/run.json"))


@pytest.mark.parametrize("verb", ["run", "report"])
def test_a_brief_about_many_wants_to_know_about_whom(
    verb: str, here: Project, capsys: pytest.CaptureFixture[str]
):
    assert main([verb, "district"]) == 2
    assert "say whom, with --all, --where COLUMN=VALUE or --subject ID" in capsys.readouterr().err


def test_a_study_that_runs_once_takes_no_subject(here: Project, capsys: pytest.CaptureFixture[str]):
    assert main(["run", "statewide", "--subject", "S01"]) == 2
    assert "`research run district` takes subjects" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["--subject", "H02"], "no subject 'H02'. Did you mean H002 (House District 2)?"),
        (["--where", "chamber=lords"], "chamber is never 'lords'; it is house, senate."),
        (["--all", "--subject", "H002"], "--all and --subject contradict one another"),
        (["--all", "--formats", "epub"], "--formats epub: district is made as pdf."),
        (["--all", "-p", "subject=H002"], "say --subject H002 instead"),
        (["--all", "--workers", "0"], "--workers 0 is not 1 or more"),
        (["--all", "--executor", "dask"], "--executor dask needs --scheduler ADDRESS"),
        (["--all", "--scheduler", "tcp://x:1"], "--scheduler is for --executor dask"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused_before_anything_runs(
    asked: list[str], told: str, here: Project, capsys: pytest.CaptureFixture[str]
):
    assert main(["run", "district", *asked]) == 2
    assert told in capsys.readouterr().err
    assert not here.runs.exists()


@pytest.mark.slow
def test_all_subjects_get_runs_and_pages_and_then_nothing_is_due(
    here: Project, capsys: pytest.CaptureFixture[str]
):
    assert main(["run", "district", "--all", "--json"]) == 0
    first = said(capsys)
    assert main(["report", "district", "--all"]) == 0
    again = capsys.readouterr().out.splitlines()
    assert (first["ran"], first["rendered"], finished(here)) == (6, 6, sorted(small.SUBJECTS))
    assert first["totals"] == ["own_under_5 over 4 subjects adds up to state_under_5"]
    assert again == ["nothing to do: 6 districts are up to date"]
    assert json.loads((here.build / "district" / "cost.json").read_text())["runs"] == 6


@pytest.mark.slow
def test_nothing_to_do_is_said_without_pandas(here: Project):
    assert main(["run", "district", "--where", "chamber=senate"]) == 0
    ask = (
        "import sys; from research.cli import main;"
        "main(['run', 'district', '--where', 'chamber=senate']);"
        "raise SystemExit(any(m in sys.modules for m in ('pandas', 'papermill', 'altair')))"
    )
    told = subprocess.run([sys.executable, "-c", ask], check=False, capture_output=True, text=True)
    assert (told.returncode, told.stdout.splitlines()[0]) == (
        0, "nothing to do: 2 districts are up to date"
    )  # fmt: skip


@pytest.mark.slow
def test_only_the_chosen_run_and_totals_of_the_rest_are_not_guessed(
    here: Project, capsys: pytest.CaptureFixture[str]
):
    assert main(["run", "district", "--subject", "h003", "--no-pages", "--json"]) == 0
    told = said(capsys)
    assert (stands(here), finished(here)) == (["H003"], [])
    assert told["totals"] == [
        "totals are compared when all 4 stand that add up; 3 have no run that is up to date, "
        "first H001"
    ]


@pytest.mark.slow
def test_a_bad_subject_stops_no_other_and_is_told_by_cause(
    here: Project, capsys: pytest.CaptureFixture[str]
):
    broken = 'seat = {"S": store}[subject[0]] and store.read("seats", district_id=subject)'
    small.edit_cell(here, "district", 'seat = store.read("seats", district_id=subject)', broken)
    assert main(["run", "district", "--all", "--no-pages"]) == 32
    out = capsys.readouterr().out
    assert stands(here) == ["S01", "S02"]
    assert "4 districts fail in cell 3: KeyError H (H001, H002, H003, H004)" in out
    assert "  repeat it: research run district --subject H001" in out.splitlines()


@pytest.mark.slow
def test_districts_that_do_not_add_up_to_the_state_are_never_rendered(
    here: Project, capsys: pytest.CaptureFixture[str]
):
    with using(here.root):
        tracts = small.tracts()
        tracts.loc["tracts:170023", "house_district_id"] = "H009"
        small.write("tracts", tracts)
        small.note_tables(here)
    assert main(["run", "district", "--all"]) == 45
    err = capsys.readouterr().err
    assert "state_under_5 is 324, but own_under_5 over 4 subjects is 301: -23." in err
    assert finished(here) == []


@pytest.mark.slow
def test_a_shared_study_that_fails_stops_the_batch_by_its_own_error(
    here: Project, capsys: pytest.CaptureFixture[str]
):
    small.edit_cell(here, "statewide", 'int(tracts["under_5"].sum())', "1 / 0")
    assert main(["run", "district", "--all"]) == 32
    assert "statewide.ipynb, cell 4" in capsys.readouterr().err
    assert stands(here) == []


@pytest.mark.slow
def test_pages_that_fail_the_proof_are_counted_by_subject(
    here: Project, capsys: pytest.CaptureFixture[str]
):
    with using(here.root):
        seats = small.seats()
        seats.loc[seats["district_id"] == "H002", "label"] = "House District NaN"
        small.write("seats", seats)
        small.note_tables(here)
    assert main(["run", "district", "--all", "--json"]) == 43
    told = said(capsys)
    assert (told["rendered"], list(told["failed"]), "H002" in finished(here)) == (  # type: ignore[call-overload]
        5, ["H002"], False
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("sign", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interruption_ends_all_kernels_and_the_same_command_goes_on(
    sign: signal.Signals, code: int, here: Project, capsys: pytest.CaptureFixture[str]
):
    wait = (
        'import pathlib, time\npathlib.Path(f"begun-{subject}").touch()\n'
        'while subject.startswith("S") and not pathlib.Path("go").exists():\n    time.sleep(0.05)'
    )
    small.edit_cell(here, "district", "facts = shared", f"{wait}\nfacts = shared")
    restore = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    call = f"{restore}from research.cli import main; exit(main())"
    begun = subprocess.Popen(
        [sys.executable, "-c", call, "run", "district", "--all", "--workers", "2"],
        cwd=here.root, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    until = time.monotonic() + 90
    while len(list(here.root.glob("begun-*"))) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    below = psutil.Process(begun.pid).children(recursive=True)
    begun.send_signal(sign)
    try:
        err = begun.communicate(timeout=60)[1]
    finally:
        begun.kill()
    assert (begun.returncode, "The same command goes on from here." in err) == (code, True)
    assert psutil.wait_procs(below, timeout=10)[1] == []
    assert stands(here) == []
    (here.root / "go").touch()
    assert main(["run", "district", "--all", "--no-pages"]) == 0


@pytest.mark.slow
def test_after_a_kill_the_next_call_does_the_rest(here: Project):
    begun = subprocess.Popen([*RUN, "--all", "--workers", "1"], cwd=here.root,
                             env={**os.environ}, stderr=subprocess.DEVNULL)  # fmt: skip
    until = time.monotonic() + 90
    while not stands(here) and time.monotonic() < until:
        time.sleep(0.01)
    begun.kill()
    begun.wait()
    assert main(["run", "district", "--all"]) == 0
    assert (stands(here), finished(here)) == (sorted(small.SUBJECTS), sorted(small.SUBJECTS))


@pytest.mark.slow
def test_what_a_killed_build_left_of_a_page_goes_with_the_next(here: Project):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = here.build / "district" / f".rendering-{ended.pid}-left"
    left.mkdir(parents=True)
    main(["run", "district", "--subject", "H001", "--formats", "pdf"])
    assert not left.exists()
