"""Whom a brief is about: the rows of its subject table, and how a person names some of them."""

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from research.ground.errors import ContractError, ManifestError, TableMissingError, UsageError
from research.ground.paths import Project
from research.ground.provenance import GRADE_REASONS, PROVENANCE_COLUMNS
from research.studies.declared import Manifest, Subjects

_FOLDER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_UNSEEN = {*PROVENANCE_COLUMNS, GRADE_REASONS, "row_digest", "row_id"}
_MOST = 12


@dataclass(frozen=True)
class Subject:
    """Whom one run is about: its id ("H042"), how a person reads it, and its row."""

    id: str
    label: str
    row: Mapping[str, object]


def subjects(project: Project, manifest: Manifest) -> tuple[Subject, ...]:
    """Return whom a brief is about, in the order of its table.

    Raises
    ------
    UsageError
        If the brief is about nobody in particular.
    TableMissingError
        If the table was not built.
    ManifestError
        If the table lacks the column that study.toml calls key or label.
    ContractError
        If an id stands twice (in any case of letters), is missing, or could name no folder.
    """
    declared = manifest.subjects
    if declared is None:
        raise UsageError(f"brief {manifest.brief} has no [subjects] in its study.toml.")
    rows = _rows(project, manifest, declared.table)
    for column in (declared.key, declared.label):
        if rows and column not in rows[0]:
            raise ManifestError(
                f"[subjects] of {manifest.brief} names the column {column!r}, which table "
                f"{declared.table} does not have; it has {', '.join(sorted(rows[0]))}."
            )
    _check_ids(declared, [row[declared.key] for row in rows])
    return tuple(Subject(str(row[declared.key]), str(row[declared.label]), row) for row in rows)


def _rows(project: Project, manifest: Manifest, table: str) -> list[dict[str, object]]:
    path = project.processed / f"{table}.parquet"
    if not path.is_file():
        from research.warehouse.build import how_to_build

        wanted = {name for study in manifest.studies.values() for name in study.tables}
        raise TableMissingError(
            f"table {table}, which says whom the brief is about, is not in "
            f"{project.short(path.parent)}: {how_to_build(project, sorted(wanted | {table}))}."
        )
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        whole = pq.ParquetFile(path).read()
    except (pa.ArrowInvalid, OSError) as error:
        raise TableMissingError(
            f"{project.short(path)} is cut short or no parquet file ({error}): "
            f"run `research build {table}`."
        ) from error
    columns = {name: _plain_days(whole[name]) for name in whole.column_names if name not in _UNSEEN}
    rows: list[dict[str, object]] = pa.table(columns).to_pylist()
    return rows


def _plain_days(column: Any) -> Any:
    """Return moments as days: a moment would load pandas, and whom a brief is about needs none."""
    import pyarrow as pa

    is_moment = pa.types.is_timestamp(column.type)
    return column.cast(pa.timestamp("s")).cast(pa.date32()) if is_moment else column


def _check_ids(declared: Subjects, ids: Sequence[object]) -> None:
    if not ids:
        raise ContractError(f"table {declared.table} has no rows: the brief is about nobody.")
    bad = [one for one in ids if not (isinstance(one, str) and _FOLDER_NAME.fullmatch(one))]
    if bad:
        raise ContractError(
            f"table {declared.table}: {len(bad)} of {len(ids)} rows have no usable "
            f"{declared.key}, first {bad[0]!r}. It names a folder: letters, digits, - and _ only."
        )
    seen: set[str] = set()
    twice = []
    for one in map(str, ids):
        if one.casefold() in seen:
            twice.append(one)
        seen.add(one.casefold())
    if twice:
        raise ContractError(
            f"table {declared.table}: {len(twice)} of {len(ids)} rows repeat a {declared.key}, "
            f"first {twice[0]!r}. One subject has one row: correct the table."
        )


def noun(manifest: Manifest, count: int) -> str:
    """Return what the subjects of a brief are called: "1 district", "3 counties"."""
    key = manifest.subjects.key if manifest.subjects else ""
    word = key.split("_")[0] if "_" in key else "subject"
    if count != 1:
        word = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    return f"{count:,} {word}"


def choose(
    every: Sequence[Subject], wanted: Sequence[str] = (), where: Sequence[str] = ()
) -> tuple[Subject, ...]:
    """Return the subjects that are named and those that match, in the order of the table.

    Parameters
    ----------
    every
        All subjects of a brief.
    wanted
        Ids, in any case of letters. None and no ``where``: all subjects.
    where
        Texts "column=value"; a subject must match each. With ``wanted``: of those named.

    Raises
    ------
    UsageError
        If an id is unknown (the nearest are suggested), a column or value does not occur,
        or nothing is left.
    """
    chosen = list(every)
    if wanted:
        by_id = {one.id.casefold(): one for one in every}
        lost = [name for name in wanted if name.strip().casefold() not in by_id]
        if lost:
            raise UsageError(_unknown(every, lost))
        ids = {name.strip().casefold() for name in wanted}
        chosen = [one for one in every if one.id.casefold() in ids]
    for text in where:
        column, value = _pair(every, text)
        chosen = [one for one in chosen if _plain(one.row[column]) == value]
    if not chosen:
        raise UsageError(f"no subject is left: {' and '.join(where)} match none of those named.")
    return tuple(chosen)


def _pair(every: Sequence[Subject], text: str) -> tuple[str, str]:
    column, equals, said = text.partition("=")
    column = column.strip()
    if not equals:
        raise UsageError(f"--where {text} is not COLUMN=VALUE.")
    if column not in every[0].row:
        raise UsageError(
            f"--where {text}: subjects have no column {column!r}; "
            f"they have {', '.join(every[0].row)}."
        )
    values = {_plain(one.row[column]): None for one in every}
    value = _plain(said)
    if value not in values:
        raise UsageError(f"--where {text}: {column} is never {said!r}; it is {_listed(values)}.")
    return column, value


def _plain(value: object) -> str:
    return "" if value is None else str(value).strip().casefold()


def _listed(values: Mapping[str, None]) -> str:
    shown = sorted(values)[:_MOST]
    more = f", ... {len(values) - _MOST} more" if len(values) > _MOST else ""
    return ", ".join(one or "(empty)" for one in shown) + more


def _unknown(every: Sequence[Subject], lost: Sequence[str]) -> str:
    near = [f"{one.id} ({one.label})" if one.label else one.id for one in nearest(every, lost[0])]
    hint = f"Did you mean {' or '.join(near)}?" if near else (
        f"There are {len(every)}, from {every[0].id} to {every[-1].id}."
    )  # fmt: skip
    others = f" ({len(lost)} unknown in all)" if len(lost) > 1 else ""
    return f"no subject {lost[0]!r}{others}. {hint}"


def nearest(every: Sequence[Subject], wanted: str, most: int = 3) -> list[Subject]:
    """Return the subjects that somebody may have meant: "H42", "Senate 21", a family name."""
    same = [one for one in every if _loose(one.id) == _loose(wanted)]
    if same:
        return same[:most]
    if wanted.strip().isdigit():
        number = _loose(wanted)
        return [one for one in every if _loose(one.id).lstrip(_LETTERS) == number][:most]
    words = _words(wanted)
    named = [one for one in every if words and words <= _row_words(one)]
    if named:
        return named[:most]
    ids = {one.id.casefold(): one for one in every}
    close = difflib.get_close_matches(wanted.strip().casefold(), list(ids), most, 0.6)
    if close:
        return [ids[name] for name in close]
    known = sorted({word for one in every for word in _row_words(one) if not word.isdigit()})
    closest = {name for word in words for name in difflib.get_close_matches(word, known, 1, 0.75)}
    return [one for one in every if closest & _row_words(one)][:most] if closest else []


_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _loose(text: str) -> str:
    """Return an id without the zeros that a hurried writer leaves out: "H042" is "h42"."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", re.sub(r"[\s_-]+", "", text.casefold()))


def _words(text: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return {word.lstrip("0") or "0" for word in re.findall(r"[a-z]+|\d+", kept)}


def _row_words(one: Subject) -> set[str]:
    texts = [one.id, one.label, *(value for value in one.row.values() if isinstance(value, str))]
    return _words(" ".join(texts))
