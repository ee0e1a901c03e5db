"""The verbs candidate and verify: fix what is to be approved; say what a file is."""

import argparse
import os
from argparse import Namespace
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from research.cli.adding import Add
from research.cli.speak import answer, counting
from research.ground.errors import EditionError, UsageError
from research.ground.paths import Project, project


def _candidate(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("brief", metavar="BRIEF", help="a folder of reports/, up to date")
    verb.add_argument(
        "--release",
        default="",
        metavar="TIME",
        help="its minute: 2027-01-12T10:00, in Illinois time; otherwise the calendar's",
    )
    verb.add_argument(
        "--number", type=int, default=0, metavar="N", help="its number; otherwise the next"
    )
    verb.add_argument(
        "--author",
        action="append",
        default=[],
        metavar="NAME",
        help="who made it, and so may not approve it; repeat for more",
    )
    verb.add_argument(
        "--sign",
        action="store_true",
        help="sign each PDF with the key that RESEARCH_SIGNATURE_PKCS12 names",
    )


def _verify(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("what", metavar="FILE|EDITION", help="a file, or an id such as district-1")


FIXING: dict[str, tuple[str, tuple[Add, ...]]] = {
    "candidate": ("fix number, minute and every file of a brief's next edition", (_candidate,)),
    "verify": ("say which edition a file is, whether it is whole, and if it still holds",
               (_verify,)),
}  # fmt: skip


def candidate(options: Namespace) -> int:
    """Fix a brief as a candidate."""
    from research.builds.voice import Voice
    from research.publish.editions.candidate import Wish, fix
    from research.studies.manifest import load

    here = project()
    manifest = load(here, options.brief)
    release = _release(here, manifest.brief, options.release)
    wish = Wish(release, tuple(options.author), options.number, _signer(options.sign))
    with counting() as (tell, count, moves):
        fixed = fix(here, manifest, wish, Voice(tell, count, moves))
    made = fixed.edition
    lines = [
        f"{made.id}: {len(made.files)} files"
        + (f" about {len(made.subjects)} subjects" if made.subjects else "")
        + (", as they stood before" if fixed.was_there else ""),
        f"release: {made.release.isoformat(timespec='minutes')}",
        f"digest: {made.digest}",
        f"{here.short(made.folder)}/",
    ]
    said = {"edition": made.id, "files": len(made.files), "subjects": len(made.subjects),
            "release": made.release.isoformat(), "digest": made.digest,
            "was_there": fixed.was_there, "folder": here.short(made.folder)}  # fmt: skip
    answer(lines, said, options.json)
    return 0


def verify(options: Namespace) -> int:
    """Say what a file or an edition is."""
    from research.publish.editions import verify as verifying

    now = datetime.now().astimezone()
    found = verifying.verify(project(), options.what, now)
    said = {**vars(found), "is_whole": found.is_whole}
    answer(verifying.lines(found), said, options.json)
    return found.exit_code


def _release(here: Project, brief: str, asked: str) -> datetime:
    """Return the minute of a release: what was asked for, else the calendar's."""
    from zoneinfo import ZoneInfo

    from research.publish import calendar

    if asked:
        try:
            minute = datetime.fromisoformat(asked)
        except ValueError as error:
            raise UsageError(f"--release {asked}: write 2027-01-12T10:00 ({error}).") from error
        return minute if minute.tzinfo else minute.replace(tzinfo=ZoneInfo("America/Chicago"))
    found = calendar.load(here).embargo(brief)
    if found is None:
        raise EditionError(
            f"reports/calendar.toml has no embargo for {brief}: set one there, or say --release "
            "2027-01-12T10:00."
        )
    return found


def _signer(is_asked: bool) -> Callable[[Path], None] | None:
    if not is_asked:
        return None
    from research.publish.editions.pdf_signature import signer_of

    return signer_of(os.environ)
