"""Digests, citations and lineage: what a value can say about where it comes from."""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from research.ground.errors import DiskError
from research.ground.terms import Grade

PROVENANCE_COLUMNS = ("source_title", "source_url", "snapshot", "grade", "is_synthetic")

GRADE_REASONS = "grade_reasons"
"""The column in which a table says why a row is no firmer, where its source alone does not."""

MODEL_READ = "model "
"""How the text of a rate model stands among the tables that a notebook read."""


@dataclass(frozen=True, order=True)
class Source:
    """One citation: who says it, where, in which snapshot, how firm."""

    title: str
    url: str
    snapshot: str
    grade: Grade


@dataclass(frozen=True)
class Lineage:
    """What a processed table was built from.

    ``digest`` is that of the table's own file, ``quarantine_digest`` that of the rows held back
    where its contract lets any be; ``snapshots`` holds one for each kept file,
    sidecar and ledger that it rests on; ``quarantined_by`` counts the rows held back by rule;
    ``corrected`` names the cells that the ledger of corrections changed; ``is_confidential`` is
    what the contract says.
    """

    table: str
    digest: str
    rows: int
    quarantined: int
    snapshots: dict[str, str]
    code: str
    is_synthetic: bool
    quarantined_by: dict[str, int] = field(default_factory=dict)
    corrected: dict[str, str] = field(default_factory=dict)
    quarantine_digest: str = ""
    is_confidential: bool = False

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"


def digest_bytes(data: bytes) -> str:
    """Return the SHA-256 of some bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def digest_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def digest_values(values: Mapping[str, object]) -> str:
    """Return the SHA-256 of a mapping of plain values, independent of their order."""
    text = json.dumps(values, sort_keys=True, default=str, ensure_ascii=False)
    return digest_bytes(text.encode())


def digest_files(paths: Iterable[Path], root: Path) -> str:
    """Return one SHA-256 over the names and contents of files, in the order of names."""
    whole = hashlib.sha256()
    for path in sorted(paths):
        whole.update(path.relative_to(root).as_posix().encode() + b"\0")
        whole.update(digest_file(path).encode() + b"\n")
    return whole.hexdigest()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a reader sees all of it or none: a full disk leaves nothing.

    Raises
    ------
    DiskError
        If the disk is full, the folder cannot be written, or the file grows too large.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, data)
    except OSError as error:
        raise DiskError(
            f"{path} could not be written ({error.strerror or error}): nothing of it was kept and "
            "what stood there before still stands. Free some room, or look at who may write there."
        ) from error


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
