"""Everything that the pages of one brief are made from, and what of it is worked out once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from research.ground.paths import Project
from research.render import demonstration, qr, site, stage
from research.render.edition import PageEdition, cited
from research.render.fill import Filled, fill, quoted
from research.render.page import Page, page_of
from research.render.prose import Prose, prose_held
from research.render.trace import generated_includes
from research.studies.manifest import Manifest, absences, meta
from research.studies.record import Finding, RunRecord


@dataclass(frozen=True)
class Draft:
    """A brief before it is set: its prose, its head, its findings, its folder.

    ``subject`` is whom it is about, or empty; ``address`` is where its page will stand on the
    web, or empty; ``texts`` are the plain words that the prose may quote beside findings;
    ``edition`` is what it is set for, once it is no draft any more.
    """

    project: Project
    prose: Prose
    page: Page
    findings: Mapping[str, Finding]
    meta: Mapping[str, bool]
    texts: Mapping[str, str]
    folder: Path
    subject: str = ""
    address: str = ""
    is_one_of_many: bool = False
    edition: PageEdition | None = None
    _filled: dict[tuple[str, bool], Filled] = field(default_factory=dict, compare=False)

    def parts(self, image: str, is_listed: bool = False) -> dict[str, str]:
        """Return the Markdown of each include, with images of one kind."""
        names = quoted(self.prose, self.findings, self.meta)
        traced = generated_includes(self.findings, names, self.project.raw, is_listed)
        code = qr.include(self.address, image) if self.address else {}
        return stage.includes(self.findings, image, is_listed) | traced | code

    def filled(self, image: str, is_listed: bool = False) -> Filled:
        """Return the prose with every name replaced, with images of one kind.

        ``is_listed`` leaves of the annex what a sheet prints (see `trace.generated_includes`) and
        writes tables and values as lines of text.
        """
        key = image, is_listed
        if key not in self._filled:
            parts = self.parts(image, is_listed)
            self._filled[key] = fill(
                self.prose, self.findings, parts, self.meta, self.texts, is_listed
            )
        return self._filled[key]

    @property
    def is_listed(self) -> bool:
        """Return whether the printed page lists its sources and has no annex."""
        return ".sheet-sources" in self.prose.body


def draft_of(
    project: Project,
    manifest: Manifest,
    findings: Mapping[str, Finding],
    records: Mapping[str, RunRecord],
    folder: Path,
    edition: PageEdition | None = None,
) -> Draft:
    """Return the draft of a brief; nothing is written yet.

    Raises
    ------
    BriefError
        If its prose or the file of addresses cannot be read.
    """
    prose = cited(prose_held(manifest.folder / "brief.qmd"), edition)
    subject = next((run.subject for run in records.values() if run.subject), "")
    address = site.page_address(project.reports, manifest.brief, subject)
    page = page_of(
        prose, manifest.file_name, manifest.as_of, demonstration.watermark(findings), findings
    )
    texts = {**absences(manifest, records), "as_of": page.day}
    if address:
        texts["page_address"] = site.shown(address)
    return Draft(
        project=project,
        prose=prose,
        page=replace(page, edition=edition.said if edition else ""),
        findings=findings,
        meta=meta(manifest, records),
        texts=texts,
        folder=folder,
        subject=subject,
        address=address,
        is_one_of_many=manifest.subjects is not None and bool(subject),
        edition=edition,
    )
