"""The verbs audience and suppress: who receives what, and why; who must be left in peace."""

import argparse
from argparse import Namespace

from research.cli.adding import Add


def _audience(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("name", metavar="NAME", help="an audience that reports/audiences.toml names")
    verb.add_argument("edition", metavar="EDITION", help="an edition or a candidate: district-1")
    verb.add_argument("--csv", action="store_true", help="answer in CSV, for a spreadsheet")


def _suppress(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "paths", metavar="PATH", nargs="*", help="a Maildir, an mbox, a .csv or an .xlsx"
    )


VERBS: dict[str, tuple[str, tuple[Add, ...]]] = {
    "audience": (
        "list who receives which document of an edition, and why; who does not, and why",
        (_audience,),
    ),
    "suppress": (
        "keep the unsubscribes and bounces of a mail folder or CSV; without one, list them",
        (_suppress,),
    ),
}


def audience(options: Namespace) -> int:
    """List who of an audience receives which document; nothing is sent."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from research.cli.speak import answer
    from research.ground.errors import UsageError
    from research.ground.paths import project
    from research.publish.audiences import listing
    from research.publish.audiences.who import who

    if options.csv and options.json:
        raise UsageError("give --csv or --json, not both.")
    here = project()
    edition = listing.edition_or_candidate(here, options.edition)
    found = who(here, edition, options.name, datetime.now(ZoneInfo("America/Chicago")).date())
    told = (edition, options.name, found)
    rows = listing.csv(*told).split("\r\n")[:-1] if options.csv else listing.lines(*told)
    answer(rows, listing.plain(*told), options.json)
    return 0


def suppress(options: Namespace) -> int:
    """Keep what mail folders and sheets ask of us, or list what was kept."""
    from datetime import UTC, datetime
    from pathlib import Path

    from research.cli.speak import answer
    from research.ground.paths import project
    from research.publish import intake, intake_words
    from research.publish.audiences.suppressions import read
    from research.publish.audiences.tokens import secret_of_environment

    here, now = project(), datetime.now(UTC)
    if not options.paths:
        kept = read(here)
        answer(intake_words.kept(kept), {"kept": [vars(one) for one in kept]}, options.json)
        return 0
    done = [
        (path, intake.take_in(here, Path(path), now, secret_of_environment))
        for path in options.paths
    ]
    lines = [line for path, one in done for line in intake_words.lines(path, one)]
    said = {"read": [intake_words.plain(path, one) for path, one in done]}
    answer(lines, said, options.json)
    return 0
