"""A project with a released edition and lists of invented people, ready to be delivered."""

import csv
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf

from research.ground.paths import Project
from research.ground.provenance import digest_file
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


def edition(here: Project, subjects: tuple[str, ...], release: datetime) -> Edition:
    """Release an edition with a PDF a subject and one for all, each carrying its manifest."""
    folder = here.editions / "district-1"
    home = folder / FILES
    home.mkdir(parents=True)
    files = []
    for subject in ("", *subjects):
        path = home / f"{subject or 'all'}.pdf"
        a_pdf(path, "district-1", subject)
        files.append(EditionFile(path.name, digest_file(path), path.stat().st_size, "pdf", subject))
    made = Edition(
        "district-1", "district", 1, "What it costs to care", "2026-11-21", release, ("ada",),
        subjects, tuple(files), {}, folder,
    )  # fmt: skip
    (folder / MANIFEST).write_text(text(made), encoding="utf-8")
    return made


def a_pdf(path: Path, edition_id: str, subject: str) -> None:
    """Write a PDF of one empty page that says inside what it is."""
    said = {"edition": edition_id, "brief": "district", "subject": subject,
            "as_of": "2026-11-21", "files": []}  # fmt: skip
    with pikepdf.new() as document:
        document.add_blank_page()
        document.attachments[ATTACHED] = json.dumps(said).encode()
        document.save(path)
