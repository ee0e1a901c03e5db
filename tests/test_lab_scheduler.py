"""Studies scheduled through jupyter-scheduler's own Python interface, run by ours."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import small_project
from lab_server import lab_server
from scheduled import at

pytest.importorskip("jupyter_scheduler")

from jupyter_scheduler.environments import CondaEnvironmentManager
from jupyter_scheduler.exceptions import SchedulerError
from jupyter_scheduler.models import (
    CreateJob,
    CreateJobDefinition,
    DescribeJob,
    ListJobsQuery,
    Status,
    UpdateJobDefinition,
)
from jupyter_scheduler.orm import create_tables
from jupyter_scheduler.scheduler import Scheduler
from traitlets.config import Config

from research.ground.errors import ScheduleError
from research.ground.paths import Project, using
from research.lab.scheduler import command, study_of
from research.lab.scheduler_settings import settings
from research.studies.record import RUN, read_record

ENDED = (Status.COMPLETED, Status.FAILED)
# A job that was just made is STOPPED: that is the default of its column.


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """A project of one study that is open in JupyterLab."""
    made = small_project.project(tmp_path / "project")
    small_project.study(made)
    monkeypatch.setenv("RESEARCH_PROJECT", str(made.root))
    with using(made.root):
        yield made


@pytest.fixture
def scheduler(here: Project) -> Scheduler:
    """jupyter-scheduler, with the settings that `research lab` gives it."""
    said = Config()
    for name, value in settings(here).items():
        owner, _, trait = name.partition(".")
        said[owner][trait] = value
    url = said.SchedulerApp.db_url
    create_tables(url)
    return Scheduler(
        root_dir=str(here.root), environments_manager=CondaEnvironmentManager(), db_url=url,
        config=said,
    )  # fmt: skip


def job(notebook: str = "notebooks/wages.ipynb", **more: object) -> CreateJob:
    return CreateJob(
        input_uri=notebook, name="a job", runtime_environment_name="here",
        output_formats=["ipynb"], **more,
    )  # fmt: skip


def ended(scheduler: Scheduler, number: str) -> DescribeJob:
    """Return a job once it has ended."""
    for _ in range(900):
        found = scheduler.get_job(number, job_files=False)
        if found.status in ENDED:
            return found
        time.sleep(0.1)
    raise AssertionError(f"the job is still {found.status}")


def jobs(scheduler: Scheduler) -> list[DescribeJob]:
    return scheduler.list_jobs(ListJobsQuery()).jobs


def defined(scheduler: Scheduler, schedule: str = "0 5 * * MON") -> str:
    return scheduler.create_job_definition(
        CreateJobDefinition(
            input_uri="notebooks/wages.ipynb", name="mondays", runtime_environment_name="here",
            output_formats=["ipynb"], schedule=schedule, timezone="America/Chicago",
        )
    )  # fmt: skip


@pytest.mark.slow
def test_a_job_is_a_run_of_its_study_with_a_run_record(here: Project, scheduler: Scheduler):
    done = ended(scheduler, scheduler.create_job(job(parameters={"n": "7"})))
    record = read_record(next(here.runs.glob(f"wages/*/{RUN}")))
    assert (done.status, done.status_message, record.parameters["n"]) == (Status.COMPLETED, None, 7)


@pytest.mark.slow
def test_the_executed_notebook_is_handed_over(here: Project, scheduler: Scheduler):
    done = ended(scheduler, scheduler.create_job(job()))
    assert Path(scheduler.get_staging_paths(done)["ipynb"]).stat().st_size > 0


@pytest.mark.slow
def test_a_parameter_out_of_bounds_fails_the_job_with_its_reason(scheduler: Scheduler):
    done = ended(scheduler, scheduler.create_job(job(parameters={"n": "70"})))
    assert (done.status, "n" in done.status_message, "exit code" in done.status_message) == (
        Status.FAILED, True, True,
    )  # fmt: skip


def test_a_notebook_that_is_no_study_is_refused_with_a_reason(here: Project, scheduler: Scheduler):
    small_project.notebook(here.notebooks / "scratch.ipynb", ["1 + 1"])
    with pytest.raises(SchedulerError, match=r"no study.toml names it"):
        scheduler.create_job(job("notebooks/scratch.ipynb"))


def test_a_notebook_of_two_studies_is_refused(here: Project):
    small_project.study(here, brief="other", finds=("other",))
    with pytest.raises(ScheduleError, match="several studies"):
        study_of(here, "wages.ipynb")


def test_what_the_dialogue_was_given_becomes_a_command_line(here: Project):
    _, study = study_of(here, "wages.ipynb")
    assert command(study, {"n": "7", "as_of": "2027-01-05"}) == (
        "run", "wages", "--as-of", "2027-01-05", "-p", "n=7",
    )  # fmt: skip


@pytest.mark.slow
def test_a_recurring_job_is_made_once_at_its_moment(scheduler: Scheduler):
    defined(scheduler)
    for minute in ("04:59", "05:00", "05:00", "05:01"):
        scheduler.task_runner.look(at(f"2027-01-04T{minute}"))
    assert [ended(scheduler, one.job_id).status for one in jobs(scheduler)] == [Status.COMPLETED]


@pytest.mark.slow
def test_weeks_in_which_jupyterlab_was_closed_are_one_job(scheduler: Scheduler):
    defined(scheduler)
    scheduler.task_runner.look(at("2027-01-04T04:00"))
    scheduler.task_runner.look(at("2027-01-27T12:00"))
    assert [ended(scheduler, one.job_id).status for one in jobs(scheduler)] == [Status.COMPLETED]


def test_a_paused_definition_makes_no_job_and_catches_nothing_up(scheduler: Scheduler):
    number = defined(scheduler)
    start = at("2027-01-04T04:00")
    scheduler.task_runner.look(start)
    pause(scheduler, number, False)
    scheduler.task_runner.look(start + timedelta(days=8))
    pause(scheduler, number, True)
    scheduler.task_runner.look(start + timedelta(days=9))
    assert jobs(scheduler) == []


def pause(scheduler: Scheduler, number: str, active: bool) -> None:
    scheduler.update_job_definition(
        number,
        UpdateJobDefinition(
            input_uri="notebooks/wages.ipynb", active=active, schedule="0 5 * * MON",
            timezone="America/Chicago",
        ),
    )  # fmt: skip


def test_a_schedule_that_cannot_be_read_is_told_of(scheduler: Scheduler):
    defined(scheduler, "every monday")
    assert "cannot be read" in scheduler.task_runner.look(at("2027-01-04T04:00"))[0]


@pytest.mark.slow
def test_research_lab_takes_a_job_as_its_dialogue_sends_it(here: Project, tmp_path: Path):
    asked = {
        "input_uri": "notebooks/wages.ipynb", "name": "from the dialogue",
        "runtime_environment_name": "here", "output_formats": ["ipynb"],
    }  # fmt: skip
    with lab_server(here.root, tmp_path / "home") as server:
        number = server.call("/scheduler/jobs", asked)["job_id"]
        status = ""
        for _ in range(900):
            status = server.call(f"/scheduler/jobs/{number}")["status"]
            if status in {one.value for one in ENDED}:
                break
            time.sleep(0.1)
    assert (status, len(list(here.runs.glob(f"wages/*/{RUN}")))) == ("COMPLETED", 1)
