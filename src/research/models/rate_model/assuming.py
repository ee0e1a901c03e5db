"""Another value for what a model assumes: the range tried and the reason stay as they are."""

from collections.abc import Mapping
from dataclasses import replace

from research.ground.errors import ModelError
from research.models.rate_model.model import RateModel
from research.models.rate_model.names import nearest
from research.models.rate_model.parameters import amount, check_range


def assuming(model: RateModel, values: Mapping[str, object]) -> RateModel:
    """Return the model with other values for parameters that it assumes.

    Unlike a change by hand, which is held to be known, such a value stays an assumption: it is
    drawn from the same range and printed with the same reason.

    Parameters
    ----------
    values
        By parameter, each in the unit of the parameter.

    Raises
    ------
    ModelError
        If there is no such parameter, a source gives its value, or the value lies outside the
        range that the model tries.
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
        held[name] = replace(one, exact=amount(value, one.unit_known, at))
        check_range(held[name], at)
    return replace(model, parameters=held)
