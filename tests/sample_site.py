"""A small project with editions, for tests of the site: invented people and places."""

import json
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pandas as pd

from research.ground.paths import Project
from research.publish.editions.manifest import Edition, EditionFile, text

ROOT = Path(__file__).resolve().parents[1]
MINUTE = datetime(2027, 1, 12, 15, 0, tzinfo=UTC)
"""The minute of the first edition; each later one comes a day after."""
SUBJECTS = ("H001", "H002", "S01")
SPEC = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "data": {"values": [{"year": "2024", "usd": 20}, {"year": "2025", "usd": 23}]},
    "mark": "bar",
    "encoding": {
        "x": {"field": "year", "type": "nominal"},
        "y": {"field": "usd", "type": "quantitative"},
    },
}
FILLER = f"<p>{'Words. ' * 12}</p>"
_PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>{title}</title><style>{fonts}</style></head>
<body><a class="skip" href="#content">Skip</a><header class="cover">
<p class="author">Invented Partners</p><h1>{title}</h1><p class="subtitle">A brief</p></header>
<div class="columns">{contents}<main id="content" tabindex="-1">
{body}
</main></div></body></html>
"""
_CHAPTER = """<section id="chapter-{n}" class="level2 chapter"><h2 class="chapter">Chapter {n}</h2>
<p>An hour was paid <a href="#from-rate-{n}" class="finding grade-1">${n}.50</a>{mark}.</p>
<figure id="fig-{n}" class="chart-figure"><div class="chart-picture" role="img" aria-label="Bars">
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><path d="M0.123456,0h9v9z"/></svg></div>
<figcaption>Figure {n}.</figcaption>
<script type="application/json" data-chart="fig-{n}">{spec}</script>
</figure>{padding}</section>"""
_ANNEX = '<section id="annex" class="level2 annex"><h2>Sources</h2>{entries}</section>'


def page(title: str, chapters: int = 1, padding: int = 0, mark: str = "") -> str:
    """Return a page as an edition holds it: fonts within, a figure a chapter, an annex."""
    body = "\n".join(
        _CHAPTER.format(n=n, mark=mark, spec=json.dumps(SPEC), padding=FILLER * padding)
        for n in range(1, chapters + 1)
    )
    entries = "".join(
        f'<p><em id="from-rate-{n}">Rate {n}</em> is from a table.</p>'
        for n in range(1, chapters + 1)
    )
    contents = '<nav class="contents"></nav>' if chapters > 1 else ""
    return _PAGE.format(
        title=title,
        fonts="x" * 500_000,
        contents=contents,
        body=body + _ANNEX.format(entries=entries),
    )


def project(root: Path, tables: bool = True) -> Project:
    """Return a project with the house style, an address, and perhaps the tables of the search."""
    (root / "reports").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[tool.research]\n", encoding="utf-8")
    (root / "reports" / "_style").symlink_to(ROOT / "reports" / "_style")
    (root / "reports" / "site.toml").write_text(
        'base_address = "https://briefs.example.org"\n[paths]\ndistrict = "{subject}"\n',
        encoding="utf-8",
    )
    cache = root / "build" / "cache"
    cache.mkdir(parents=True)
    for kept in (ROOT / "build" / "cache").glob("vega-*.js"):
        shutil.copy(kept, cache)
    if tables:
        processed = root / "data" / "processed"
        processed.mkdir(parents=True)
        for name, rows in _tables().items():
            pd.DataFrame(rows).to_parquet(processed / f"{name}.parquet")
    return Project(root)


def edition(
    project: Project,
    number: int = 1,
    brief: str = "district",
    subjects: Iterable[str] = SUBJECTS,
    release: datetime | None = None,
    chapters: int = 1,
    padding: int = 0,
) -> Edition:
    """Release an edition: for each subject a page, a PDF and its data."""
    folder = project.editions / f"{brief}-{number}"
    files = []
    for subject in tuple(subjects) or ("",):
        title = f"{subject or 'Everybody'}: what care costs"
        mark = f" in edition {number}"
        made = {
            "html": (".html", page(title, chapters, padding, mark).encode()),
            "pdf": (".pdf", f"%PDF-1.7 {subject} {number}".encode()),
            "data": ("-rates.csv", f"rate,usd\nhour,{number}.50\n".encode()),
        }
        for kind, (ending, data) in made.items():
            path = f"{subject or brief}/{brief}{ending}"
            target = folder / "files" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            files.append(EditionFile(path, sha256(data).hexdigest(), len(data), kind, subject))
    made_edition = Edition(
        id=f"{brief}-{number}", brief=brief, number=number, title="What care costs",
        as_of="2026-11-21", release=release or MINUTE + timedelta(days=number - 1),
        authors=("Ada Example",), subjects=tuple(subjects), files=tuple(files), made_from={},
        folder=folder,
    )  # fmt: skip
    (folder / "manifest.json").write_text(text(made_edition), encoding="utf-8")
    approvals(made_edition)
    return made_edition


def approvals(edition: Edition, people: Iterable[str] = ("bo", "cy")) -> None:
    """Lay approvals of people beside an edition, as a release leaves them."""
    home = edition.folder / "approvals"
    home.mkdir(exist_ok=True)
    for name in people:
        said = {"edition": edition.id, "digest": edition.digest, "name": name.title(),
                "email": f"{name}@briefs.example.org", "signed": MINUTE.isoformat()}  # fmt: skip
        (home / f"{name}.json").write_text(json.dumps(said), encoding="utf-8")
        (home / f"{name}.sig").write_text("a signature", encoding="utf-8")


def erratum(project: Project, edition: str, by: str, note: str, subject: str = "H001") -> None:
    """Declare that an edition was wrong."""
    (project.reports / "errata.toml").write_text(
        f'[[erratum]]\nedition = "{edition}"\nsuperseded_by = "{by}"\ndate = 2027-01-13\n'
        f'note = "{note}"\nsubjects = ["{subject}"]\n',
        encoding="utf-8",
    )


def _tables() -> dict[str, list[dict[str, object]]]:
    """Two counties: Alder is touched by Senate 1 alone, Birch by Senate 1 and 2."""
    people = {"H001": "Zoë Álvarez", "H002": "Bo Brook", "H003": "Cy Crane", "H004": "Di Dune",
              "S01": "Ed Elm", "S02": ""}  # fmt: skip
    seats = [
        {
            "district_id": seat, "chamber": "senate" if seat[0] == "S" else "house",
            "number": int(seat[1:]), "name": name, "family_name": name.rpartition(" ")[2],
            "district_label": f"{'Senate' if seat[0] == 'S' else 'House'} District {int(seat[1:])}",
            "is_vacant": not name, "retrieved": datetime(2026, 8, 5),  # noqa: DTZ001 - as read
        }
        for seat, name in people.items()
    ]  # fmt: skip
    within = {
        "H001": "S01",
        "H002": "S01",
        "H003": "S02",
        "H004": "S02",
        "S01": "S01",
        "S02": "S02",
    }
    touching = [("17001", "S01"), ("17003", "S01"), ("17003", "S02")]
    zips = {
        "60001": ("17001", "Alder"),
        "60002": ("17003", "St. Birch"),
        "61001": ("17003", "St. Birch"),
    }
    return {
        "seats": seats,
        "districts": [{"district_id": d, "senate_district_id": s} for d, s in within.items()],
        "county_districts": [{"county_fips": c, "senate_district_id": s} for c, s in touching],
        "zip_areas": [
            {"zcta": zcta, "county_fips": fips, "county_name": name}
            for zcta, (fips, name) in zips.items()
        ],
    }  # fmt: skip
