"""The catalogue of rate series: what each is, and to which day we know it to be complete."""

import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pandas as pd

from research.ground.errors import PublishedFileError
from research.ground.terms import Grade, Unit
from research.sources.snapshots import Snapshot

CHARTS = ("step", "dots", "table")
_KEYS: dict[str, type] = {
    "title": str,
    "service": str,
    "unit": str,
    "area": str,
    "complete_to": date,
    "complete_why": str,
    "chart": str,
    "first_is_level": bool,
    "source_url": str,
}


def read(path: Path, snapshot: Snapshot) -> pd.DataFrame:
    """Return one row a catalogued series.

    Parameters
    ----------
    path
        The catalogue, data/series.toml.
    snapshot
        The typed file whose series it describes, which its rows cite.

    Raises
    ------
    PublishedFileError
        If an entry lacks a key, has a new one, or says something of another kind.
    """
    entries = load(path)
    frame = pd.DataFrame.from_dict(entries, orient="index")
    frame = frame.rename_axis("series_id").reset_index()
    return frame.assign(
        complete_to=pd.to_datetime(frame["complete_to"]),
        source_title="Series catalogue of this project",
        snapshot=snapshot.id,
        grade=int(Grade.USABLE),
        is_synthetic=snapshot.is_synthetic,
    )


def load(path: Path) -> dict[str, dict[str, object]]:
    """Return the entries of the catalogue by series id, each checked."""
    if not path.is_file():
        raise PublishedFileError(f"{path.name} is missing: restore the catalogue from git.")
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PublishedFileError(f"{path.name} is not readable TOML ({error}).") from error
    for name, entry in entries.items():
        _check(path.name, name, entry)
    return entries


def require_same(described: Iterable[str], typed: Iterable[str]) -> None:
    """Refuse rates without an entry in the catalogue, and entries without a rate.

    Raises
    ------
    PublishedFileError
        Which series stand on one side only.
    """
    catalogue, rates = set(described), set(typed)
    if catalogue != rates:
        unknown, unused = sorted(rates - catalogue), sorted(catalogue - rates)
        raise PublishedFileError(
            f"series.toml and the rates do not name the same series: {len(unknown)} of "
            f"{len(rates)} are not catalogued ({', '.join(unknown[:3]) or 'none'}), "
            f"{len(unused)} of {len(catalogue)} entries have no rate "
            f"({', '.join(unused[:3]) or 'none'}). Add the entry, with the day to which the "
            "series is known to be complete, or take it out."
        )


def _check(file: str, name: str, entry: object) -> None:
    where = f"{file}: [{name}]"
    if not isinstance(entry, dict) or set(entry) != set(_KEYS):
        keys = set(entry) if isinstance(entry, dict) else set()
        raise PublishedFileError(
            f"{where} must have exactly {', '.join(_KEYS)}; lacking: "
            f"{', '.join(sorted(set(_KEYS) - keys)) or 'none'}, new: "
            f"{', '.join(sorted(keys - set(_KEYS))) or 'none'}."
        )
    for key, kind in _KEYS.items():
        if not isinstance(entry[key], kind):
            raise PublishedFileError(f"{where} {key} = {entry[key]!r} is no {kind.__name__}.")
    if entry["unit"] not in {unit.value for unit in Unit}:
        raise PublishedFileError(
            f"{where} unit {entry['unit']!r} is none of research.ground.terms."
        )
    if entry["chart"] not in CHARTS:
        raise PublishedFileError(f"{where} chart {entry['chart']!r} is not {', '.join(CHARTS)}.")
