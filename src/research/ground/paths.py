"""The only module that knows folders."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from research.ground.errors import ProjectError

_READ_BY = ("metrics/days", "metrics/formula", "metrics/grades", "metrics/seats", "tables/names")
"""Modules of quieter rooms that readers of published files call; a test knows them all."""

_MARK = "[tool.research]"
_SOURCE = Path(__file__).resolve().parents[1]
_active: ContextVar["Project | None"] = ContextVar("project", default=None)


@dataclass(frozen=True)
class Project:
    """The folders of one checkout."""

    root: Path

    @property
    def raw(self) -> Path:
        return self.root / "data" / "raw"

    @property
    def pins(self) -> Path:
        return self.root / "data" / "pins.toml"

    @property
    def corrections(self) -> Path:
        return self.root / "data" / "corrections.toml"

    @property
    def series(self) -> Path:
        return self.root / "data" / "series.toml"

    @property
    def models(self) -> Path:
        return self.root / "data" / "models"

    @property
    def processed(self) -> Path:
        return self.root / "data" / "processed"

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def reviews(self) -> Path:
        return self.reports / "private" / "reviews"

    @property
    def style(self) -> Path:
        return self.reports / "_style"

    @property
    def lock(self) -> Path:
        return self.root / "requirements.lock"

    @property
    def source(self) -> Path:
        return _SOURCE

    @property
    def build(self) -> Path:
        return self.root / "build"

    @property
    def candidates(self) -> Path:
        return self.build / "candidates"

    @property
    def editions(self) -> Path:
        return self.root / "editions"

    @property
    def state(self) -> Path:
        """Return what must outlive `make clean`: what was done and may not be done twice."""
        return self.root / "state"

    @property
    def runs(self) -> Path:
        return self.build / "runs"

    @property
    def table_code(self) -> list[Path]:
        """Return the files of code that decide what a table holds; models of rates are read."""
        rooms = ("ground", "models/quality_cost", "models/rate_model", "sources", "warehouse")
        alone = [self.source / f"{name}.py" for name in _READ_BY]
        return alone + [path for room in rooms for path in (self.source / room).rglob("*.py")]

    def short(self, path: Path) -> str:
        """Return the path as a reader of messages wants it: relative to the root."""
        try:
            return path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            return str(path)


def project() -> Project:
    """Return the project around the working folder, or the one of RESEARCH_PROJECT.

    Raises
    ------
    ProjectError
        If neither holds a pyproject.toml with a [tool.research] table.
    """
    active = _active.get()
    if active is not None:
        return active
    named = os.environ.get("RESEARCH_PROJECT")
    return _around(str(Path.cwd() / (named or "")))


@lru_cache(maxsize=8)
def _around(place: str) -> Project:
    """Return the project around a folder; one that was found once is not looked for again."""
    start = Path(place).resolve()
    for folder in [start, *start.parents]:
        marker = folder / "pyproject.toml"
        if marker.is_file() and _MARK in marker.read_text(encoding="utf-8"):
            return Project(folder)
    raise ProjectError(
        f"{start} is not inside a project: no pyproject.toml with {_MARK} here or above. "
        "Change into the project folder, or set RESEARCH_PROJECT to it."
    )


@contextmanager
def using(root: Path) -> Iterator[Project]:
    """Work on another project folder for the length of a block."""
    chosen = Project(root.resolve())
    token = _active.set(chosen)
    try:
        yield chosen
    finally:
        _active.reset(token)
