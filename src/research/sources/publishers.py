"""What a publisher's module declares: who issues which files, and how each is kept."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class PublishedFile:
    """One file as its publisher names it.

    ``url`` is the address it is fetched from; None for facts that were typed by hand, whose
    addresses stand in their rows. ``keep`` cuts a large file down to the lines that the
    project needs; lines are dropped, never edited, and both digests are pinned.
    ``committed`` says whether the copy may stand in the repository.
    """

    name: str
    title: str
    url: str | None
    licence: str
    note: str = ""
    keep: Callable[[bytes], bytes] | None = None
    kept_as: str = ""
    committed: bool = True


@dataclass(frozen=True)
class Publisher:
    """Who issues records, and the folder of data/raw that keeps them."""

    id: str
    name: str
    files: tuple[PublishedFile, ...]
