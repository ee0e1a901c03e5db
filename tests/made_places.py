"""Made places for tests: districts of half a degree in a row, written as shapefiles and tables.

Senate district n is the square from -90 + (n - 1) / 2 degrees east, 40 to 40.5 degrees north.
"""

from collections.abc import Sequence
from pathlib import Path

import shapefile

from research.sources.districts import HOUSE, SENATE, Chamber
from research.sources.snapshots import Snapshot

NOTE = "2 districts; maps in force January 2023 to January 2033."
NAD83 = 'GEOGCS["GCS_North_American_1983",DATUM["D_North_American_1983"]]'
AGES = ("U5", "5_9", "10_14", "15_17", "18_19", "20", "21", "22_24", "25_29", "30_34", "35_39",
        "40_44", "45_49", "50_54", "55_59", "60_61", "62_64", "65_66", "67_69", "70_74", "75_79",
        "80_84", "85_O")  # fmt: skip

Ring = list[tuple[float, float]]
Tract = tuple[str, float, float, int]


def snapshot(path: Path, note: str = NOTE) -> Snapshot:
    """Return a file as a kept snapshot."""
    return Snapshot(
        "made", path.name, "2026-01", path, "A made file", "A maker",
        "https://example.org/made", "2026-01-02", "none", "", note, False,
    )  # fmt: skip


def square(west: float, south: float, width: float = 0.5, height: float = 0.5) -> Ring:
    """Return the outline of a rectangle, clockwise as shapefiles have it."""
    east, north = west + width, south + height
    return [(west, south), (west, north), (east, north), (east, south), (west, south)]


def senate_squares(count: int = 2) -> dict[str, Ring | None]:
    """Return the outlines of so many Senate districts by code."""
    return {f"{n:03}": square(-90 + (n - 1) / 2, 40) for n in range(1, count + 1)}


def house_halves(count: int = 4) -> dict[str, Ring | None]:
    """Return the outlines of House districts, two side by side in each Senate district."""
    return {f"{n:03}": square(-90 + (n - 1) / 4, 40, 0.25) for n in range(1, count + 1)}


def chamber_files(
    folder: Path, chamber: Chamber, drawn: Sequence[tuple[str, Ring | None]]
) -> list[Snapshot]:
    """Write the shapefile of a chamber; return its .shp, .shx, .dbf and .prj."""
    stem = folder / chamber.stem
    with shapefile.Writer(str(stem), shapeType=shapefile.POLYGON) as writer:
        for name in (chamber.code, "INTPTLAT", "INTPTLON"):
            writer.field(name, "C", size=12)
        for name in ("ALAND", "AWATER"):
            writer.field(name, "N", size=14)
        for code, ring in drawn:
            if ring is None:
                writer.null()
            else:
                writer.poly([ring])
            lon, lat = (ring or [(-90.0, 40.0)])[0]
            writer.record(code, f"{lat + 0.1:+.4f}", f"{lon + 0.1:+.4f}", 2_000_000, 500_000)
    stem.with_suffix(".prj").write_text(NAD83, encoding="utf-8")
    return [snapshot(stem.with_suffix(end)) for end in (".shp", ".shx", ".dbf", ".prj")]


def senate_files(folder: Path, drawn: dict[str, Ring | None] | None = None) -> list[Snapshot]:
    """Write the Senate districts and return their files."""
    return chamber_files(folder, SENATE, list((drawn or senate_squares()).items()))


def house_files(folder: Path, drawn: dict[str, Ring | None] | None = None) -> list[Snapshot]:
    """Write the House districts and return their files."""
    return chamber_files(folder, HOUSE, list((drawn or house_halves()).items()))


def tract_files(folder: Path, tracts: Sequence[Tract]) -> tuple[Snapshot, Snapshot]:
    """Write (geoid, lon, lat, men and women of each age) as the two files of tracts."""
    header = ["GEOID20", "COUNTYFP20", "COUNTY", "TOT_POP", "HH_IN_HH"]
    header += [f"{age}_{sex}" for age in AGES for sex in "MF"]
    rows = [
        [geoid, geoid[:5], f"County {geoid[2:5]} County", 2 * len(AGES) * each, each]
        + [each] * 2 * len(AGES)
        for geoid, _, _, each in tracts
    ]
    ages, points = folder / "ages.csv", folder / "points.csv"
    ages.write_text(lines([header, *rows]), encoding="utf-8")
    located = [[geoid, lat, lon] for geoid, lon, lat, _ in tracts]
    points.write_text(lines([["GEOID20", "lat", "lon"], *located]), encoding="utf-8")
    return snapshot(ages), snapshot(points)


def lines(rows: Sequence[Sequence[object]]) -> str:
    """Return rows as comma-separated lines."""
    return "".join(",".join(str(cell) for cell in row) + "\n" for row in rows)
