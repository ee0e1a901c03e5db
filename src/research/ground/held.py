"""Digests of files, held as long as a file is the same: many runs read the same few tables."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from research.ground.provenance import digest_file

Signature = tuple[int, int, int]

_digests: dict[Path, tuple[Signature, str]] = {}


def signature(path: Path) -> Signature:
    """Return what of a file changes when it is written: its size, its time, its place on disk.

    Raises
    ------
    OSError
        If there is no such file.
    """
    found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ino


def digest_held(path: Path) -> str:
    """Return the SHA-256 of a file; it is read once, and again only if it was written since.

    Raises
    ------
    OSError
        If there is no such file.
    """
    now = signature(path)
    held = _digests.get(path)
    if held is None or held[0] != now:
        held = (now, digest_file(path))
        _digests[path] = held
    return held[1]


def digest_or_absent(path: Path) -> str:
    """Return the SHA-256 of a file, or "absent" where there is none."""
    try:
        return digest_held(path)
    except FileNotFoundError:
        return "absent"


def digest_all(paths: Iterable[Path], root: Path) -> str:
    """Return one SHA-256 over the names and contents of files, as `provenance.digest_files`."""
    whole = hashlib.sha256()
    for path in sorted(paths):
        whole.update(path.relative_to(root).as_posix().encode() + b"\0")
        whole.update(digest_held(path).encode() + b"\n")
    return whole.hexdigest()
