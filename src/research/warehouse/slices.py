"""The digest of a slice of a table as its file holds it now; reads only the columns it needs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from research.warehouse.reads import ROW_DIGEST, Plain, Where, digest_of_rows, plain


@dataclass
class Slices:
    """One table file; each column is grouped once, for all slices that are asked for."""

    path: Path
    _columns: dict[str, dict[Plain, list[int]]] = field(default_factory=dict)

    @cached_property
    def _rows(self) -> list[str]:
        return [str(value) for value in self._read(ROW_DIGEST)]

    @cached_property
    def _names(self) -> set[str]:
        from pyarrow.parquet import read_schema

        return set(read_schema(self.path).names)

    def digest(self, where: Where) -> str:
        """Return the digest of the rows that a choice takes now; empty where it cannot be made."""
        import pyarrow as pa

        try:
            return self._digest(where)
        except (pa.ArrowInvalid, OSError):
            return ""  # cut short: whoever reads it is told so

    def _digest(self, where: Where) -> str:
        if any(name not in self._names for name in (ROW_DIGEST, *(name for name, _ in where))):
            return ""
        if not where:
            return digest_of_rows(self._rows)
        taken = [self._taken(name, wanted) for name, wanted in where]
        places = sorted(set.intersection(*taken))
        return digest_of_rows(self._rows[place] for place in places)

    def _taken(self, name: str, wanted: Plain | tuple[Plain, ...]) -> set[int]:
        index = self._columns.get(name)
        if index is None:
            index = self._columns[name] = _grouped(self._read(name))
        values = wanted if isinstance(wanted, tuple) else (wanted,)
        return {place for value in values for place in index.get(value, ())}

    def _read(self, name: str) -> list[Any]:
        import pyarrow as pa
        from pyarrow.parquet import ParquetFile

        with ParquetFile(self.path) as file:
            column = file.read(columns=[name]).column(name)
        if pa.types.is_timestamp(column.type):
            column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
        return list(column.to_pylist())


def _grouped(values: Iterable[Any]) -> dict[Plain, list[int]]:
    index: dict[Plain, list[int]] = {}
    for place, value in enumerate(values):
        index.setdefault(plain(value), []).append(place)
    return index
