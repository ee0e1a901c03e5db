"""What was found wrong after a release: which edition takes the place of which, and why."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from research.ground.errors import EditionError
from research.ground.paths import Project
from research.ground.provenance import write_whole
from research.publish.editions import manifest

FILE = "errata.toml"
_HEAD = """\
# Errata: what was wrong in an edition, and which edition takes its place.
# `research erratum` adds to this file; nothing is ever taken out.
"""


@dataclass(frozen=True)
class Erratum:
    """A correction of a released edition, by a later one.

    Attributes
    ----------
    edition, superseded_by
        Ids of two editions of one brief.
    date
        When it was declared.
    note
        What was wrong, in words that readers see.
    subjects
        Whose documents are wrong; empty where all are.
    """

    edition: str
    superseded_by: str
    date: date
    note: str
    subjects: tuple[str, ...] = ()

    def is_about(self, subject: str) -> bool:
        """Return whether the document of a subject is corrected."""
        return not self.subjects or subject in self.subjects


def errata(project: Project) -> list[Erratum]:
    """Return every erratum of reports/errata.toml, in the order in which they were declared.

    Raises
    ------
    EditionError
        If the file is no TOML, or an entry does not say what it must.
    """
    path = project.reports / FILE
    if not path.is_file():
        return []
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("erratum", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EditionError(f"{FILE} is not TOML: {error}.") from error
    return [_entry(said, number, len(entries)) for number, said in enumerate(entries, 1)]


def declare(project: Project, new: Erratum) -> bool:
    """Add an erratum to reports/errata.toml; return False where it stands there already.

    Raises
    ------
    EditionError
        If an edition was not released, the later one is not later, or a subject is not in it.
    """
    note = " ".join(new.note.split())
    new = Erratum(new.edition, new.superseded_by, new.date, note, tuple(sorted(set(new.subjects))))
    wrong, right = (manifest.find(project, name) for name in (new.edition, new.superseded_by))
    if wrong.brief != right.brief or right.number <= wrong.number:
        raise EditionError(
            f"{right.id} cannot take the place of {wrong.id}: it must be a later edition of "
            f"{wrong.brief}."
        )
    strangers = [one for one in new.subjects if one not in wrong.subjects]
    if strangers:
        raise EditionError(
            f"{len(strangers)} of {len(new.subjects)} subjects are not in {wrong.id}, first "
            f"{strangers[0]}; it has {', '.join(wrong.subjects[:5]) or 'no subjects'}."
        )
    if not note:
        raise EditionError("an erratum needs a note: say in a sentence what was wrong.")
    there = errata(project)
    if any(_same(new, one) for one in there):
        return False
    _add(project, new)
    return True


def superseding(project: Project, edition: str, subject: str = "") -> Erratum | None:
    """Return the latest erratum that concerns a document, if there is one.

    Raises
    ------
    EditionError
        If reports/errata.toml cannot be read.
    """
    about = [one for one in errata(project) if one.edition == edition and one.is_about(subject)]
    return max(about, key=lambda one: int(one.superseded_by.rpartition("-")[2]), default=None)


def _same(one: Erratum, other: Erratum) -> bool:
    return (one.edition, one.superseded_by, one.note, one.subjects) == (
        other.edition, other.superseded_by, other.note, other.subjects
    )  # fmt: skip


def _entry(said: object, number: int, of: int) -> Erratum:
    where = f"reports/{FILE}: erratum {number} of {of}"
    if not isinstance(said, dict):
        raise EditionError(f"{where} is no table: write it as [[erratum]].")
    try:
        subjects: Sequence[object] = said.get("subjects", [])
        made = Erratum(
            str(said["edition"]), str(said["superseded_by"]), said["date"], str(said["note"]),
            tuple(str(one) for one in subjects),
        )  # fmt: skip
    except KeyError as error:
        raise EditionError(f"{where} lacks {error}.") from error
    ends = (made.edition.rpartition("-")[2], made.superseded_by.rpartition("-")[2])
    if type(made.date) is not date or not all(end.isdecimal() for end in ends):
        raise EditionError(f"{where} needs a day as date, and editions such as district-1.")
    return made


def _add(project: Project, new: Erratum) -> None:
    import tomlkit

    path = project.reports / FILE
    before = path.read_text(encoding="utf-8") if path.is_file() else _HEAD
    entry = tomlkit.table()
    entry["edition"], entry["superseded_by"] = new.edition, new.superseded_by
    entry["date"], entry["note"] = new.date, new.note
    if new.subjects:
        entry["subjects"] = list(new.subjects)
    added = tomlkit.document()
    listed = tomlkit.aot()
    listed.append(entry)
    added["erratum"] = listed
    write_whole(path, f"{before.rstrip()}\n\n{tomlkit.dumps(added).strip()}\n".encode())
