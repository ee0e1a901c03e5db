"""New editions and errata as an Atom feed (RFC 4287)."""

from datetime import UTC, date, datetime, time
from urllib.parse import urlsplit

from lxml import etree

from research.publish.editions.manifest import Edition
from research.publish.errata import Erratum
from research.publish.site import addresses
from research.publish.site.setting import Setting

_ATOM = "http://www.w3.org/2005/Atom"
_BEGAN = datetime(1970, 1, 1, tzinfo=UTC)


def atom(setting: Setting) -> bytes:
    """Return the feed: an entry an edition and an erratum, the latest first.

    The ids (RFC 4151) hold no path, so that a reader who moves with the site sees nothing twice.
    """
    shown = setting.shown
    entries = [*map(_of_edition, shown.editions), *map(_of_erratum, shown.errata)]
    entries.sort(key=lambda one: (one[0], one[1]), reverse=True)
    feed = etree.Element(_tag("feed"), nsmap={None: _ATOM})
    _add(feed, "title", setting.title)
    _add(feed, "id", _id(setting, "feed", date(2026, 1, 1)))
    _add(feed, "updated", max((one[0] for one in entries), default=_BEGAN).isoformat())
    _link(feed, "self", setting.address("feed.xml"))
    _link(feed, "alternate", setting.address(""))
    author = etree.SubElement(feed, _tag("author"))
    _add(author, "name", setting.title)
    for updated, name, title, place, summary in entries:
        entry = etree.SubElement(feed, _tag("entry"))
        _add(entry, "title", title)
        _add(entry, "id", _id(setting, name, updated.date()))
        _add(entry, "updated", updated.isoformat())
        _link(entry, "alternate", setting.address(place))
        _add(entry, "summary", summary)
    return bytes(etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True))


_Entry = tuple[datetime, str, str, str, str]


def _of_edition(one: Edition) -> _Entry:
    title = f"{one.title}, edition {one.number}"
    return one.release.astimezone(UTC), one.id, title, addresses.overview(one), title


def _of_erratum(one: Erratum) -> _Entry:
    at = datetime.combine(one.date, time(), UTC)
    name = f"erratum/{one.edition}/{one.superseded_by}"
    return at, name, f"Erratum to {one.edition}", "errata", one.note


def _id(setting: Setting, name: str, day: date) -> str:
    host = urlsplit(setting.at.base_address).hostname
    return f"tag:{host},{day.isoformat()}:{name}"


def _tag(name: str) -> str:
    return f"{{{_ATOM}}}{name}"


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, _tag(name)).text = text


def _link(parent: etree._Element, rel: str, address: str) -> None:
    etree.SubElement(parent, _tag("link"), {"rel": rel, "href": address})
