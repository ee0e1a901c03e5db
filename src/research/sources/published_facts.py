"""Single published figures that a report quotes, typed, and graded by the written rules.

Each is quoted as evidence for now, so its age is counted up to the year of the snapshot, in
which it was typed. A rule in force has no year: it does not grow old.
"""

import pandas as pd

from research.metrics.grades import Design, Evidence, Graded, SourceKind, grade_of
from research.sources import files, typed
from research.sources.publishers import PublishedFile, Publisher
from research.sources.snapshots import Snapshot

PUBLISHER = Publisher(
    id="published_facts",
    name="Illinois Partners for Human Service, typed from the sources named in each row",
    files=(
        PublishedFile(
            name="published_facts.csv",
            title="Single published figures that the report quotes",
            url=None,
            licence="facts",
        ),
    ),
)

_COLUMNS = (
    "fact_id", "label", "value", "unit", "low", "high", "period", "design", "year",
    *typed.SOURCE_COLUMNS,
)  # fmt: skip
_RULE, _MODEL = "rule", "model"
_DESIGNS = {
    _RULE: Design.WHOLE,
    "administrative": Design.WHOLE,
    _MODEL: Design.WHOLE,
    "survey": Design.PROBABILITY,
    "volunteer survey": Design.VOLUNTARY,
    "case study": Design.VOLUNTARY,
}
"""How those counted were chosen, in the words of the file; of a survey no interval was read.

A model counts nobody: it rests on assumptions whose weight was not worked out.
"""


def read(snapshot: Snapshot) -> pd.DataFrame:
    """Return one row a figure, in its unit; low and high are the range that the source prints.

    value is missing where the source prints a range alone, year where the figure is a rule in
    force or bears no date. grade_reasons says in the words of the rules why a grade is no firmer.

    Raises
    ------
    PublishedFileError
        If a row names no design of these, or says neither primary nor secondary.
    """
    cells = files.read_cells(snapshot.path, _COLUMNS)
    typed.refuse(
        ~cells["design"].isin(list(_DESIGNS)), cells["design"], snapshot.file,
        f"is no design of {', '.join(_DESIGNS)}",
    )  # fmt: skip
    years = files.numbers(cells["year"], "year")
    cited = typed.cited(cells, snapshot)
    graded = [
        _graded(seen, design, None if pd.isna(year) else int(year), int(snapshot.date[:4]))
        for seen, design, year in zip(cells["seen"], cells["design"], years, strict=True)
    ]
    return pd.DataFrame(
        {
            **{name: cells[name] for name in ("fact_id", "label", "unit", "period", "note")},
            **{name: files.numbers(cells[name], name) for name in ("value", "low", "high")},
            "design": cells["design"],
            "year": years.astype("Int64"),
            "grade_reasons": ["; ".join(one.reasons) for one in graded],
            **cited,
            "grade": [int(one.grade) for one in graded],
        }
    )


def _graded(seen: str, design: str, year: int | None, typed_in: int) -> Graded:
    """Return the grade of one figure, quoted in the year in which it was typed."""
    age = max(typed_in - year, 0) if year is not None else 0 if design == _RULE else None
    return grade_of(
        Evidence(
            SourceKind.OWN_PAGE if seen == "primary" else SourceKind.SECONDARY,
            _DESIGNS[design],
            age_years=age,
            swing=None if design == _MODEL else 0.0,
        )
    )
