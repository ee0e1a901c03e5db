"""Where each page of the site stands, and how one leads to another whatever the host."""

import posixpath

from research.ground.errors import SiteError
from research.ground.paths import Project
from research.publish.editions.manifest import Edition, EditionFile
from research.render.site import FILE, Site, declared

OWN = ("assets", "editions", "errata", "feed.xml", "find", "site.json", "verify")
"""What the site itself puts at its top: no brief may stand there."""


def site(project: Project) -> Site:
    """Return what reports/site.toml declares.

    Raises
    ------
    SiteError
        If the file is not there: the feed and what is cited need an address.
    """
    found = declared(project.reports)
    if found is None:
        raise SiteError(
            f"{project.short(project.reports / FILE)} is not there: write the address that all "
            'pages will share, such as base_address = "https://example.org/il".'
        )
    return found


def newest(at: Site, brief: str, subject: str = "") -> str:
    """Return the place of the newest page of a brief about a subject: h042.

    A brief about many whose pages are named by their subjects alone has a page of its own name.

    Raises
    ------
    SiteError
        If the site has something of its own there.
    """
    path = at.paths.get(brief, "")
    if not subject and path.strip("/") == "{subject}":
        found = brief.lower()
    else:
        found = at.page(brief, subject).removeprefix(at.base_address).strip("/")
    if found.split("/")[0] in OWN:
        raise SiteError(
            f"{FILE} puts {brief} {subject} at /{found}, where the site has pages of its own. "
            f"Choose a path that does not begin with {', '.join(OWN)}."
        )
    return found


def kept(edition: Edition, subject: str = "") -> str:
    """Return the place at which an edition's page stays, whatever comes after it."""
    return f"editions/{edition.id}/{subject.lower() or 'read'}"


def overview(edition: Edition) -> str:
    """Return the place of the page that lists an edition's files."""
    return f"editions/{edition.id}"


def file(edition: Edition, one: EditionFile) -> str:
    """Return the place of a file of an edition."""
    return f"editions/{edition.id}/files/{one.path}"


def between(page: str, target: str) -> str:
    """Return the way from one page to another, or to a file: relative, so any host will do.

    A page is a folder with an index; what has an ending, or stands below files/, is a file.
    """
    path, hash_sign, end = target.partition("#")
    way = posixpath.relpath(path or ".", page or ".")
    is_file = "." in posixpath.basename(path) or "/files/" in path or path.endswith("SHA256SUMS")
    tail = "" if is_file else "/"
    return f"{'./' if way == '.' else way + tail}{hash_sign}{end}"
