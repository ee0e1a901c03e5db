"""What every format needs to know of a brief beside its text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from research.ground.errors import BriefError
from research.render.conditions import did_you_mean
from research.render.prose import VAR, Prose
from research.studies.record import Finding

_REGIONS = {"en": "en-US"}


@dataclass(frozen=True)
class Page:
    """The head of a brief: what stands on its cover and in the properties of its files.

    ``watermark`` is empty, or the words that stand across every page because the figures are
    not real; then the file name says so too. ``edition`` is empty for a draft, or what is printed
    of the edition: Edition 1, January 12, 2027. ``layout`` names the template of the house style:
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
    edition: str = ""

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


def page_of(
    prose: Prose,
    name: str,
    as_of: str,
    watermark: str = "",
    findings: Mapping[str, Finding] | None = None,
) -> Page:
    """Return the head of a brief from its front matter, the day and the kind of its data.

    The title and its like may quote numbers and sentences: a brief for many subjects says in its
    title whom it is about.

    Raises
    ------
    BriefError
        If they quote a name that is neither.
    """
    said = {
        key: re.sub(r"\s+", " ", _quoting(prose, key, findings or {})).strip()
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


def _quoting(prose: Prose, key: str, findings: Mapping[str, Finding]) -> str:
    """Return an entry of the front matter with the names in it replaced by what they print."""

    def put(found: re.Match[str]) -> str:
        finding = findings.get(found.group(1))
        if finding is None or finding.kind not in ("number", "sentence"):
            raise BriefError(
                f"{prose.path.name}: its {key} names {found.group(1)}, which is no number or "
                f"sentence of a run.{did_you_mean(found.group(1), findings)}"
            )
        return finding.printed

    return VAR.sub(put, str(prose.front.get(key) or ""))
