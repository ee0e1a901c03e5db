"""Figures typed in the rate models of this project, so that a finding can cite them."""

import pandas as pd
import pandera.pandas as pa

from research.ground.paths import project
from research.sources import rate_models
from research.warehouse.schema import Contract, Recipe

_GIVEN = pa.Check.str_length(min_value=1)
_FOLDER = "models"


def _read() -> pd.DataFrame:
    return rate_models.read(project().models)


MODEL_PARAMETERS = Contract(
    table="model_parameters",
    key=("model", "parameter"),
    columns={
        "model": pa.Column(str, _GIVEN),
        "parameter": pa.Column(str, _GIVEN),
        "title": pa.Column(str, _GIVEN),
        "value": pa.Column(float, pa.Check.ge(0)),
        "unit": pa.Column(str, _GIVEN),
        "low": pa.Column(float, nullable=True),
        "high": pa.Column(float, nullable=True),
        "note": pa.Column(str),
    },
    may_be_empty=True,
)

RECIPES = (Recipe(MODEL_PARAMETERS, rate_models.OURS, (), _read, folders=(_FOLDER,)),)
