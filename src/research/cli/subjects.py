"""The verbs for many subjects of one brief: choose them, bring them up to date, say the cost."""

import signal
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from research.cli.speak import answer, counting, progress, warn
from research.ground.errors import TotalsError, UsageError
from research.ground.paths import Project

if TYPE_CHECKING:
    from research.builds.batch import Batch
    from research.builds.voice import Voice
    from research.studies.manifest import Manifest

INTERRUPTED, TERMINATED = 130, 143
_HOW = "--all, --where COLUMN=VALUE or --subject ID"


class Terminated(KeyboardInterrupt):
    """Somebody asked the process to end (SIGTERM)."""


def asked(options: Namespace) -> bool:
    """Return whether a command line names subjects."""
    return bool(options.all or options.where or options.subject)


def require_none(options: Namespace, manifest: "Manifest", what: str) -> None:
    """Test that what runs once for all was not asked for by subject.

    Raises
    ------
    UsageError
        If a subject was named; the message says what takes one.
    """
    if not asked(options):
        return
    named = [study.name for study in manifest.studies.values() if study.has_subject]
    also = f" `research run {named[0]}` takes subjects." if named else ""
    raise UsageError(f"{what} is about no subject in particular: it takes no {_HOW}.{also}")


def batch(options: Namespace, here: Project, manifest: "Manifest", given: dict[str, str]) -> int:
    """Bring the chosen subjects of a brief up to date."""
    if not asked(options):
        raise UsageError(
            f"brief {manifest.brief} is about many subjects: say whom, with {_HOW} "
            f"(`research {options.verb} {manifest.brief} --all` is all of them)."
        )
    from research.builds import batch as batches
    from research.builds.voice import Voice

    wishes = _wishes(options, given)
    began: list[Batch] = []
    with counting() as (tell, count, moves), _terminable():
        try:
            made = _begin(options, here, manifest, wishes, Voice(tell, count, moves))
            began.append(made)
            batches.run(made)
        except KeyboardInterrupt as stop:
            return _interrupted(began, stop)
        except TotalsError as error:
            _note_failures(began, error)
            raise
    return _tell(made, here, options.json)


def _begin(
    options: Namespace, here: Project, manifest: "Manifest", wishes: Any, voice: "Voice"
) -> "Batch":
    from research.builds import pipeline
    from research.builds.batch import Batch
    from research.studies.subjects import choose, subjects

    pipeline.tables(here, voice.tell)
    every = subjects(here, manifest)
    chosen = choose(every, options.subject, options.where)
    return Batch(here, manifest, every, chosen, wishes, voice)


def _wishes(options: Namespace, given: dict[str, str]) -> Any:
    from research.builds.batch import Wishes

    if options.all and options.subject:
        raise UsageError("--all and --subject contradict one another: give one of them.")
    if options.executor == "dask" and not options.scheduler:
        raise UsageError("--executor dask needs --scheduler ADDRESS, as tcp://host:8786.")
    if options.scheduler and options.executor != "dask":
        raise UsageError("--scheduler is for --executor dask.")
    for name in ("workers", "memory"):
        if getattr(options, name) is not None and getattr(options, name) < 1:
            raise UsageError(f"--{name} {getattr(options, name)} is not 1 or more.")
    return Wishes(
        pages=not options.no_pages,
        formats=tuple(one.strip() for one in options.formats.split(",") if one.strip()),
        workers=options.workers,
        memory_mb=options.memory,
        scheduler=options.scheduler,
        engine=getattr(options, "engine", "embedded"),
        given=given,
    )


@contextmanager
def _terminable() -> Iterator[None]:
    """Treat SIGTERM as an interruption, so that lanes end their kernels."""

    def end(_number: int, _frame: object) -> None:
        raise Terminated

    before: Callable[..., object] | int | None = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupted(began: "list[Batch]", stop: KeyboardInterrupt) -> int:
    done = f"{began[0].ran:,} runs and {began[0].rendered:,} briefs are done; " if began else ""
    warn(f"interrupted; {done}nothing half-finished was kept. The same command goes on from here.")
    return TERMINATED if isinstance(stop, Terminated) else INTERRUPTED


def _note_failures(began: "list[Batch]", error: TotalsError) -> None:
    """Add to an error what failed before it, so that it is not lost."""
    from research.builds.batch_summary import failure_lines

    for made in began:
        for line in failure_lines(made, _command(made)):
            error.add_note(line)


def _command(made: "Batch") -> str:
    return f"research run {made.own[0].name}"


def _tell(made: "Batch", here: Project, as_json: bool) -> int:
    from research.builds.batch_summary import lines, said

    command = _command(made)
    answer(lines(made, here, command), said(made, here, command), as_json)
    return made.exit_code


def cost(options: Namespace) -> int:
    """Print what the runs of a brief's subjects cost, and write it beside them."""
    from research.builds import costs
    from research.ground.paths import project
    from research.studies.manifest import load
    from research.studies.subjects import subjects

    here = project()
    manifest = load(here, options.brief)
    with progress():
        found = costs.costs(here, manifest, [one.id for one in subjects(here, manifest)])
        files = [here.short(path) for path in costs.write(here, found)]
    answer([*costs.lines(found), *files], {**vars(found), "files": files}, options.json)
    return 0
