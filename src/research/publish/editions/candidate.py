"""Fix a brief: number, release minute and every file, so that people can approve those bytes.

What lies below ``files`` of a candidate, and later of the edition, is told by its kind:

- ``assets/*`` asset: what all its web pages share
- ``lineage/<table>.json`` lineage: what each table that was read was built from
- ``records/<study>.json`` record: what each run read and found, byte for byte as it ran
- ``data/<finding>.csv`` data, and ``data/dictionary.csv`` dictionary: of each figure and table
- ``<name>.pdf``, ``.html``, ``.docx``, and ``<name>.record.json`` findings: all that is quoted

Of a brief about many subjects each has a folder of its own, with its pages, its runs and its data;
what studies share stands once, above those folders.
"""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from research.builds.edition_pages import EditionPages, set_all
from research.builds.voice import Voice
from research.ground.errors import DiskError, EditionError
from research.ground.paths import Project, using
from research.ground.provenance import write_whole
from research.publish.editions.approvers import is_of_mixed_scripts
from research.publish.editions.holdings import Holdings, of_all, of_subject, pages_of
from research.publish.editions.manifest import (
    FILES,
    MANIFEST,
    Edition,
    EditionFile,
    broken,
    plain,
    read,
    released,
    text,
)  # fmt: skip
from research.publish.editions.ready import made_from, require_ready
from research.render.edition import Listed, PageEdition
from research.render.prose import VAR, read_prose
from research.studies.manifest import Manifest
from research.studies.subjects import subjects as subjects_of

Sign = Callable[[Path], None]
_MAKING, _BEFORE = ".making-", ".before"


@dataclass(frozen=True)
class Wish:
    """What somebody asked of a candidate.

    Attributes
    ----------
    release
        Its minute, with its offset from UTC.
    authors
        Who made it; none of them may approve it.
    number
        The next after what was released, if 0.
    sign
        What signs a finished PDF in its place; None to sign none.
    """

    release: datetime
    authors: tuple[str, ...]
    number: int = 0
    sign: Sign | None = None


@dataclass(frozen=True)
class Fixed:
    """A candidate that stands, and whether it had been standing with the same bytes before."""

    edition: Edition
    was_there: bool


def fix(project: Project, manifest: Manifest, wish: Wish, voice: Voice) -> Fixed:
    """Put every file of the next edition of a brief into build/candidates, whole or not at all.

    A candidate of the same number gives way to it; with the same bytes it stays as it is, and so do
    its approvals.

    Raises
    ------
    EditionError
        If something it is made from is stale or not committed, its number is taken, it has no
        author or one written in two scripts, or another candidate is being made.
    ReleaseError, ProofError, RenderError, BriefError
        If a page bears demonstration data or an example address, or cannot be set or proved.
    DiskError
        If there is no room for it.
    """
    if not wish.authors:
        raise EditionError(
            f"{manifest.brief}: nobody is named who made it, and none of those may approve it. "
            "Say --author NAME, once for each."
        )
    odd = [one for one in wish.authors if is_of_mixed_scripts(one)]
    if odd:
        raise EditionError(
            f"the author {odd[0]!r} is written in letters of two scripts, some of which look "
            "alike: write the name with the letters of one."
        )
    number = wish.number or _next_number(project, manifest.brief)
    _require_free(project, manifest.brief, number)
    whom = _subjects(project, manifest)
    require_ready(project, manifest, whom)
    with _making(project, f"{manifest.brief}-{number}") as work:
        made = _made(project, manifest, replace(wish, number=number), work, voice)
        return _placed(project, made)


def _made(project: Project, manifest: Manifest, wish: Wish, work: Path, voice: Voice) -> Edition:
    """Return the edition that was made in a folder: its data first, its pages, its manifest."""
    whom = _subjects(project, manifest)
    name = f"{manifest.brief}-{wish.number}"
    home = work / FILES
    with using(project.root):
        shared = _written(of_all(project, manifest), home)
        own = {one: _written(of_subject(project, manifest, one), home) for one in whom if one}
        editions = {
            one: PageEdition(
                name, wish.number, manifest.brief, wish.release, f"{one}/" if one else "",
                tuple(Listed(**vars(file)) for file in (*shared, *own.get(one, ()))),
            )
            for one in whom
        }  # fmt: skip
        pages = work / "pages"
        set_all(project, EditionPages(manifest, editions, pages), voice)
        placed = [file for one in whom for file in pages_of(pages, home, one, wish.sign)]
    shutil.rmtree(pages)
    files = (*shared, *(file for one in own.values() for file in one), *placed)
    return Edition(
        id=name, brief=manifest.brief, number=wish.number, title=_title(manifest),
        as_of=manifest.as_of, release=wish.release, authors=wish.authors,
        subjects=tuple(one for one in whom if one),
        files=tuple(sorted(files, key=lambda file: file.path)),
        made_from=made_from(project, manifest), folder=work,
    )  # fmt: skip


def _written(found: Holdings, home: Path) -> tuple[EditionFile, ...]:
    for file, data in found:
        write_whole(home / file.path, data)
    return tuple(file for file, _ in found)


def _placed(project: Project, made: Edition) -> Fixed:
    """Write the manifest and let the folder take its place: the last thing that is done."""
    folder = project.candidates / made.id
    if _stands(folder, made):
        shutil.rmtree(made.folder)
        return Fixed(read(folder), was_there=True)
    write_whole(made.folder / MANIFEST, text(made).encode())
    (made.folder / "approvals").mkdir()
    lost = broken(made)
    if lost:
        raise EditionError(f"{made.id} was not made whole: {lost[0]}. Fix it again.")
    before = project.candidates / f".{made.id}{_BEFORE}"
    shutil.rmtree(before, ignore_errors=True)
    if folder.is_dir():
        folder.rename(before)
    made.folder.chmod(0o755)
    made.folder.rename(folder)
    shutil.rmtree(before, ignore_errors=True)
    return Fixed(replace(made, folder=folder), was_there=False)


def _stands(folder: Path, made: Edition) -> bool:
    """Return whether a candidate with the same bytes stands already."""
    if not (folder / MANIFEST).is_file():
        return False
    try:
        before = read(folder)
    except EditionError:
        return False
    return plain(before) == plain(made) and not broken(before)


@contextmanager
def _making(project: Project, name: str) -> Iterator[Path]:
    """Yield an empty folder beside the candidates; what is left in it at the end goes.

    One at a time: what a process that was killed left there goes, too.
    """
    home = project.candidates
    try:
        home.mkdir(parents=True, exist_ok=True)
        with FileLock(home / ".lock", timeout=0):
            _tidy(home)
            work = Path(tempfile.mkdtemp(dir=home, prefix=f"{_MAKING}{name}-"))
            try:
                yield work
            finally:
                shutil.rmtree(work, ignore_errors=True)
    except Timeout:
        raise EditionError(
            "another candidate is being made in this project: wait until it is finished."
        ) from None
    except OSError as error:
        raise DiskError(
            f"candidate {name} could not be written ({error.strerror or error}): nothing of it was "
            "kept. Free some room, or look at who may write to build/candidates."
        ) from error


def _tidy(home: Path) -> None:
    """Remove what a killed process was making; put back what it had moved aside in vain."""
    for left in home.glob(f"{_MAKING}*"):
        shutil.rmtree(left, ignore_errors=True)
    for before in home.glob(f".*{_BEFORE}"):
        stood = home / before.name.removeprefix(".").removesuffix(_BEFORE)
        if stood.exists():
            shutil.rmtree(before, ignore_errors=True)
        else:
            before.rename(stood)


def _next_number(project: Project, brief: str) -> int:
    return 1 + max((one.number for one in released(project) if one.brief == brief), default=0)


def _require_free(project: Project, brief: str, number: int) -> None:
    least = _next_number(project, brief)
    if number < least:
        raise EditionError(
            f"{brief}-{number} cannot be made: {brief}-{least - 1} was released, and an edition is "
            f"never changed. The next is {least}."
        )


def _subjects(project: Project, manifest: Manifest) -> tuple[str, ...]:
    """Return whom the brief is about; one empty name where it is about nobody in particular."""
    if manifest.subjects is None:
        return ("",)
    return tuple(one.id for one in subjects_of(project, manifest))


def _title(manifest: Manifest) -> str:
    """Return the title of a brief; of one about many, what their titles share."""
    said = VAR.sub("", str(read_prose(manifest.folder / "brief.qmd").front["title"]))
    plain_title = re.sub(r"^\W+|\s+$", "", " ".join(said.split()))
    return plain_title[:1].upper() + plain_title[1:]
