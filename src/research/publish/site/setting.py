"""Writing pages into a folder: templates, links that any host can follow, exact copies."""

from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from research.ground.errors import EditionError
from research.ground.paths import Project
from research.publish.editions.manifest import Edition, EditionFile
from research.publish.site import addresses
from research.publish.site.shown import Shown
from research.render.site import Site


@dataclass(frozen=True)
class Setting:
    """What all pages share while they are written.

    Attributes
    ----------
    folder
        Where the pages are written; it becomes the site when all are there.
    title
        The name of the site: who publishes the newest edition.
    sizes
        Bytes of each page, by place.
    """

    project: Project
    shown: Shown
    at: Site
    folder: Path
    title: str
    templates: Environment
    sizes: dict[str, int] = field(default_factory=dict)

    def page(self, template: str, place: str, title: str, **more: Any) -> None:
        """Write a page at a place; ``more`` is what its template asks for."""
        given = {
            "here": place, "title": title, "heading": "", "subtitle": "", "description": title,
            "lang": "en", "layout": "brief", "kind": template, "scripts": (), "is_newest": True,
            "site_title": self.title, "canonical": self.address(place),
            "to": partial(addresses.between, place), **more,
        }  # fmt: skip
        text = self.templates.get_template(f"{template}.html").render(given)
        data = text.encode()
        self.sizes[place] = len(data)
        self.write(f"{place}/index.html" if place else "index.html", data)

    def write(self, path: str, data: bytes) -> None:
        """Write a file of the site."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    def take(self, edition: Edition, one: EditionFile) -> None:
        """Copy a file of an edition, byte for byte as its manifest says."""
        self.write(addresses.file(edition, one), exact(edition, one))

    def address(self, place: str) -> str:
        """Return the whole address of a page."""
        if not place:
            return f"{self.at.base_address}/"
        return f"{self.at.base_address}/{addresses.between('', place)}"


def templates(project: Project) -> Environment:
    """Return the templates of reports/_style/site: whatever they print is escaped."""
    return Environment(
        loader=FileSystemLoader(project.style / "site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=False,
        keep_trailing_newline=True,
    )


def exact(edition: Edition, one: EditionFile) -> bytes:
    """Return a file of an edition, as its manifest says.

    Raises
    ------
    EditionError
        If the file is gone, or was changed since its release.
    """
    path = edition.path(one)
    data = path.read_bytes() if path.is_file() else b""
    if sha256(data).hexdigest() != one.sha256:
        raise EditionError(
            f"{one.path} of edition {edition.id} is not as it was released: "
            f"{'it was changed' if path.is_file() else 'it is gone'}. Get it back from a "
            "backup or from the site; an edition is corrected by a new one."
        )
    return data


def listed(edition: Edition, one: EditionFile, said: str = "") -> dict[str, object]:
    """Return a file of an edition as templates print it."""
    name = said or one.path
    return {"path": addresses.file(edition, one), "said": name, "bytes": one.bytes,
            "sha256": one.sha256}  # fmt: skip
