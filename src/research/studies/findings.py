"""The only thing a brief may quote: named, graded, sourced numbers, figures, tables, sentences.

A notebook records a finding; it travels inside the executed notebook as a display bundle of
its own media type beside one that a person can read. Grade and citation come from the rows
that are passed as ``source``; a notebook may lower a grade, never raise it.
"""

import math
from collections.abc import Callable, Sequence

import altair as alt
import pandas as pd

from research.ground.errors import FindingError
from research.ground.terms import Unit
from research.studies import show
from research.studies.backing import Source, backing
from research.studies.grading import moved_share
from research.studies.record import Assumption, Finding
from research.tables.formats import written
from research.tables.layouts import Column, lay_out

_recorded: dict[str, Finding] = {}


def number(
    name: str,
    value: float | str,
    *,
    unit: Unit | str,
    source: Source,
    formula: Callable[..., object] | str = "as published",
    low: float | None = None,
    high: float | None = None,
    assumed: Sequence[Assumption] = (),
    grade: int | None = None,
    places: int | None = None,
    note: str = "",
) -> Finding:
    """Record a number.

    Parameters
    ----------
    name
        snake_case; the brief quotes it as ``{{< var name >}}``.
    value
        The number itself, unrounded; a share as 0 to 1. A date as ISO text.
    unit
        What it counts; decides how it is printed.
    source
        The rows it was computed from, as read from the store (index ``row_id``).
    formula
        The metric that computed it, or its formula in words.
    low, high
        Its range: a 95 % interval, or the range that its assumptions were tried over.
    assumed
        The assumptions it rests on; then its range is required, and what of the value moves
        over it lowers the grade by the written rule. One that is itself assumed is weak.
    grade
        A weaker grade than the rows bear, where the notebook has reason.
    places
        Decimal places in print, where the unit's own are not wanted.
    note
        What a reader must know beside it.

    Raises
    ------
    FindingError
        If the value is missing or infinite, has no source, or is graded above its rows.
    """
    counted = Unit(unit)
    given = [end for end in (value, low, high) if end is not None and not isinstance(end, str)]
    for told in given:
        if not math.isfinite(told):
            raise FindingError(
                f"finding {name} is {told!r}: neither a finding nor its range is ever missing "
                "or infinite."
            )
    if assumed and (low is None or high is None):
        raise FindingError(
            f"finding {name} rests on an assumption: give the range tried (low=, high=)."
        )
    return _record(
        Finding(
            name=name,
            kind="number",
            value=value if isinstance(value, str) else float(value),
            unit=counted.value,
            printed=written(value, counted, places),
            printed_low="" if low is None else written(low, counted, places),
            printed_high="" if high is None else written(high, counted, places),
            low=None if low is None else float(low),
            high=None if high is None else float(high),
            **backing(
                name, source, formula, grade, assumed, moved_share(value, low, high, formula)
            ),
            note=note,
        )
    )


def sentence(
    name: str,
    text: str,
    *,
    source: Source,
    formula: Callable[..., object] | str = "written from the numbers it names",
    grade: int | None = None,
    assumed: Sequence[Assumption] = (),
) -> Finding:
    """Record a sentence that was computed: its words depend on the numbers.

    Raises
    ------
    FindingError
        If it is empty, shows a missing value, or has no source.
    """
    if not text.strip() or any(hole in text.split() for hole in ("nan", "None", "inf")):
        raise FindingError(
            f"finding {name} is an empty sentence or shows a missing value: {text!r}."
        )
    return _record(
        Finding(
            name=name,
            kind="sentence",
            value=text,
            unit=Unit.TEXT.value,
            printed=text,
            **backing(name, source, formula, grade, assumed),
        )
    )


def table(
    name: str,
    frame: pd.DataFrame,
    *,
    columns: Sequence[Column],
    caption: str,
    source: Source | None = None,
    formula: Callable[..., object] | str = "as published",
    grade: int | None = None,
    assumed: Sequence[Assumption] = (),
    note: str = "",
) -> Finding:
    """Record a table; the first column heads its rows.

    Raises
    ------
    FindingError
        If it has no rows, no caption, or a cell that is missing without a mark.
    """
    if not caption.strip():
        raise FindingError(f"finding {name}: a table needs a caption.")
    rows = frame if source is None else source
    return _record(
        Finding(
            name=name,
            kind="table",
            value=lay_out(name, frame, columns),
            unit=Unit.TEXT.value,
            printed=caption,
            **backing(name, rows, formula, grade, assumed),
            note=note,
            caption=caption,
        )
    )


def figure(
    name: str,
    chart: alt.TopLevelMixin,
    *,
    caption: str,
    alt: str,
    source: Source,
    formula: Callable[..., object] | str = "as published",
    grade: int | None = None,
    assumed: Sequence[Assumption] = (),
    note: str = "",
) -> Finding:
    """Record a chart with its caption and, apart from it, the text for who cannot see it.

    Raises
    ------
    FindingError
        If caption or alt text is missing, or one repeats the other.
    """
    if not caption.strip() or not alt.strip():
        raise FindingError(f"finding {name}: a figure needs a caption and alt text of its own.")
    if caption.strip() == alt.strip():
        raise FindingError(
            f"finding {name}: its alt text repeats the caption; say what is to be seen."
        )
    return _record(
        Finding(
            name=name,
            kind="figure",
            value=chart.to_dict(),
            unit=Unit.TEXT.value,
            printed=caption,
            **backing(name, source, formula, grade, assumed),
            note=note,
            caption=caption,
            alt=alt,
        )
    )


def recorded() -> dict[str, Finding]:
    """Return the findings of this process, by name."""
    return dict(_recorded)


def forget() -> None:
    """Start a new account of findings."""
    _recorded.clear()


def _record(finding: Finding) -> Finding:
    if not finding.name.isidentifier() or finding.name != finding.name.lower():
        raise FindingError(f"finding {finding.name!r}: a name is snake_case.")
    _recorded[finding.name] = finding
    show.publish(finding)
    return finding
