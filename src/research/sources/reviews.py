"""The counts of our own reviews, from the journals: names and comments stay in the journals."""

import tomllib
from dataclasses import asdict, fields
from pathlib import Path

import pandas as pd

from research.ground.errors import ReviewError
from research.ground.terms import Grade
from research.sources.publishers import Publisher
from research.sources.review_journal import ENDING, Copied, Event, read_journal
from research.sources.review_rounds import Closure, closure, reviews
from research.sources.snapshots import REVIEWS

OURS = Publisher(id="reviews", name="this project: its own record of reviews", files=())

_CITED = ("source_title", "source_url", "snapshot", "grade", "is_synthetic")


def read(folder: Path, site: Path) -> pd.DataFrame:
    """Return one row a brief and phase: who was asked, who answered, and what became of comments.

    A row cites the journal by the day of its last event, copies left aside, and the address of the
    site: the journal itself is private.

    Parameters
    ----------
    folder
        Where the journals lie.
    site
        The file that says where the pages will stand.

    Raises
    ------
    ReviewError
        If a journal was edited, or no address is there to cite.
    """
    rows = []
    for path in sorted(folder.glob(f"*{ENDING}")):
        events = read_journal(path)
        counts = closure(reviews(path.stem, events))
        rows += [{**asdict(one), **_said(path.stem, events, site)} for one in counts]
    columns = [*(one.name for one in fields(Closure)), *_CITED]
    return pd.DataFrame(rows, columns=columns)


def _said(brief: str, events: tuple[Event, ...], site: Path) -> dict[str, object]:
    counted = [one.at for one in events if not isinstance(one, Copied)]
    return {
        "source_title": "Our own record of how this report was reviewed: counts, no names",
        "source_url": _address(site),
        "snapshot": f"{REVIEWS}{max(counted)[:10]}/{brief}{ENDING}",
        "grade": int(Grade.FIRM),
        "is_synthetic": False,
    }


def _address(site: Path) -> str:
    try:
        said = tomllib.loads(site.read_text(encoding="utf-8"))
        return str(said["base_address"])
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise ReviewError(
            f"{site.name} names no base_address ({error!r}), so the counts of the reviews have no "
            "address to be cited by. Add it."
        ) from error
