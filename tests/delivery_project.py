"""A project with a released edition and lists of invented people, ready to be delivered."""

import atexit
import csv
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import pikepdf

import made_editions
from research.ground.paths import Project
from research.ground.provenance import digest_file
from research.publish.editions import approvals, approvers, signing
from research.publish.editions.manifest import FILES, MANIFEST, Edition, EditionFile, text
from research.render.edition import ATTACHED

ROOT = Path(__file__).resolve().parents[1]
RELEASED = datetime(2027, 1, 12, 15, 0, tzinfo=UTC)
LATER = RELEASED + timedelta(minutes=5)

SUBJECTS = tuple([f"S{n:03}" for n in range(1, 60)] + [f"H{n:03}" for n in range(1, 119)])

AUDIENCES = """
[sender]
name = "The research team"
email = "research@mail.example.org"
reply_to = "answers@mail.example.org"
unsubscribe_mail = "leave@mail.example.org"

[audiences.legislators]
title = "Members"
source = "list"
file = "legislators.csv"
consent = "not needed"
consent_why = "a public office"
languages = ["en"]
formats = ["pdf"]

[audiences.partners]
title = "Partners"
source = "list"
file = "partners.csv"
consent = "dated"
languages = ["en", "es"]
formats = ["pdf"]
"""

HEAD = ("id", "name", "email", "organization", "language", "format", "consent", "consent_date",
        "subject")  # fmt: skip


@dataclass(frozen=True)
class Person:
    """A row of a list."""

    id: str
    name: str
    email: str
    language: str = "en"
    subject: str = ""


def project(
    root: Path, subjects: tuple[str, ...] = SUBJECTS[:3], partners: int = 2,
    release: datetime = datetime(2026, 1, 12, 15, 0, tzinfo=UTC),
) -> Project:  # fmt: skip
    """Make a project with edition district-1, a legislator a subject, and some partners."""
    here = Project(root)
    (root / "reports" / "private").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[tool.research]\n", encoding="utf-8")
    (here.reports / "_style").symlink_to(ROOT / "reports" / "_style")
    (here.reports / "audiences.toml").write_text(AUDIENCES, encoding="utf-8")
    (here.reports / "site.toml").write_text(
        'base_address = "https://care.example.org"\n', encoding="utf-8"
    )
    edition(here, subjects, release)
    people(here, "legislators", [
        Person(one, f"Zoë Prüfer {one}", f"{one.lower()}@house.example", subject=one)
        for one in subjects
    ])  # fmt: skip
    people(here, "partners", [
        Person(f"p{n}", f"Partner {n}", f"p{n}@partner.example", "es" if n % 5 == 0 else "en")
        for n in range(partners)
    ])  # fmt: skip
    return here


def people(here: Project, audience: str, rows: list[Person]) -> None:
    """Write the list of an audience."""
    path = here.reports / "private" / f"{audience}.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEAD)
        for one in rows:
            writer.writerow(
                (one.id, one.name, one.email, "House of Tests", one.language, "pdf", "yes",
                 "2025-01-02", one.subject)
            )  # fmt: skip


def edition(
    here: Project, subjects: tuple[str, ...], release: datetime, number: int = 1
) -> Edition:
    """Release an edition with a PDF a subject and one for all, each carrying its manifest."""
    name = f"district-{number}"
    folder = here.editions / name
    home = folder / FILES
    home.mkdir(parents=True)
    files = []
    for subject in ("", *subjects):
        path = home / f"{subject or 'all'}.pdf"
        a_pdf(path, name, subject)
        files.append(EditionFile(path.name, digest_file(path), path.stat().st_size, "pdf", subject))
    made = Edition(
        name, "district", number, "What it costs to care", "2026-11-21", release, ("ada",),
        subjects, tuple(files), {}, folder,
    )  # fmt: skip
    sign(here, made)
    return made


def sign(here: Project, made: Edition) -> None:
    """Write what an edition is, and have two people approve that, whatever it was before."""
    (made.folder / MANIFEST).write_text(text(made), encoding="utf-8")
    keys = _keys()
    if not (here.reports / "approvers.toml").exists():
        made_editions.approvers(here, {name: [path] for name, path in keys.items()})
    for person in approvers.load(here):
        signed = RELEASED - timedelta(days=400)
        given = approvals.Approval(made.id, made.digest, person.name, person.email, signed)
        said, signature = approvals.papers(made, person.name)
        said.parent.mkdir(exist_ok=True)
        said.write_bytes(approvals.message(given))
        signature.write_bytes(signing.sign(said.read_bytes(), keys[person.name]))


@cache
def _keys() -> dict[str, Path]:
    """Return the keys of two people, made once a run of the tests."""
    home = Path(mkdtemp(prefix="keys-of-approvers-"))
    atexit.register(rmtree, home)
    return {name: made_editions.key(home, name.split()[0]) for name in ("Ben Vale", "Cleo Marsh")}


def a_pdf(path: Path, edition_id: str, subject: str) -> None:
    """Write a PDF of one empty page that says inside what it is."""
    said = {"edition": edition_id, "brief": "district", "subject": subject,
            "as_of": "2026-11-21", "files": []}  # fmt: skip
    with pikepdf.new() as document:
        document.add_blank_page()
        document.attachments[ATTACHED] = json.dumps(said).encode()
        document.save(path)
