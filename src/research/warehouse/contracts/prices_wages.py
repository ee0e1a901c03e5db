"""Prices, wages and state pay: figures of large publishers."""

from research.warehouse.schema import Recipe

RECIPES: tuple[Recipe, ...] = ()
