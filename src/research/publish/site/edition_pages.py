"""The pages of editions: each document, each brief about many, and the files of each edition."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from research.ground.terms import Unit
from research.publish.editions import manifest
from research.publish.editions.manifest import Edition, EditionFile
from research.publish.site import addresses, documents
from research.publish.site.documents import Document, Part
from research.publish.site.setting import Setting, exact, listed
from research.tables.formats import written

DOCUMENTS = {"pdf": "PDF, to print", "docx": "Word document", "html": "Web page in one file"}
_DATA = ("data", "dictionary")


@dataclass(frozen=True)
class Read:
    """A document of an edition, as the site reads it."""

    edition: Edition
    subject: str
    document: Document


def read(edition: Edition) -> dict[str, Read]:
    """Return the documents of an edition by subject; a brief about no one has one, named "".

    Raises
    ------
    EditionError
        If a page is not as it was released.
    SiteError
        If a page is none of ours.
    """
    pages = {one.subject: one for one in edition.of(kind="html")}
    return {
        subject: Read(edition, subject, _document(edition, subject, pages.get(subject)))
        for subject in edition.subjects or ("",)
    }


def short_titles(reads: Mapping[str, Read]) -> dict[str, str]:
    """Return what tells the documents of an edition apart: their titles up to the colon."""
    short = {one: read.document.title.partition(":")[0] for one, read in reads.items()}
    if len(set(short.values())) == len(short):
        return short
    return {subject: f"{title} ({subject})" for subject, title in short.items()}


def document(setting: Setting, one: Read, place: str) -> None:
    """Write the pages of a document at a place: the newest, or one that stays."""
    said, shared = one.document, _shared(setting, one)
    homes = [_at(place, part) for part in said.parts]
    for at, part in enumerate(said.parts):
        title = said.title if not at else f"{part.title}, {said.title}"
        setting.page(
            "document", homes[at], title, **shared, **_turned(said, homes, at),
            body=Markup(part.html), is_first=not at, about=f"{homes[0]}#this-edition",
        )  # fmt: skip


def _shared(setting: Setting, one: Read) -> dict[str, Any]:
    """Return what all pages of a document say alike."""
    edition, said = one.edition, one.document
    newest = setting.shown.newest_of(edition.brief)
    files = list(edition.of(one.subject)) if one.subject else [
        file for file in edition.files if not file.subject
    ]  # fmt: skip
    return {
        "document_title": said.title, "subtitle": said.subtitle, "author": said.author,
        "lang": said.lang, "layout": said.layout, "edition": edition,
        "as_of": _day(edition.as_of), "is_newest": newest is edition,
        "pdf": next((file for file in files if file.kind == "pdf"), None),
        "kind": f"document layout-{said.layout}", "scripts": ("charts.js",) if said.charts else (),
        "superseded": _instead(newest, one.subject) if newest is not edition else None,
        "errata": setting.shown.corrections(edition, one.subject), "figures": list(said.charts),
        "specs": _specs(edition, one.subject), "downloads": _documents(edition, files),
        "data": [listed(edition, file, _name(file)) for file in files if file.kind in _DATA],
        "edition_path": addresses.overview(edition), "others": _others(setting, one),
        "permanent": setting.address(addresses.kept(edition, one.subject)),
        "description": f"{said.title}. {said.subtitle}".strip(),
    }  # fmt: skip


def charts(setting: Setting, one: Read) -> None:
    """Write the specs of a document's figures, each a file that is read when it comes near."""
    for name, spec in one.document.charts.items():
        setting.write(f"{_specs(one.edition, one.subject)}{name}.json", spec.encode())


def brief(setting: Setting, reads: Mapping[str, Read], place: str) -> None:
    """Write the page of a brief about many: its documents, what they share, how to cite it."""
    edition = next(iter(reads.values())).edition
    said = short_titles(reads)
    setting.page(
        "brief", place, edition.title, edition=edition, as_of=_day(edition.as_of),
        author=next(iter(reads.values())).document.author,
        subjects=[
            {"said": said[subject],
             "path": addresses.newest(setting.at, edition.brief, subject)}
            for subject in reads
        ],
        data=[
            listed(edition, f, _name(f))
            for f in edition.files if not f.subject and f.kind in _DATA
        ],
        edition_path=addresses.overview(edition),
        permanent=setting.address(addresses.overview(edition)),
        others=[
            {"edition": other, "path": addresses.overview(other)}
            for other in setting.shown.editions
            if other.brief == edition.brief and other is not edition
        ],
    )  # fmt: skip


def overview(setting: Setting, edition: Edition, reads: Mapping[str, Read]) -> None:
    """Write the page of an edition's files, its manifest and its list of digests."""
    newest = setting.shown.newest_of(edition.brief)
    place, said = addresses.overview(edition), short_titles(reads)
    subjects = [
        {"said": said[subject], "path": addresses.kept(edition, subject),
         "files": _documents(edition, list(edition.of(subject)), short=True)}
        for subject in edition.subjects
    ]  # fmt: skip
    setting.page(
        "edition", place, f"{edition.title}, edition {edition.number}", edition=edition,
        as_of=_day(edition.as_of), subjects=subjects, document_path=addresses.kept(edition),
        superseded=_instead(newest, "") if newest is not edition else None,
        is_newest=newest is edition, listing=f"{place}/manifest.json", sums=f"{place}/SHA256SUMS",
        files=[listed(edition, file) for file in edition.files if not file.subject],
    )  # fmt: skip
    setting.write(f"{place}/manifest.json", manifest.text(edition).encode())
    sums = "".join(f"{file.sha256}  files/{file.path}\n" for file in edition.files)
    setting.write(f"{place}/SHA256SUMS", sums.encode())
    for file in edition.files:
        setting.take(edition, file)


def _document(edition: Edition, subject: str, page: EditionFile | None) -> Document:
    if page is not None:
        return documents.read(page.path, exact(edition, page).decode())
    title = f"{edition.title}: {subject}" if subject else edition.title
    return Document(title, "", "", "en", "brief", (Part("", title, "", ()),), {})


def _documents(
    edition: Edition, files: list[EditionFile], short: bool = False
) -> list[dict[str, object]]:
    return [
        listed(edition, file, kind.upper() if short else said)
        for kind, said in DOCUMENTS.items()
        for file in files
        if file.kind == kind
    ]


def _turned(said: Document, homes: list[str], at: int) -> dict[str, object]:
    """Return what leads from one page of a document to its others."""
    parts = said.parts
    contents = [
        (f"{homes[n]}#{name}", head, n == at)
        for n, part in enumerate(parts)
        for name, head in part.chapters
    ]  # fmt: skip
    return {
        "contents": contents if len(parts) > 1 else [],
        "continued": "" if not at or parts[at].chapters else parts[at].title,
        "before": (homes[at - 1], parts[at - 1].title) if at else None,
        "after": (homes[at + 1], parts[at + 1].title) if at + 1 < len(parts) else None,
    }


def _others(setting: Setting, one: Read) -> list[dict[str, object]]:
    newest = setting.shown.newest_of(one.edition.brief)
    return [
        {"edition": other, "path": addresses.kept(other, one.subject), "is_newest": other is newest}
        for other in reversed(setting.shown.editions)
        if other.brief == one.edition.brief and other is not one.edition
        and (not one.subject or one.subject in other.subjects)
    ]  # fmt: skip


def _instead(newest: Edition, subject: str) -> dict[str, object]:
    there = addresses.kept(newest, subject) if subject in newest.subjects or not (
        subject or newest.subjects
    ) else addresses.overview(newest)  # fmt: skip
    return {"path": there, "edition": newest}


def _specs(edition: Edition, subject: str) -> str:
    return f"editions/{edition.id}/charts/{subject.lower() or 'read'}/"


def _at(place: str, part: Part) -> str:
    return f"{place}/{part.place}".strip("/")


def _name(file: EditionFile) -> str:
    return file.path.rpartition("/")[2]


def _day(text: str) -> str:
    return written(date.fromisoformat(text).isoformat(), Unit.DATE)
