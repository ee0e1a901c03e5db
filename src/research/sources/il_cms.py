"""Illinois Central Management Services: state pay by agency and position title, no names."""

import pandas as pd

from research.ground.terms import Grade
from research.sources import files
from research.sources.publishers import PublishedFile, Publisher
from research.sources.snapshots import Snapshot

PERIODS_A_YEAR = 24
_COLUMNS = ("Agency", "Position Title", "Id", "Period Pay Rate", "YTD Gross", "Avg YTD Gross")

PUBLISHER = Publisher(
    id="il_cms",
    name="Illinois Central Management Services",
    files=(
        PublishedFile(
            name="state_pay_by_agency_and_title.csv",
            title="State employee pay by agency and position title",
            url=None,
            page="https://data.illinois.gov/dataset/724state_employee_pay",
            licence="CC BY",
            committed=False,
        ),
    ),
)


def read(snapshot: Snapshot) -> pd.DataFrame:
    """Return one row an agency and title, with the mean pay in dollars a year.

    "Period Pay Rate" is the sum of semi-monthly rates over the "Id" people of a title, so
    the mean a year is that sum / people * 24. Part-time staff cannot be told apart, and the
    sums are rounded to hundreds of dollars. The two columns to date are not read: they
    stop inside a year.
    """
    cells = files.read_cells(snapshot.path, _COLUMNS)
    people = files.numbers(cells["Id"], "Id")
    paid = files.numbers(cells["Period Pay Rate"], "Period Pay Rate")
    return pd.DataFrame(
        {
            "agency": cells["Agency"],
            "title": cells["Position Title"],
            "employees": people.astype("int64"),
            "pay_usd_per_year_mean": paid / people * PERIODS_A_YEAR,
            **snapshot.cited(Grade.USABLE),
        }
    )
