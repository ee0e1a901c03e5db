"""Open the file of a rate model, and tell which of its figures were typed from a source.

No pandas here: `research rate` prints a model without any table in a moment.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from research.ground.errors import ModelError
from research.models.quality_cost import CenterModel, read_center
from research.models.rate_model import (
    PAID,
    Parameter,
    RateModel,
    Scenario,
    paid_of,
    read_model,
)
from research.sources.snapshots import OWN_FILES

Model = RateModel | CenterModel


def load(path: Path) -> Model:
    """Return the model of a file, its look-ups still to be found: a rate, or a center of rooms.

    Raises
    ------
    ModelError
        If the file is not there or no text, or the model is not whole.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise ModelError(f"there is no rate model {path}.") from error
    except UnicodeDecodeError as error:
        raise ModelError(f"{path} is no text in UTF-8 ({error.reason}).") from error
    return read_center(text, path.name) if _has_rooms(text) else read_model(text, path.name)


def _has_rooms(text: str) -> bool:
    try:
        return "rooms" in tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False  # the reader of rates says what is wrong, and where


def is_typed(parameter: Parameter | None) -> bool:
    """Return whether a value stands in the model itself, with the source that says it."""
    return parameter is not None and parameter.source is not None and parameter.source.key != ""


def typed(model: Model) -> dict[str, Parameter]:
    """Return what was typed from a source, by name.

    Names are those of parameters; "[paid]" and "[scenarios.NAME.paid]" for what is paid; and
    "NAME.parameter" for a value that a scenario with a source sets.
    """
    held: dict[str, Parameter | None] = dict(model.parameters)
    if isinstance(model, CenterModel):
        return {name: one for name, one in held.items() if one is not None and is_typed(one)}
    held[PAID] = model.paid
    for scenario in model.scenarios.values():
        held[paid_of(scenario.name)] = scenario.paid
        held |= _set_by(model, scenario)
    return {name: one for name, one in held.items() if one is not None and is_typed(one)}


def _set_by(model: RateModel, scenario: Scenario) -> dict[str, Parameter]:
    """Return the values that a scenario takes from its source; one without a source, none."""
    if scenario.source is None:
        return {}
    return {
        f"{scenario.name}.{name}": replace(
            model.parameters[name],
            exact=Fraction(str(value["value"] if isinstance(value, Mapping) else value)),
            source=scenario.source,
            where="",
            assumed="",
            look_up={},
            exact_low=None,
            exact_high=None,
        )
        for name, value in scenario.changes.items()
    }


def cited_as(model: str) -> str:
    """Return how a row cites the file of a model by its name."""
    return f"{OWN_FILES}{model}.toml"
