"""What the site is made of, as one digest: nothing is written where it is as it was."""

from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from research.ground.held import digest_all
from research.ground.paths import Project
from research.ground.provenance import digest_values
from research.publish.site import addresses
from research.publish.site.seats import digests
from research.publish.site.shown import Shown

_SHEETS = ("page.css", "sheet.css")
_FONTS = ("IBMPlexSans-Regular.woff2", "IBMPlexSans-SemiBold.woff2")


def inputs(project: Project, shown: Shown) -> str:
    """Return a digest of all that the site is made of: the same digest, the same site."""
    style = [*sheets(project), *sorted((project.style / "site").iterdir()), *fonts(project)]
    code = [*(project.source / "publish" / "site").glob("*.py"),
            project.source / "publish" / "errata.py"]  # fmt: skip
    return digest_values({
        "editions": {one.id: one.digest for one in shown.editions},
        "errata": [asdict(one) for one in shown.errata],
        "style": digest_all(style, project.root),
        "code": digest_all(code, project.source),
        "tables": digests(project),
        "site": asdict(addresses.site(project)),
        "library": version("vl-convert-python"),
    })  # fmt: skip


def sheets(project: Project) -> list[Path]:
    """Return the styles of the house that pages of editions rely on."""
    return [project.style / name for name in _SHEETS]


def fonts(project: Project) -> list[Path]:
    """Return the two faces that all pages share."""
    return [project.style / "fonts" / name for name in _FONTS]
