"""Census Bureau: the county that each ZIP code area lies in."""

import pandas as pd

from research.ground.terms import Grade
from research.sources import files
from research.sources.publishers import PublishedFile, Publisher
from research.sources.snapshots import Snapshot

ONE_COUNTY = "the copy gives each ZIP code area one county, where some lie in two"

PUBLISHER = Publisher(
    id="census",
    name="U.S. Census Bureau",
    files=(
        PublishedFile(
            name="il_zcta_to_county.csv",
            title="ZIP code tabulation area to county, Illinois",
            url=None,
            page="https://www.census.gov/geographies/reference-files.html",
            licence="public domain",
            committed=False,
        ),
    ),
)

_COLUMNS = ("zcta", "county", "county_name", "state_name")


def read(snapshot: Snapshot) -> pd.DataFrame:
    """Return one row a ZIP code area and county.

    A ZIP code area is the Census Bureau's area around the addresses of a ZIP code; it has no
    shape here. One in two counties has two rows. The copy was cut down to one county each.
    """
    cells = files.read_cells(snapshot.path, _COLUMNS)
    return pd.DataFrame(
        {
            "zcta": cells["zcta"],
            "county_fips": cells["county"],
            "county_name": cells["county_name"].str.removesuffix(" County"),
            "grade_reasons": ONE_COUNTY,
            **snapshot.cited(Grade.USABLE),
        }
    )
