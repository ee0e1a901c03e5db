"""What the pages of a brief are made from, as digests, and whether they must be set again."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from research.ground.held import digest_all, digest_held
from research.ground.paths import Project
from research.ground.provenance import digest_file, digest_values
from research.render.placing import PAGES, seen
from research.studies.manifest import Manifest
from research.studies.record import RunHead

_CODE = (".py", ".lua", ".yaml")
_QUOTED = re.compile(r"\{\{<\s*(?:var\s+([a-z0-9_]+)|include\s+_(?:fig|tbl)-([a-z0-9-]+)\.qmd)")


@dataclass(frozen=True)
class Step:
    """One thing that a build would do, and the reason; no reason, nothing to do."""

    verb: str
    what: str
    why: str

    @property
    def is_due(self) -> bool:
        return bool(self.why)


def page_parts(
    project: Project,
    manifest: Manifest,
    findings: Mapping[str, str],
    engine: str,
    ground: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return the digest of each thing that a brief's pages are made from.

    ``findings`` says it of each study, as `quoted_digests` returns it; ``ground`` is what
    `page_ground` returned, where many briefs share it.
    """
    return {
        **{f"the findings of {name}": digest for name, digest in findings.items()},
        "the engine": engine,
        "study.toml": digest_values(
            {"formats": manifest.formats, "name": manifest.file_name, "pages": manifest.pages}
        ),
        "the day": manifest.as_of,
        **(ground or page_ground(project, manifest)),
    }


def page_ground(project: Project, manifest: Manifest) -> dict[str, str]:
    """Return the digest of what all pages of a brief are made from, whomever they are about."""
    code = [
        path
        for room in ("ground", "render", "figures", "tables", "builds")
        for path in (project.source / room).rglob("*.*")
        if path.suffix in _CODE
    ]
    site = project.reports / "site.toml"
    return {
        "the prose": digest_all(_files(manifest.folder), project.root),
        "the house style": digest_all(_files(project.style), project.root),
        "the renderer": digest_all(code, project.source),
        "the pinned packages": digest_held(project.lock),
        **({"the address of the pages": digest_held(site)} if site.is_file() else {}),
    }


def quoted_names(manifest: Manifest) -> frozenset[str]:
    """Return every name that the prose of a brief quotes or includes, under any condition."""
    path = manifest.folder / "brief.qmd"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    found = _QUOTED.findall(text)
    return frozenset(value or label.replace("-", "_") for value, label in found)


def quoted_digests(
    manifest: Manifest, runs: Mapping[str, RunHead], quoted: frozenset[str] | None = None
) -> dict[str, str]:
    """Return, for each study, one digest over those of its findings that the brief quotes.

    Values count, not runs: a run that finds the same again renders nothing anew.
    """
    names = quoted_names(manifest) if quoted is None else quoted
    return {
        study: digest_values(
            {
                "findings": {name: run.digests[name] for name in sorted(names & set(run.digests))},
                "is_synthetic": run.is_synthetic,
                "skipped": run.skipped,
            }
        )
        for study, run in runs.items()
    }


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def pages_step(manifest: Manifest, parts: Mapping[str, str], home: Path, what: str = "") -> Step:
    """Return whether the pages of a brief must be set again, and what of them changed."""
    what = what or manifest.brief
    path = home / PAGES
    if not path.is_file():
        return Step("render", what, "it was never rendered")
    before = json.loads(path.read_text(encoding="utf-8"))
    old = before.get("parts", {})
    if not old:
        return Step("render", what, "another version of this project rendered it")
    changed = [part for part in {**parts, **old} if parts.get(part) != old.get(part)]
    if changed:
        return Step("render", what, f"{', '.join(changed)} changed")
    known = before.get("seen", {})
    gone = [
        name
        for name, digest in before["files"].items()
        if not _is(home / name, digest, known.get(name))
    ]
    return Step("render", what, f"{', '.join(gone)} changed or gone" if gone else "")


def output_folder(
    project: Project,
    manifest: Manifest,
    given: Mapping[str, str] | None = None,
    subject: str = "",
) -> Path:
    """Return where finished files stand; other parameters, another folder; a subject, its own."""
    home = project.build / manifest.brief
    if given:
        told = "_".join(f"{name}={value}" for name, value in sorted(given.items()))
        plain = re.sub(r"[^\w.=-]+", "-", told)[:80]
        home = project.build / f"{manifest.brief}--{plain}"
    return home / subject if subject else home


def _is(path: Path, digest: str, before: list[int] | None = None) -> bool:
    return path.is_file() and (seen(path) == before or digest_file(path) == digest)
