"""Agencies of Illinois as their returns of tax year 2021 show them, each placed in a district.

Compiled from the returns by others, and a sample of all returns: what rests on it is weak.
"""

import pandas as pd

from research.ground.errors import PublishedFileError
from research.ground.terms import Grade
from research.sources import files, geometry
from research.sources.districts import SENATE, outlines_of
from research.sources.snapshots import Snapshot
from research.tables.names import printed_name

HUMAN_SERVICE_MAJORS = "FIJKLOP"
"""Majors of the national taxonomy whose services the state buys from agencies: mental health
and substance use (F), legal and justice (I), employment (J), food (K), housing (L), youth (O),
human services (P). The file's own group HMS also holds recreation (N: leagues and clubs) and
public safety (M), which are left out, and lacks F. Ours; no source."""

PRESCHOOL = "B21"
"""Preschools stand among schools in the taxonomy; child care assistance pays for them."""

_CHARITY = "3"
_STATE = "IL"
_FORMS = {"990": "990", "990PC": "990", "990EZ": "990-EZ"}
_NOT_A_NAME = r"(?i)^(?:c/?o\b|d/?b/?a\b|attn\b).*"
_COLUMNS = {
    "ein": "ORG_EIN",
    "first": "ORG_NAME_L1",
    "second": "ORG_NAME_L2",
    "tax_year": "TAX_YEAR",
    "form": "RETURN_TYPE",
    "filed": "F9_00_RETURN_TIME_STAMP",
    "ntee": "NTEE_NCCS",
    "subsection": "BMF_SUBSECTION_CODE",
    "state": "CENSUS_STATE_ABBR",
    "block": "CENSUS_BLOCK_FIPS",
}
_AMOUNTS = {
    "total_usd": "F9_09_EXP_TOT_TOT",
    "program_usd": "F9_09_EXP_TOT_PROG",
    "management_usd": "F9_09_EXP_TOT_MGMT",
    "fundraising_usd": "F9_09_EXP_TOT_FUNDR",
}
_TOTAL_OF_PART_1 = "F9_01_EXP_TOT_CY"


def read(returns: Snapshot, points: Snapshot, *districts: Snapshot) -> pd.DataFrame:
    """Return one row a return of an Illinois agency, in nominal dollars of tax year 2021.

    Total expenses are Part IX line 25 column A, and Part I where the form has no Part IX (990-EZ);
    parts are missing there, not 0. The agency is placed by its census block: the tract is the
    first eleven digits, and the district is that of the tract's internal point. That is where
    its office is, not where it serves.

    Parameters
    ----------
    returns
        The sample of tax year 2021.
    points
        Internal points of the 2020 tracts.
    *districts
        The files of the outlines of the upper chamber.

    Raises
    ------
    PublishedFileError
        If a return has no block, or its tract is not among the points.
    """
    columns = (*_COLUMNS.values(), *_AMOUNTS.values(), _TOTAL_OF_PART_1)
    whole = files.read_cells(returns.path, columns, exact=False)
    cells = whole[whole[_COLUMNS["state"]].eq(_STATE)].reset_index(drop=True)
    said = pd.DataFrame({name: cells[column] for name, column in _COLUMNS.items()})
    amounts = {name: files.numbers(cells[column], column) for name, column in _AMOUNTS.items()}
    part_1 = files.numbers(cells[_TOTAL_OF_PART_1], _TOTAL_OF_PART_1)
    tract = said["block"].str[:11]
    return pd.DataFrame(
        {
            "ein": said["ein"].str.zfill(9),
            "name": _names(said),
            "tax_year": files.numbers(said["tax_year"], "TAX_YEAR").astype("int64"),
            "form": said["form"].map(_FORMS),
            "filed": pd.to_datetime(said["filed"].where(said["filed"].ne(""))).astype(
                "datetime64[ns]"
            ),
            "ntee_major": said["ntee"].str[:1],
            "subsection": said["subsection"].str.lstrip("0"),
            "is_human_service": _is_human_service(said),
            "county_fips": tract.str[:5],
            "tract_geoid": tract,
            "senate_district_id": _placed(tract, returns, points, districts),
            **amounts,
            "total_usd": amounts["total_usd"].fillna(part_1),
            "has_parts": pd.DataFrame(amounts).drop(columns="total_usd").notna().all(axis=1),
            **returns.cited(Grade.WEAK),
        }
    )


def _is_human_service(said: pd.DataFrame) -> pd.Series:
    """Return whether a return is that of a charity of one of our majors.

    Only charities (501(c)(3)): unions and trade groups stand in majors J, K and L too.
    """
    ours = said["ntee"].str[:1].isin(list(HUMAN_SERVICE_MAJORS))
    preschool = said["ntee"].str.startswith(PRESCHOOL)
    return (ours | preschool) & said["subsection"].str.lstrip("0").eq(_CHARITY)


def _names(said: pd.DataFrame) -> pd.Series:
    """Return both lines of a name as one; a second line that is an address note is left out."""
    second = said["second"].str.replace(_NOT_A_NAME, "", regex=True)
    return (said["first"] + " " + second).str.strip().map(printed_name).astype("str")


def _placed(
    tract: pd.Series, returns: Snapshot, points: Snapshot, districts: tuple[Snapshot, ...]
) -> pd.Series:
    cells = files.read_cells(points.path, ("GEOID20", "lat", "lon"), exact=False)
    where = pd.DataFrame(
        {name: files.numbers(cells[name], name) for name in ("lon", "lat")}
    ).set_index(cells["GEOID20"])
    lost = tract[~tract.isin(where.index)]
    if len(lost):
        raise PublishedFileError(
            f"{returns.file}: {len(lost)} of {len(tract)} returns lie in no tract of "
            f"{points.file}, first {lost.iloc[0]!r} (return {int(lost.index[0]) + 1} of Illinois): "
            "take both of one census."
        )
    names, outlines = outlines_of(SENATE, districts)
    used = where.loc[sorted(set(tract))]
    lon, lat = used["lon"].to_numpy(), used["lat"].to_numpy()
    place = geometry.place_points(lon, lat, outlines)
    outside = place == -1
    if outside.any():
        place[outside] = geometry.nearest(lon[outside], lat[outside], outlines)
    found = dict(zip(used.index, (names[one] for one in place), strict=True))
    return tract.map(found)
