"""What a study that runs once for all has found, for the notebooks that come after it.

In a notebook: ``facts = shared.findings("statewide", as_of=as_of)``, then
``facts["state_under_5"].value``; the finding itself may stand in ``source=`` of another. Each
that is looked at is noted as read, so that a run is stale when its value changes.
"""

import difflib
from collections.abc import Iterator, Mapping

from research.ground.errors import FindingError, MissingFindingError
from research.ground.paths import project
from research.studies.binding import bind
from research.studies.manifest import find_study
from research.studies.record import RUN, Finding, RunRecord, read_record
from research.studies.slots import slot_path
from research.warehouse.reads import FINDING_READ, Read, note


class Shared(Mapping[str, Finding]):
    """The findings of one finished run, by name; looking at one is noted."""

    def __init__(self, record: RunRecord, slot: str):
        self._record = record
        self._slot = slot
        self._findings = {finding.name: finding for finding in record.findings}

    def __getitem__(self, name: str) -> Finding:
        """Return a finding.

        Raises
        ------
        FindingError
            If the study found nothing of that name; the nearest is suggested.
        """
        study = self._record.study
        if name not in self._findings:
            near = difflib.get_close_matches(name, self._findings, n=2)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            raise FindingError(
                f"study {study} found no {name!r} among {len(self._findings)} findings.{hint}"
            )
        found = self._findings[name]
        where = (("slot", self._slot),)
        note(
            Read(
                f"{FINDING_READ}{study}.{name}",
                where,
                found.digest,
                self._record.key,
                found.printed,
            ),
            is_synthetic=found.is_synthetic,
        )
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._findings)

    def __len__(self) -> int:
        return len(self._findings)


def findings(study: str, *, as_of: str, **parameters: object) -> Shared:
    """Return what the last finished run of a shared study has found.

    Parameters
    ----------
    study
        The study, as study.toml names it under ``after``.
    as_of
        The day on which the report looks back.
    **parameters
        What the shared study was given, where that is not its notebook's default.

    Raises
    ------
    MissingFindingError
        If it has no finished run for that day and those parameters.
    UsageError
        If there is no such study.
    """
    here = project()
    _, declared = find_study(here, study)
    path = slot_path(here, declared, bind(declared, parameters, as_of), as_of) / RUN
    if not path.is_file():
        given = "".join(f" -p {name}={value}" for name, value in sorted(parameters.items()))
        raise MissingFindingError(
            f"study {study} has no finished run for {as_of}: in a terminal, "
            f"`research run {study} --as-of {as_of}{given}`, then run this cell again."
        )
    return Shared(read_record(path), path.parent.name)
