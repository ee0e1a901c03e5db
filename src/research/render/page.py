"""What every format needs to know of a brief beside its text."""

import re
from dataclasses import dataclass
from datetime import date

from research.render.prose import Prose

_REGIONS = {"en": "en-US"}


@dataclass(frozen=True)
class Page:
    """The head of a brief: what stands on its cover and in the properties of its files.

    ``watermark`` is empty, or the words that stand across every page because the figures are
    not real; then the file name says so too. ``layout`` names the template of the house style:
    "brief" for a report, "sheet" for two pages about one subject.
    """

    name: str
    title: str
    subtitle: str
    author: str
    lang: str
    description: str
    as_of: str
    watermark: str
    layout: str = "brief"

    @property
    def file_name(self) -> str:
        """Return the name of the files without ending."""
        return f"{self.name}-demonstration" if self.watermark else self.name

    @property
    def language(self) -> str:
        """Return the language with its region, which word processors want."""
        return _REGIONS.get(self.lang, self.lang)

    @property
    def day(self) -> str:
        """Return the day of the report as a reader writes it: November 21, 2026."""
        day = date.fromisoformat(self.as_of)
        return f"{day:%B} {day.day}, {day.year}"


def page_of(prose: Prose, name: str, as_of: str, watermark: str = "") -> Page:
    """Return the head of a brief from its front matter, the day and the kind of its data."""
    said = {
        key: re.sub(r"\s+", " ", str(prose.front.get(key) or "")).strip()
        for key in ("title", "subtitle", "author", "lang", "description")
    }
    return Page(
        name=name,
        title=said["title"],
        subtitle=said["subtitle"],
        author=said["author"],
        lang=said["lang"],
        description=said["description"] or said["subtitle"] or said["title"],
        as_of=as_of,
        watermark=watermark,
        layout=str(prose.front.get("layout") or "brief"),
    )
