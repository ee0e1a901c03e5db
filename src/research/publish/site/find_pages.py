"""The pages on which a reader finds a district: by ZIP, by county, by name."""

import json
import unicodedata

from research.ground.terms import Unit
from research.publish.site import addresses
from research.publish.site.seats import Places, Seat
from research.publish.site.setting import Setting
from research.tables.formats import written

_SCRIPTS = ("find.js",)


def write(setting: Setting, places: Places) -> None:
    """Write the search: one page, and below it a page a county and a page three digits of a ZIP."""
    setting.page(
        "find", "find", "Find your district", scripts=_SCRIPTS, missing=places.missing,
        counties=places.counties, prefixes=list(places.prefixes), has_seats=bool(places.seats),
    )  # fmt: skip
    pages = _pages(setting, places)
    several = any(len(there) > 1 for there in pages.values())
    day = written(places.retrieved, Unit.DATE) if places.retrieved else ""
    if places.seats:
        setting.page(
            "names", "find/names", "Members of the General Assembly", kind="find",
            scripts=_SCRIPTS, seats=sorted(places.seats, key=_by_name), pages=pages,
            retrieved=day, several=several,
        )  # fmt: skip
    for prefix, zips in places.prefixes.items():
        setting.page(
            "zips", f"find/zip/{prefix}", f"ZIP codes {prefix}00 to {prefix}99", kind="find",
            prefix=prefix, zips=zips,
        )  # fmt: skip
    for county in places.counties:
        setting.page(
            "county", f"find/county/{county.place}", f"Your members in {county.name} County",
            kind="find", scripts=_SCRIPTS, county=county, pages=pages, retrieved=day,
            several=several,
        )  # fmt: skip
    if places.counties:
        zips_of = {zip_area: one.place for one in places.counties for zip_area in one.zips}
        told = json.dumps(zips_of, sort_keys=True, separators=(",", ":"))
        setting.write("find/zips.json", told.encode())


def _pages(setting: Setting, places: Places) -> dict[str, list[tuple[str, str]]]:
    """Return the newest pages about each seat that has any: their places and titles."""
    found = {
        seat.id: [
            (addresses.newest(setting.at, edition.brief, seat.id), edition.title)
            for edition in setting.shown.about(seat.id)
        ]
        for seat in places.seats
    }
    return {seat: pages for seat, pages in found.items() if pages}


def _by_name(seat: Seat) -> tuple[bool, str, str]:
    """Return the key that puts seats by last name, accents aside, empty seats last."""
    plain = unicodedata.normalize("NFKD", seat.family_name or seat.name).casefold()
    return seat.is_vacant, "".join(c for c in plain if not unicodedata.combining(c)), seat.id
