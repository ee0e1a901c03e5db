"""How `research lab` sets jupyter-scheduler up, without loading it: its folders, our classes."""

from importlib.util import find_spec

from research.ground.paths import Project

FOLDER = "lab"
"""Where jupyter-scheduler keeps its jobs, below the folder that outlives `make clean`."""

_OURS = "research.lab.scheduler"


def settings(here: Project) -> dict[str, object]:
    """Return the settings that make its dialogue run studies; none where it is not installed."""
    if find_spec("jupyter_scheduler") is None:
        return {}
    folder = here.state / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return {
        "SchedulerApp.db_url": f"sqlite:///{folder / 'jobs.sqlite'}",
        "BaseScheduler.staging_path": str(folder / "staging"),
        "BaseScheduler.output_directory": "build/lab/jobs",
        "BaseScheduler.execution_manager_class": f"{_OURS}.StudyJobs",
        "Scheduler.task_runner_class": f"{_OURS}.LedgerTaskRunner",
    }
