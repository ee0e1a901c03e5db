"""In which area of the occupational wage survey each county lies."""

import pandas as pd

from research.ground.terms import Grade
from research.sources import county_names, files, typed
from research.sources.snapshots import Snapshot

STATE = ("1700000", "Illinois")
"""What stands for a county outside the metropolitan areas: the survey's nonmetropolitan areas
cover it, but which of them was not found, so wages of the whole state are the declared rule."""

NONMETROPOLITAN = ("1700001", "1700002", "1700003", "1700004")
"""The survey's areas of Illinois outside the metropolitan ones. Together the two kinds cover
every county (bls.gov/oes/notices/2019/areas_2018.htm), so such a county lies in one of these
and its wage lies between the lowest and the highest of the four."""


def read(areas: Snapshot, counties: Snapshot) -> pd.DataFrame:
    """Return one row a county, all 102; ``area_is_state`` where its own area is not known.

    Wages of the whole state are drawn upwards by Chicago, so in such a county they overstate
    what an employer nearby pays: a brief must say whose wages it shows, or show the range over
    ``possible_area_codes``, the areas that the county may lie in, separated by commas.

    Raises
    ------
    PublishedFileError
        If a listed county is none of the 102, stands there twice, or its name is another's.
    """
    names = county_names.read_names(counties)
    cells = files.read_cells(
        areas.path, ("county_fips", "county", "area_code", "area_name", *typed.SOURCE_COLUMNS)
    )
    fips = cells["county_fips"]
    typed.refuse(fips.duplicated(), fips, areas.file, "stands there twice")
    code = county_names.codes(cells["county"], names, areas.file)
    typed.refuse(code.ne(fips), fips, areas.file, "is not the code of the county beside it")
    held = cells.set_index("county_fips").reindex(names.index)
    is_state = held["area_code"].isna().to_numpy()
    grade = int(typed.grades(cells["seen"], areas.file).max())
    return pd.DataFrame(
        {
            "county_fips": names.index,
            "county_name": names.to_numpy(),
            "area_code": held["area_code"].fillna(STATE[0]).to_numpy(),
            "area_name": held["area_name"].fillna(STATE[1]).to_numpy(),
            "area_is_state": is_state,
            "possible_area_codes": held["area_code"].fillna(",".join(NONMETROPOLITAN)).to_numpy(),
            "source_title": held["source_title"].fillna(areas.title).to_numpy(),
            "source_url": held["source_url"].fillna(cells["source_url"].iloc[0]).to_numpy(),
            "snapshot": areas.id,
            "grade": max(grade, int(Grade.WEAK)),
            "is_synthetic": areas.is_synthetic,
        }
    )
