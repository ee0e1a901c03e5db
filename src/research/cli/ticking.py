"""The verbs tick and schedule: run what is due by itself, and what calls that."""

import argparse
import os
from argparse import Namespace
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from research.cli.speak import answer
from research.ground.errors import ResearchError, ScheduleError, UsageError
from research.ground.paths import Project, project

if TYPE_CHECKING:
    from research.publish.cadence import Cadence
    from research.publish.occurrences import Ledger, Occurrence
    from research.publish.tick import Ticked

EVERY = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30)


def add_tick(verb: argparse.ArgumentParser) -> None:
    """Add what `tick` takes."""
    verb.add_argument(
        "--now",
        metavar="TIME",
        help="look as if it were this moment, with its offset: 2027-01-13T05:30-06:00",
    )


def add_schedule(verb: argparse.ArgumentParser) -> None:
    """Add what `schedule` takes."""
    kind = verb.add_mutually_exclusive_group()
    kind.add_argument("--systemd", action="store_true", help="a service and a timer of this user")
    kind.add_argument("--cron", action="store_true", help="a line of this user's crontab")
    act = verb.add_mutually_exclusive_group()
    act.add_argument("--install", action="store_true", help="install it, not only print it")
    act.add_argument("--remove", action="store_true", help="take it away again")
    verb.add_argument(
        "--every", type=int, default=5, choices=EVERY, metavar="MINUTES",
        help="how often it looks; 5 minutes if nothing else is said",
    )  # fmt: skip


def tick(options: Namespace) -> int:
    """Put the site again where a minute has come, then run what is due now.

    The site goes by the real clock, whatever ``--now`` says: it shows nothing before its minute.
    """
    from research.publish import tick as ticks
    from research.publish.cadence_days import days_of
    from research.publish.site.switch import refresh

    here, clock = project(), _clock(options.now)
    site = refresh(here, datetime.now(UTC))
    done = ticks.tick(here, ticks.World(clock, days_of(here), os.environ))
    put = [f"the site at {one.to} was put again" for one in site.placed if not one.did_nothing]
    lines = [*put, *(f"problem: {one}" for one in site.problems), *_lines_of(done)]
    said = {
        "is_other_at_work": done.is_other_at_work,
        "attempted": [_said(one) for one in done.attempted],
        "site": put,
        "problems": [*site.problems, *done.problems],
    }
    answer(lines, said, options.json)
    return 0 if done.is_well and not site.problems else ScheduleError.exit_code


def schedule(options: Namespace) -> int:
    """List what runs by itself, or print, install or remove what calls `tick`."""
    here = project()
    if not options.systemd and not options.cron:
        if options.install or options.remove:
            raise UsageError("say which: --systemd or --cron.")
        return _list(here, options.json)
    printed = _printed(here, options)
    if not options.install and not options.remove:
        answer(printed, {"lines": printed}, options.json)
        return 0
    try:
        lines = _change(here, options)
    except ResearchError:
        if options.install and not options.json:
            answer(["# not installed; this is what it would be:", *printed], {}, False)
        raise
    answer(lines, {"lines": lines}, options.json)
    return 0


def _change(here: Project, options: Namespace) -> list[str]:
    from research.publish import units

    if options.remove:
        return units.remove_systemd(here) if options.systemd else units.remove_crontab(here)
    install = units.install_systemd if options.systemd else units.install_crontab
    return install(here, options.every)


def _printed(here: Project, options: Namespace) -> list[str]:
    from research.publish import units

    if options.cron:
        return units.crontab_lines(here, options.every)
    lines = []
    for unit in units.systemd(here, options.every):
        lines += [f"# ~/.config/systemd/user/{unit.name}", *unit.text.splitlines(), ""]
    return lines


def _list(here: Project, as_json: bool) -> int:
    from research.publish.cadence import read
    from research.publish.tick import ledger_of

    cadences, problems = read(here)
    now = datetime.now(UTC)
    with ledger_of(here) as ledger:
        rows = [_row(here, ledger, cadence, now) for cadence in cadences]
    lines = [
        line
        for row in rows
        for line in (f"{row['cadence']}: {row['when']}", f"  next {row['next']}; {row['last']}")
    ]
    lines = [*(lines or ["no study.toml has a [cadence]"]), *(f"refused: {p}" for p in problems)]
    answer(lines, {"cadences": rows, "problems": problems}, as_json)
    return ScheduleError.exit_code if problems else 0


def _row(here: Project, ledger: "Ledger", cadence: "Cadence", now: datetime) -> dict[str, str]:
    from zoneinfo import ZoneInfo

    from research.publish.cadence import upcoming
    from research.publish.cadence_days import days_of

    try:
        moment = upcoming(cadence, now, days_of(here))
        none = "none in sight" if cadence.cron else "with the snapshot"
        following = f"{moment.astimezone(ZoneInfo(cadence.zone)):%Y-%m-%d %H:%M %Z}" \
            if moment else none  # fmt: skip
    except ResearchError as error:
        following = f"not known: {error}"
    past = ledger.occurrences(cadence=cadence.key)
    last = _line(past[-1]) if past else "never due yet"
    return {"cadence": cadence.key, "when": cadence.said, "next": following, "last": last}


def _clock(now: str | None) -> Callable[[], datetime]:
    if now is None:
        return lambda: datetime.now(UTC)
    try:
        fixed = datetime.fromisoformat(now)
    except ValueError as error:
        raise UsageError(f"--now {now} is no time such as 2027-01-13T05:30-06:00.") from error
    if fixed.tzinfo is None:
        raise UsageError(f"--now {now} has no offset: write 2027-01-13T05:30-06:00.")
    return lambda: fixed


def _lines_of(done: "Ticked") -> list[str]:
    if done.is_other_at_work:
        return ["another tick is at work; it was left alone"]
    lines = [_line(one) for one in done.attempted] + [f"problem: {one}" for one in done.problems]
    return lines or ["nothing is due"]


def _line(one: "Occurrence") -> str:
    for_others = f", for {one.passed_over} missed before it too" if one.passed_over else ""
    why = f": {one.why}" if one.why else ""
    again = f"; again after {one.not_before:%Y-%m-%d %H:%M} UTC" if one.not_before else ""
    return (
        f"{one.cadence} due {one.due_at:%Y-%m-%d %H:%M} UTC{for_others}: {one.state}, "
        f"attempts {one.attempts}{why}{again}"
    )


def _said(one: "Occurrence") -> dict[str, object]:
    return {"cadence": one.cadence, "occurrence": one.name, "state": str(one.state),
            "attempts": one.attempts, "passed_over": one.passed_over, "why": one.why,
            "lock": one.lock_digest, "code": one.code_digest}  # fmt: skip
