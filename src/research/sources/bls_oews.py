"""Bureau of Labor Statistics: wages by occupation, in Illinois areas and national industries."""

import pandas as pd

from research.ground.terms import Grade
from research.sources import files
from research.sources.publishers import PublishedFile, Publisher
from research.sources.snapshots import Snapshot

KEPT_OCCUPATIONS = (
    "000000", "119151", "119171", "211018", "211019", "211021", "211022", "211023", "211093",
    "211094", "252011", "252051", "291141", "292053", "292061", "311120", "311131", "311132",
    "311133", "319099", "399011",
)  # fmt: skip
LOCAL_ALTERNATIVES = ("412031", "537062", "537065")
"""What else an aide could do nearby: sell in a store, move freight, fill orders."""
KEPT_INDUSTRIES = (
    "000000", "62--63", "622000", "622002", "622003", "622005", "622200", "622202", "622205",
    "623000", "623200", "623210", "623220", "624100", "624120", "624400",
)  # fmt: skip
NATION = ("0000000", "United States")

_AREAS_FILE = "il_areas_all_occupations.csv"
_NATION_FILE = "us_health_social_education_industries.csv.gz"
_OWNERS = {
    "State Government Owned": "state",
    "Local Government Owned": "local",
    "Privately Owned": "private",
}
_ALL_INDUSTRIES = ("000000", "Cross-Industry, Private, Federal, State, and Local")
_NOT_RELEASED = ("-", "*", "**", "#", "")
_FOOTNOTES = {
    "4": "paid by the year: no hourly wage",
    "5": "at or above the highest wage published",
    "8": "not released",
}
_MARKS = {
    "-": "not released, no reason given",
    "*": "no wage estimate",
    "**": "no employment estimate",
    "#": "at or above the highest wage published",
    "": "left blank",
}
_NUMBERS = {
    "employment": "Employment",
    "wage_mean_usd_per_hour": "Hourly mean wage",
    "wage_p10_usd_per_hour": "Hourly 10th percentile wage",
    "wage_p25_usd_per_hour": "Hourly 25th percentile wage",
    "wage_p50_usd_per_hour": "Hourly median wage",
    "wage_p75_usd_per_hour": "Hourly 75th percentile wage",
    "wage_p90_usd_per_hour": "Hourly 90th percentile wage",
    "wage_rse_percent": "Wage percent relative standard error",
}
_EXPLAINED = {"employment": "Employment", "hourly wage": "Hourly median wage"}
_JOB = ("occupation_code", "occupation_name", *_NUMBERS.values())


def keep_areas(data: bytes) -> bytes:
    """Return the lines of all areas that touch Illinois: care, and what else pays nearby."""
    wanted = {*KEPT_OCCUPATIONS, *LOCAL_ALTERNATIVES}
    return files.keep_lines(data, _AREAS_FILE, lambda row: row["occupation_code"] in wanted)


def keep_nation(data: bytes) -> bytes:
    """Return the lines of the industries of care, by owner, for the occupations of care."""
    return files.keep_lines(
        data,
        _NATION_FILE,
        lambda row: (
            row["industry_code"] in KEPT_INDUSTRIES and row["occupation_code"] in KEPT_OCCUPATIONS
        ),
    )


PUBLISHER = Publisher(
    id="bls_oews",
    name="Bureau of Labor Statistics",
    files=(
        PublishedFile(
            name=_AREAS_FILE,
            title="Occupational Employment and Wage Statistics, May 2025, Illinois areas",
            url=None,
            page="https://www.bls.gov/oes/",
            licence="public domain",
            keep=keep_areas,
            kept=f"the lines of all areas and {len(KEPT_OCCUPATIONS) + len(LOCAL_ALTERNATIVES)} "
            "occupations, unchanged",
        ),
        PublishedFile(
            name=_NATION_FILE,
            title="OEWS May 2025, national, industries 61 and 62 by ownership",
            url=None,
            page="https://www.bls.gov/oes/",
            licence="public domain",
            keep=keep_nation,
            kept_as=_NATION_FILE.removesuffix(".gz"),
            kept=f"the lines of {len(KEPT_INDUSTRIES)} industries and {len(KEPT_OCCUPATIONS)} "
            "occupations, unchanged, unpacked",
        ),
    ),
)


def read(areas: Snapshot, nation: Snapshot) -> pd.DataFrame:
    """Return one row an area, industry, owner and occupation; wages in dollars an hour.

    The owner stands in the name of an industry ("Hospitals, State Government Owned"); the
    published code is kept as it is (622002). A figure that the bureau did not release is
    missing, and ``released_why`` says what it gives as the reason.
    """
    notes = tuple(f"fn_{column}" for column in _EXPLAINED.values())
    local = files.read_cells(
        areas.path, ("area_code", "area_name", *_JOB, *notes), exact=False
    ).assign(industry_code=_ALL_INDUSTRIES[0], industry_name=_ALL_INDUSTRIES[1])
    wide = files.read_cells(
        nation.path, ("industry_code", "industry_name", *_JOB), exact=False
    ).assign(area_code=NATION[0], area_name=NATION[1])
    frames = [_rows(local, areas), _rows(wide, nation)]
    return pd.concat(frames, ignore_index=True)


def _rows(cells: pd.DataFrame, snapshot: Snapshot) -> pd.DataFrame:
    named = ("area_code", "area_name", "industry_code", "industry_name")
    return pd.DataFrame(
        {
            **{column: cells[column] for column in named},
            "ownership": cells["industry_name"].str.split(", ").str[-1].map(_OWNERS).fillna("all"),
            "occupation_code": cells["occupation_code"],
            "occupation_name": cells["occupation_name"],
            **{
                name: files.numbers(cells[column], column, missing=_NOT_RELEASED)
                for name, column in _NUMBERS.items()
            },
            "released_why": _why(cells),
            **snapshot.cited(Grade.FIRM),
        }
    )


def _why(cells: pd.DataFrame) -> pd.Series:
    """Return why figures are missing; empty where none is."""
    told = pd.Series("", index=cells.index, dtype="str")
    for what, column in _EXPLAINED.items():
        code = cells.get(f"fn_{column}", pd.Series("", index=cells.index, dtype="str"))
        reason = code.map(_FOOTNOTES).fillna(cells[column].map(_MARKS))
        part = (what + ": " + reason).where(cells[column].isin(_NOT_RELEASED), "")
        both = told.ne("") & part.ne("")
        told = told + both.map({True: "; ", False: ""}) + part
    return told
