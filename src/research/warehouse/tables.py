"""Every table of the project, by name."""

from research.warehouse.contracts import rates
from research.warehouse.schema import Recipe

RECIPES: dict[str, Recipe] = {recipe.table: recipe for recipe in (*rates.RECIPES,)}
