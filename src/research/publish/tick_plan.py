"""What is due: compare the cadences with the clock, the snapshots and the ledger.

A moment is planned once, whatever the clock does. After an outage the last moment that was missed
is planned and stands for the others. A clock that goes back plans nothing twice; one that goes
back by more than a day was wrong before, so what it passed over comes in its time after all.
"""

from datetime import datetime, timedelta

from research.ground.errors import CalendarError, ScheduleError
from research.ground.paths import Project
from research.ground.provenance import digest_bytes, digest_values
from research.publish.cadence import Cadence, DaysOf, latest
from research.publish.occurrences import Ledger, Seen

_A_DAY = timedelta(days=1)


def plan(
    project: Project, ledger: Ledger, cadences: list[Cadence], now: datetime, days_of: DaysOf
) -> list[str]:
    """Write down each occurrence that has come due; return what could not be planned.

    A cadence that the ledger does not know begins now: nothing before is caught up.
    """
    problems: list[str] = []
    pins = digest_bytes(project.pins.read_bytes()) if project.pins.is_file() else ""
    for cadence in cadences:
        try:
            if cadence.cron:
                problems += _plan_times(ledger, cadence, now, days_of)
            else:
                _plan_snapshots(project, ledger, cadence, now, pins)
        except (CalendarError, ScheduleError) as error:
            problems.append(f"{cadence.key}: {error}")
    return problems


def _plan_times(ledger: Ledger, cadence: Cadence, now: datetime, days_of: DaysOf) -> list[str]:
    seen = ledger.seen(cadence.key)
    if seen is None:
        ledger.remember(cadence.key, Seen(now, "", ""))
        return []
    if seen.considered_to > now:
        return _clock_went_back(ledger, cadence, seen.considered_to, now)
    due, earlier = latest(cadence, seen.considered_to, now, days_of)
    if due is None:
        return []
    with ledger.together():
        if not ledger.is_settled(cadence.key, due):
            ledger.plan(cadence.key, due.isoformat(), due, seen.considered_to, earlier)
        ledger.remember(cadence.key, Seen(due, "", ""))
    return []


def _clock_went_back(
    ledger: Ledger, cadence: Cadence, before: datetime, now: datetime
) -> list[str]:
    with ledger.together():
        ledger.remember(cadence.key, Seen(now, "", ""))
        if before - now <= _A_DAY:
            return []
        ledger.undo_future(cadence.key, now)
    return [
        f"{cadence.key}: the clock says {now:%Y-%m-%d %H:%M}, and it had been "
        f"{before:%Y-%m-%d %H:%M} before. What was built stays built; what was passed over comes "
        "in its time. Check the clock of this machine."
    ]


def _plan_snapshots(
    project: Project, ledger: Ledger, cadence: Cadence, now: datetime, pins: str
) -> None:
    """Plan one occurrence if the pinned files of its tables are other ones than last time.

    Which files a table is read from is asked only when data/pins.toml changed at all: the answer
    takes the contracts of the tables, and those take a second to load.
    """
    seen = ledger.seen(cadence.key)
    if seen is not None and seen.pins == pins:
        return
    held = snapshots(project, cadence.tables)
    if seen is None or seen.snapshots.partition(" ")[2] == held:
        number = seen.snapshots.partition(" ")[0] if seen else "0"
        ledger.remember(cadence.key, Seen(now, pins, f"{number} {held}"))
        return
    number = str(int(seen.snapshots.partition(" ")[0]) + 1)
    with ledger.together():
        ledger.plan(cadence.key, f"snapshots {number} {held[:12]}", now, now, 0)
        ledger.remember(cadence.key, Seen(now, pins, f"{number} {held}"))


def snapshots(project: Project, tables: tuple[str, ...]) -> str:
    """Return one digest over the pinned files that some tables are read from."""
    from research.sources.snapshots import pins
    from research.warehouse.tables import RECIPES

    pinned = pins(project)
    names = {
        f"{issuer}/{file}"
        for table in tables
        if table in RECIPES
        for issuer, file in (*RECIPES[table].needs, *RECIPES[table].takes)
    }
    return digest_values({name: pinned[name] for name in sorted(names) if name in pinned})
