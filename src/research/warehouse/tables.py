"""Every table of the project, by name."""

from research.warehouse.contracts import (
    facts,
    filings,
    models,
    people,
    places,
    prices_wages,
    rates,
    reviews,
)
from research.warehouse.schema import Recipe

_ALL = (
    *rates.RECIPES,
    *facts.RECIPES,
    *prices_wages.RECIPES,
    *filings.RECIPES,
    *models.RECIPES,
    *places.RECIPES,
    *people.RECIPES,
    *reviews.RECIPES,
)

RECIPES: dict[str, Recipe] = {recipe.table: recipe for recipe in _ALL}
"""The tables, by subject: each with its contract and the published files it is read from."""
