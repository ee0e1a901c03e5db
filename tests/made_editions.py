"""Editions made by hand in a temporary folder: real PDFs, real keys, invented people."""

import json
import re
import subprocess
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

import typst

import small_project
from research.ground.paths import Project
from research.ground.provenance import Lineage, digest_bytes
from research.publish.editions.manifest import FILES, MANIFEST, Edition, EditionFile, text
from research.publish.editions.ready import made_from
from research.studies.manifest import load
from research.studies.record import Finding, RunRecord, SourceLine
from research.warehouse.reads import Read

FONTS = str(Path(__file__).resolve().parents[1] / "reports" / "_style" / "fonts")
CHICAGO = timezone(timedelta(hours=-6))
NOW = datetime(2027, 1, 12, 9, 0, tzinfo=CHICAGO)
RELEASE = datetime(2027, 1, 13, 6, 0, tzinfo=CHICAGO)
SNAPSHOT = "lists/2026-11-21/rates.csv"


def project(root: Path) -> Project:
    """Return a project with one small table, and a brief that candidates are made of."""
    here = small_project.project(root)
    small_project.study(here, brief="district")
    return here


def finding(name: str = "wage", value: object = 20.5, **said: object) -> Finding:
    """Return a number in dollars, on one row of the table of rates."""
    printed = f"${value:,.2f}" if isinstance(value, float) else str(value)
    plain = {
        "name": name, "kind": "number", "value": value, "unit": "dollars an hour",
        "printed": printed, "grade": 2, "formula": "as published",
        "sources": (SourceLine("A list", "https://coalition.us/a", SNAPSHOT, 2),),
        "rows": ("rates:wage:2025",), "row_count": 1, "study": "wages", "cell": 3,
    }  # fmt: skip
    return Finding(**{**plain, **said})  # type: ignore[arg-type]


def run(
    study: str = "wages",
    subject: str = "",
    rows: str = "r1",
    parameters: Mapping[str, object] | None = None,
    imports: Mapping[str, str] | None = None,
    reads: Sequence[Read] = (),
    **said: object,
) -> RunRecord:
    """Return the record of a run that read the table of rates."""
    read = Read("rates", (), rows, f"file-{rows}")
    return RunRecord(
        study=study, brief="brief", key="k" * 32, as_of="2026-11-21", subject=subject,
        parameters=dict(parameters or {}), reads=(read, *reads), cells="c1", declared="d1",
        lock="l1", imports=dict(imports or {"research.metrics.rates": "m1"}), **said,
    )  # type: ignore[arg-type]  # fmt: skip


@cache
def pdf(words: str) -> bytes:
    """Return a tagged PDF of one page that says so."""
    source = '#set document(title: "A brief")\n#set text(lang: "en", font: "IBM Plex Sans")\n'
    return bytes(
        typst.compile(
            f"{source}= A brief\n{words}".encode(), format="pdf", pdf_standards=["ua-1"],
            font_paths=[FONTS], ignore_system_fonts=True,
        )
    )  # fmt: skip


def filled(prose: str, said: Mapping[str, str]) -> str:
    """Return prose with what findings print; one that is not there leaves a dash."""
    return re.sub(r"{(\w+)}", lambda found: said.get(found[1], "-"), prose)


def link(one: Finding) -> str:
    """Return a finding as a web page quotes it."""
    return f'<a class="finding" href="#from-{one.name}">{one.printed}<span> (grade)</span></a>'


def edition(
    folder: Path,
    findings: Mapping[str, Sequence[Finding]],
    runs: Sequence[RunRecord] = (),
    *,
    number: int = 1,
    brief: str = "district",
    authors: Sequence[str] = ("Ann Author",),
    prose: str = "It pays {wage} an hour.",
    address: str = "https://coalition.us/page",
    snapshots: Mapping[str, str] | None = None,
    release: datetime = RELEASE,
    made_from: Mapping[str, str] | None = None,
    stem: str = "brief",
    formats: Sequence[str] = ("pdf", "html"),
) -> Edition:
    """Write an edition into a folder: pages, findings, run records, lineage, manifest.

    ``findings`` holds those of each subject; "" is the one document of a brief about no subject.
    In ``prose``, {NAME} stands for what a finding prints.
    """
    made: dict[str, tuple[bytes, str, str]] = {}
    for subject, held in findings.items():
        words = filled(prose, {one.name: one.printed for one in held})
        name = f"{subject or 'all'}/{stem}"
        typed = words.replace("$", "\\$")
        if "pdf" in formats:
            made[f"{name}.pdf"] = (pdf(typed), "pdf", subject)
        linked = filled(prose, {one.name: link(one) for one in held})
        page = f"<html lang='en'><body><main><p>{linked}</p></main></body></html>"
        made[f"{name}.html"] = (page.encode(), "html", subject)
        record = {
            "title": "A brief", "subject": subject, "address": address, "edition": "",
            "quoted": [], "files": {}, "findings": [one.to_dict() for one in held],
        }  # fmt: skip
        made[f"{name}.record.json"] = (json.dumps(record).encode(), "findings", subject)
    for one in runs:
        where = f"{one.subject}/records/{one.study}.json".removeprefix("/")
        one.write(folder / FILES / where)
        made[where] = ((folder / FILES / where).read_bytes(), "record", one.subject)
    lineage = Lineage("rates", "digest", 3, 0, dict(snapshots or {SNAPSHOT: "s1"}), "code", False)
    made["lineage/rates.json"] = (lineage.to_json().encode(), "lineage", "")
    for path, (data, _, _) in made.items():
        (folder / FILES / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / FILES / path).write_bytes(data)
    files = tuple(
        EditionFile(path, digest_bytes(data), len(data), kind, subject)
        for path, (data, kind, subject) in sorted(made.items())
    )
    held = Edition(
        id=f"{brief}-{number}", brief=brief, number=number, title="A brief", as_of="2026-11-21",
        release=release, authors=tuple(authors), subjects=tuple(s for s in findings if s),
        files=files, made_from=dict(made_from or {}), folder=folder,
    )  # fmt: skip
    (folder / MANIFEST).write_text(text(held), encoding="utf-8")
    return held


def candidate(
    here: Project, value: float = 20.5, number: int = 1, is_synthetic: bool = False, **said: object
) -> Edition:
    """Write a small candidate of one document, made from what is there."""
    folder = here.candidates / f"district-{number}"
    said = {"made_from": made_from(here, load(here, "district")), **said}
    held = {"": [finding(value=value, is_synthetic=is_synthetic)]}
    return edition(folder, held, [run()], number=number, **said)  # type: ignore[arg-type]


def key(folder: Path, name: str) -> Path:
    """Make an SSH key without a passphrase."""
    path = folder / name
    words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(path)]
    subprocess.run(words, check=True, capture_output=True)
    return path


def approvers(here: Project, people: Mapping[str, Sequence[Path]], more: str = "") -> None:
    """Write reports/approvers.toml: each person with the public halves of their keys."""
    entries = []
    for name, keys in people.items():
        public = [path.with_name(f"{path.name}.pub").read_text().strip() for path in keys]
        entries.append(
            f'[[approver]]\nname = "{name}"\nemail = "{name.split()[0].lower()}@coalition.us"\n'
            f"keys = {json.dumps(public)}\n"
        )
    (here.reports / "approvers.toml").write_text("\n".join(entries) + more, encoding="utf-8")
