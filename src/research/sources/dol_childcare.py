"""Department of Labor: what child care cost by county, 2008 to 2018, infants.

The figures are old, and an interval is not given: what rests on them now is weak.
"""

import pandas as pd

from research.metrics.grades import Design, Evidence, SourceKind, grade_of
from research.sources import county_names, files, typed
from research.sources.publishers import PublishedFile, Publisher
from research.sources.snapshots import Snapshot

PRICES = "ndcp_il_infant_prices.csv"

PUBLISHER = Publisher(
    id="dol_childcare",
    name="U.S. Department of Labor, Women's Bureau",
    files=(
        PublishedFile(
            name=PRICES,
            title="National Database of Childcare Prices 2008-2018, Illinois, infants",
            url=None,
            page="https://www.dol.gov/agencies/wb/topics/childcare",
            licence="public domain",
            committed=False,
        ),
    ),
)

_PRICES = {
    "center_infant_usd_per_week": "median_center_infant",
    "family_infant_usd_per_week": "median_family_infant",
}
_INCOME = "median_income_2018"


def read(prices: Snapshot, counties: Snapshot) -> pd.DataFrame:
    """Return one row a county and year: median weekly prices of full-time care of an infant.

    Prices are in dollars of their year; median family income is in dollars of 2018, as the
    publisher's column says. The age of a figure is counted to the year in which the file was
    taken, because a brief quotes it as evidence for now; grade_reasons says so.

    Raises
    ------
    PublishedFileError
        If a county is none of the 102, or a year or price is no number.
    """
    cells = files.read_cells(
        prices.path, ("study_year", "county_name", _INCOME, *_PRICES.values()), exact=False
    )
    names = county_names.read_names(counties)
    code = county_names.codes(cells["county_name"], names, prices.file)
    year = files.numbers(cells["study_year"], "study_year").astype("int64")
    typed.refuse(
        pd.Series(list(zip(code, year, strict=True))).duplicated(), cells["county_name"],
        prices.file, "has two rows in one year",
    )  # fmt: skip
    taken = int((prices.retrieved or prices.date)[:4])
    graded = {
        one: grade_of(Evidence(SourceKind.DATA_FILE, Design.PROBABILITY, max(taken - one, 0)))
        for one in sorted(set(year))
    }
    return pd.DataFrame(
        {
            "county_fips": code,
            "study_year": year,
            "county_name": code.map(names),
            **{name: files.numbers(cells[column], column) for name, column in _PRICES.items()},
            "median_income_usd2018": files.numbers(cells[_INCOME], _INCOME),
            **prices.cited(graded[min(graded)].grade),
            "grade": year.map({one: int(held.grade) for one, held in graded.items()}),
            "grade_reasons": year.map(
                {one: "; ".join(held.reasons) for one, held in graded.items()}
            ),
        }
    )
