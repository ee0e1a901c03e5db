"""Invented people, rosters, lists and editions for tests of audiences."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from research.ground.paths import Project, using
from research.publish.editions.manifest import FILES, MANIFEST, Edition, EditionFile, text
from research.sources import openstates
from research.sources.snapshots import Snapshot
from research.studies.record import Finding, RunRecord
from rosters import archive, person, role, roster, written
from subject_project import write

TODAY = date(2026, 10, 15)
SECRET = "a secret of the tests"
HEAD = "id,name,email,organization,language,format,consent,consent_date,subject,interest"

AUDIENCES = """
[sender]
name = "The research team"
email = "research@example.org"
reply_to = "research@example.org"
unsubscribe_mail = "unsubscribe@example.org"

[audiences.legislators]
title = "Members"
source = "roster"
consent = "not needed"
consent_why = "an office is written to"
languages = ["en"]
formats = ["pdf"]

[audiences.partners]
title = "Partners"
source = "list"
file = "partners.csv"
consent = "dated"
languages = ["en", "es"]
formats = ["pdf", "html"]

[audiences.media]
title = "Media"
source = "list"
file = "media.csv"
consent = "dated"
languages = ["en"]
formats = ["pdf"]
after = ["partners"]
"""


def project(root: Path, audiences: str = AUDIENCES) -> Project:
    """Return a project folder that declares three audiences and has no list yet."""
    (root / "reports" / "private").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[tool.research]\n", encoding="utf-8")
    (root / "reports" / "audiences.toml").write_text(audiences, encoding="utf-8")
    return Project(root)


def row(name: str = "ada", /, **cells: str) -> str:
    """Return the line of a list: a partner who agreed; cells may hold no comma."""
    said = {
        "id": name, "name": f"{name.title()} Elm", "email": f"{name}@example.org",
        "organization": "Elm House", "language": "en", "format": "pdf", "consent": "yes",
        "consent_date": "2026-03-01", "subject": "", "interest": "",
    } | cells  # fmt: skip
    return ",".join(said[column] for column in HEAD.split(","))


def people(here: Project, *rows: str, file: str = "partners.csv") -> Path:
    """Write a list below reports/private."""
    path = here.reports / "private" / file
    path.write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf-8")
    return path


def seated(
    here: Project,
    said: Mapping[str, Mapping[str, object] | None],
    retrieved: str = "2026-08-05",
) -> None:
    """Build seats and member_contacts: every seat has a member with an address, but for these.

    ``said`` holds what differs of the member of a seat, or None for a vacant seat.
    """
    seats = [("upper", n, f"S{n:02}") for n in range(1, 60)]
    seats += [("lower", n, f"H{n:03}") for n in range(1, 119)]
    members = {}
    for chamber, number, seat in seats:
        more = said.get(seat, {})
        if more is not None:
            held = {"name": f"Given {seat}", "email": f"{seat.lower()}@example.org", **more}
            members[seat] = person(
                str(held.pop("name")), role(chamber, number, start_date="2025-01-08"),
                id=f"ocd-person/{seat.lower()}-member", **held,
            )  # fmt: skip
    build(here, roster(here.root, archive(written(members)), retrieved))


def build(here: Project, snapshot: Snapshot) -> None:
    """Build the tables seats and member_contacts from a roster."""
    with using(here.root):
        for name, read in (("seats", openstates.read_seats),
                           ("member_contacts", openstates.read_contacts)):  # fmt: skip
            frame = read(snapshot).set_index("district_id", drop=False)
            write(name, frame.set_axis(f"{name}:" + frame.index))


def edition(
    here: Project,
    subjects: Iterable[str] = ("S01", "H001", "H002"),
    addressed: Mapping[str, str] | None = None,
    kinds: Iterable[str] = ("pdf", "html"),
) -> Edition:
    """Return a candidate with a document a subject and kind; "" is that of all.

    ``addressed`` holds to whom the document of a subject is addressed, as its run found.
    """
    folder = here.candidates / "district-1"
    listed = [
        EditionFile(f"{one or 'all'}/page.{kind}", "0", 0, kind, one)
        for one in subjects
        for kind in kinds
    ]
    for subject, name in (addressed or {}).items():
        file = EditionFile(f"{subject}/records/district.json", "0", 0, "record", subject)
        run(subject, name).write(folder / FILES / file.path)
        listed.append(file)
    made = Edition(
        id="district-1", brief="district", number=1, title="A brief", as_of="2026-10-01",
        release=datetime(2026, 11, 1, 12, tzinfo=UTC), authors=("Ann Author",),
        subjects=tuple(one for one in subjects if one), files=tuple(listed), made_from={},
        folder=folder,
    )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).write_text(text(made), encoding="utf-8")
    return made


def run(subject: str, addressee: str) -> RunRecord:
    """Return the record of a run that found to whom a sheet is addressed."""
    found = Finding(
        name="addressee", kind="sentence", value=addressee, unit="", printed=addressee, grade=1,
        formula="", sources=(), rows=(), row_count=0,
    )  # fmt: skip
    return RunRecord(
        study="district", brief="district", key="k" * 32, as_of="2026-10-01", subject=subject,
        parameters={}, reads=(), cells="c", declared="d", lock="l", imports={}, findings=(found,),
    )  # fmt: skip


def mail(
    subject: str = "unsubscribe",
    sender: str = "Ada Elm <ada@example.org>",
    message_id: str = "<one@mail.example.org>",
    on: str = "Thu, 01 Oct 2026 09:00:00 -0500",
    **headers: str,
) -> bytes:
    """Return a short mail as it lies in a folder."""
    said = {
        "Received": f"from there by here; {on}", "From": sender, "Subject": subject,
        "Message-ID": message_id, "Date": on,
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }  # fmt: skip
    lines = [f"{name}: {value}" for name, value in said.items() if value]
    return ("\r\n".join(lines) + "\r\n\r\nText.\r\n").encode()


def report(
    status: str = "5.1.1",
    action: str = "failed",
    final: str = "ada@example.org",
    original: str = "",
    diagnostic: str = "smtp; 550 5.1.1 no such user",
    to: str = "Ada Elm <ada@example.org>",
    ours: str = "<sent-1@example.org>",
    message_id: str = "<bounce-1@mail.example.org>",
    on: str = "Thu, 01 Oct 2026 09:00:00 -0500",
) -> bytes:
    """Return a delivery report (RFC 3464) about one recipient."""
    block = [f"Final-Recipient: rfc822; {final}" if final else "",
             f"Original-Recipient: rfc822; {original}" if original else "",
             f"Action: {action}" if action else "", f"Status: {status}" if status else "",
             f"Diagnostic-Code: {diagnostic}" if diagnostic else ""]  # fmt: skip
    returned = [f"From: research@example.org\r\nTo: {to}\r\nMessage-ID: {ours}\r\nSubject: A brief"]
    parts = [
        "Content-Type: text/plain\r\n\r\nIt could not be delivered.",
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example.org\r\n\r\n"
        + "\r\n".join(line for line in block if line),
        *(f"Content-Type: text/rfc822-headers\r\n\r\n{one}" for one in returned if ours),
    ]
    head = (
        f"Received: from there by here; {on}\r\nFrom: MAILER-DAEMON@mail.example.org\r\n"
        f"Message-ID: {message_id}\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        "Subject: Undelivered Mail\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
    )
    body = "".join(f"--b\r\n{part}\r\n\r\n" for part in parts)
    return f"{head}{body}--b--\r\n".encode()


def maildir(folder: Path, *messages: bytes) -> Path:
    """Write a Maildir with these messages."""
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(messages):
        (folder / "new" / f"17000{number}.here").write_bytes(data)
    return folder
