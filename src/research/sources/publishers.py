"""What a publisher's module declares: who issues which files, and how each is kept."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class PublishedFile:
    """One file as its publisher names it.

    ``url`` is the address that serves these very bytes; None where there is none: facts typed
    by hand, whose addresses stand in their rows, or a selection made from what ``page`` offers.
    Such a file is taken from a mirror folder only; the others of its publisher, from their
    addresses, without it. ``keep`` cuts a large file down to the lines
    that the project needs, and ``kept`` says in words which; lines are dropped, never edited,
    and both digests are pinned. ``kept_as`` is the name of the copy where it is another.
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
    page: str = ""
    kept: str = ""

    @property
    def kept_name(self) -> str:
        """Return the name under which the copy stands in data/raw."""
        return self.kept_as or self.name


@dataclass(frozen=True)
class Publisher:
    """Who issues records, and the folder of data/raw that keeps them."""

    id: str
    name: str
    files: tuple[PublishedFile, ...]
