"""Which group of counties each program puts a county in: they differ, Will County above all."""

import pandas as pd

from research.ground.terms import Grade
from research.sources import county_names, files, typed
from research.sources.snapshots import Snapshot

CHILD_CARE = "ccap"
"""Child care assistance: groups 1A, 1B and 2 decide what a day pays."""

DISABILITIES = "dd"
"""Developmental disabilities: Chicago, suburban Cook and the collar counties are paid more."""

_CCAP_LABELS = {"GROUP_1A": "Group 1A", "GROUP_1B": "Group 1B", "GROUP_2": "Group 2"}
_DD_LABELS = {
    "COOK": "Chicago and suburban Cook County",
    "COLLAR": "collar counties",
    "REST": "the rest of the state",
}


def read(dd: Snapshot, counties: Snapshot, ccap: Snapshot) -> pd.DataFrame:
    """Return one row a program and county, all 102 counties for each program.

    A county that a program's list does not name is in its last group: both lists name only
    those that are paid more.

    Raises
    ------
    PublishedFileError
        If a listed county is none of the 102, stands there twice, or has an unknown group.
    """
    names = county_names.read_names(counties)
    listed = files.read_cells(ccap.path, ("county", "group", "source"))
    child_care = _rows(CHILD_CARE, listed, names, _CCAP_LABELS, ccap).assign(
        source_title="IDHS: child care assistance program, county groups",
        source_url=listed["source"].iloc[0],
        snapshot=ccap.id,
        grade=int(Grade.USABLE),
        is_synthetic=ccap.is_synthetic,
    )
    typed_dd = files.read_cells(dd.path, ("county", "group", *typed.SOURCE_COLUMNS))
    disabilities = _rows(DISABILITIES, typed_dd, names, _DD_LABELS, dd).assign(
        source_title=typed_dd["source_title"].iloc[0],
        source_url=typed_dd["source_url"].iloc[0],
        snapshot=dd.id,
        grade=int(typed.grades(typed_dd["seen"], dd.file).max()),
        is_synthetic=dd.is_synthetic,
    )
    return pd.concat([child_care, disabilities], ignore_index=True)


def _rows(
    program: str,
    listed: pd.DataFrame,
    names: "pd.Series[str]",
    labels: dict[str, str],
    snapshot: Snapshot,
) -> pd.DataFrame:
    known, last = list(labels), list(labels)[-1]
    typed.refuse(
        ~listed["group"].isin(known),
        listed["group"],
        snapshot.file,
        f"is none of {', '.join(known)}",
    )
    code = county_names.codes(listed["county"], names, snapshot.file)
    typed.refuse(code.duplicated(), listed["county"], snapshot.file, "stands there twice")
    group = pd.Series(listed["group"].to_numpy(), index=code).reindex(names.index).fillna(last)
    return pd.DataFrame(
        {
            "program": program,
            "county_fips": names.index,
            "county_name": names.to_numpy(),
            "group": group.to_numpy(),
            "group_label": group.map(labels).to_numpy(),
            "is_listed": names.index.isin(code),
        }
    )
