"""Single published figures: costs, caps, matching rates, what is asked."""

from research.warehouse.schema import Recipe

RECIPES: tuple[Recipe, ...] = ()
