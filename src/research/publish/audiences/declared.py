"""What reports/audiences.toml declares of each audience: its source and its rules.

The sender, which stands in the same file, is read where mail is made.
"""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from research.ground.errors import AudienceError
from research.ground.paths import Project

ROSTER = "roster"
LIST = "list"
NOT_NEEDED = "not needed"
DATED = "dated"

FORMATS = ("pdf", "docx", "html")
_CONSENT = {ROSTER: (NOT_NEEDED, DATED), LIST: (DATED, NOT_NEEDED)}
_AUDIENCE = {
    "title", "source", "file", "consent", "consent_why", "languages", "formats", "after", "sender"
}  # fmt: skip


@dataclass(frozen=True)
class Audience:
    """One audience: where its people are listed, and by which rule they may be written to.

    Attributes
    ----------
    source
        roster (the members of the General Assembly) or list (a file below reports/private).
    consent, consent_why
        "dated": each row says yes and since when. "not needed": and why not.
    languages, formats
        Those that there are; the first of each holds where a row says nothing.
    after
        Audiences who come first: who receives a document there does not receive it here again.
    """

    name: str
    title: str
    source: str
    file: str
    consent: str
    consent_why: str
    languages: tuple[str, ...]
    formats: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def needs_consent(self) -> bool:
        """Return whether each person must have said yes, with a date."""
        return self.consent == DATED


@dataclass(frozen=True)
class Declared:
    """All that reports/audiences.toml says."""

    audiences: dict[str, Audience]

    def audience(self, name: str) -> Audience:
        """Return an audience by its name.

        Raises
        ------
        AudienceError
            If there is none of that name.
        """
        if name not in self.audiences:
            near = difflib.get_close_matches(name, self.audiences, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise AudienceError(
                f"reports/audiences.toml has no audience {name!r}; it has "
                f"{', '.join(sorted(self.audiences)) or 'none'}.{hint}"
            )
        return self.audiences[name]


def load(project: Project) -> Declared:
    """Return what the project declares about its audiences.

    Raises
    ------
    AudienceError
        If the file is not there, is no TOML, or says of an audience what cannot be.
    """
    path = project.reports / "audiences.toml"
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AudienceError(f"{project.short(path)} cannot be read ({error}).") from error
    audiences = {
        name: _audience(name, _table(one, f"audiences.{name}", _AUDIENCE))
        for name, one in _table(said.get("audiences"), "audiences").items()
    }
    _require_order(audiences)
    return Declared(audiences)


def list_path(project: Project, audience: Audience) -> Path:
    """Return where the list of an audience lies: below reports/private."""
    return project.reports / "private" / audience.file


def _audience(name: str, said: Mapping[str, object]) -> Audience:
    where = f"audiences.{name}"
    if not name.replace("_", "").isalnum() or not name.isascii() or not name.islower():
        raise _refused(where, "a name is lower-case letters, digits and _")
    source = _among(said, where, "source", (ROSTER, LIST))
    consent = _among(said, where, "consent", _CONSENT[source])
    why = _text(said, where, "consent_why", default="")
    if consent == NOT_NEEDED and not why:
        raise _refused(where, "consent is not needed: say why not in consent_why")
    file = _text(said, where, "file", default="")
    if source == LIST:
        _require_inside(where, file)
    elif file or consent != NOT_NEEDED:
        raise _refused(where, "the roster has no file and no column of consent")
    formats = _texts(said, where, "formats")
    if unknown := [one for one in formats if one not in FORMATS]:
        raise _refused(where, f"format {unknown[0]!r} is none of {', '.join(FORMATS)}")
    return Audience(
        name=name, title=_text(said, where, "title"), source=source, file=file, consent=consent,
        consent_why=why, languages=_texts(said, where, "languages"), formats=formats,
        after=_texts(said, where, "after", ()),
    )  # fmt: skip


def _require_inside(where: str, file: str) -> None:
    path = PurePosixPath(file)
    if not file or path.is_absolute() or ".." in path.parts:
        raise _refused(
            where, f"file is {file!r}; it is a path below reports/private, as people.csv"
        )
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise _refused(where, f"file is {file!r}; a list is a .csv or an .xlsx")


def _require_order(audiences: Mapping[str, Audience]) -> None:
    """Refuse an audience that comes after one that is not there, or after itself."""
    for name in audiences:
        before, queue = set[str](), list(audiences[name].after)
        while queue:
            one = queue.pop()
            if one not in audiences:
                raise _refused(f"audiences.{name}", f"it comes after {one!r}, which is not there")
            if one == name:
                raise _refused(f"audiences.{name}", "it comes after itself")
            if one not in before:
                before.add(one)
                queue += audiences[one].after


def _table(said: object, where: str, known: set[str] | None = None) -> dict[str, object]:
    if not isinstance(said, dict):
        raise _refused(where, "there is no such table")
    for key in said:
        if known is not None and key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise _refused(where, f"{key!r} is not known{hint}")
    return said


def _text(said: Mapping[str, object], where: str, key: str, default: str | None = None) -> str:
    value = said.get(key, default)
    if not isinstance(value, str) or (default is None and not value.strip()):
        raise _refused(where, f"{key} must be a text")
    if not value.isprintable():
        raise _refused(where, f"{key} must be one line")
    return value.strip()


def _among(said: Mapping[str, object], where: str, key: str, values: tuple[str, ...]) -> str:
    value = _text(said, where, key)
    if value not in values:
        raise _refused(where, f"{key} is {value!r}; it is one of {', '.join(values)}")
    return value


def _texts(
    said: Mapping[str, object], where: str, key: str, default: tuple[str, ...] | None = None
) -> tuple[str, ...]:
    value = said.get(key, default)
    if not isinstance(value, list | tuple) or (default is None and not value):
        raise _refused(where, f"{key} must be a list of texts")
    if not all(isinstance(one, str) and one.isprintable() and one.strip() for one in value):
        raise _refused(where, f"{key} must hold texts of one line")
    return tuple(str(one) for one in value)


def _refused(where: str, what: str) -> AudienceError:
    return AudienceError(f"reports/audiences.toml, [{where}]: {what}.")
