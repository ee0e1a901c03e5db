"""Legislative districts as the Census Bureau draws them: one frame with their outlines."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from research.ground.errors import PublishedFileError
from research.sources.shapes import Outline, read_attributes, read_shapefile
from research.sources.snapshots import Snapshot

UNDEFINED = "ZZZ"
"""The code of the area for which the publisher has no district: the water of Lake Michigan."""

_IN_FORCE = re.compile(r"maps in force (January) (\d{4}) to (January) (\d{4})")


@dataclass(frozen=True)
class Chamber:
    """One chamber: its name, the letter of its ids, its file and the column of its codes."""

    name: str
    letter: str
    digits: int
    stem: str
    code: str
    called: str

    def district_id(self, code: str) -> str:
        """Return "S21" for Senate code "021", "SZZZ" for the undefined area."""
        return f"{self.letter}{int(code):0{self.digits}}" if code.isdigit() else self.letter + code


SENATE = Chamber("senate", "S", 2, "tl_2024_17_sldu", "SLDUST", "Senate District")
HOUSE = Chamber("house", "H", 3, "tl_2024_17_sldl", "SLDLST", "House District")


def senate_district_of(chamber: Chamber, number: int) -> str:
    """Return the id of the Senate district that a district lies in; itself for the Senate.

    House district n lies in Senate district n / 2, rounded up, as the publisher's file notes.
    """
    return SENATE.district_id(str(number if chamber is SENATE else (number + 1) // 2))


def read_chamber(chamber: Chamber, snapshots: tuple[Snapshot, ...]) -> list[Outline]:
    """Return the records of a chamber, with outlines where its .shp is among the snapshots.

    Raises
    ------
    PublishedFileError
        If a part is missing or cut short, or an outline is missing or cannot be mended.
    """
    parts = [one for one in snapshots if one.file.startswith(chamber.stem + ".")]
    if any(one.file.endswith((".shp", ".shx")) for one in parts):
        return read_shapefile(chamber.code, *parts)
    attributes = [one for one in parts if one.file.endswith(".dbf")]
    if not attributes:
        raise PublishedFileError(
            f"{chamber.stem}.dbf is missing: nothing says which {chamber.called}s there are."
        )
    return read_attributes(attributes[0])


def outlines_of(
    chamber: Chamber, snapshots: tuple[Snapshot, ...]
) -> tuple[list[str], NDArray[np.object_]]:
    """Return the ids and outlines of the districts of a chamber, in the order of their ids.

    The undefined area is left out; both are empty where the chamber has no outlines.

    Raises
    ------
    PublishedFileError
        As `read_chamber`, or if a district is there twice.
    """
    found: dict[str, BaseGeometry] = {}
    for one in read_chamber(chamber, snapshots):
        name = chamber.district_id(one.said[chamber.code])
        if one.outline is None or one.said[chamber.code] == UNDEFINED:
            continue
        if name in found:
            raise PublishedFileError(
                f"{chamber.stem}.shp has {name} twice: a point in it would lie in two districts. "
                "Take the snapshot again."
            )
        found[name] = one.outline
    names = sorted(found)
    drawn = np.empty(len(names), dtype=object)
    drawn[:] = [found[name] for name in names]
    return names, drawn


def in_force(snapshot: Snapshot) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first day of the months from and to which the maps are in force.

    They stand in the note of the sidecar of the upper chamber, by the month.

    Raises
    ------
    PublishedFileError
        If the note does not say so.
    """
    said = _IN_FORCE.search(snapshot.note)
    if said is None:
        raise PublishedFileError(
            f"{snapshot.file}.toml does not say when its maps are in force: its note must hold "
            '"maps in force January YYYY to January YYYY".'
        )
    return pd.Timestamp(int(said[2]), 1, 1), pd.Timestamp(int(said[4]), 1, 1)
