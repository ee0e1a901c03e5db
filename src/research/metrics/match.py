"""The federal share of Medicaid spending over an Illinois fiscal year, month by month."""

from dataclasses import dataclass, field

import pandas as pd

from research.ground.errors import MetricError
from research.metrics.days import month_name, months_of_fiscal_year
from research.metrics.formula import formula


@dataclass(frozen=True)
class BlendedMatch:
    """The federal share over the months of a state fiscal year.

    ``assumption`` says whether temporary, enhanced quarters are in it.
    """

    fiscal_year: int
    months: int
    share: float
    text: str
    rows: pd.DataFrame = field(repr=False, compare=False)
    assumption: str = "regular match, no enhanced quarter"


@formula("July–September at the earlier federal year, October–June at the later, by months")
def blended_match(fmap: pd.DataFrame, fiscal_year: int, months_in_effect: int = 12) -> BlendedMatch:
    """Return the federal match of an Illinois fiscal year, which spans two federal years.

    A whole year is 0.25 × the federal year before + 0.75 × the federal year of that name. What
    starts later in the year counts its own months only: from January 1 the later one alone.
    Enhanced quarters are not in it, unless the rows are dated: see `match_by_month`.

    Parameters
    ----------
    fmap
        Rows of ``federal_match``: federal_fiscal_year, fmap_share. Rows with effective and
        until are dated and go to `match_by_month`.
    fiscal_year
        The Illinois fiscal year, July to June, named by its end.
    months_in_effect
        The last so many months of it.

    Raises
    ------
    MetricError
        If a federal year that is needed is absent, a share is not 0 to 1, or months are not 1
        to 12.
    """
    if {"effective", "until"} <= set(fmap.columns):
        return match_by_month(fmap, fiscal_year, months_in_effect)
    months = months_in_effect_of(months_in_effect)
    _check_shares(fmap)
    summer = max(0, months - 9)
    weights = {fiscal_year - 1: summer / months, fiscal_year: (months - summer) / months}
    needed = {year: weight for year, weight in weights.items() if weight}
    rows = fmap[fmap["federal_fiscal_year"].isin(needed)].sort_values("federal_fiscal_year")
    shares = dict(zip(rows["federal_fiscal_year"].astype(int), rows["fmap_share"], strict=True))
    absent = [year for year in needed if year not in shares]
    if absent or len(rows) != len(needed):
        raise MetricError(
            f"the match of fiscal year {fiscal_year} needs federal years {sorted(needed)}; "
            f"{len(absent)} of {len(needed)} are not in the table, first {absent[:1]}. It is not "
            "carried forward."
        )
    text = " + ".join(f"{weights[year]:.2f} × {shares[year]:.2%}" for year in sorted(needed))
    share = sum(weight * float(shares[year]) for year, weight in needed.items())
    return BlendedMatch(fiscal_year, months, share, text, rows)


@formula("mean over the months in effect of the match in force in each")
def match_by_month(
    segments: pd.DataFrame, fiscal_year: int, months_in_effect: int = 12
) -> BlendedMatch:
    """Return the federal match of an Illinois fiscal year from dated segments.

    Enhanced quarters are segments like others: 55.00 percent from April 1 to June 30, 2023.

    Parameters
    ----------
    segments
        One row a segment: effective and until (first and last day), fmap_share. They begin on
        the first of a month and end on the last of one.
    months_in_effect
        The last so many months of the fiscal year.

    Raises
    ------
    MetricError
        If a month is in no segment or in two, a segment does not hold whole months, a share is
        not 0 to 1, or months are not 1 to 12.
    """
    months = months_in_effect_of(months_in_effect)
    _check_shares(segments)
    starts, ends = segments["effective"], segments["until"]
    ragged = segments[~(starts.dt.is_month_start & ends.dt.is_month_end & (starts <= ends))]
    if len(ragged):
        raise MetricError(
            f"{len(ragged)} of {len(segments)} segments of the match are not whole months, first "
            f"{ragged.index[0]}: they run from the first of a month to the last of one."
        )
    held = [_of_month(segments, month) for month in months_of_fiscal_year(fiscal_year)[-months:]]
    rows = segments.loc[list(dict.fromkeys(row.index[0] for row in held))]
    counts = pd.Series([row.index[0] for row in held]).value_counts(sort=False)
    text = " + ".join(
        f"{counts[name]} of {months} months × {rows.loc[name, 'fmap_share']:.2%}"
        for name in rows.index
    )
    share = sum(float(row["fmap_share"].iloc[0]) for row in held) / months
    said = "match of each month as dated, enhanced quarters in it"
    return BlendedMatch(fiscal_year, months, share, text, rows, said)


def _of_month(segments: pd.DataFrame, month: tuple[int, int]) -> pd.DataFrame:
    day = pd.Timestamp(*month, 1)
    row = segments[(segments["effective"] <= day) & (day <= segments["until"])]
    if len(row) != 1:
        raise MetricError(
            f"{month_name(*month)} lies in {len(row)} of {len(segments)} segments of the match"
            f"{' (' + ', '.join(map(str, row.index[:2])) + ')' if len(row) else ''}: it takes one. "
            "It is not carried forward."
        )
    return row


def _check_shares(rows: pd.DataFrame) -> None:
    bad = rows[~rows["fmap_share"].between(0, 1)]
    if len(bad):
        raise MetricError(
            f"{len(bad)} of {len(rows)} federal matches are not between 0 and 1, first "
            f"{bad.index[0]}: write 51.82 percent as 0.5182."
        )


def months_in_effect_of(months: int) -> int:
    """Return months in effect as a whole number from 1 to 12, or refuse them."""
    if isinstance(months, bool) or not 1 <= months <= 12 or int(months) != months:
        raise MetricError(f"{months!r} months in effect: give a whole number from 1 to 12.")
    return int(months)
