"""Set one brief in every format it declares, and prove what came out."""

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path
from typing import Any

from research.ground.errors import ProofError, RenderError
from research.ground.paths import Project
from research.ground.provenance import digest_bytes, write_whole
from research.render import docx, html, pandoc, qr, quarto, quarto_project, stage, typst
from research.render import edition as edition_of
from research.render.draft import Draft, draft_of
from research.render.edition import ATTACHED, PageEdition
from research.render.fill import escape, variables
from research.render.proof import Proof, proof, require
from research.render.proof.accounts import numbers
from research.render.subject_guard import Guard, with_map
from research.studies.manifest import Manifest
from research.studies.record import Finding, RunRecord

_ATTACH = (
    f'\n#pdf.attach("{ATTACHED}", relationship: "supplement", mime-type: "application/json", '
    'description: "The edition that this document belongs to, and its other files by digest")\n'
)
IMAGES = {"pdf": "svg", "html": "svg", "docx": "png"}


def render_brief(
    project: Project,
    manifest: Manifest,
    findings: Mapping[str, Finding],
    records: Mapping[str, RunRecord],
    work: Path,
    engine: str = "embedded",
    guard: Guard | None = None,
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
        The runs themselves, for what they had to leave out and whom they are about.
    work
        An empty folder.
    engine
        embedded, or quarto for the command line of that name.
    guard
        Whom the pages may name, where the brief is one of many.

    Raises
    ------
    BriefError, RenderError, QuartoError, ProofError
        What stands in the way of a page; nothing half-finished counts.
    """
    draft = draft_of(project, manifest, findings, records, work / "staged")
    _stage(draft, manifest)
    set_pages = {"embedded": _embedded, "quarto": _with_quarto}[engine]
    files = set_pages(draft, manifest.formats)
    return _proved(files | _record(draft, files, records), manifest, findings, work, guard)


def render_edition(
    project: Project,
    manifest: Manifest,
    records: Mapping[str, RunRecord],
    work: Path,
    edition: PageEdition,
    guard: Guard | None = None,
) -> list[Path]:
    """Return the finished files of a document of an edition, by the embedded engine.

    They say their edition; the PDF is PDF/A-3 and carries a manifest of all files of its document
    but itself, so it is set last.

    Parameters
    ----------
    project, manifest, records, work, guard
        As in `render_brief`.
    edition
        What the pages are set for, and the files of the document that were made before them.

    Raises
    ------
    BriefError, RenderError, ProofError
        What stands in the way of a page; nothing half-finished counts.
    """
    findings = {one.name: one for record in records.values() for one in record.findings}
    draft = draft_of(project, manifest, findings, records, work / "staged", edition)
    _stage(draft, manifest)
    files = _embedded(draft, tuple(one for one in manifest.formats if one != "pdf"))
    files |= _record(draft, files, records)
    if "pdf" in manifest.formats:
        listed = (*edition.listed, *edition_of.listed(edition, draft.subject, files))
        said = edition_of.manifest(edition, draft.subject, manifest.as_of, listed)
        files |= _pdf(draft, said)
    return _proved(files, manifest, findings, work, guard)


def _stage(draft: Draft, manifest: Manifest) -> None:
    kinds = {_image(wanted) for wanted in manifest.formats}
    stage.stage(draft.folder, draft.findings, draft.project.style, kinds)
    stage.copy_own_images(manifest.folder, draft.folder)
    if draft.address:
        qr.stage(draft.folder, draft.address, kinds)


def _proved(
    files: Mapping[str, bytes],
    manifest: Manifest,
    findings: Mapping[str, Finding],
    work: Path,
    guard: Guard | None,
) -> list[Path]:
    """Return the files written into a folder, after the PDF was read back."""
    for name, data in files.items():
        write_whole(work / name, data)
    for name in files:
        if name.endswith(".pdf"):
            found = proof(work / name, _with_map(guard, findings))
            require(found)
            _require_length(found, manifest.pages)
    return [work / name for name in files]


def _require_length(found: Proof, pages: int) -> None:
    if pages and found.pages != pages:
        raise ProofError(
            f"{found.file} has {found.pages} pages, and study.toml promises {pages}: shorten its "
            "prose or a table, or change pages there. Nothing of this build is kept."
        )


def _with_map(guard: Guard | None, findings: Mapping[str, Finding]) -> Guard | None:
    drawn = [one.value for one in findings.values() if one.kind == "figure"]
    return None if guard is None else with_map(guard, drawn)


def _image(wanted: str) -> str:
    if wanted not in IMAGES:
        raise RenderError(f"no format {wanted!r}; there are {', '.join(IMAGES)}.")
    return IMAGES[wanted]


def _embedded(draft: Draft, formats: tuple[str, ...]) -> dict[str, bytes]:
    """Return the files of a brief; one of many is set format by format, for others wait beside."""
    setters: dict[str, Callable[[Draft], dict[str, bytes]]] = {
        "pdf": _pdf, "html": _html, "docx": _docx,
    }  # fmt: skip
    files: dict[str, bytes] = {}
    if draft.is_one_of_many or len(formats) < 2:
        for wanted in formats:
            files |= setters[wanted](draft)
        return files
    with ThreadPoolExecutor(max_workers=len(setters)) as pool:
        begun = [pool.submit(copy_context().run, setters[wanted], draft) for wanted in formats]
    for made in begun:
        files |= made.result()
    return files


def _pdf(draft: Draft, attached: bytes = b"") -> dict[str, bytes]:
    """Return the PDF of a brief; with a manifest to carry, as PDF/A-3."""
    page = draft.page
    said = {"title": page.title, "subtitle": page.subtitle, "author": page.author,
            "lang": page.lang, "as_of": page.as_of, "watermark": page.watermark,
            **({"edition": page.edition} if page.edition else {})}  # fmt: skip
    quotable = {key: text.replace("\\", "\\\\").replace('"', '\\"') for key, text in said.items()}
    options = [
        "--standalone", f"--template=_style/{page.layout}.typst",
        "--lua-filter=_style/accessible.lua",
        *pandoc.variables(quotable),
    ]  # fmt: skip
    source = draft.folder / "brief.typ"
    text = draft.filled("svg", draft.is_listed).text
    written = pandoc.convert(text, "typst", draft.folder, options)
    whole = _keywords(draft).encode() + written
    if attached:
        source.with_name(ATTACHED).write_bytes(attached)
        whole += _ATTACH.encode()
    source.write_bytes(whole)
    fonts = draft.folder / "_style" / "fonts"
    return {f"{page.file_name}.pdf": typst.to_pdf(source, fonts, page.as_of, bool(attached))}


def _keywords(draft: Draft) -> str:
    """Return the line that puts the subject into the properties of the PDF, for who delivers it."""
    return f'#set document(keywords: ("{draft.subject}",))\n' if draft.subject else ""


def _html(draft: Draft) -> dict[str, bytes]:
    text = draft.filled("svg").text
    beside = "../assets" if draft.is_one_of_many else "assets"
    page = html.to_html(text, draft.folder, draft.page, draft.findings, beside)
    made = {f"{draft.page.file_name}.html": page}
    if draft.is_one_of_many:
        return made
    return made | html.assets(draft.project.style, draft.project.build / "cache")


def place_assets(project: Project, home: Path) -> None:
    """Write the folder ``assets`` that the web pages of many subjects share, if it is not there.

    Parameters
    ----------
    project
        Where the style and the cache are.
    home
        The folder of the brief, in which each subject has one of its own.
    """
    for name, data in html.assets(project.style, project.build / "cache").items():
        path = home / name
        if not path.is_file() or path.read_bytes() != data:
            write_whole(path, data)


def _docx(draft: Draft) -> dict[str, bytes]:
    text = draft.filled("png").text
    return {f"{draft.page.file_name}.docx": docx.to_docx(text, draft.folder, draft.page)}


def _with_quarto(draft: Draft, formats: tuple[str, ...]) -> dict[str, bytes]:
    program = quarto.find()
    page, name = draft.page, draft.page.file_name
    write_project(draft, program.version)
    files = {
        f"{name}.{wanted}": quarto.render(program, draft.folder, wanted, page.as_of)
        for wanted in formats
    }
    word = f"{name}.docx"
    return files | ({word: docx.finished(files[word], page)} if word in files else {})


def write_project(draft: Draft, version: tuple[int, ...] = quarto.MINIMUM) -> None:
    """Make a staged folder one that Quarto can render."""
    values = variables(draft.findings) | {key: escape(text) for key, text in draft.texts.items()}
    parts = draft.parts("")
    quarto_project.write(draft.folder, draft.prose, draft.page, parts, values, draft.meta, version)


def _record(
    draft: Draft, files: Mapping[str, bytes], records: Mapping[str, RunRecord]
) -> dict[str, bytes]:
    """Return the record that stands beside the pages: what they quote, and which files they are."""
    only_printed = draft.is_listed and set(files) <= {f"{draft.page.file_name}.pdf"}
    page, said = draft.page, draft.filled("svg", only_printed)
    held = {
        "title": page.title,
        "as_of": page.as_of,
        "subject": draft.subject,
        "address": draft.address,
        "is_synthetic": bool(page.watermark),
        "quoted": said.quoted,
        "runs": {name: run.key for name, run in records.items()},
        "files": {} if page.edition else {n: digest_bytes(data) for n, data in files.items()},
        "numbers": numbers(
            " ".join([said.text, page.title, page.subtitle, page.author, page.day, page.edition])
        ),
        "findings": [_plain(draft.findings[name]) for name in sorted(draft.findings)],
    }
    held |= {"edition": draft.edition.id} if draft.edition else {}
    lines = ",\n ".join(f"{_json(name)}: {_json(value)}" for name, value in held.items())
    return {f"{page.file_name}.record.json": f"{{\n {lines}\n}}\n".encode()}


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _plain(finding: Finding) -> dict[str, Any]:
    """Return a finding for JSON without copying what it holds: a map has thousands of points."""
    return {
        **vars(finding),
        "sources": [vars(line) for line in finding.sources],
        "assumed": [vars(one) for one in finding.assumed],
    }
