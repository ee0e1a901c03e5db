"""The whole site in a folder, made of what is shown and nothing else: no clock, no chance."""

from dataclasses import dataclass
from pathlib import Path

from research.ground.paths import Project
from research.publish.site import addresses, check_pages, edition_pages, feed, find_pages
from research.publish.site.edition_pages import Read
from research.publish.site.inputs import fonts, sheets
from research.publish.site.seats import places
from research.publish.site.setting import Setting, templates
from research.publish.site.shown import Shown
from research.render import html

LIGHT = 300_000
"""Bytes that a page may weigh with its styles and fonts, without scripts."""

_SCRIPTS = ("charts.js", "find.js", "verify.js")


@dataclass(frozen=True)
class Built:
    """What was made.

    Attributes
    ----------
    sizes
        Bytes of each page with the styles and fonts that all pages share, without scripts.
    missing
        The tables that the search had to do without.
    """

    pages: int
    sizes: dict[str, int]
    missing: tuple[str, ...]

    @property
    def heavy(self) -> dict[str, int]:
        """Return the pages that weigh more than they should."""
        return {place: size for place, size in self.sizes.items() if size > LIGHT}


def build(project: Project, shown: Shown, folder: Path) -> Built:
    """Write the site of what is shown into a folder.

    Raises
    ------
    SiteError
        If reports/site.toml is missing or sends two pages to one place, or a page of an edition
        is none that the site can show.
    EditionError
        If a file of an edition is not as its manifest says.
    OSError
        If the disk is full.
    """
    reads = {one.id: edition_pages.read(one) for one in shown.editions}
    known = places(project)
    setting = Setting(
        project, shown, addresses.site(project), folder, _title(project, shown, reads),
        templates(project),
    )  # fmt: skip
    _shared(setting)
    for edition in shown.editions:
        edition_pages.overview(setting, edition, reads[edition.id])
        for one in reads[edition.id].values():
            edition_pages.charts(setting, one)
            edition_pages.document(setting, one, addresses.kept(edition, one.subject))
    for place, one in _newest(setting, reads).items():
        edition_pages.document(setting, one, place)
    for edition in shown.newest:
        if edition.subjects:
            there = addresses.newest(setting.at, edition.brief)
            edition_pages.brief(setting, reads[edition.id], there)
    _front(setting, bool(known.counties))
    find_pages.write(setting, known)
    check_pages.write(setting)
    names = {name: edition_pages.short_titles(those) for name, those in reads.items()}
    check_pages.errata(setting, names)
    setting.write("feed.xml", feed.atom(setting))
    added = sum(path.stat().st_size for path in [*sheets(project), *fonts(project)])
    added += (project.style / "site" / "site.css").stat().st_size
    sizes = {place: size + added for place, size in setting.sizes.items()}
    return Built(len(setting.sizes), sizes, known.missing)


def _newest(setting: Setting, reads: dict[str, dict[str, Read]]) -> dict[str, Read]:
    """Return the newest document at each address that paper may carry, dropped subjects too."""
    found: dict[str, Read] = {}
    for edition in setting.shown.editions:
        for one in reads[edition.id].values():
            found[addresses.newest(setting.at, edition.brief, one.subject)] = one
    return found


def _front(setting: Setting, has_zips: bool) -> None:
    shown = setting.shown
    newest = shown.newest
    setting.page(
        "front", "", setting.title, scripts=("find.js",), has_zips=has_zips,
        heading="What Illinois pays for care, and what that care costs",
        editions=[
            {"edition": one, "title": one.title, "path": addresses.newest(setting.at, one.brief)}
            for one in newest
        ],
        older=[
            {"edition": one, "title": one.title, "path": addresses.overview(one)}
            for one in reversed(shown.editions) if one not in newest
        ],
    )  # fmt: skip


def _shared(setting: Setting) -> None:
    """Write styles, fonts, scripts and the one chart library."""
    project = setting.project
    for path in [*sheets(project), project.style / "site" / "site.css"]:
        setting.write(f"assets/{path.name}", path.read_bytes())
    for path in fonts(project):
        setting.write(f"assets/fonts/{path.name}", path.read_bytes())
    for name in _SCRIPTS:
        setting.write(f"assets/{name}", (project.style / "site" / name).read_bytes())
    library = html.assets(project.style, project.build / "cache")["assets/vega.js"]
    setting.write("assets/vega.js", library)


def _title(project: Project, shown: Shown, reads: dict[str, dict[str, Read]]) -> str:
    for edition in shown.newest:
        for one in reads[edition.id].values():
            if one.document.author:
                return one.document.author
    return addresses.site(project).base_address.removeprefix("https://")
