"""Where the run of a study stands: one folder a subject, or a set of parameters and a day."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from research.ground.errors import MissingFindingError
from research.ground.paths import Project
from research.ground.provenance import digest_values
from research.studies.declared import SUBJECT, Study
from research.studies.record import RUN, RunHead, read_head

_PLAIN = re.compile(r"[A-Za-z0-9][\w.-]{0,63}")


def slot_of(study: Study, parameters: Mapping[str, object], as_of: str) -> str:
    """Return the name of the folder in which a run stands.

    That is the subject where the study has one; else a digest of what it was given.
    """
    if study.has_subject and _PLAIN.fullmatch(str(parameters[SUBJECT])):
        return str(parameters[SUBJECT])
    return digest_values({"parameters": dict(parameters), "as_of": as_of})[:16]


def slot_path(project: Project, study: Study, parameters: Mapping[str, object], as_of: str) -> Path:
    """Return the folder in which a run stands, once it is finished."""
    return project.runs / study.name / slot_of(study, parameters, as_of)


def finished(project: Project, study: str) -> Iterator[Path]:
    """Yield the run record of every slot of a study; what still runs has none."""
    for folder in sorted((project.runs / study).glob("[!.]*")):
        path = folder / RUN
        if path.is_file():
            yield path


def heads(project: Project) -> Iterator[RunHead]:
    """Yield the head of every finished run; a record that is cut short counts as none."""
    for study in sorted(project.runs.glob("[!.]*")):
        for path in finished(project, study.name):
            try:
                yield read_head(path)
            except MissingFindingError:
                continue
