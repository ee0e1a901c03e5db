"""Set one brief in every format it declares, and prove what came out."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from research.ground.paths import Project
from research.ground.provenance import write_whole
from research.render import pandoc, stage, typst
from research.render.fill import fill, quoted
from research.render.proof import proof, require
from research.render.prose import read_prose
from research.render.trace import generated_includes
from research.studies.manifest import Manifest
from research.studies.record import Finding, RunRecord


def render_brief(
    project: Project,
    manifest: Manifest,
    findings: Mapping[str, Finding],
    records: Mapping[str, RunRecord],
    work: Path,
    engine: str = "embedded",  # noqa: ARG001
) -> list[Path]:
    """Return the finished files, written into a working folder that nobody reads yet."""
    found = dict(findings)
    prose = read_prose(manifest.folder / "brief.qmd")
    folder = work / "staged"
    stage.stage(folder, found, project.style, ("svg",))
    names = quoted(prose, found, {})
    made = stage.includes(found, "svg") | generated_includes(found, names, project.raw)
    filled = fill(prose, found, made, {})
    options = [
        "--standalone", "--template=_style/brief.typst", "--lua-filter=_style/accessible.lua",
        f"--variable=title:{prose.front['title']}", f"--variable=lang:{prose.front['lang']}",
        f"--variable=subtitle:{prose.front.get('subtitle', '')}",
        f"--variable=as_of:{manifest.as_of}",
    ]  # fmt: skip
    source = folder / "brief.typ"
    source.write_bytes(pandoc.convert(filled.text, "typst", folder, options))
    pdf = work / f"{manifest.file_name}.pdf"
    write_whole(pdf, typst.to_pdf(source, folder / "_style" / "fonts", manifest.as_of))
    record = work / f"{manifest.file_name}.record.json"
    said = {"quoted": filled.quoted, "findings": [asdict(found[name]) for name in sorted(found)],
            "runs": {name: run.key for name, run in records.items()}}  # fmt: skip
    write_whole(
        record, (json.dumps(said, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
    )
    require(proof(pdf, found, filled.quoted))
    return [pdf, record]
