"""What reports/reviews.toml says of each form: which column holds what."""

import tomllib
from dataclasses import dataclass
from typing import Any

from research.ground.errors import ReviewError
from research.ground.paths import Project
from research.publish.reviews.journal import phase_of

FILE = "reviews.toml"
_ONE = ("who", "email", "said", "place", "phase")
_MANY = ("key", "comments")


@dataclass(frozen=True)
class Form:
    """How the export of a form is read.

    Attributes
    ----------
    key
        The columns that tell one answer from another and never change.
    comments
        The columns of questions: each filled one is a comment.
    who, email, said, place
        The columns of name, address, moment and place; empty where the form does not ask.
    phase
        The phase that its answers belong to, if it is always the same.
    """

    name: str
    key: tuple[str, ...]
    comments: tuple[str, ...]
    who: str = ""
    email: str = ""
    said: str = ""
    place: str = ""
    phase: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return every column that is read, each once."""
        named = (*self.key, self.who, self.email, self.said, self.place, *self.comments)
        return tuple(dict.fromkeys(one for one in named if one))


def form(project: Project, name: str) -> Form:
    """Return a form that reports/reviews.toml declares.

    Raises
    ------
    ReviewError
        If the file is no TOML, or has no such form, or says too little of it.
    """
    path = project.reports / FILE
    where = project.short(path)
    try:
        declared = tomllib.loads(path.read_text(encoding="utf-8")).get("forms", {})
    except FileNotFoundError as error:
        raise ReviewError(
            f"there is no {where}: declare the columns of the form there, as docs/reviews.md shows."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReviewError(f"{where} is not TOML: {error}.") from error
    if name not in declared:
        known = ", ".join(sorted(declared)) or "none"
        raise ReviewError(f"{where} declares no form {name!r}; there are: {known}.")
    return _form(f"{where}, form {name}", name, declared[name])


def _form(where: str, name: str, said: Any) -> Form:
    if not isinstance(said, dict):
        raise ReviewError(f"{where} is no table of columns.")
    unknown = sorted(set(said) - {*_ONE, *_MANY})
    if unknown:
        raise ReviewError(f"{where} says {unknown[0]!r}; it may say {', '.join((*_MANY, *_ONE))}.")
    lists = {key: said.get(key, []) for key in _MANY}
    for key, columns in lists.items():
        if not (isinstance(columns, list) and columns and all(map(_is_name, columns))):
            raise ReviewError(f'{where}: {key} must be a list of columns, as {key} = ["…"].')
    for key in _ONE:
        if key in said and not _is_name(said[key]):
            raise ReviewError(f"{where}: {key} is no name of a column.")
    made = Form(
        name=name,
        key=tuple(map(_plain, lists["key"])),
        comments=tuple(map(_plain, lists["comments"])),
        **{key: _plain(said[key]) for key in _ONE if key in said},
    )
    if not (made.who or made.email):
        raise ReviewError(f"{where} names neither who nor email: whose comments are they?")
    if made.phase:
        phase_of(made.phase)
    return made


def _plain(column: str) -> str:
    return " ".join(column.split())


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
