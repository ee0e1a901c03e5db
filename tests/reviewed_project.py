"""A project of one brief under review; its reviewers are invented."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import small_project
from research.ground.paths import Project
from research.publish.reviews.comments import add
from research.publish.reviews.forms import Form
from research.publish.reviews.imports import Imported, take_export
from research.publish.reviews.journal import load
from research.publish.reviews.rounds import open_round, people
from research.sources.review_journal import Person
from research.sources.review_rounds import Comment

BRIEF = "brief"
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
ADA = Person("Ada Example", "ada@example.org")
BO = Person("Bo Sample")
ASKED = ("Ada Example <ada@example.org>", "Bo Sample")

HEAD = ("Timestamp", "Email Address", "Your name", "Page and line", "What is wrong?", "Anything?")
GOOGLE = Form(
    name="google",
    key=("Timestamp", "Email Address"),
    who="Your name",
    email="Email Address",
    said="Timestamp",
    place="Page and line",
    comments=("What is wrong?", "Anything?"),
)
FIRST = ("11/20/2026 10:15:01", "ada@example.org", "Ada Example", "line 12", "Too old.", "")
SECOND = ("11/20/2026 10:16:30", "cy@example.org", "Cy Case", "", "Too long.", "Fine else.")


def reviewed(root: Path, phase: str = "draft", asked: Sequence[str] = ASKED) -> Project:
    """Return a project whose brief has one open round."""
    here = small_project.project(root)
    small_project.study(here)
    (here.reports / "site.toml").write_text('base_address = "https://briefs.example.org"\n')
    open_round(here, BRIEF, phase, "2026-12-01", people(asked), NOW)
    return here


def later(minutes: int) -> datetime:
    """Return a moment so many minutes after the round was opened."""
    return NOW + timedelta(minutes=minutes)


def commented(here: Project, text: str = "Too old.", who: Person = BO, at: int = 1) -> str:
    """Add a comment to the draft round and return its id."""
    return add(here, BRIEF, "draft", who, text, later(at), "line 12").comment


def export(
    path: Path, *rows: Sequence[str], encoding: str = "utf-8", parted: str = ",", mark: bytes = b""
) -> Path:
    """Write an export of the Google form and return its path."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=parted).writerows([HEAD, *rows])
    path.write_bytes(mark + out.getvalue().encode(encoding))
    return path


def taken(here: Project, path: Path, form: Form = GOOGLE, at: int = 5) -> Imported:
    """Import an export into the draft round."""
    return take_export(here, BRIEF, form, path, "draft", later(at))


def comments(here: Project) -> tuple[Comment, ...]:
    """Return the comments on the brief as they stand."""
    return load(here, BRIEF).comments
