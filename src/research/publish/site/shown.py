"""What the site shows at a moment: editions whose minute has come, nothing of the others."""

from dataclasses import dataclass
from datetime import datetime

from research.ground.errors import EditionError
from research.ground.paths import Project
from research.publish.editions.approvals import NEEDED, bearers
from research.publish.editions.manifest import Edition, released
from research.publish.errata import Erratum, errata


@dataclass(frozen=True)
class Shown:
    """The editions and errata that may be read at a moment.

    Attributes
    ----------
    editions
        Those whose minute has come, by brief and number.
    errata
        Those of such editions, latest first; one whose later edition is sealed still waits.
    """

    editions: tuple[Edition, ...]
    errata: tuple[Erratum, ...]

    @property
    def newest(self) -> tuple[Edition, ...]:
        """Return the newest edition of each brief, the latest release first."""
        last = {one.brief: one for one in self.editions}
        return tuple(sorted(last.values(), key=lambda one: (one.release, one.brief), reverse=True))

    def newest_of(self, brief: str) -> Edition:
        """Return the newest edition of a brief that has one."""
        return [one for one in self.editions if one.brief == brief][-1]

    def about(self, subject: str) -> tuple[Edition, ...]:
        """Return the newest editions that hold a document about a subject."""
        return tuple(one for one in self.newest if subject in one.subjects)

    def corrections(self, edition: Edition, subject: str) -> tuple[Erratum, ...]:
        """Return the errata of the document of an edition about a subject."""
        return tuple(e for e in self.errata if e.edition == edition.id and e.is_about(subject))


def shown(project: Project, now: datetime) -> Shown:
    """Return what may be read at a moment.

    Raises
    ------
    EditionError
        If a manifest or reports/errata.toml cannot be read, or an edition, sealed ones too, is
        not the one that two people signed.
    """
    open_now = tuple(one for one in _signed(project) if not one.is_sealed(now))
    ids = {one.id for one in open_now}
    told = [one for one in errata(project) if {one.edition, one.superseded_by} <= ids]
    told.sort(key=lambda one: (one.date, one.edition), reverse=True)
    return Shown(open_now, tuple(told))


def next_minute(project: Project, now: datetime) -> datetime | None:
    """Return the minute of the first edition that is still sealed, if there is one."""
    minutes = (one.release for one in _signed(project) if one.is_sealed(now))
    return min(minutes, default=None)


def _signed(project: Project) -> list[Edition]:
    """Return the released editions; refuse where one is not, minute and all, what was signed."""
    found = released(project)
    odd = [one for one in found if len(bearers(one)) < NEEDED]
    if odd:
        raise EditionError(
            f"{len(odd)} of {len(found)} released editions do not bear {NEEDED} approvals of their "
            f"bytes and minute, first {odd[0].id}: somebody changed it after it was released. "
            "What stands on the web still stands. Restore the edition from git or the backup."
        )
    return found
