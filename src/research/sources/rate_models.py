"""The figures that are typed, with their source, in the rate models of data/models.

A rate model is a file of this project, not a publisher's: it is edited, and git keeps it. So
nothing is copied or pinned. A row cites the source that the model names, and, as its snapshot,
the model's own file: "data/models/NAME.toml".
"""

from pathlib import Path

import pandas as pd

from research.ground.errors import ModelError
from research.models.rate_model import Parameter
from research.sources.model_files import Model, cited_as, load, typed
from research.sources.publishers import Publisher

OURS = Publisher(id="models", name="this project: its own rate models", files=())

_COLUMNS = (
    "model", "parameter", "title", "value", "unit", "low", "high", "note",
    "source_title", "source_url", "snapshot", "grade", "is_synthetic",
)  # fmt: skip
_WEB = ("http://", "https://")


def read(folder: Path) -> pd.DataFrame:
    """Return one row a typed and sourced value, in its own unit.

    What is looked up in a table is a row of that table; what is assumed has no source and so
    no row. Both are left out. low and high are the range that the model tries.

    Raises
    ------
    ModelError
        If a model cannot be read, or a source of it has no address to cite.
    """
    rows = [row for path in sorted(folder.glob("*.toml")) for row in _rows(path.stem, load(path))]
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    return frame.astype(dict.fromkeys(("value", "low", "high"), float))


def _rows(name: str, model: Model) -> list[dict[str, object]]:
    return [_row(name, model, key, parameter) for key, parameter in typed(model).items()]


def _row(name: str, model: Model, key: str, parameter: Parameter) -> dict[str, object]:
    source = parameter.source
    assert source is not None
    if not source.url.startswith(_WEB):
        raise ModelError(
            f"{model.where}, source {source.key}: its url is {source.url!r}. What stands in "
            'data/models is cited in print, so each source needs an address: url = "https://…".'
        )
    return {
        "model": name,
        "parameter": key,
        "title": parameter.title or key,
        "value": parameter.value,
        "unit": "unit of its look-up" if parameter.unit is None else parameter.unit.text,
        "low": parameter.low,
        "high": parameter.high,
        "note": "; ".join(said for said in (parameter.where, source.date) if said),
        "source_title": source.title,
        "source_url": source.url,
        "snapshot": cited_as(name),
        "grade": source.grade,
        "is_synthetic": False,
    }
