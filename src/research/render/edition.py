"""What a page says of the edition that it belongs to, and what its PDF carries about it."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

ATTACHED = "edition.json"
"""The name of the manifest that is attached to each PDF of an edition."""


@dataclass(frozen=True)
class Listed:
    """One file of an edition as a manifest lists it; see `publish.editions.manifest`."""

    path: str
    sha256: str
    bytes: int
    kind: str
    subject: str = ""


@dataclass(frozen=True)
class PageEdition:
    """The edition that some pages are set for.

    Attributes
    ----------
    id
        Its brief and number: district-1.
    release
        The minute before which nobody may see it.
    below
        Where its files lie in the edition, with a slash at the end; or nothing.
    listed
        The files of this document that were made before its pages.
    """

    id: str
    number: int
    brief: str
    release: datetime
    below: str = ""
    listed: tuple[Listed, ...] = ()

    @property
    def said(self) -> str:
        """Return number and release date as they are printed: Edition 1, January 12, 2027."""
        day = self.release
        return f"Edition {self.number}, {day:%B} {day.day}, {day.year}"


def manifest(edition: PageEdition, subject: str, as_of: str, files: tuple[Listed, ...]) -> bytes:
    """Return the manifest that the PDF of a document carries: all its files but that PDF."""
    said = {
        "edition": edition.id,
        "brief": edition.brief,
        "subject": subject,
        "as_of": as_of,
        "files": [asdict(one) for one in sorted(files, key=lambda one: one.path)],
    }
    return (json.dumps(said, indent=1, ensure_ascii=False) + "\n").encode()
