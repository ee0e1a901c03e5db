"""Kitagawa: a gap between two published means, by the mix of cells and the pay within them."""

import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from research.ground.errors import MetricError
from research.metrics.formula import formula
from research.models.design import label_of, labels_of

_TOTALS = ("000000", "00-0000", "All Occupations", "Total")


@dataclass(frozen=True)
class Cells:
    """Which columns of a published table hold what.

    Attributes
    ----------
    cell
        What names a cell, such as the occupation.
    side, a, b
        What names the side, such as the owner, and its two values. A gap is a less b.
    mean, count
        The mean of a cell, such as a mean wage, and how many it is of.
    """

    cell: str = "occupation_name"
    side: str = "ownership"
    a: str = "state"
    b: str = "private"
    mean: str = "wage_mean_usd_per_hour"
    count: str = "employment"


@dataclass(frozen=True)
class CellGap:
    """A gap between two means over the cells that both sides have.

    Attributes
    ----------
    gap
        The mean of a less the mean of b, over the shared cells only.
    pay
        The part from different means within a cell, at the average mix.
    mix
        The part from a different mix of cells, at the average means.
    pay_at_b, mix_at_b, interaction
        The same gap in three parts: pay at b's mix, mix at b's means, and both together.
    covered_a, covered_b
        The share of each side's count that the shared cells hold.
    only_a, only_b, withheld
        Cells of one side alone, and cells of which a mean or count was not released.
    cells
        One row a shared cell, the largest first: cell, mean_a, mean_b, share_a, share_b,
        pay, mix. A cell's mix is against the average mean, so that a larger share of poorly
        paid work counts against a side.
    """

    columns: Cells
    gap: float
    mean_a: float
    mean_b: float
    pay: float
    mix: float
    pay_at_b: float
    mix_at_b: float
    interaction: float
    covered_a: float
    covered_b: float
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    withheld: tuple[str, ...]
    cells: pd.DataFrame = field(repr=False, compare=False)


@formula("sum of average share × (mean A − mean B) pay, average mean × (share A − share B) mix")
def cell_gap(
    table: pd.DataFrame,
    columns: Cells | None = None,
    *,
    whole_a: float | None = None,
    whole_b: float | None = None,
) -> CellGap:
    """Return how much of a gap is pay within cells and how much their mix (Kitagawa 1955).

    Parameters
    ----------
    table
        One row a cell and side. No row may be a total of others.
    columns
        Which columns hold what; those of ``occupation_wages`` where left out.
    whole_a, whole_b
        The published count of each whole side, for the share covered. Where left out, the
        sum of the released counts, which leaves out cells that were not listed.

    Raises
    ------
    MetricError
        If a column is unknown, a cell comes twice or is a total, a count or mean is
        negative, the column is a percentile, a side is absent, fewer than two cells are
        shared, or a whole is less than its cells.
    """
    of = columns or Cells()
    _check(table, of)
    a, b = (_side(table, of, side) for side in (of.a, of.b))
    released = [side.dropna() for side in (a, b)]
    shared = [cell for cell in a.index if all(cell in side.index for side in released)]
    if len(shared) < 2:
        raise MetricError(
            f"{of.a} and {of.b} share {len(shared)} of {len(set(a.index) | set(b.index))} cells "
            "with a released mean and count: a mix needs two. Choose a coarser classification."
        )
    sides = {str(cell) for cell in a.index}, {str(cell) for cell in b.index}
    cells = _cells(a.loc[shared], b.loc[shared])
    mean_a, mean_b, share_a, share_b = (
        cells[name].to_numpy() for name in ("mean_a", "mean_b", "share_a", "share_b")
    )
    means, shares = mean_a - mean_b, share_a - share_b
    return CellGap(
        columns=of,
        gap=float(mean_a @ share_a - mean_b @ share_b),
        mean_a=float(mean_a @ share_a),
        mean_b=float(mean_b @ share_b),
        pay=float(cells["pay"].sum()),
        mix=float(cells["mix"].sum()),
        pay_at_b=float(means @ share_b),
        mix_at_b=float(shares @ mean_b),
        interaction=float(means @ shares),
        covered_a=_covered(a, shared, whole_a, of.a),
        covered_b=_covered(b, shared, whole_b, of.b),
        only_a=tuple(sorted(sides[0] - sides[1])),
        only_b=tuple(sorted(sides[1] - sides[0])),
        withheld=tuple(sorted((sides[0] & sides[1]) - {str(cell) for cell in shared})),
        cells=cells,
    )


def _cells(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    """Return each shared cell with what it puts into pay and mix, the largest first."""
    (mean_a, count_a), (mean_b, count_b) = (side.to_numpy(dtype=np.float64).T for side in (a, b))
    share_a, share_b = count_a / count_a.sum(), count_b / count_b.sum()
    means, shares = mean_a - mean_b, share_a - share_b
    middle, share = (mean_a + mean_b) / 2, (share_a + share_b) / 2
    pay, mix = share * means, shares * (middle - middle @ share)
    rows = pd.DataFrame(
        {
            "cell": a.index,
            "mean_a": mean_a,
            "mean_b": mean_b,
            "share_a": share_a,
            "share_b": share_b,
            "pay": pay,
            "mix": mix,
        }
    )
    largest = np.argsort(-(count_a + count_b), kind="stable")
    return rows.iloc[largest].reset_index(drop=True)


def _side(table: pd.DataFrame, of: Cells, side: str) -> pd.DataFrame:
    rows = table[labels_of(table[of.side]) == label_of(side)]
    if rows.empty:
        raise MetricError(f"none of {len(table)} rows has {of.side} {side!r}. Check the name.")
    twice = rows[of.cell].duplicated()
    if twice.any():
        raise MetricError(
            f"{side}: {int(twice.sum())} of {len(rows)} cells come twice, first "
            f"{rows[of.cell][twice].iloc[0]!r}. Choose one industry, area and year."
        )
    return pd.DataFrame(
        {
            "mean": rows[of.mean].to_numpy(dtype=np.float64),
            "count": rows[of.count].to_numpy(dtype=np.float64),
        },
        index=pd.Index(labels_of(rows[of.cell]), name="cell"),
    )


def _check(table: pd.DataFrame, of: Cells) -> None:
    wanted = (of.cell, of.side, of.mean, of.count)
    unknown = [name for name in wanted if name not in table.columns]
    if unknown:
        raise MetricError(
            f"{len(unknown)} of {len(wanted)} columns are not in the table, first "
            f"{unknown[0]!r}. Known: {', '.join(map(str, table.columns))}."
        )
    if re.search(r"_p\d+|median|percentile", of.mean):
        raise MetricError(f"{of.mean} is a percentile, and percentiles do not average. Use a mean.")
    total = table[of.cell].astype(str).isin(_TOTALS)
    for what, bad in (
        ("are totals of the others", total),
        ("have a negative mean or count", (table[of.mean] < 0) | (table[of.count] < 0)),
        ("have no cell or side", table[of.cell].isna() | table[of.side].isna()),
    ):
        if bad.any():
            raise MetricError(
                f"{int(bad.sum())} of {len(table)} rows {what}, first {table.index[bad][0]}. "
                "Leave them out or correct them."
            )


def _covered(side: pd.DataFrame, shared: list[str], whole: float | None, name: str) -> float:
    inside = float(side["count"].loc[shared].sum())
    total = float(side["count"].sum()) if whole is None else float(whole)
    if not inside <= total * (1 + 1e-9):
        raise MetricError(f"{name}: a whole of {total:g} is less than its cells, {inside:g}.")
    return inside / total
