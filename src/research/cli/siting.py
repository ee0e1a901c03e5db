"""The verb site: the pages as a folder for any web host, switched in one rename."""

import argparse
from argparse import Namespace
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from research.cli.adding import Add

if TYPE_CHECKING:
    from research.publish.site.switch import Placed

_LONGEST_NAP = 20.0
_LEEWAY = 1.0
"""Seconds by which the wall clock may be put right during a wait. No source; assumed."""


def _to(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--to", metavar="DIR", help="where the site is to stand, a link; otherwise build/site"
    )
    verb.add_argument(
        "--wait",
        action="store_true",
        help="stay until every sealed edition is out, and switch at its minute",
    )


VERBS: dict[str, tuple[str, tuple[Add, ...]]] = {
    "site": ("make the pages of the released editions, and put them in place", (_to,)),
}


def site(options: Namespace) -> int:
    """Put the site in place; with --wait, again at the minute of each sealed edition."""
    import time
    from pathlib import Path

    from research.cli.speak import answer, progress
    from research.ground.paths import project
    from research.publish.site.switch import put

    here = project()
    to = Path(options.to) if options.to else here.build / "site"
    done: list[Placed] = []
    kind = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # one that counts sleep too
    clock = slower(lambda: datetime.now(UTC), lambda: time.clock_gettime(kind))
    with progress() as tell:
        while True:
            placed = put(here, to, clock(), tell)
            done += [] if placed.did_nothing and done else [placed]
            if not options.wait or placed.next_minute is None:
                break
            tell(f"waiting for {placed.next_minute.isoformat(timespec='minutes')}")
            left = (placed.next_minute - clock()).total_seconds()
            time.sleep(min(max(left, 0.0), _LONGEST_NAP))
    lines = [line for one in done for line in _lines(one)]
    answer(lines, {"switches": [_said(one) for one in done]}, options.json)
    return 0


def slower(wall: Callable[[], datetime], steady: Callable[[], float]) -> Callable[[], datetime]:
    """Return a clock that no setting of the wall clock, made after this, puts forward.

    Parameters
    ----------
    wall
        The wall clock, with its offset from UTC.
    steady
        Seconds that no one sets: they only grow.
    """
    began, from_then = wall(), steady()

    def clock() -> datetime:
        return min(wall(), began + timedelta(seconds=steady() - from_then + _LEEWAY))

    return clock


def _lines(placed: "Placed") -> list[str]:
    mark = placed.mark
    if placed.did_nothing:
        lines = [f"nothing to do: {placed.to} shows all that may be seen"]
    else:
        shows = ", ".join(mark.editions) or "no edition yet"
        lines = [f"{placed.to}: {mark.pages} pages; {shows}"]
    if mark.missing:
        lines.append(f"  the search does without {', '.join(mark.missing)}")
    lines += [f"  heavy: /{place} weighs {size:,} bytes" for place, size in mark.heavy.items()]
    if placed.next_minute is not None:
        lines.append(
            f"  sealed until {placed.next_minute.isoformat(timespec='minutes')}: its pages are "
            "made and lie outside of the site; `research site --wait` or the next `research tick` "
            "puts them in place"
        )
    return lines


def _said(placed: "Placed") -> dict[str, object]:
    return {
        "to": str(placed.to), "did_nothing": placed.did_nothing, **vars(placed.mark),
        "next_minute": placed.next_minute,
    }  # fmt: skip
