"""What a study.toml declares, as values: briefs, their studies, their subjects, their gaps."""

from dataclasses import dataclass, field
from pathlib import Path

from research.studies.parameters import Parameter

SUBJECT = "subject"
"""The parameter that says whom a run is about."""


@dataclass(frozen=True)
class Gap:
    """A declared hole: findings that need a table which a clone does not have."""

    table: str
    findings: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Subjects:
    """Whom the runs of a brief are about: each row of a table is a subject.

    ``key`` is the column whose value the parameter ``subject`` holds ("H042"), ``label`` the
    column that names it to a person. ``totals`` names findings that must add up, over the rows
    that ``totals_over`` chooses, to a finding of a study that is shared.
    """

    table: str
    key: str
    label: str
    totals: dict[str, str] = field(default_factory=dict)
    totals_over: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Study:
    """One question, the notebook that answers it, and what it must produce.

    ``after`` names the studies whose findings the notebook reads: they run first, once, and
    are shared by all subjects. ``run_seconds`` and ``memory_mb`` limit a whole run.
    """

    name: str
    brief: str
    question: str
    notebook: Path
    tables: tuple[str, ...]
    findings: tuple[str, ...]
    parameters: dict[str, Parameter]
    optional: tuple[Gap, ...] = ()
    cell_seconds: int = 120
    models: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    run_seconds: int = 600
    memory_mb: int = 2048

    @property
    def has_subject(self) -> bool:
        """Return whether it runs once for each subject of its brief."""
        return SUBJECT in self.parameters


@dataclass(frozen=True)
class Manifest:
    """One brief: its studies, formats and day; whom it is about, where that is more than one.

    ``pages`` is how many pages its PDF has, where that is promised; 0 where it may be any.
    """

    brief: str
    folder: Path
    file_name: str
    formats: tuple[str, ...]
    as_of: str
    studies: dict[str, Study] = field(default_factory=dict)
    subjects: Subjects | None = None
    pages: int = 0
