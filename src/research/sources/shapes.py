"""Read outlines as published, from shapefiles and GeoJSON, refusing what is no whole outline.

A shapefile is three files that belong together: outlines (.shp), where each begins (.shx) and
what each is (.dbf). They are compared before a single outline is read.
"""

import json
import struct
from dataclasses import dataclass
from pathlib import PurePath

import shapefile
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from research.ground.errors import PublishedFileError
from research.sources.files import read_text
from research.sources.snapshots import Snapshot

MOST_AREA_MOVED = 0.001
"""How much of its area an outline may gain or lose by being mended. No source; assumed: at a
tenth of a percent it moves no share that is printed."""

_DATUM = "GCS_North_American_1983"
_WORD = 2
_HEADER_BYTES = 100
_INDEX_BYTES = 8
_DBF_END = 1


@dataclass(frozen=True)
class Outline:
    """One record of a shapefile or one feature: what it says of itself, and its outline.

    ``outline`` is in degrees of longitude and latitude; None where only attributes were read.
    """

    said: dict[str, str]
    outline: BaseGeometry | None


def read_attributes(dbf: Snapshot) -> list[Outline]:
    """Return the records of a .dbf without outlines, in the order of the file.

    Raises
    ------
    PublishedFileError
        If the file is cut short or is no table.
    """
    _require_whole_dbf(dbf)
    with shapefile.Reader(dbf=str(dbf.path), encoding="utf-8") as reader:
        return [
            Outline({name: str(value) for name, value in record.as_dict().items()}, None)
            for record in reader.iterRecords()
        ]


def read_shapefile(name_of: str, *parts: Snapshot) -> list[Outline]:
    """Return the records of a shapefile with their outlines, in the order of the file.

    Parameters
    ----------
    name_of
        The column that names a record in messages.
    *parts
        The snapshots of its .shp, .shx and .dbf, and of its .prj if there is one.

    Raises
    ------
    PublishedFileError
        If a part is missing or cut short, the parts do not belong together, a record has no
        outline, or an outline cannot be mended.
    """
    by_end = {PurePath(part.file).suffix: part for part in parts}
    _require_parts(parts, by_end)
    shp, shx, dbf = (by_end[end] for end in (".shp", ".shx", ".dbf"))
    for part in (shp, shx):
        _require_whole_shapes(part)
    if ".prj" in by_end:
        _require_datum(by_end[".prj"])
    said = read_attributes(dbf)
    counted = (shx.path.stat().st_size - _HEADER_BYTES) // _INDEX_BYTES
    if counted != len(said):
        raise PublishedFileError(
            f"{shx.file} lists {counted} outlines, {dbf.file} has {len(said)} records: the files "
            "are not of one shapefile. Take all of them from one archive again."
        )
    drawn = _drawn(shp, shx)
    return [
        Outline(one.said, sound(outline, f"{shp.file}: {one.said.get(name_of, '?')}"))
        for one, outline in zip(said, drawn, strict=True)
    ]


def read_features(snapshot: Snapshot, name_of: str) -> list[Outline]:
    """Return the features of a GeoJSON file with their outlines, in the order of the file.

    Raises
    ------
    PublishedFileError
        If it is no GeoJSON, a feature has no outline, or an outline cannot be mended.
    """
    try:
        features = json.loads(read_text(snapshot.path))["features"]
        found = [(dict(one["properties"]), one["geometry"]) for one in features]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise PublishedFileError(
            f"{snapshot.file} is no whole GeoJSON ({type(error).__name__}: {error}): take the "
            "snapshot again."
        ) from error
    return [
        Outline(
            {key: str(value) for key, value in said.items()},
            sound(shape(drawn) if drawn else None, f"{snapshot.file}: {said.get(name_of, '?')}"),
        )
        for said, drawn in found
    ]


def sound(outline: BaseGeometry | None, name: str) -> BaseGeometry:
    """Return an outline that is a valid polygon; mended where that hardly moves its area.

    Parameters
    ----------
    outline
        Polygon or polygons; None or empty where the file has no outline for a record.
    name
        Whose outline it is, for messages.

    Raises
    ------
    PublishedFileError
        If there is none, it is no polygon, or mending it moves its area by more than
        `MOST_AREA_MOVED`.
    """
    if outline is None or outline.is_empty:
        raise PublishedFileError(
            f"{name} has no outline: nothing says where it lies. Take the snapshot again, or "
            "record with the publisher that it lacks one."
        )
    if outline.geom_type not in ("Polygon", "MultiPolygon"):
        raise PublishedFileError(f"{name} is a {outline.geom_type}, not the outline of an area.")
    if outline.is_valid:
        return outline
    mended = _areas_of(shapely.make_valid(outline))
    moved = abs(mended.area - outline.area) / mended.area if mended.area else float("inf")
    if moved > MOST_AREA_MOVED:
        raise PublishedFileError(
            f"{name} has an invalid outline ({shapely.is_valid_reason(outline)}) and mending it "
            f"moves {moved:.1%} of its area, more than {MOST_AREA_MOVED:.1%}: which side of the "
            "crossing belongs to it is not for us to say. Take the snapshot again."
        )
    return mended


def _areas_of(outline: BaseGeometry) -> BaseGeometry:
    """Return the polygons among the parts of a mended outline."""
    parts = [one for one in shapely.get_parts(outline) if one.area > 0]
    return shapely.union_all([piece for one in parts for piece in shapely.get_parts(one)])


def _drawn(shp: Snapshot, shx: Snapshot) -> list[BaseGeometry | None]:
    """Return every outline of a .shp as it is drawn; None for a record without one."""
    try:
        with shapefile.Reader(shp=str(shp.path), shx=str(shx.path)) as reader:
            return [
                None if one.shapeType == shapefile.NULL else shape(one.__geo_interface__)
                for one in reader.iterShapes()
            ]
    except (shapefile.ShapefileException, struct.error, LookupError, ValueError) as error:
        raise PublishedFileError(
            f"{shp.file} has an outline that cannot be read ({error}): take the snapshot again."
        ) from error


def _require_parts(parts: tuple[Snapshot, ...], by_end: dict[str, Snapshot]) -> None:
    lacking = [end for end in (".shp", ".shx", ".dbf") if end not in by_end]
    if lacking:
        stem = PurePath(parts[0].file).stem if parts else "a shapefile"
        raise PublishedFileError(
            f"{stem} lacks {', '.join(stem + end for end in lacking)}: outlines, index and "
            "attributes belong together. Take the snapshot of all three again."
        )


def _require_whole_shapes(part: Snapshot) -> None:
    """Refuse a .shp or .shx whose header names another length than it has."""
    data = part.path.read_bytes()
    if len(data) < _HEADER_BYTES or struct.unpack(">i", data[:4])[0] != 9994:
        raise PublishedFileError(f"{part.file} is no shapefile: take the snapshot again.")
    says = struct.unpack(">i", data[24:28])[0] * _WORD
    if says != len(data):
        raise PublishedFileError(_cut_short(part, len(data), says))


def _require_whole_dbf(part: Snapshot) -> None:
    """Refuse a .dbf that has fewer bytes than its header says its records take."""
    data = part.path.read_bytes()
    if len(data) < 32:
        raise PublishedFileError(f"{part.file} is no table of attributes: take it again.")
    count, head, width = struct.unpack("<IHH", data[4:12])
    says = head + count * width
    if len(data) not in (says, says + _DBF_END):
        raise PublishedFileError(_cut_short(part, len(data), says))


def _cut_short(part: Snapshot, has: int, says: int) -> str:
    return (
        f"{part.file} has {has} bytes, its header says {says}: it is cut short or was written "
        "over. Take the snapshot again."
    )


def _require_datum(prj: Snapshot) -> None:
    text = read_text(prj.path)
    if not text.startswith("GEOGCS[") or _DATUM not in text:
        raise PublishedFileError(
            f"{prj.file} names another coordinate system than {_DATUM} in degrees "
            f"({text[:40]!r}): points would be placed in the wrong areas. Change the reader."
        )
