"""What one change rebuilds over a batch of six districts: what it touches, and nothing else."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

import research
from research.builds.page_parts import page_parts, quoted_digests
from research.builds.pipeline import place_pages
from research.builds.plan import SubjectPlan, note_tables, plan, subject_plans
from research.builds.trace import trace
from research.builds.why import lines, why
from research.ground.errors import MissingFindingError, ParameterError, UsageError
from research.ground.paths import Project, using
from research.studies.binding import bind
from research.studies.forked.client import Zygote
from research.studies.freshness import Present
from research.studies.manifest import for_subject
from research.studies.run import run
from research.studies.slots import finished
from research.warehouse import store
from subject_project import AS_OF, SUBJECTS, change, edit_cell, manifest, project, write

pytestmark = pytest.mark.slow
TEMPLATE = "_style/sheet.typ"


@dataclass(frozen=True)
class WithCode(Project):
    """A project that counts a copy of the code as its own, for a test to change."""

    @property
    def source(self) -> Path:
        return self.root / "src" / "research"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Zygote]]:
    """A project whose six districts are up to date, and the parent that their runs fork from."""
    here = WithCode(project(tmp_path_factory.mktemp("districts") / "project").root)
    leave = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(research.__file__).parent, here.source, ignore=leave)
    with using(here.root):
        note_tables(here)
    (here.reports / TEMPLATE).write_text("a template", encoding="utf-8")
    with Zygote(here) as zygote:
        update(here, zygote)
        yield here.root, zygote


@pytest.fixture
def here(made: tuple[Path, Zygote], tmp_path: Path) -> Iterator[Project]:
    """The project with everything up to date, for one test to change."""
    root, _ = made
    before = tmp_path / "before"
    shutil.copytree(root, before)
    yield WithCode(root)
    shutil.rmtree(root)
    shutil.copytree(before, root)


@pytest.fixture
def zygote(made: tuple[Path, Zygote]) -> Zygote:
    return made[1]


def plans(here: Project) -> list[SubjectPlan]:
    return list(subject_plans(here, manifest(here), SUBJECTS))


def shared(here: Project, zygote: Zygote) -> bool:
    """Run the shared study if it is stale; return whether it was."""
    study = manifest(here).studies["statewide"]
    held = bind(study, {}, AS_OF)
    is_due = Present(here).head(study, held, AS_OF) is None
    if is_due:
        run(here, study, held, AS_OF, executor=zygote.executor)
    return is_due


def update(here: Project, zygote: Zygote) -> tuple[bool, list[str], list[str]]:
    """Do what is due; return whether the shared study ran, who was run, and who was rendered."""
    study = manifest(here).studies["district"]
    was_shared = shared(here, zygote)
    ran = [one.subject for one in plans(here) if any(step.is_due for step in one.runs)]
    for subject in ran:
        held = bind(study, {"subject": subject}, AS_OF)
        run(here, study, held, AS_OF, executor=zygote.executor)
    rendered = [one for one in plans(here) if one.pages.is_due]
    for one in rendered:
        pages(one)
    return was_shared, ran, [one.subject for one in rendered]


def pages(one: SubjectPlan) -> None:
    """Put pages in place; what stands on them is not looked at here."""
    work = one.home.parent / f".rendering-{one.subject}"
    work.mkdir(parents=True)
    (work / "brief.pdf").write_bytes(b"%PDF")
    assert one.parts is not None
    place_pages(work, one.home, [work / "brief.pdf"], one.parts)


def test_nothing_changed_nothing_is_due(here: Project):
    assert [one.subject for one in plans(here) if one.is_due] == []


def test_three_rows_that_nothing_shared_reads_rebuild_three(here: Project, zygote: Zygote):
    with using(here.root):
        seats = store.read("seats")
        seats.loc[["seats:S02", "seats:H001", "seats:H004"], "label"] += " (new)"
        write("seats", seats)
    assert update(here, zygote) == (False, ["S02", "H001", "H004"], ["S02", "H001", "H004"])


def test_a_row_that_moves_no_shared_figure_rebuilds_who_reads_it(here: Project, zygote: Zygote):
    """The shared study reads it, runs again and finds the same: nobody else is stale."""
    change(here, "170032", households=9)
    assert update(here, zygote) == (True, ["S02", "H003"], ["S02", "H003"])


def test_a_row_that_moves_a_shared_figure_rebuilds_all_that_print_it(here: Project, zygote: Zygote):
    change(here, "170032", under_5=99)
    assert update(here, zygote) == (True, list(SUBJECTS), list(SUBJECTS))


def test_rows_that_change_nothing_printed_are_run_and_not_rendered(here: Project, zygote: Zygote):
    change(here, "170031", households=302)
    change(here, "170032", households=301)
    assert update(here, zygote) == (True, ["S02", "H003"], [])


def test_a_table_that_is_built_again_with_the_same_rows_is_no_change(here: Project, zygote: Zygote):
    with using(here.root):
        tracts = store.read("tracts")
        write("tracts", tracts.assign(households=tracts["households"].astype("int64")))
        (here.processed / "tracts.parquet").touch()
    assert update(here, zygote) == (False, [], [])


def test_a_row_more_rebuilds_whose_slice_it_joins(here: Project, zygote: Zygote):
    with using(here.root):
        tracts = store.read("tracts")
        more = tracts.iloc[[0]].rename(index=lambda _: "tracts:170014").assign(under_5=0)
        write("tracts", pd.concat([tracts, more]))
    _, ran, _ = update(here, zygote)
    assert {"S01", "H001"} <= set(ran)


def test_a_snapshot_of_another_day_is_a_change_because_its_day_is_printed(
    here: Project, zygote: Zygote
):
    with using(here.root):
        whole = store.read_whole("seats")
        later = whole.assign(snapshot="lists/2026-12-01/seats.csv")
        store.write(later, store.lineage("seats"))
    assert update(here, zygote) == (False, list(SUBJECTS), list(SUBJECTS))


def test_a_changed_template_renders_all_and_runs_none(here: Project, zygote: Zygote):
    (here.reports / TEMPLATE).write_text("another template", encoding="utf-8")
    assert update(here, zygote) == (False, [], list(SUBJECTS))


@pytest.mark.parametrize(
    ("module", "ran", "rendered"),
    [
        ("metrics/wages.py", [], []),
        ("render/html.py", [], list(SUBJECTS)),
        ("studies/shared.py", list(SUBJECTS), []),
    ],
)
def test_a_changed_module_runs_who_imports_it(
    here: Project, zygote: Zygote, module: str, ran: list[str], rendered: list[str]
):
    with (here.source / module).open("a", encoding="utf-8") as out:
        out.write("# another line\n")
    assert update(here, zygote)[1:] == (ran, rendered)


def test_changed_prose_renders_all_and_runs_none(here: Project, zygote: Zygote):
    path = manifest(here).folder / "brief.qmd"
    path.write_text(path.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    assert update(here, zygote) == (False, [], list(SUBJECTS))


def test_a_changed_cell_runs_all_and_renders_where_it_shows(here: Project, zygote: Zygote):
    edit_cell(here, "district", "formula=", "note='as counted', formula=")
    assert update(here, zygote) == (False, list(SUBJECTS), list(SUBJECTS))


def test_a_finding_that_the_brief_does_not_quote_renders_nothing(here: Project, zygote: Zygote):
    path = manifest(here).folder / "brief.qmd"
    text = path.read_text(encoding="utf-8").replace(
        ", in {{< var own_households >}} households", ""
    )
    path.write_text(text, encoding="utf-8")
    update(here, zygote)
    change(here, "170032", households=9)
    assert update(here, zygote) == (True, ["S02", "H003"], [])


def test_a_page_that_somebody_edited_is_set_again(here: Project, zygote: Zygote):
    (here.build / "district" / "H002" / "brief.pdf").write_bytes(b"%PDF-edited")
    assert update(here, zygote) == (False, [], ["H002"])


def test_a_run_waits_for_the_shared_study(here: Project, zygote: Zygote):
    change(here, "170032", under_5=99)
    study = manifest(here).studies["district"]
    with pytest.raises(
        MissingFindingError,
        match=r"district H001 reads what other .* statewide runs first: table tracts changed",
    ):
        run(here, study, bind(study, {"subject": "H001"}, AS_OF), AS_OF, executor=zygote.executor)


def test_a_run_that_chose_rows_by_another_subject_is_refused(here: Project, zygote: Zygote):
    edit_cell(here, "district", "district_id=subject", 'district_id="H002"')
    study = manifest(here).studies["district"]
    with pytest.raises(ParameterError, match="is about H001 and read the rows of seats where"):
        run(here, study, bind(study, {"subject": "H001"}, AS_OF), AS_OF, executor=zygote.executor)


def test_a_run_may_read_the_senate_district_around_its_own(here: Project, zygote: Zygote):
    edit_cell(here, "district", "district_id=subject", 'district_id="S01"')
    study = manifest(here).studies["district"]
    held = bind(study, {"subject": "H001"}, AS_OF)
    assert run(here, study, held, AS_OF, executor=zygote.executor).subject == "H001"


KILLED = """import os, sys
from pathlib import Path
from research.ground.paths import Project
from research.studies.binding import bind
from research.studies.manifest import load
from research.studies.run import run

here = Project(Path(sys.argv[1]))
study = load(here, "district").studies["district"]

def dies(project, study, parameters, work, tell):
    (work / "executed.ipynb").write_text("{}")
    (work / "run.json").write_bytes(next(project.runs.glob("district/H001/run.json")).read_bytes())
    os.kill(os.getpid(), 9)

run(here, study, bind(study, {"subject": "H002"}, "2026-11-21"), "2026-11-21", executor=dies)
"""


def test_a_run_that_was_killed_half_way_is_no_result_and_is_swept(here: Project, zygote: Zygote):
    shutil.rmtree(here.runs / "district" / "H002")
    ended = subprocess.run([sys.executable, "-c", KILLED, str(here.root)], check=False)
    left = [path.name for path in (here.runs / "district").glob(".running-*")]
    slots = [path.parent.name for path in finished(here, "district")]
    assert (ended.returncode, len(left), "H002" in slots) == (-signal.SIGKILL, 1, False)


def test_what_a_killed_run_left_is_swept_by_the_next_process(here: Project, zygote: Zygote):
    left = here.runs / "district" / ".running-999999999-x"
    left.mkdir()
    alive = here.runs / "district" / f".running-{os.getpid()}-x"
    alive.mkdir()
    shutil.rmtree(here.runs / "district" / "H002")
    code = KILLED.replace("os.kill(os.getpid(), 9)", "raise SystemExit(0)")
    subprocess.run([sys.executable, "-c", code, str(here.root)], check=False)
    assert (left.exists(), alive.exists()) == (False, True)


def test_why_says_old_and_new_of_each_cell(here: Project):
    change(here, "170011", under_5=15, households=7)
    assert lines(why(here, "h001"))[-2:] == [
        "  tracts 170011: under_5 was 11, now 15",
        "  tracts 170011: households was 101, now 7",
    ]


def test_why_says_old_and_new_of_a_shared_figure(here: Project, zygote: Zygote):
    change(here, "170011", under_5=15)
    shared(here, zygote)
    assert "shared figure statewide.state_under_5 was 324, now 328" in why(here, "H004").changes


def test_why_names_the_cell_that_changed(here: Project):
    edit_cell(here, "district", "formula=", "note='as counted', formula=")
    assert why(here, "H004").changes == ("district.ipynb: cell 7 changed",)


def test_why_names_the_file_of_the_style_that_changed(here: Project):
    (here.reports / TEMPLATE).write_text("another template", encoding="utf-8")
    assert why(here, "S01").changes == ("pages: the house style changed: reports/_style/sheet.typ",)


def test_why_says_that_all_is_up_to_date(here: Project):
    assert lines(why(here, "S01")) == ["S01: up to date"]


def test_why_of_a_brief_counts_who_is_due_for_which_reason(here: Project, zygote: Zygote):
    change(here, "170032", households=9)
    shared(here, zygote)
    assert why(here, "district").changes == ("2 of 6: run: table tracts changed (S02, H003)",)


def test_why_shows_twenty_changes_and_counts_the_rest(here: Project):
    with using(here.root):
        tracts = store.read("tracts")
        write("tracts", tracts.assign(under_5=tracts["under_5"] + 1, households=1))
        note_tables(here)
    told = lines(why(here, "S01"))
    assert told[-1] == "  and 4 changes more"


def test_another_name_of_file_is_another_page(here: Project):
    """The pages of a subject rest on its own manifest."""
    own = for_subject(manifest(here), "H001")
    runs = {"district": Present(here).last(
        own.studies["district"], bind(own.studies["district"], {"subject": "H001"}, AS_OF), AS_OF
    )}  # fmt: skip
    parts = [
        page_parts(here, one, quoted_digests(one, runs), "embedded")["study.toml"]
        for one in (own, for_subject(manifest(here), "H002"))
    ]
    assert parts[0] != parts[1]


def test_a_plan_of_many_counts_them(here: Project):
    change(here, "170032", households=9)
    told = [step.why for step in plan(here, manifest(here))]
    assert told == [
        "",
        "table tracts changed",
        "6 of 6 subjects, S01 because study statewide runs first: table tracts changed",
        "6 of 6 subjects, S01 because its run comes first",
    ]


def test_a_plan_of_many_that_are_up_to_date_has_nothing_due(here: Project):
    assert not any(step.is_due for step in plan(here, manifest(here)))


def test_a_finding_of_one_subject_is_traced_by_both_names(here: Project):
    found = trace(here, "H002.own_under_5")
    assert (found.printed, found.rows[0].row_id) == ("66", "tracts:170021")


def test_a_finding_of_many_runs_asks_for_whose(here: Project):
    with pytest.raises(UsageError, match=r"runs that hold own_under_5: 6.*trace H001\.own_under_5"):
        trace(here, "own_under_5")


def test_a_finding_of_nobody_asks_for_whose(here: Project):
    with pytest.raises(
        UsageError, match=r"no finding 'H999\.own_under_5'; runs that hold own_under_5"
    ):
        trace(here, "H999.own_under_5")


def test_what_a_subject_does_not_know_is_asked_of_nobody(here: Project):
    with pytest.raises(UsageError, match="no subject, study or brief 'H999'"):
        why(here, "H999")


def test_a_subject_may_be_written_small(here: Project):
    first = SUBJECTS[0]
    assert trace(here, f"{first.lower()}.own_share").finding == "own_share"


def test_a_finding_of_nobody_names_the_nearest_subject(here: Project):
    hurried = SUBJECTS[-1].replace("0", "")
    with pytest.raises(UsageError, match=rf"research trace {SUBJECTS[-1]}\.own_share"):
        trace(here, f"{hurried}.own_share")


def test_why_of_an_unknown_subject_names_the_nearest(here: Project):
    with pytest.raises(UsageError, match=rf"Did you mean {SUBJECTS[-1]}"):
        why(here, SUBJECTS[-1].replace("0", ""))
