"""Illinois rates and wages in rates: facts typed from the pages that each row names."""

import re
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from research.ground.errors import PublishedFileError
from research.sources import files, typed
from research.sources.publishers import PublishedFile, Publisher
from research.sources.snapshots import Snapshot

PUBLISHER = Publisher(
    id="il_rates",
    name="Illinois Partners for Human Service, typed from the sources named in each row",
    files=(
        PublishedFile(
            name="il_rates.csv",
            title="Illinois rates and wages in rates, typed from the pages that each row names",
            url=None,
            licence="facts",
        ),
    ),
)

_COLUMNS = (
    "series_id", "effective", "date_precision", "amount_usd", "kind", "derivation",
    *typed.SOURCE_COLUMNS,
)  # fmt: skip
_PRINTED = "printed"
_SUM = re.compile(r"(?P<level>\d+\.\d\d) (?P<sign>[-+x]) (?P<step>\d+\.\d\d)")
_CENT = Decimal("0.01")


def read(snapshot: Snapshot) -> pd.DataFrame:
    """Return one row a series, effective date and kind, in nominal dollars.

    A row typed from the issuing body's own page is usable (grade 2), one from a copy or a
    news story weak (grade 3). A level that was worked out from another level ("14.50 - 0.50")
    is checked to the cent, and is no better than that level.

    Raises
    ------
    PublishedFileError
        If a derivation is no sum, does not add up, or rests on a level that is not here.
    """
    cells = files.read_cells(snapshot.path, _COLUMNS)
    cited = typed.cited(cells, snapshot)
    own = typed.grades(cells["seen"], snapshot.file)
    amounts = files.numbers(cells["amount_usd"], "amount_usd", missing=())
    cited["grade"] = worst_of_inputs(cells.assign(amount_usd=amounts), own, snapshot.file)
    return pd.DataFrame(
        {
            "series_id": cells["series_id"],
            "effective": files.dates(cells["effective"], "effective"),
            "date_precision": cells["date_precision"],
            "amount_usd": amounts,
            "kind": cells["kind"],
            "derivation": cells["derivation"],
            "note": cells["note"],
            **cited,
        }
    )


def worst_of_inputs(cells: pd.DataFrame, own: pd.Series, name: str) -> pd.Series:
    """Return the grade of each row: its own, or that of the level it was worked out from.

    Parameters
    ----------
    cells
        series_id, amount_usd (dollars) and derivation.
    own
        The grade of each row's own source.
    name
        The file, for the messages.

    Raises
    ------
    PublishedFileError
        If a derivation is no sum, does not add up, rests on a level that is not here, or on
        itself.
    """
    levels = [
        (series, Decimal(str(amount)))
        for series, amount in zip(cells["series_id"], cells["amount_usd"], strict=True)
    ]
    origins = [
        _origin(text, row, levels, f"{name}, line {row + 2}: derivation {text!r}")
        for row, text in enumerate(cells["derivation"])
    ]
    grades = [int(grade) for grade in own]
    return pd.Series(
        [max(grades[step] for step in _chain(row, origins, name)) for row in range(len(grades))],
        index=cells.index,
        dtype="int64",
    )


def _origin(text: str, row: int, levels: list[tuple[str, Decimal]], where: str) -> int | None:
    """Return the row that a level was worked out from; None where it is printed."""
    if text == _PRINTED:
        return None
    found = _SUM.fullmatch(text)
    if found is None:
        raise PublishedFileError(f"{where} is neither 'printed' nor a sum like '14.50 - 0.50'.")
    level, step = Decimal(found["level"]), Decimal(found["step"])
    result = {"+": level + step, "-": level - step, "x": level * step}[found["sign"]]
    series, amount = levels[row]
    if result.quantize(_CENT, rounding=ROUND_HALF_UP) != amount:
        raise PublishedFileError(f"{where} gives {result}, the row has {amount}: one is mistyped.")
    # A regional series ("..._chicago") may rest on the statewide one that it is named after.
    for other, (name, value) in enumerate(levels):
        if value == level and series.startswith(name):
            return other
    raise PublishedFileError(
        f"{where} rests on {level}, which no row of the series holds. Type that level first."
    )


def _chain(row: int, origins: list[int | None], name: str) -> list[int]:
    """Return a row and, one after another, the rows that it rests on."""
    rows = [row]
    while (before := origins[rows[-1]]) is not None:
        if before in rows:
            raise PublishedFileError(
                f"{name}: the level on line {row + 2} is worked out from itself. "
                "Correct its derivation."
            )
        rows.append(before)
    return rows
