"""What a PDF of an edition carries about itself: a manifest, attached by whoever set it."""

import json
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from research.ground.errors import EditionError
from research.publish.editions.manifest import EditionFile
from research.render.edition import ATTACHED

_DO = "Use a PDF of an edition (`research candidate` makes them), not a draft."


@dataclass(frozen=True)
class Embedded:
    """The manifest inside a PDF.

    Attributes
    ----------
    edition
        Its id: district-1.
    subject
        Whom the document is about; empty where the brief is about no one subject.
    as_of
        The day on which it looks back.
    files
        Every file of the document but the PDF itself.
    """

    edition: str
    brief: str
    subject: str
    as_of: str
    files: tuple[EditionFile, ...]


def read(path: Path) -> Embedded:
    """Return the manifest that is attached to a PDF.

    Raises
    ------
    EditionError
        If the file is no PDF, carries no manifest, or one that cannot be read.
    """
    try:
        with pikepdf.open(path) as document:
            held = [name for name in document.attachments if name == ATTACHED]
            if not held:
                raise EditionError(f"{path.name} carries no manifest of an edition. {_DO}")
            data = document.attachments[ATTACHED].get_file().read_bytes()
    except (pikepdf.PdfError, OSError, ValueError) as error:
        raise EditionError(f"{path.name} cannot be read as a PDF ({error}). {_DO}") from error
    return _parsed(path.name, data)


def is_draft(path: Path) -> bool:
    """Return whether a file is a PDF that nobody fixed: nothing was ever attached to it.

    The bytes are asked, not the names in it: where one byte of an edition was changed, its
    attachment may no longer be found, and it is no draft for that.
    """
    data = path.read_bytes()
    return data.startswith(b"%PDF-") and b"/EmbeddedFile" not in data


def _parsed(name: str, data: bytes) -> Embedded:
    try:
        said = json.loads(data.decode("utf-8"))
        files = tuple(EditionFile(**one) for one in said["files"])
        plain = {key: said[key] for key in ("edition", "brief", "subject", "as_of")}
        if not all(isinstance(value, str) for value in plain.values()) or not plain["edition"]:
            raise ValueError("edition, brief, subject and as_of must be text")
    except (ValueError, KeyError, TypeError) as error:
        raise EditionError(
            f"{name} carries a manifest of an edition that cannot be read ({error!r}): the file "
            "was changed. Get it again from the page of the edition."
        ) from error
    return Embedded(files=files, **plain)
