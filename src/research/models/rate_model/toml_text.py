"""The text of a model's file as TOML: a slip of writing is shown with its row and its cure."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from research.ground.errors import ModelError

_HEAD = ("place", "as_of", "pays_for", "rounding", "printed")
_TWICE = ("overwrite", "twice", "mutate", "duplicate", "declare")
_SLIPS = (
    (r"[“”„‘’«»]", "it has curly quotes: write straight ones"),
    (r"=\s*\d{1,2}[/.]\d{1,2}[/.]\d{2,4}", "write a date as 2026-07-01"),
    (r"[=\s]\d{1,3}(,\d{3})+\b", "write a number without commas: 2080"),
    (r"[=\s]\d[\d.]*\s*%", 'write a percentage as value = 12, unit = "percent"'),
    (r"=\s*[$£€]", 'write the amount alone, and its unit as unit = "dollars an hour"'),
    (
        r"\{[^}]*$",
        "braces stay on one row; longer, it is [parameters.NAME] with a row for each key",
    ),
)


def parsed(source: str, where: str) -> dict[str, Any]:
    """Return the tables of a text, with decimals as they are written.

    Raises
    ------
    ModelError
        If it is no TOML: the row, and what to write there.
    """
    try:
        return tomllib.loads(source, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise ModelError(_unreadable(str(error), source, where)) from None


def check_head(table: Mapping[str, Any], where: str) -> None:
    """Refuse a key of the head that stands below the first table, and so belongs to that.

    Raises
    ------
    ModelError
        Naming the key and the table that it fell into.
    """
    for key in _HEAD:
        if key in table:
            continue
        for name, held in _tables(table):
            if key in held:
                raise ModelError(
                    f"{where}: {key} stands in {name}. It belongs to the head: move it above the "
                    "first [table]."
                )


def _tables(table: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key in ("sources", "parameters", "paid"):
        held = table.get(key)
        if isinstance(held, dict):
            yield f"[{key}]", held
            yield from ((f"[{key}.{name}]", one) for name, one in held.items()
                        if isinstance(one, dict))  # fmt: skip
    lines = table.get("lines")
    if isinstance(lines, list):
        yield from (("[[lines]]", one) for one in lines if isinstance(one, dict))


def _unreadable(said: str, source: str, where: str) -> str:
    found = re.search(r"at line (\d+)", said)
    rows = source.rstrip().splitlines()
    line = min(int(found[1]) if found else len(rows), len(rows))
    shown = rows[line - 1].strip() if line else ""
    at = f"{where}, row {line}" if line else where
    if any(word in said.lower() for word in _TWICE):
        return _twice(said, shown, at)
    for slip, cure in _SLIPS:
        if re.search(slip, shown):
            return f"{at}: {shown} is no TOML: {cure}."
    told = re.sub(r" \(at .*\)$", "", said)
    return (
        f'{at}: "{shown}" is no TOML ({told}). A text stands in quotes, a number does not, a '
        "table in one row has commas between its keys."
    )


def _twice(said: str, shown: str, at: str) -> str:
    if re.match(r"\[\[?\s*lines\s*\]", shown):
        return f"{at}: {shown}: a line above is headed [lines]: write [[lines]] over each."
    key = re.search(r"key '(\w+)'", said)
    what = f'{key[1]} in "{shown}"' if key else f'"{shown}"'
    return f"{at}: {what} is given twice: keep one of them."
