"""Confidential tables: what to hide over everything that is published, and the attack on it.

`rules`: which cells are hidden, and how far each must stay unknown. `cells`, `tabulate`: cells
from the answers. `system`: what a reader knows of how they add up. `protect`: what else to hide.
`attack`: what a reader can work out of what is left. `published`: what may be printed.
"""
