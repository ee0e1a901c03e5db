"""What an edition holds beside its pages, and the pages themselves once they were set."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from research.builds.edition_pages import slots
from research.ground.errors import EditionError
from research.ground.paths import Project
from research.ground.provenance import digest_bytes, digest_file
from research.publish.editions import data
from research.publish.editions.manifest import EditionFile
from research.render import html
from research.render.edition import kind_of
from research.render.placing import PAGES
from research.studies.manifest import Manifest
from research.studies.record import RUN, Finding, read_record

Holdings = list[tuple[EditionFile, bytes]]


def of_all(project: Project, manifest: Manifest) -> Holdings:
    """Return what all documents of an edition share: lineages, shared runs and their data, scripts.

    Of a brief without subjects that is everything but its pages.
    """
    subject = "" if manifest.subjects is None else _first(project, manifest)
    runs = slots(project, manifest, subject)
    shared = {name: slot for name, slot in runs.items() if not manifest.studies[name].has_subject}
    found = [*_lineages(project, manifest), *_of_runs(shared, "")]
    if manifest.subjects is not None and "html" in manifest.formats:
        for name, script in html.assets(project.style, project.build / "cache").items():
            found.append(_file(name, script, "asset"))
    return found


def of_subject(project: Project, manifest: Manifest, subject: str) -> Holdings:
    """Return what the document of one subject has of its own, beside its pages."""
    runs = slots(project, manifest, subject)
    own = {name: slot for name, slot in runs.items() if manifest.studies[name].has_subject}
    return list(_of_runs(own, subject))


def pages_of(
    pages: Path, home: Path, subject: str, sign: Callable[[Path], None] | None
) -> Iterator[EditionFile]:
    """Move the finished pages of a document to where they stand in an edition; yield each.

    Parameters
    ----------
    pages
        The folder below which they were set.
    home
        The folder ``files`` of the edition.
    subject
        Whom they are about, or empty.
    sign
        What signs a PDF in its place, before it is counted; or None.
    """
    made, placed = pages / (subject or "brief"), []
    for path in sorted(one for one in made.rglob("*") if one.is_file() and one.name != PAGES):
        name = path.relative_to(made).as_posix()
        to = home / subject / name
        to.parent.mkdir(parents=True, exist_ok=True)
        if to.exists():
            raise EditionError(f"two files of the edition would be {name}: rename one of them.")
        shutil.move(path, to)
        placed.append((name, to))
    for name, to in placed:
        if sign is not None and name.endswith(".pdf"):
            sign(to)
        below = to.relative_to(home).as_posix()
        yield EditionFile(below, digest_file(to), to.stat().st_size, kind_of(name), subject)


def _first(project: Project, manifest: Manifest) -> str:
    from research.studies.subjects import subjects

    return subjects(project, manifest)[0].id


def _lineages(project: Project, manifest: Manifest) -> Iterator[tuple[EditionFile, bytes]]:
    named = {table for study in manifest.studies.values() for table in study.tables}
    named |= {manifest.subjects.table} if manifest.subjects else set()
    for table in sorted(named):
        path = project.processed / f"{table}.json"
        if path.is_file():
            yield _file(f"lineage/{table}.json", path.read_bytes(), "lineage")


def _of_runs(runs: dict[str, Path], subject: str) -> Iterator[tuple[EditionFile, bytes]]:
    below = f"{subject}/" if subject else ""
    findings: list[Finding] = []
    for name, slot in sorted(runs.items()):
        written = (slot / RUN).read_bytes()
        yield _file(f"{below}records/{name}.json", written, "record", subject)
        findings += read_record(slot / RUN).findings
    yield from _data(findings, below, subject)


def _data(
    findings: Sequence[Finding], below: str, subject: str
) -> Iterator[tuple[EditionFile, bytes]]:
    for name, written in data.files(findings).items():
        kind = "dictionary" if name == data.DICTIONARY else "data"
        yield _file(f"{below}data/{name}", written, kind, subject)


def _file(path: str, written: bytes, kind: str, subject: str = "") -> tuple[EditionFile, bytes]:
    return EditionFile(path, digest_bytes(written), len(written), kind, subject), written
