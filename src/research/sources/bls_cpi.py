"""Bureau of Labor Statistics: consumer price index, by month."""

import pandas as pd

from research.ground.errors import PublishedFileError
from research.ground.terms import Grade
from research.sources import files
from research.sources.publishers import PublishedFile, Publisher
from research.sources.snapshots import Snapshot

KEPT_SERIES = ("CUUR0000SA0", "CUURS23ASA0", "CUUR0200SA0", "CUUR0000SEEB03", "CUSR0000SA0")
FIRST_YEAR = 1999

_FILE = "cpi_selected_series.csv"
_COLUMNS = ("series", "title", "year", "period", "period_name", "value")
_AREAS = {
    "0000": "U.S. city average",
    "0200": "Midwest",
    "0230": "East North Central",
    "S23A": "Chicago-Naperville-Elgin, IL-IN-WI",
}
_SEASON = {"U": False, "S": True}
_MONTH = r"M(0[1-9]|1[0-2])"
_NO_MONTH = ("M13", "S01", "S02", "S03")


def keep(data: bytes) -> bytes:
    """Return the lines of the series and years that the project reads."""
    return files.keep_lines(
        data,
        _FILE,
        lambda row: row["series"] in KEPT_SERIES and int(row["year"]) >= FIRST_YEAR,
    )


PUBLISHER = Publisher(
    id="bls_cpi",
    name="Bureau of Labor Statistics",
    files=(
        PublishedFile(
            name=_FILE,
            title="Consumer Price Index, ten series to August 2026",
            url=None,
            page="https://www.bls.gov/cpi/",
            licence="public domain",
            keep=keep,
            kept=f"the lines of series {', '.join(KEPT_SERIES)} from {FIRST_YEAR} on, unchanged",
        ),
    ),
)


def read(snapshot: Snapshot) -> pd.DataFrame:
    """Return one row a series and month; the index has no unit, its base is 1982-84 = 100.

    Annual and half-year means (M13, S01 to S03) stand among the months in the file and are
    left out: they are no months. A month that was never published is not here either.

    Raises
    ------
    PublishedFileError
        If a period or a series id is of a kind that this reader does not know.
    """
    cells = files.read_cells(snapshot.path, _COLUMNS)
    is_month = cells["period"].str.fullmatch(_MONTH).fillna(False).astype(bool)
    _refuse(cells["period"], is_month | cells["period"].isin(_NO_MONTH), snapshot.file)
    months = cells[is_month]
    season = months["series"].str[2].map(_SEASON)
    area = months["series"].str[4:8].map(_AREAS)
    _refuse(months["series"], season.notna() & area.notna(), snapshot.file)
    return pd.DataFrame(
        {
            "series_id": months["series"],
            "title": months["title"],
            "area": area,
            "is_seasonally_adjusted": season.astype(bool),
            "year": files.numbers(months["year"], "year").astype("int64"),
            "month": months["period"].str[1:].astype("int64"),
            "index": files.numbers(months["value"], "value"),
            **snapshot.cited(Grade.FIRM),
        }
    )


def _refuse(cells: pd.Series, is_known: pd.Series, name: str) -> None:
    if not is_known.all():
        raise PublishedFileError(
            f"{name}: {int((~is_known).sum())} of {len(cells)} lines have a {cells.name} that is "
            f"not known here, first {cells[~is_known].iloc[0]!r}. Add it to the reader once you "
            "know what it means."
        )
