"""Put finished pages where they are to stand: all of them at once, or none."""

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from research.ground.provenance import digest_file, write_whole

PAGES = "pages.json"
"""The file beside finished pages that says which they are, and what they were made from."""


def place_pages(work: Path, home: Path, files: Sequence[Path], parts: Mapping[str, str]) -> None:
    """Let the finished pages of a folder take the place of those before, with what made them.

    Parameters
    ----------
    work
        The folder that they were set in, beside ``home``.
    home
        Where they are to stand.
    files
        The finished files, under ``work``; whatever else lies there goes.
    parts
        What they were made from, as `page_parts.page_parts` returns it.
    """
    names = {path.relative_to(work).as_posix(): path for path in files}
    said = {
        "parts": dict(parts),
        "files": {name: digest_file(path) for name, path in names.items()},
        "seen": {name: seen(path) for name, path in names.items()},
    }
    write_whole(work / PAGES, json.dumps(said, indent=1, sort_keys=True).encode())
    shutil.rmtree(work / "staged", ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)
    work.chmod(0o755)
    work.replace(home)


def seen(path: Path) -> list[int]:
    """Return size and time of a finished file: as long as both stand, it is not read again."""
    found = path.stat()
    return [found.st_size, found.st_mtime_ns]
