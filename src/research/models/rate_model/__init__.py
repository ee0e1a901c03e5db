"""A rate from a file: any published chain as parameters and lines, line by line.

`read_model` reads the text of a file, `build_rate` builds its rate with every line.
"""

from research.models.rate_model.build import build_rate, changed, rate_of, rates_of
from research.models.rate_model.built import Assumed, BuiltRate, ChainLine, Indirect, Paid
from research.models.rate_model.components import Component
from research.models.rate_model.model import PAID, RateModel, Scenario, paid_of
from research.models.rate_model.parameters import Found, Parameter, Source
from research.models.rate_model.read import read_model
from research.models.rate_model.terms import Convention, Part, Shape

__all__ = [
    "PAID", "Assumed", "BuiltRate", "ChainLine", "Component", "Convention", "Found", "Indirect",
    "Paid", "Parameter", "Part", "RateModel", "Scenario", "Shape", "Source", "build_rate",
    "changed", "paid_of", "rate_of", "rates_of", "read_model",
]  # fmt: skip
