"""Census Bureau: outlines of legislative districts and counties of Illinois."""

import io
import zipfile
from collections.abc import Callable

import pandas as pd
import shapely

from research.ground.errors import PublishedFileError
from research.ground.terms import Grade
from research.sources import geometry
from research.sources.districts import (
    HOUSE,
    SENATE,
    UNDEFINED,
    Chamber,
    in_force,
    outlines_of,
    read_chamber,
    senate_district_of,
)
from research.sources.publishers import PublishedFile, Publisher
from research.sources.shapes import Outline, read_features
from research.sources.snapshots import Snapshot

_LICENCE = "public domain"
_SENATE_PAGE = "https://www2.census.gov/geo/tiger/TIGER2024/SLDU/tl_2024_17_sldu.zip"
_HOUSE_PAGE = "https://www2.census.gov/geo/tiger/TIGER2024/SLDL/tl_2024_17_sldl.zip"
_COUNTY_PAGE = "https://www.census.gov/geographies/mapping-files.html"


def member(name: str) -> Callable[[bytes], bytes]:
    """Return a rule that keeps one file of a .zip; a file that is no .zip is kept as it is."""

    def keep(data: bytes) -> bytes:
        if not zipfile.is_zipfile(io.BytesIO(data)):
            return data
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if name not in archive.namelist():
                raise PublishedFileError(
                    f"the archive that should hold {name} holds {', '.join(archive.namelist())}: "
                    "did the publisher change its names?"
                )
            return archive.read(name)

    return keep


def _of_senate(end: str) -> PublishedFile:
    return PublishedFile(
        name=SENATE.stem + end,
        title="TIGER/Line 2024 state legislative districts, upper chamber, Illinois",
        url=None,
        page=_SENATE_PAGE,
        licence=_LICENCE,
        committed=False,
    )


def _drawn_of_house(end: str) -> PublishedFile:
    name = HOUSE.stem + end
    return PublishedFile(
        name=name,
        title="TIGER/Line 2024 state legislative districts, lower chamber, Illinois",
        url=_HOUSE_PAGE,
        licence=_LICENCE,
        committed=False,
        keep=member(name),
        kept=f"the file {name} of the archive",
    )


PUBLISHER = Publisher(
    id="census_tiger",
    name="U.S. Census Bureau",
    files=(
        *(_of_senate(end) for end in (".shp", ".shx", ".dbf", ".prj")),
        PublishedFile(
            name=HOUSE.stem + ".dbf",
            title="TIGER/Line 2024 state legislative districts, lower chamber: attributes",
            url=None,
            page=_HOUSE_PAGE,
            licence=_LICENCE,
            committed=False,
        ),
        *(_drawn_of_house(end) for end in (".shp", ".shx")),
        PublishedFile(
            name="il_counties_10m.geojson",
            title="Illinois counties, cartographic boundary 1:10m",
            url=None,
            page=_COUNTY_PAGE,
            licence=_LICENCE,
            committed=False,
        ),
    ),
)


def read_districts(*snapshots: Snapshot) -> pd.DataFrame:
    """Return one row a district of either chamber, the undefined areas among them.

    ``land_sqkm`` and ``water_sqkm`` are the publisher's, ``lat`` and ``lon`` its internal point.
    The undefined area of a chamber has number 0; the contract keeps it out.

    Raises
    ------
    PublishedFileError
        If a file cannot be read, numbers are missing from a chamber, or a House district has
        no Senate district around it.
    """
    first, last = in_force(_named(snapshots, SENATE.stem + ".shp"))
    frame = pd.concat(
        [_districts(chamber, snapshots) for chamber in (SENATE, HOUSE)], ignore_index=True
    )
    _require_whole(frame)
    return frame.assign(map_from=first, map_to=last)


def read_district_shapes(*snapshots: Snapshot) -> pd.DataFrame:
    """Return one row a district with an outline: it, its bounds and its neighbors.

    Outlines are lightened for drawing (`geometry.DRAWING_TOLERANCE`); bounds and neighbors are
    taken from those that were published.
    """
    frames = [_drawn(chamber, snapshots) for chamber in (SENATE, HOUSE)]
    return pd.concat([frame for frame in frames if len(frame)], ignore_index=True)


def read_county_shapes(snapshot: Snapshot) -> pd.DataFrame:
    """Return one row a county: its outline, as published, and a point inside for its name."""
    counties = read_features(snapshot, "name")
    inside = [shapely.point_on_surface(one.outline) for one in counties]
    return pd.DataFrame(
        {
            "county_fips": [one.said["id"] for one in counties],
            "county_name": [one.said["name"] for one in counties],
            "geojson": [geometry.written(one.outline) for one in counties],
            "lat": [point.y for point in inside],
            "lon": [point.x for point in inside],
            **snapshot.cited(Grade.FIRM),
        }
    )


def _districts(chamber: Chamber, snapshots: tuple[Snapshot, ...]) -> pd.DataFrame:
    cited = _named(snapshots, chamber.stem + ".dbf").cited(Grade.FIRM)
    return pd.DataFrame(
        [{**_district(chamber, one), **cited} for one in read_chamber(chamber, snapshots)]
    )


def _district(chamber: Chamber, one: Outline) -> dict[str, object]:
    code = one.said[chamber.code]
    number = 0 if code == UNDEFINED else int(code)
    return {
        "district_id": chamber.district_id(code),
        "chamber": chamber.name,
        "number": number,
        "senate_district_id": senate_district_of(chamber, number) if number else "",
        "label": f"{chamber.called} {number or code}",
        "land_sqkm": float(one.said["ALAND"]) / 1e6,
        "water_sqkm": float(one.said["AWATER"]) / 1e6,
        "lat": float(one.said["INTPTLAT"]),
        "lon": float(one.said["INTPTLON"]),
        "has_shape": one.outline is not None,
    }


def _drawn(chamber: Chamber, snapshots: tuple[Snapshot, ...]) -> pd.DataFrame:
    if not any(one.file == chamber.stem + ".shp" for one in snapshots):
        return pd.DataFrame()
    names, drawn = outlines_of(chamber, snapshots)
    bounds = shapely.bounds(drawn).T
    return pd.DataFrame(
        {
            "district_id": names,
            "geojson": [geometry.written(one) for one in geometry.lightened(drawn)],
            **dict(zip(("west", "south", "east", "north"), bounds, strict=True)),
            "neighbors": [
                ",".join(names[place] for place in places) for places in geometry.neighbors(drawn)
            ],
            **_named(snapshots, chamber.stem + ".shp").cited(Grade.FIRM),
        }
    )


def _named(snapshots: tuple[Snapshot, ...], file: str) -> Snapshot:
    found = [one for one in snapshots if one.file == file]
    if not found:
        raise PublishedFileError(
            f"{file} is missing among {', '.join(one.file for one in snapshots)}: take the "
            "snapshot of all files of census_tiger again."
        )
    return found[0]


def _require_whole(frame: pd.DataFrame) -> None:
    """Refuse chambers that do not count 1, 2, 3 … or do not nest two in one."""
    for chamber in (SENATE, HOUSE):
        numbers = frame.loc[frame["chamber"].eq(chamber.name), "number"]
        lacking = sorted(set(range(1, int(numbers.max()) + 1)) - set(numbers))
        if lacking:
            raise PublishedFileError(
                f"{chamber.stem}.dbf lacks {len(lacking)} districts below {int(numbers.max())}, "
                f"first {chamber.called} {lacking[0]}: it is not the whole chamber."
            )
    most = frame.groupby("chamber")["number"].max()
    if most[HOUSE.name] != 2 * most[SENATE.name]:
        raise PublishedFileError(
            f"there are {most[HOUSE.name]} House and {most[SENATE.name]} Senate districts: two of "
            "one do not nest in each of the other, so no House district can be placed."
        )
