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
    return pd.DataFrame(
        {
            "series_id": cells["series_id"],
            "effective": files.dates(cells["effective"], "effective"),
            "date_precision": cells["date_precision"],
            "amount_usd": files.numbers(cells["amount_usd"], "amount_usd"),
            "kind": cells["kind"],
            "derivation": cells["derivation"],
            "note": cells["note"],
            **{**cited, "grade": worst_of_inputs(cells, cited["grade"], snapshot.file)},
        }
    )


def worst_of_inputs(cells: pd.DataFrame, own: object, name: str) -> pd.Series:
    """Return the grade of each row: its own, or that of the level it was worked out from.

    Parameters
    ----------
    cells
        Text cells: series_id, amount_usd, derivation.
    own
        The grade of each row's own source.
    name
        The file, for the messages.
    """
    grade = pd.Series(own, index=cells.index, dtype="int64")
    origins = {row: origin(cells, row, name) for row in cells.index}
    for row in cells.index:
        seen: list[object] = [row]
        while (before := origins[seen[-1]]) is not None:
            if before in seen:
                raise PublishedFileError(
                    f"{name}: the level of {cells.at[row, 'series_id']} in line "
                    f"{_line(cells, row)} is worked out from itself. Correct its derivation."
                )
            seen.append(before)
        grade.at[row] = int(pd.Series(own, index=cells.index).loc[seen].max())
    return grade


def origin(cells: pd.DataFrame, row: object, name: str) -> object | None:
    """Return the row that a level was worked out from; None where it is printed."""
    derivation = str(cells.at[row, "derivation"])
    if derivation == _PRINTED:
        return None
    found = _SUM.fullmatch(derivation)
    where = f"{name}, line {_line(cells, row)}: derivation {derivation!r}"
    if found is None:
        raise PublishedFileError(f"{where} is neither 'printed' nor a sum like '14.50 - 0.50'.")
    level, step = Decimal(found["level"]), Decimal(found["step"])
    result = {"+": level + step, "-": level - step, "x": level * step}[found["sign"]]
    amount = Decimal(str(cells.at[row, "amount_usd"]))
    if result.quantize(_CENT, rounding=ROUND_HALF_UP) != amount:
        raise PublishedFileError(f"{where} gives {result}, the row has {amount}: one is mistyped.")
    series = str(cells.at[row, "series_id"])
    same = cells["amount_usd"].map(Decimal) == level
    inputs = cells.index[same & cells["series_id"].map(series.startswith)]
    if inputs.empty:
        raise PublishedFileError(
            f"{where} rests on {level}, which no row of the series holds. Type that level first."
        )
    return inputs[0]


def _line(cells: pd.DataFrame, row: object) -> int:
    return int(cells.index.get_indexer(pd.Index([row]))[0]) + 2
