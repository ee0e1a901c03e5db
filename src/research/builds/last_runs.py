"""Find a finding among the runs that the pages rest on, or else the last that ended."""

import json
from collections.abc import Iterator
from pathlib import Path

from research.builds.page_parts import output_folder
from research.ground.errors import MissingFindingError, UsageError
from research.ground.paths import Project
from research.studies.manifest import Manifest, Study, briefs, load
from research.studies.record import RUN, Finding, RunRecord, read_head, read_record
from research.studies.slots import finished, heads
from research.studies.subjects import Subject, nearest


def find(project: Project, name: str) -> tuple[Manifest, Finding, RunRecord]:
    """Return a finding by name, with the brief and the run record that hold it.

    Raises
    ------
    UsageError
        If no run holds it: which names come near, or that nothing was run.
    """
    asked, _, plain_name = name.rpartition(".")
    subject = _as_written(project, asked)
    known: list[str] = []
    for manifest, record in records(project, subject):
        for finding in record.findings:
            if finding.name == plain_name:
                return manifest, finding, record
            known.append(finding.name)
    whose = sorted(h.subject for h in heads(project) if h.subject and plain_name in h.digests)
    if whose:
        problem = f"no finding {name!r}" if asked else f"{name} is found for each subject"
        meant = nearest([Subject(one, "", {}) for one in whose], asked, 1) if asked else []
        raise UsageError(
            f"{problem}; runs that hold {plain_name}: {len(whose)}. Name one, "
            f"`research trace {meant[0].id if meant else whose[0]}.{plain_name}`."
        )
    if not known:
        raise UsageError(f"no finding {name!r}: nothing was run yet. Run `research report BRIEF`.")
    import difflib

    near = difflib.get_close_matches(plain_name, known, n=3)
    hint = f" Did you mean {', '.join(near)}?" if near else ""
    raise UsageError(f"no finding {name!r} among {len(known)} of the last runs.{hint}")


def _as_written(project: Project, asked: str) -> str:
    """Return a subject as its runs write it: h042 is H042."""
    same = [h.subject for h in heads(project) if h.subject.casefold() == asked.casefold()]
    return same[0] if same and asked else asked


def records(project: Project, subject: str = "") -> Iterator[tuple[Manifest, RunRecord]]:
    """Yield the run of each study that its brief's pages rest on, or else its last run.

    Of studies that run for each subject, that of the subject named, or none.
    """
    for brief in briefs(project):
        manifest = load(project, brief)
        printed = _runs_of_pages(output_folder(project, manifest, None, subject))
        for study in manifest.studies.values():
            path = _run_of(project, study, subject, printed.get(study.name, ""))
            if path is not None:
                yield manifest, read_record(path)


def _run_of(project: Project, study: Study, subject: str, key: str) -> Path | None:
    """Return the record of the run that was printed; else of the last that ended."""
    if study.has_subject:
        path = project.runs / study.name / subject / RUN
        return path if subject and path.is_file() else None
    kept = sorted(finished(project, study.name), key=lambda path: path.stat().st_mtime_ns)
    same = [path for path in kept if key and read_head(path).key == key]
    return next(iter(same or reversed(kept)), None)


def _runs_of_pages(folder: Path) -> dict[str, str]:
    for path in sorted(folder.glob("*.record.json")):
        try:
            return dict(json.loads(path.read_text(encoding="utf-8"))["runs"])
        except (ValueError, KeyError, TypeError) as error:
            raise MissingFindingError(
                f"{path.name} is no record of a page ({error!r}): render the brief again."
            ) from error
    return {}
