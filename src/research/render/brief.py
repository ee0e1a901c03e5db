"""Set one brief in every format it declares, and prove what came out."""

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import asdict, dataclass
from pathlib import Path

from research.ground.errors import RenderError
from research.ground.paths import Project
from research.ground.provenance import digest_bytes, write_whole
from research.render import (
    demonstration,
    docx,
    html,
    pandoc,
    quarto,
    quarto_project,
    stage,
    typst,
)
from research.render.fill import Filled, escape, fill, quoted, variables
from research.render.page import Page, page_of
from research.render.proof import proof, require
from research.render.proof.accounts import numbers
from research.render.prose import Prose, read_prose
from research.render.trace import generated_includes
from research.studies.manifest import Manifest, absences, meta
from research.studies.record import Finding, RunRecord

IMAGES = {"pdf": "svg", "html": "svg", "docx": "png"}


@dataclass(frozen=True)
class Draft:
    """Everything that the pages of one brief are made from."""

    project: Project
    prose: Prose
    page: Page
    findings: Mapping[str, Finding]
    meta: Mapping[str, bool]
    texts: Mapping[str, str]
    folder: Path

    def parts(self, image: str) -> dict[str, str]:
        """Return the Markdown of each include, with images of one kind."""
        names = quoted(self.prose, self.findings, self.meta)
        made = generated_includes(self.findings, names, self.project.raw)
        return stage.includes(self.findings, image) | made

    def filled(self, image: str) -> Filled:
        """Return the prose with every name replaced, with images of one kind."""
        return fill(self.prose, self.findings, self.parts(image), self.meta, self.texts)


def render_brief(
    project: Project,
    manifest: Manifest,
    findings: Mapping[str, Finding],
    records: Mapping[str, RunRecord],
    work: Path,
    engine: str = "embedded",
) -> list[Path]:
    """Return the finished files of a brief, written into a folder that nobody reads yet.

    Parameters
    ----------
    project
        Where the style and the snapshots are.
    manifest
        Which formats are wanted, for which day.
    findings
        What the runs found, by name.
    records
        The runs themselves, for what they had to leave out.
    work
        An empty folder.
    engine
        embedded, or quarto for the command line of that name.

    Raises
    ------
    BriefError, RenderError, QuartoError, ProofError
        What stands in the way of a page; nothing half-finished counts.
    """
    draft = _draft(project, manifest, findings, records, work / "staged")
    kinds = {_image(wanted) for wanted in manifest.formats}
    stage.stage(draft.folder, findings, project.style, kinds)
    stage.copy_own_images(manifest.folder, draft.folder)
    _write_project(draft, quarto.MINIMUM)
    set_pages = {"embedded": _embedded, "quarto": _with_quarto}[engine]
    files = set_pages(draft, manifest.formats)
    said = draft.filled("svg")
    record = _record(draft, said, files, records)
    for name, data in (files | record).items():
        write_whole(work / name, data)
    for name in files:
        if name.endswith(".pdf"):
            require(proof(work / name))
    return [work / name for name in (files | record)]


def _draft(
    project: Project,
    manifest: Manifest,
    findings: Mapping[str, Finding],
    records: Mapping[str, RunRecord],
    folder: Path,
) -> Draft:
    prose = read_prose(manifest.folder / "brief.qmd")
    mark = demonstration.watermark(findings)
    page = page_of(prose, manifest.file_name, manifest.as_of, mark)
    texts = {**absences(manifest, records), "as_of": page.day}
    return Draft(project, prose, page, findings, meta(manifest, records), texts, folder)


def _image(wanted: str) -> str:
    if wanted not in IMAGES:
        raise RenderError(f"no format {wanted!r}; there are {', '.join(IMAGES)}.")
    return IMAGES[wanted]


def _embedded(draft: Draft, formats: tuple[str, ...]) -> dict[str, bytes]:
    setters: dict[str, Callable[[Draft], dict[str, bytes]]] = {
        "pdf": _pdf, "html": _html, "docx": _docx,
    }  # fmt: skip
    with ThreadPoolExecutor(max_workers=len(setters)) as pool:
        begun = [pool.submit(copy_context().run, setters[wanted], draft) for wanted in formats]
    files: dict[str, bytes] = {}
    for made in begun:
        files |= made.result()
    return files


def _pdf(draft: Draft) -> dict[str, bytes]:
    page = draft.page
    said = {"title": page.title, "subtitle": page.subtitle, "author": page.author,
            "lang": page.lang, "as_of": page.as_of, "watermark": page.watermark}  # fmt: skip
    quotable = {key: text.replace("\\", "\\\\").replace('"', '\\"') for key, text in said.items()}
    options = [
        "--standalone", f"--template=_style/{page.layout}.typst",
        "--lua-filter=_style/accessible.lua",
        *pandoc.variables(quotable),
    ]  # fmt: skip
    source = draft.folder / "brief.typ"
    source.write_bytes(pandoc.convert(draft.filled("svg").text, "typst", draft.folder, options))
    fonts = draft.folder / "_style" / "fonts"
    return {f"{page.file_name}.pdf": typst.to_pdf(source, fonts, page.as_of)}


def _html(draft: Draft) -> dict[str, bytes]:
    text = draft.filled("svg").text
    page = html.to_html(text, draft.folder, draft.page, draft.findings)
    beside = html.assets(draft.project.style, draft.project.build / "cache")
    return {f"{draft.page.file_name}.html": page, **beside}


def _docx(draft: Draft) -> dict[str, bytes]:
    text = draft.filled("png").text
    return {f"{draft.page.file_name}.docx": docx.to_docx(text, draft.folder, draft.page)}


def _with_quarto(draft: Draft, formats: tuple[str, ...]) -> dict[str, bytes]:
    program = quarto.find()
    page, name = draft.page, draft.page.file_name
    _write_project(draft, program.version)
    files = {
        f"{name}.{wanted}": quarto.render(program, draft.folder, wanted, page.as_of)
        for wanted in formats
    }
    word = f"{name}.docx"
    return files | ({word: docx.finished(files[word], page)} if word in files else {})


def _write_project(draft: Draft, version: tuple[int, ...]) -> None:
    """Make the staged folder one that Quarto can render, whichever engine is used here."""
    values = variables(draft.findings) | {key: escape(text) for key, text in draft.texts.items()}
    parts = draft.parts("")
    quarto_project.write(draft.folder, draft.prose, draft.page, parts, values, draft.meta, version)


def _record(
    draft: Draft, said: Filled, files: Mapping[str, bytes], records: Mapping[str, RunRecord]
) -> dict[str, bytes]:
    """Return the record that stands beside the pages: what they quote, and which files they are."""
    page = draft.page
    held = {
        "title": page.title,
        "as_of": page.as_of,
        "is_synthetic": bool(page.watermark),
        "quoted": said.quoted,
        "findings": [asdict(draft.findings[name]) for name in sorted(draft.findings)],
        "runs": {name: run.key for name, run in records.items()},
        "files": {name: digest_bytes(data) for name, data in files.items()},
        "numbers": numbers(" ".join([said.text, page.title, page.subtitle, page.author, page.day])),
    }
    text = json.dumps(held, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    return {f"{page.file_name}.record.json": text.encode()}
