"""Bureau of Labor Statistics: consumer price index, by month."""

import pandas as pd

from research.ground.errors import PublishedFileError
from research.ground.terms import Grade
from research.sources import files
from research.sources.publishers import PublishedFile, Publisher
from research.sources.snapshots import Snapshot

KEPT_SERIES = ("CUUR0000SA0", "CUURS23ASA0", "CUUR0200SA0", "CUUR0000SEEB03", "CUSR0000SA0")
FLAT_SERIES = ("CUUR0000SA0", "CUURS23ASA0", "CUUR0200SA0")
FIRST_YEAR = 1999

_FILE = "cpi_selected_series.csv"
_COLUMNS = ("series", "title", "year", "period", "period_name", "value")
_FLAT = "cu.data.1.AllItems"
_FLAT_COLUMNS = ("series_id", "year", "period", "value", "footnote_codes")
_NOT_PUBLISHED = ("", "-")
_KEY = ["series_id", "year", "month"]
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


def keep_flat(data: bytes) -> bytes:
    """Return the lines of the bureau's flat file that the project reads, padding and all.

    The seasonally adjusted series is left out: each February the bureau revises five years of
    it (https://www.bls.gov/cpi/notices/2020/seasonal-adjustment.htm), and months of two issues
    do not make one series. The others are not revised.

    Raises
    ------
    PublishedFileError
        If the file ends inside a line, or none of its lines is among those to keep.
    """
    if not data.endswith(b"\n"):
        raise PublishedFileError(
            f"{_FLAT} ends inside a line, after {len(data)} bytes: it was cut short. "
            "Take the snapshot again."
        )
    return files.keep_lines(data, _FLAT, _is_flat_line, separator="\t")


def _is_flat_line(row: dict[str, str]) -> bool:
    cells = {name.strip(): cell.strip() for name, cell in row.items()}
    return cells.get("series_id") in FLAT_SERIES and cells.get("year", "") >= str(FIRST_YEAR)


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
        PublishedFile(
            name=_FLAT,
            title="Consumer Price Index, all urban consumers, all items",
            url="https://download.bls.gov/pub/time.series/cu/cu.data.1.AllItems",
            page="https://www.bls.gov/cpi/data.htm",
            licence="public domain",
            keep=keep_flat,
            kept=f"the lines of series {', '.join(FLAT_SERIES)} from {FIRST_YEAR} on, unchanged",
        ),
    ),
)


def read(selected: Snapshot, flat: Snapshot | None = None) -> pd.DataFrame:
    """Return one row a series and month; the index has no unit, its base is 1982-84 = 100.

    Annual and half-year means (M13, S01 to S03) stand among the months in both files and are
    left out: they are no months. A month that was never published is not here either.

    Parameters
    ----------
    selected
        The selection of series, with their titles.
    flat
        The bureau's flat file, where it was taken: it adds the months that the selection lacks.

    Raises
    ------
    PublishedFileError
        If a period or a series id is of a kind that this reader does not know, or the files
        print a month of a series differently.
    """
    cells = files.read_cells(selected.path, _COLUMNS)
    rows = _months(cells.rename(columns={"series": "series_id"}), selected, ("",))
    if flat is None:
        return rows
    cells = files.read_cells(flat.path, _FLAT_COLUMNS, separator="\t")
    titles = rows.drop_duplicates("series_id").set_index("series_id")["title"]
    _refuse(cells["series_id"], cells["series_id"].isin(titles.index), flat.file)
    cells["title"] = cells["series_id"].map(titles)
    new = _new_months(_months(cells, flat, _NOT_PUBLISHED), rows, flat.file)
    return pd.concat([rows, new], ignore_index=True) if len(new) else rows


def _months(cells: pd.DataFrame, snapshot: Snapshot, missing: tuple[str, ...]) -> pd.DataFrame:
    is_month = cells["period"].str.fullmatch(_MONTH).fillna(False).astype(bool)
    _refuse(cells["period"], is_month | cells["period"].isin(_NO_MONTH), snapshot.file)
    months = cells[is_month]
    season = months["series_id"].str[2].map(_SEASON)
    area = months["series_id"].str[4:8].map(_AREAS)
    _refuse(months["series_id"], season.notna() & area.notna(), snapshot.file)
    return pd.DataFrame(
        {
            "series_id": months["series_id"],
            "title": months["title"],
            "area": area,
            "is_seasonally_adjusted": season.astype(bool),
            "year": files.numbers(months["year"], "year").astype("int64"),
            "month": months["period"].str[1:].astype("int64"),
            "index": files.numbers(months["value"], "value", missing=missing),
            **snapshot.cited(Grade.FIRM),
        }
    )


def _new_months(flat: pd.DataFrame, rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the published months that the other file lacks, once those of both agree."""
    both = flat.merge(rows[[*_KEY, "index"]], how="left", on=_KEY, suffixes=("", "_selected"),
                      indicator="where")  # fmt: skip
    shared = both[both["where"] == "both"]
    apart = shared[shared["index"] != shared["index_selected"]]
    if len(apart):
        first = apart.iloc[0]
        here = "unpublished" if pd.isna(first["index"]) else first["index"]
        raise PublishedFileError(
            f"{name}: {len(apart)} of {len(shared)} months are not as in {_FILE}, first "
            f"{first['series_id']} {first['year']}-{first['month']:02d}: {here} here and "
            f"{first['index_selected']} there. See which one {PUBLISHER.files[0].page} shows, and "
            "take the other file anew."
        )
    is_new = (both["where"] == "left_only") & both["index"].notna()
    return both.loc[is_new, list(rows.columns)]


def _refuse(cells: pd.Series, is_known: pd.Series, name: str) -> None:
    if not is_known.all():
        raise PublishedFileError(
            f"{name}: {int((~is_known).sum())} of {len(cells)} lines have a {cells.name} that is "
            f"not known here, first {cells[~is_known].iloc[0]!r}. Add it to the reader once you "
            "know what it means."
        )
