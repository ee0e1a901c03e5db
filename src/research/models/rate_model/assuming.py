"""Another value for what a model assumes: the range tried and the reason stay as they are."""

from collections.abc import Mapping
from dataclasses import replace

from research.ground.errors import ModelError
from research.models.rate_model.model import RateModel
from research.models.rate_model.names import nearest
from research.models.rate_model.parameters import amount


def assuming(model: RateModel, values: Mapping[str, object]) -> RateModel:
    """Return the model with other values for parameters that it assumes.

    Unlike a change by hand, which is held to be known, such a value stays an assumption: it is
    drawn from the range of the model and printed with its reason. A value outside that range
    widens it as far as itself.

    Parameters
    ----------
    values
        By parameter, each in the unit of the parameter.

    Raises
    ------
    ModelError
        If there is no such parameter, a source gives its value, or the value is no amount of
        its unit.
    """
    held = dict(model.parameters)
    for name, value in values.items():
        at = f"{model.where}, parameter {name}"
        if name not in held:
            raise ModelError(f"{at}: there is none{nearest(name, held)}. It has {', '.join(held)}.")
        one = held[name]
        if not one.assumed:
            raise ModelError(
                f"{at}: {one.said} gives it, so it is not assumed. Change it by hand instead."
            )
        exact = amount(value, one.unit_known, at)
        ends = [exact, *(end for end in (one.exact_low, one.exact_high) if end is not None)]
        held[name] = replace(one, exact=exact, exact_low=min(ends), exact_high=max(ends))
    return replace(model, parameters=held)
