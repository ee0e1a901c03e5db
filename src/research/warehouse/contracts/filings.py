"""What agencies file: expenses of Form 990."""

from research.warehouse.schema import Recipe

RECIPES: tuple[Recipe, ...] = ()
