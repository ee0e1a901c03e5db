"""What a page says of the edition that it belongs to, and what its PDF carries about it."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from research.ground.provenance import digest_bytes
from research.render.prose import Prose

ATTACHED = "edition.json"
"""The name of the manifest that is attached to each PDF of an edition."""


_CITE = re.compile(r"^(:{3,}) *\{\.cite\b[^}]*\}[ \t]*\n.*?(?=\s*^\1[ \t]*$)", re.M | re.S)


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


def cited(prose: Prose, edition: PageEdition | None) -> Prose:
    """Return the prose of a brief with its edition at the end of each block that says how to cite.

    A draft has no edition, and a brief without such a block says it at the foot of its pages alone.
    """
    if edition is None:
        return prose
    return replace(prose, body=_CITE.sub(lambda found: f"{found[0]} {edition.said}.", prose.body))


def listed(edition: PageEdition, subject: str, files: Mapping[str, bytes]) -> tuple[Listed, ...]:
    """Return some files of a document as its manifest lists them, each of a kind by its ending."""
    return tuple(
        Listed(f"{edition.below}{name}", digest_bytes(data), len(data), kind_of(name), subject)
        for name, data in files.items()
    )


def kind_of(name: str) -> str:
    """Return what kind of file the renderer made, by its name: pdf, html, docx, asset, findings."""
    if name.startswith("assets/"):
        return "asset"
    return "findings" if name.endswith(".record.json") else name.rpartition(".")[2]
