"""The verbs approve, release, diff, erratum: who vouches for an edition, and what became of it."""

import argparse
from argparse import Namespace
from datetime import datetime
from pathlib import Path

from research.cli.adding import Add
from research.cli.speak import answer, progress
from research.ground.errors import UsageError
from research.ground.paths import project

_ZONE = "America/Chicago"


def _edition(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("edition", metavar="EDITION", help="its brief and number: district-1")


def _signer(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--as", dest="name", metavar="NAME", required=True,
        help="who approves: a name or an address of reports/approvers.toml",
    )  # fmt: skip
    verb.add_argument(
        "--key", metavar="PATH", required=True,
        help="your SSH key, or its .pub file where an agent holds the key",
    )  # fmt: skip


def _now(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--now", action="store_true",
        help="refuse unless it may be shown at once; otherwise it is sealed until its minute",
    )  # fmt: skip


def _correction(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--superseded-by", metavar="EDITION", required=True, help="the later edition that is right"
    )
    verb.add_argument(
        "--note", metavar="TEXT", required=True, help="what was wrong, as readers will see it"
    )
    verb.add_argument(
        "--subject", action="append", default=[], metavar="ID",
        help="only this one's document is wrong; repeat for more",
    )  # fmt: skip


def _two(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "editions", metavar="EDITION", nargs="+",
        help="two of a brief, or one: then against what was approved, or the last release. "
        "district-1, district-1@DIGEST, or a folder",
    )  # fmt: skip
    verb.add_argument("--csv", metavar="FILE", help="also write every move as CSV")
    verb.add_argument("--html", metavar="FILE", help="also write the comparison as a web page")


APPROVING: dict[str, tuple[str, tuple[Add, ...]]] = {
    "approve": ("sign the bytes of a candidate with your SSH key", (_edition, _signer)),
    "release": (
        "copy the bytes of a candidate that two people approved into editions/",
        (_edition, _now),
    ),
    "diff": ("list every number that moved between two editions, by how much and why", (_two,)),
    "erratum": (
        "say that an edition was wrong, and which takes its place",
        (_edition, _correction),
    ),
}
"""What each of these verbs takes, and its help."""


def approve(options: Namespace) -> int:
    """Sign a candidate."""
    from research.publish.editions.approvals import NEEDED, approvals, message
    from research.publish.editions.approvals import approve as sign
    from research.publish.editions.release import candidate

    here = project()
    edition = candidate(here, options.edition)
    made = sign(here, edition, options.name, Path(options.key).expanduser(), _clock())
    counted = [one.name for one in approvals(here, edition) if one.counts]
    lines = [
        f"{edition.id}: {edition.title}",
        f"  {len(edition.files)} files about {len(edition.subjects) or 'no'} subjects, "
        f"as of {edition.as_of}, release {edition.release.isoformat(timespec='minutes')}",
        "  signed:",
        *(f"    {line}" for line in message(made).decode().splitlines()),
        f"  {len(counted)} of {NEEDED} approvals: {', '.join(counted)}",
    ]
    said = {"edition": edition.id, "digest": edition.digest, "name": made.name,
            "signed": made.signed.isoformat(), "approvals": counted, "needed": NEEDED}  # fmt: skip
    answer(lines, said, options.json)
    return 0


def release(options: Namespace) -> int:
    """Release a candidate."""
    from research.publish.editions.release import candidate, require_open
    from research.publish.editions.release import release as copy

    here, now = project(), _clock()
    if options.now:
        require_open(candidate(here, options.edition), now)
    with progress() as tell:
        tell(f"reading {options.edition} back")
        done = copy(here, options.edition, now)
    made = done.edition
    minute = made.release.isoformat(timespec="minutes")
    lines = [
        f"{made.id}: {'was released before, with the same bytes' if done.was_there else 'released'}"
        f" ({len(made.files)} files, approved by {' and '.join(done.approved_by)})",
        f"  {here.short(made.folder)}",
        f"  sealed until {minute}" if made.is_sealed(now) else f"  may be shown since {minute}",
    ]
    said = {"edition": made.id, "digest": made.digest, "was_there": done.was_there,
            "approved_by": list(done.approved_by), "files": len(made.files), "release": minute,
            "is_sealed": made.is_sealed(now), "folder": here.short(made.folder)}  # fmt: skip
    answer(lines, said, options.json)
    return 0


def erratum(options: Namespace) -> int:
    """Declare that an edition was wrong."""
    from research.publish.errata import FILE, Erratum, declare

    here = project()
    new = Erratum(
        options.edition, options.superseded_by, _clock().date(), options.note,
        tuple(options.subject),
    )  # fmt: skip
    is_new = declare(here, new)
    whom = ", ".join(new.subjects) or "all of it"
    lines = [
        f"{new.edition} is superseded by {new.superseded_by} ({whom})"
        + ("" if is_new else ": it was said before"),
        f"  reports/{FILE}: commit it; the site and `research recall {new.edition}` follow it",
    ]
    said = {"edition": new.edition, "superseded_by": new.superseded_by, "note": new.note,
            "subjects": list(new.subjects), "is_new": is_new}  # fmt: skip
    answer(lines, said, options.json)
    return 0


def _clock() -> datetime:
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo(_ZONE)).replace(microsecond=0)


def diff(options: Namespace) -> int:
    """Compare two editions."""
    from research.ground.provenance import write_whole
    from research.publish.editions import diff_pages
    from research.publish.editions.diff import before, named
    from research.publish.editions.diff import diff as compare

    if len(options.editions) > 2:
        raise UsageError(f"diff takes one or two editions, not {len(options.editions)}.")
    here = project()
    with progress() as tell:
        tell("comparing")
        last = named(here, options.editions[-1])
        first = (
            named(here, options.editions[0]) if len(options.editions) > 1 else before(here, last)
        )
        found = compare(here, first, last)
    if options.csv:
        write_whole(Path(options.csv), diff_pages.to_csv(found))
    if options.html:
        write_whole(Path(options.html), diff_pages.to_html(found))
    answer(diff_pages.lines(found), diff_pages.said(found), options.json)
    return 0
