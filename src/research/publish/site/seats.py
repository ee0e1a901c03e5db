"""Whose district a ZIP or a county touches, as far as the tables of this project say."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from research.ground.held import digest_or_absent
from research.ground.paths import Project

TABLES = ("seats", "districts", "county_districts", "zip_areas")


@dataclass(frozen=True)
class Seat:
    """One seat of the General Assembly, and who holds it."""

    id: str
    label: str
    name: str
    family_name: str
    is_vacant: bool
    chamber: str
    number: int


@dataclass(frozen=True)
class County:
    """A county: its ZIP areas, and the seats whose districts touch it."""

    name: str
    place: str
    zips: tuple[str, ...]
    seats: tuple[Seat, ...]


@dataclass(frozen=True)
class Places:
    """What the search knows; nothing where the tables were not built.

    Attributes
    ----------
    missing
        The tables that are not there.
    retrieved
        The day of the roster.
    """

    seats: tuple[Seat, ...] = ()
    counties: tuple[County, ...] = ()
    missing: tuple[str, ...] = ()
    retrieved: str = ""

    @property
    def prefixes(self) -> dict[str, list[tuple[str, County]]]:
        """Return the ZIP areas, each with its county, by their first three digits."""
        found: dict[str, list[tuple[str, County]]] = defaultdict(list)
        for zip_area, county in sorted(_zips(self.counties), key=lambda one: one[0]):
            found[zip_area[:3]].append((zip_area, county))
        return dict(found)


def _zips(counties: Iterable[County]) -> Iterable[tuple[str, County]]:
    return ((zip_area, county) for county in counties for zip_area in county.zips)


def digests(project: Project) -> dict[str, str]:
    """Return the digests of the tables that the search reads, or that they are absent."""
    return {name: digest_or_absent(project.processed / f"{name}.parquet") for name in TABLES}


def places(project: Project) -> Places:
    """Return what the search knows, from the tables that are there.

    Seats are listed by name from the roster alone; ZIPs need all four tables. No outline of
    House districts is read, so both House halves of each Senate district are taken to touch a
    county that it touches.
    """
    missing = tuple(n for n in TABLES if not (project.processed / f"{n}.parquet").is_file())
    if "seats" in missing:
        return Places(missing=missing)
    rows = _rows(project, "seats")
    seats = tuple(sorted(map(_seat, rows), key=lambda one: (one.chamber, one.number)))
    day = max((str(row["retrieved"])[:10] for row in rows), default="")
    if missing:
        return Places(seats=seats, missing=missing, retrieved=day)
    return Places(seats, _counties(project, seats), missing, day)


def _counties(project: Project, seats: Iterable[Seat]) -> tuple[County, ...]:
    senate_of = {
        str(row["district_id"]): str(row["senate_district_id"])
        for row in _rows(project, "districts")
    }
    touching: dict[str, set[str]] = defaultdict(set)
    for row in _rows(project, "county_districts"):
        touching[str(row["county_fips"])].add(str(row["senate_district_id"]))
    zips: dict[str, list[str]] = defaultdict(list)
    names: dict[str, str] = {}
    for row in _rows(project, "zip_areas"):
        zips[str(row["county_fips"])].append(str(row["zcta"]))
        names[str(row["county_fips"])] = str(row["county_name"])
    return tuple(
        County(
            name=name,
            place=place(name),
            zips=tuple(sorted(zips[fips])),
            seats=tuple(
                s for s in seats
                if (s.id if s.chamber == "senate" else senate_of.get(s.id)) in touching[fips]
            ),
        )
        for fips, name in sorted(names.items(), key=lambda one: one[1])
    )  # fmt: skip


def place(name: str) -> str:
    """Return the name of a county as a part of an address: st-clair."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _seat(row: dict[str, Any]) -> Seat:
    vacant = bool(row["is_vacant"])
    return Seat(
        id=str(row["district_id"]), label=str(row["district_label"]),
        name="" if vacant else str(row["name"] or ""),
        family_name="" if vacant else str(row["family_name"] or ""),
        is_vacant=vacant, chamber=str(row["chamber"]), number=int(row["number"]),
    )  # fmt: skip


def _rows(project: Project, table: str) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    whole = pq.ParquetFile(project.processed / f"{table}.parquet").read()
    columns = [name for name in whole.column_names if name in _WANTED]
    rows: list[dict[str, Any]] = whole.select(columns).to_pylist()
    return rows


_WANTED = {
    "district_id", "district_label", "name", "family_name", "is_vacant", "chamber", "number",
    "senate_district_id", "county_fips", "county_name", "zcta", "retrieved",
}  # fmt: skip
