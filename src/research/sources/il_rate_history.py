"""Illinois rates, wages, prices and costs over time: 39 series, contradictions kept."""

import re

import pandas as pd

from research.ground.errors import PublishedFileError
from research.sources import files, typed
from research.sources.publishers import PublishedFile, Publisher
from research.sources.snapshots import Snapshot

PUBLISHER = Publisher(
    id="il_rate_history",
    name="several; named in each row",
    files=(
        PublishedFile(
            name="il_rate_history.csv",
            title="Illinois rates, wages, prices, costs and indexes over time: 39 series",
            url=None,
            licence="facts",
            note="Contradictions stand as paired rows with a note.",
        ),
    ),
)

PRECISIONS = (
    "day", "month", "half_year", "year", "fiscal_year", "federal_fiscal_year", "range",
    "before", "undated",
)  # fmt: skip
STATE_INCREASES = "State (AFSCME) general increase"

_COLUMNS = (
    "series", "service", "unit", "area", "group", "effective", "value", "kind",
    "source_url", "source_title", "seen", "note",
)  # fmt: skip
_REMARK = r"(?: \(.*\)| or .*| base| on)?"
_POINT = r"(?:\d{4}(?:-\d\d){0,2}|FY\d{4})"
# The first pattern that fits the whole text decides; its group is where the level starts.
_FORMS = (
    ("day", r"(\d{4}-\d\d-\d\d)" + _REMARK),
    ("month", r"(\d{4}-\d\d)" + _REMARK),
    ("half_year", r"(\d{4}H[12])"),
    ("year", r"(\d{4})" + _REMARK),
    ("fiscal_year", r"(FY\d{4})" + _REMARK),
    ("federal_fiscal_year", r"(FFY\d{4})" + _REMARK),
    ("range", rf"({_POINT})(?: to |-){_POINT}{_REMARK}"),
    ("before", r"before \d{4}-\d\d-\d\d()"),
    ("undated", r"(?:undated|upon) ?.*()"),
)


def read(snapshot: Snapshot) -> pd.DataFrame:
    """Return every row of the file, under the number of its line.

    effective is the first day of what effective_text says, at the precision in
    date_precision; it is missing where the text gives no start. amount is in unit, as printed.
    """
    cells = files.read_cells(snapshot.path, _COLUMNS)
    dated = cells["effective"].map(starts)
    return pd.DataFrame(
        {
            "row": range(2, len(cells) + 2),
            **{name: cells[name] for name in ("series", "service", "unit", "area", "group")},
            "effective_text": cells["effective"],
            "effective": pd.to_datetime(dated.str[0]),
            "date_precision": dated.str[1],
            "amount": files.numbers(cells["value"], "value"),
            "kind": cells["kind"],
            "note": cells["note"],
            **typed.cited(cells, snapshot),
        }
    )


def read_state_increases(snapshot: Snapshot) -> pd.DataFrame:
    """Return the general increases of state employees, as shares, one row a date.

    Steps within a pay scale and regrading are not part of them.
    """
    rows = read(snapshot)
    rows = rows[rows["series"] == STATE_INCREASES]
    typed.refuse(
        rows["date_precision"].ne("day") | rows["unit"].ne("percent increase"),
        rows["effective_text"],
        snapshot.file,
        "is a general increase without a day or not in percent",
    )
    share = (rows["amount"] / 100).round(6).rename("increase_share")
    kept = ["effective", "note", "source_title", "source_url", "snapshot", "grade", "is_synthetic"]
    return rows[kept].assign(increase_share=share).reset_index(drop=True)


def starts(text: str) -> tuple[pd.Timestamp | None, str]:
    """Return the first day of what a date cell says, and its precision.

    A state fiscal year starts on 1 July of the year before, a federal one on 1 October. A
    level "before" a day, or undated, has no start: None, never a guess.

    Raises
    ------
    PublishedFileError
        If the cell is written in a way that no rule reads.
    """
    for precision, pattern in _FORMS:
        found = re.fullmatch(pattern, text)
        if found:
            return _first_day(found[1]), precision
    raise PublishedFileError(
        f"effective {text!r} is written in a way that no rule reads: add a rule with a test."
    )


def _first_day(point: str) -> pd.Timestamp | None:
    if not point:
        return None
    if point.startswith("FFY"):
        return pd.Timestamp(int(point[3:]) - 1, 10, 1)
    if point.startswith("FY"):
        return pd.Timestamp(int(point[2:]) - 1, 7, 1)
    if "H" in point:
        return pd.Timestamp(int(point[:4]), 1 if point.endswith("1") else 7, 1)
    year, month, day = (point + "-01-01")[:10].split("-")
    return pd.Timestamp(int(year), int(month), int(day))
