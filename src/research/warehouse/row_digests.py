"""The digest of each row of a table: the same values, the same digest, on any machine."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

_LENGTH = 32  # hex digits, half of a SHA-256: enough that no two rows of a table meet
_MISSING = "-"


def row_digests(frame: pd.DataFrame) -> list[str]:
    """Return a digest over the name and value of every cell of each row, its index included.

    It does not depend on the order of columns. A float counts with all its digits, a day as
    ISO text, a missing value as missing whatever its kind.

    Parameters
    ----------
    frame
        Rows with their columns of provenance, indexed by row_id.
    """
    whole = frame.reset_index()
    columns = [_column(str(name), whole[name]) for name in sorted(whole.columns, key=str)]
    return [
        hashlib.sha256("\x1e".join(cells).encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]
        for cells in zip(*columns, strict=True)
    ]


def _column(name: str, values: pd.Series) -> list[str]:
    said = values.tolist()
    missing = values.isna().tolist()
    return [
        f"{name}={_MISSING}" if lost else _cell(name, _said(value))
        for value, lost in zip(said, missing, strict=True)
    ]


def _cell(name: str, text: str) -> str:
    """Return a cell with its length, so that no text can pass for two cells."""
    return f"{name}:{len(text)}:{text}"


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: lambda value: f"s{value}",
    bool: lambda value: f"b{int(value)}",
    int: lambda value: f"i{value}",
    float: lambda value: f"f{value!r}",
    bytes: lambda value: f"x{hashlib.sha256(value).hexdigest()}",
    pd.Timestamp: lambda value: f"t{value.isoformat()}",
}


def _said(value: Any) -> str:
    known = _WRITERS.get(type(value))
    if known is not None:
        return known(value)
    if isinstance(value, np.generic):
        return _said(value.item())
    if isinstance(value, np.ndarray):
        return _said(value.tolist())
    if isinstance(value, list | tuple | dict):
        return f"l{json.dumps(value, default=_said, sort_keys=True)}"
    return f"o{value.isoformat()}" if hasattr(value, "isoformat") else f"o{value}"
