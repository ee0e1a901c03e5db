"""Form 990 returns as tables: a sample of tax year 2021 and community agencies of 2018.

Both were compiled from the returns by others, so what rests on them is weak (grade 3).
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from research.ground.terms import Grade
from research.sources import files
from research.sources.publishers import PublishedFile, Publisher
from research.sources.snapshots import Snapshot

SIZE_CLASSES = (
    (0, "under $100,000"),
    (100_000, "$100,000 to $499,999"),
    (500_000, "$500,000 to $999,999"),
    (1_000_000, "$1 million to $4.9 million"),
    (5_000_000, "$5 million to $19.9 million"),
    (20_000_000, "$20 million and more"),
)
"""Lower bound of total expenses and name of each class. $5 million is the line below which
the coalition calls an agency small; the other lines are ours."""

PUBLISHER = Publisher(
    id="irs_form990_tables",
    name="Internal Revenue Service, compiled by the Nonprofit Open Data Collective and J. Lecy",
    files=(
        PublishedFile(
            name="efile2021_sample10k.csv.gz",
            title="10,000 returns of tax year 2021 (6,284 Form 990, 3,716 990-EZ)",
            url=None,
            page="https://github.com/Nonprofit-Open-Data-Collective/fiscal",
            licence="MIT",
            committed=False,
        ),
        PublishedFile(
            name="efile2018_community.csv.gz",
            title="Returns of tax year 2018, NTEE L, P and S: Parts I, VIII, IX and X",
            url=None,
            page="https://github.com/lecy/fiscal-health",
            licence="public record (compilation: none stated)",
            committed=False,
        ),
    ),
)

_FORMS = {"990": "990", "990PC": "990", "990EZ": "990-EZ"}
_SHARED = {
    "ein": "ORG_EIN",
    "tax_year": "TAX_YEAR",
    "name": "ORG_NAME_L1",
    "form": "RETURN_TYPE",
    "filed": "F9_00_RETURN_TIME_STAMP",
}
_AMOUNTS = {
    "total_usd": "F9_09_EXP_TOT_TOT",
    "program_usd": "F9_09_EXP_TOT_PROG",
    "management_usd": "F9_09_EXP_TOT_MGMT",
    "fundraising_usd": "F9_09_EXP_TOT_FUNDR",
    "revenue_usd": "F9_01_REV_TOT_CY",
    "surplus_usd": "F9_01_EXP_REV_LESS_EXP_CY",
    "government_grants_usd": "F9_08_REV_CONTR_GOVT_GRANT",
    "total_part_1_usd": "F9_01_EXP_TOT_CY",
}
_OF_2021 = {
    "state": "CENSUS_STATE_ABBR",
    "county": "CENSUS_COUNTY_NAME",
    "ntee": "NTEE_NCCS",
    "subsection": "BMF_SUBSECTION_CODE",
}
_OF_2018 = {
    "state": "state",
    "county": "countyname",
    "ntee": "NTEECC",
    "subsection": "F9_00_EXEMPT_STAT_501C3_X",
}


def read(sample_2021: Snapshot, community_2018: Snapshot) -> pd.DataFrame:
    """Return one row a return, in nominal dollars of the agency's own tax year.

    Total expenses are Part IX line 25 column A; where the file has no Part IX for a return
    (every 990-EZ, and part of the 2018 file) they are Part I line 18 (990-EZ line 17), which
    the form defines as the same sum, and the functional parts are missing. A blank part is
    missing, not 0. The file's OBJECTID was rounded and is not read.
    """
    frames = [_rows(sample_2021, _OF_2021), _rows(community_2018, _OF_2018)]
    return pd.concat(frames, ignore_index=True)


def _rows(snapshot: Snapshot, own: Mapping[str, str]) -> pd.DataFrame:
    columns = {**_SHARED, **own, **_AMOUNTS}
    cells = files.read_cells(snapshot.path, tuple(columns.values()), exact=False)
    cells = cells.set_axis(list(columns), axis="columns")
    amounts = {name: files.numbers(cells[name], column) for name, column in _AMOUNTS.items()}
    total = amounts["total_usd"].fillna(amounts.pop("total_part_1_usd"))
    return pd.DataFrame(
        {
            "ein": cells["ein"].str.zfill(9),
            "tax_year": files.numbers(cells["tax_year"], "TAX_YEAR").astype("int64"),
            "source_file": snapshot.file.removesuffix(".csv.gz"),
            "name": cells["name"].str.upper(),
            "state": cells["state"],
            "county": cells["county"].str.removesuffix(" County").str.upper(),
            "ntee_major": cells["ntee"].str[:1],
            "form": cells["form"].map(_FORMS),
            "subsection": cells["subsection"].replace("X", "3"),
            "filed": _filed(cells["filed"]),
            **amounts,
            "total_usd": total,
            "size_class": _size_class(total),
            **snapshot.cited(Grade.WEAK),
        }
    )


def _filed(cells: pd.Series) -> pd.Series:
    """Return when each return was filed, in UTC; the 2021 file states no zone."""
    parsed = pd.to_datetime(cells.where(cells.ne("")), format="ISO8601", utc=True)
    return parsed.dt.tz_localize(None).astype("datetime64[ns]")


def _size_class(total: pd.Series) -> pd.Series:
    """Return the size class of each total; empty where there is none."""
    bounds = [lower for lower, _ in SIZE_CLASSES]
    names = np.array(["", *(name for _, name in SIZE_CLASSES)], dtype=object)
    place = np.searchsorted(bounds, total.fillna(-1).to_numpy(), side="right")
    return pd.Series(names[place], index=total.index, dtype="str")
