"""What stands in the files of an edition, opened for comparing: findings, runs, lineages."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from research.ground.errors import EditionError, MissingFindingError
from research.ground.provenance import Lineage
from research.publish.editions.manifest import Edition, EditionFile
from research.studies.record import Finding, RunHead, from_dict, read_head


@dataclass(frozen=True)
class Contents:
    """An edition, opened.

    Attributes
    ----------
    findings
        By subject and name; what a study found for all stands once, under no subject.
    runs
        The head of each run record, by study and subject.
    lineages
        What each table was built from, by its name.
    """

    edition: Edition
    findings: Mapping[tuple[str, str], Finding] = field(default_factory=dict)
    runs: Mapping[tuple[str, str], RunHead] = field(default_factory=dict)
    lineages: Mapping[str, Lineage] = field(default_factory=dict)

    def run(self, study: str, subject: str) -> RunHead | None:
        """Return the run that a finding of a study about a subject came from."""
        return self.runs.get((study, subject)) or self.runs.get((study, ""))


def opened(edition: Edition) -> Contents:
    """Return the contents of an edition.

    Raises
    ------
    EditionError
        If one of its files cannot be read as what the manifest says it is.
    """
    runs = dict(_run(edition, file) for file in edition.of(kind="record"))
    shared = {study for study, subject in runs if not subject}
    findings: dict[tuple[str, str], Finding] = {}
    for file in edition.of(kind="findings"):
        for said in _findings(edition, file):
            subject = "" if str(said.get("study", "")) in shared else file.subject
            if (subject, said["name"]) not in findings:
                findings[subject, said["name"]] = _finding(edition, file, said)
    lineages = {one.table: one for file in edition.of(kind="lineage")
                for one in _lineages(edition, file)}  # fmt: skip
    return Contents(edition, findings, runs, lineages)


def _run(edition: Edition, file: EditionFile) -> tuple[tuple[str, str], RunHead]:
    try:
        head = read_head(edition.path(file))
    except MissingFindingError as error:
        raise _unread(edition, file, error) from error
    return (head.study, head.subject), head


def _findings(edition: Edition, file: EditionFile) -> list[dict[str, Any]]:
    said = _json(edition, file)
    held = said.get("findings") if isinstance(said, dict) else said
    if not isinstance(held, list) or not all(isinstance(one, dict) and "name" in one
                                             for one in held):  # fmt: skip
        raise _unread(edition, file, "it holds no list of findings")
    return held


def _finding(edition: Edition, file: EditionFile, said: dict[str, Any]) -> Finding:
    try:
        return from_dict(said)
    except (KeyError, TypeError, ValueError) as error:
        raise _unread(edition, file, error) from error


def _lineages(edition: Edition, file: EditionFile) -> list[Lineage]:
    said = _json(edition, file)
    held = said if isinstance(said, list) else [said]
    if held and isinstance(held[0], dict) and "table" not in held[0]:
        held = list(held[0].get("tables", held[0]).values()) if held[0] else []
    try:
        return [Lineage(**one) for one in held]
    except TypeError as error:
        raise _unread(edition, file, error) from error


def _json(edition: Edition, file: EditionFile) -> Any:
    try:
        return json.loads(edition.path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unread(edition, file, error) from error


def _unread(edition: Edition, file: EditionFile, why: object) -> EditionError:
    return EditionError(
        f"{edition.id}: {file.path} cannot be read as {file.kind} ({why}). If this is a candidate, "
        f"fix it again: research candidate {edition.brief}."
    )
