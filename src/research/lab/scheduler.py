"""Studies scheduled from JupyterLab's own dialogue (jupyter-scheduler, the extra `scheduler`).

A job is a study: the notebook chosen in the dialogue names it, and it runs as `research run` does,
in a process of its own, with its declared findings, limits and run record. What jupyter-scheduler
copied when the job was made is not run: a study has one notebook, the one in the project.

Recurring jobs come from our ledger in place of jupyter-scheduler's queue, which lives in the
server's memory: each moment once, by the clocks of its IANA zone, one catch-up when JupyterLab
was closed. They come only while it is open; what must come without it is a [cadence].
"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import nbformat
from cronsim import CronSim, CronSimError
from filelock import FileLock, Timeout
from jupyter_scheduler.exceptions import IdempotencyTokenError, SchedulerError
from jupyter_scheduler.executors import DefaultExecutionManager
from jupyter_scheduler.models import CreateJob, ListJobDefinitionsQuery
from jupyter_scheduler.task_runner import BaseTaskRunner

from research.ground.errors import CalendarError, ResearchError, ScheduleError
from research.ground.paths import Project, using
from research.lab.scheduler_settings import FOLDER
from research.publish.cadence import HOME, Cadence
from research.publish.occurrences import Ledger, Occurrence, State
from research.publish.tick_plan import plan
from research.publish.tick_run import Job, run
from research.studies.binding import read_given
from research.studies.declared import SUBJECT, Manifest, Study
from research.studies.execute import EXECUTED
from research.studies.manifest import at_day, briefs, load
from research.studies.slots import slot_path

_LIMIT_SECONDS = 6 * 3600.0
_AS_OF = "as_of"


class StudyJobs(DefaultExecutionManager):  # type: ignore[misc]
    """Runs the study of a notebook through the research command."""

    def execute(self) -> None:
        """Run the study of this job, then hand over its executed notebook.

        Raises
        ------
        ScheduleError
            If the run failed; the message holds its last words, which JupyterLab shows.
        """
        job = self.model
        with using(Path(self.root_dir)) as here:
            manifest, study = study_of(here, job.input_filename)
            given = dict(job.parameters or {})
            ended = run(
                Job(
                    command=command(study, given),
                    folder=here.root,
                    said=here.state / FOLDER / f"{self.job_id}.txt",
                    limit_seconds=_LIMIT_SECONDS,
                    began=lambda _: None,
                )
            )
            if ended.why:
                raise ScheduleError(f"study {study.name}: {ended.why}\n{ended.last_words}")
            self.create_output_files(job, _executed(here, manifest, study, given))

    def validate(self: Any, input_path: str) -> bool:  # as it is called: on the class
        """Return whether a notebook may be a job: it is the notebook of a study.

        Raises
        ------
        SchedulerError
            If it is not; JupyterLab shows the message.
        """
        from research.ground.paths import project

        try:
            study_of(project(), Path(input_path).name)
        except ResearchError as error:
            raise SchedulerError(str(error)) from error
        return True


def study_of(project: Project, notebook: str) -> tuple[Manifest, Study]:
    """Return the study that a notebook answers, by the name of its file.

    Raises
    ------
    ScheduleError
        If no study.toml names it, or several do.
    """
    found = [
        (manifest, study)
        for manifest in (load(project, brief) for brief in briefs(project))
        for study in manifest.studies.values()
        if study.notebook.name == notebook
    ]
    if len(found) != 1:
        what = "several studies name it" if found else "no study.toml names it"
        raise ScheduleError(
            f"{notebook} cannot be scheduled: {what}. A job here is a study, with its declared "
            "tables and findings; docs/adding-a-study.md says how a notebook becomes one."
        )
    return found[0]


def command(study: Study, given: Mapping[str, str]) -> tuple[str, ...]:
    """Return what the research command is given for a job with these parameters."""
    said = ["run", study.name]
    for name, value in sorted(given.items()):
        if name == _AS_OF:
            said += ["--as-of", value]
        elif name == SUBJECT:
            said += ["--subject", value]
        else:
            said += ["-p", f"{name}={value}"]
    if study.has_subject and SUBJECT not in given:
        said.append("--all")
    return tuple(said)


def _executed(project: Project, manifest: Manifest, study: Study, given: Mapping[str, str]) -> Any:
    """Return the executed notebook of a run; of one about all subjects, the study's own."""
    if study.has_subject and SUBJECT not in given:
        return nbformat.read(study.notebook, as_version=4)
    day = at_day(manifest, given.get(_AS_OF)).as_of
    values = read_given(study, {name: said for name, said in given.items() if name != _AS_OF}, day)
    return nbformat.read(slot_path(project, study, values, day) / EXECUTED, as_version=4)


class LedgerTaskRunner(BaseTaskRunner):  # type: ignore[misc]
    """Makes the jobs of recurring definitions: each moment once, from a ledger on disk."""

    def __init__(self, scheduler: Any, config: Any = None) -> None:
        super().__init__(config=config)
        self.scheduler = scheduler
        self._said: set[str] = set()

    async def start(self) -> None:
        """Look every few seconds while the server is there."""
        while True:
            try:
                problems = self.look(datetime.now(UTC))
            except ResearchError as error:
                problems = [str(error)]
            for problem in problems:
                if problem not in self._said:
                    self.log.error(problem)
            self._said = set(problems)
            await asyncio.sleep(self.poll_interval)

    def look(self, now: datetime) -> list[str]:
        """Make the jobs that have come due; return the definitions that cannot be used.

        Another server on the same project that looks at this moment does it in our place.
        """
        here = Project(Path(self.scheduler.root_dir))
        folder = here.state / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with (
                FileLock(folder / "look.lock", timeout=0),
                Ledger(folder / "occurrences.sqlite") as ledger,
            ):
                cadences, problems = self._cadences()
                ledger.keep_only({one.key for one in cadences})
                problems += plan(here, ledger, cadences, now, _no_calendar)
                for one in ledger.occurrences(State.PLANNED, State.BEGUN):
                    self._make(ledger, one, now)
                return problems
        except Timeout:
            return []

    def _make(self, ledger: Ledger, one: Occurrence, now: datetime) -> None:
        """Make the job of an occurrence; one that a dead server made already is not made again."""
        begun = ledger.begin(one, now, ("", ""))
        number = one.cadence.partition("/")[2]
        try:
            self._create(number, f"{number} {one.name}")
        except IdempotencyTokenError:
            ledger.end(begun, State.DONE, now, "its job was made before")
        except SchedulerError as error:
            ledger.end(begun, State.FAILED, now, str(error))
        else:
            ledger.end(begun, State.DONE, now)

    def _create(self, number: str, token: str) -> None:
        definition = self.scheduler.get_job_definition(number)
        said = definition.dict(exclude={"schedule", "timezone"}, exclude_none=True)
        path = self.scheduler.get_staging_paths(definition)["input"]
        self.scheduler.create_job(CreateJob(**said, input_uri=path, idempotency_token=token))

    def _cadences(self) -> tuple[list[Cadence], list[str]]:
        asked = ListJobDefinitionsQuery(max_items=1000)
        found, problems = [], []
        for one in self.scheduler.list_job_definitions(asked).job_definitions:
            if not one.schedule or not one.active:
                continue
            try:
                CronSim(one.schedule, datetime.now(UTC))
            except CronSimError as error:
                problems.append(f"job {one.name}: {one.schedule!r} cannot be read: {error}")
                continue
            found.append(
                Cadence(FOLDER, one.job_definition_id, (), (), one.schedule, one.timezone or HOME)
            )
        return found, problems

    def add_job_definition(self, job_definition_id: str) -> None:
        """Do nothing: every look reads the definitions."""

    def update_job_definition(self, job_definition_id: str, model: Any) -> None:
        """Do nothing, as above."""

    def delete_job_definition(self, job_definition_id: str) -> None:
        """Do nothing, as above."""


def _no_calendar(brief: str, name: str) -> date:
    raise CalendarError(f"a job of JupyterLab counts back from no date ({brief}, {name}).")
