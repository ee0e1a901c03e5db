"""Look up the counties of Illinois by name or code, whoever wrote the name."""

import pandas as pd

from research.sources import files, typed
from research.sources.snapshots import Snapshot

COUNT = 102


def read_names(snapshot: Snapshot) -> "pd.Series[str]":
    """Return the name of each county by its code ("17031"), in the order of codes.

    Raises
    ------
    PublishedFileError
        If the file does not hold 102 codes and 102 names.
    """
    cells = files.read_cells(snapshot.path, ("county_fips", "county_name", *typed.SOURCE_COLUMNS))
    for column in ("county_fips", "county_name"):
        typed.refuse(cells[column].duplicated(), cells[column], snapshot.file, "stands there twice")
    typed.refuse(
        ~cells["county_fips"].str.fullmatch(r"17\d{3}"), cells["county_fips"], snapshot.file,
        "is no code of an Illinois county",
    )  # fmt: skip
    if len(cells) != COUNT:
        typed.refuse(
            pd.Series([True]), cells["county_name"], snapshot.file,
            f"is the first of {len(cells)} counties, and there are {COUNT}",
        )  # fmt: skip
    return cells.set_index("county_fips")["county_name"].sort_index()


def codes(named: pd.Series, names: "pd.Series[str]", file: str) -> pd.Series:
    """Return the code of each county name, with or without the word County.

    Parameters
    ----------
    named
        Names as a publisher writes them.
    names
        Names by code, as `read_names` returns them.
    file
        The file they stand in, for the message.

    Raises
    ------
    PublishedFileError
        Which names are no county of Illinois, how many of how many, and the first.
    """
    by_name = {_plain(name): code for code, name in names.items()}
    found = named.map(lambda name: by_name.get(_plain(str(name)), ""))
    typed.refuse(found.eq(""), named, file, "is no county of Illinois")
    return found


def _plain(name: str) -> str:
    """Return a name without what is written in two ways: De Witt, DeWitt; St. Clair, St Clair."""
    return name.casefold().removesuffix(" county").replace(" ", "").replace(".", "")
