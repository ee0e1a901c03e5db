"""How a rate, or a line that its publisher rounds, is rounded: exactly, on fractions."""

import re
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

from research.ground.errors import ModelError

_MODES = {
    "half up": "half up", "half even": "half even", "half to even": "half even",
    "cut off": "cut off", "truncated": "cut off", "truncate": "cut off", "down": "cut off",
    "up": "up",
}  # fmt: skip
_STEPS = {
    "cent": Fraction(1, 100), "dollar": Fraction(1), "half dollar": Fraction(1, 2),
    "dime": Fraction(1, 10), "nickel": Fraction(1, 20), "quarter dollar": Fraction(1, 4),
    "mill": Fraction(1, 1000), "tenth of a cent": Fraction(1, 1000), "penny": Fraction(1, 100),
    "pound": Fraction(1), "euro": Fraction(1), "whole number": Fraction(1),
    "pence": Fraction(1, 100),
}  # fmt: skip
_RULE = re.compile(r"^(?P<mode>[a-z ]+?) to (?:the |a |an )?(?:nearest |next )?(?P<step>.+)$")
_HOW = (
    '"half up to cents", "cut off to cents", "up to cents", "half up to dollars", '
    '"half up to 4 places" or "none"'
)


@dataclass(frozen=True)
class Rounding:
    """A rule: its words, its mode, and the step that it rounds to; no step leaves all as it is."""

    text: str
    mode: str
    step: Fraction | None

    def of(self, value: Fraction) -> Fraction:
        """Return a value, 0 or more, rounded by the rule."""
        if self.step is None:
            return value
        counted = value / self.step
        whole = Fraction(floor(counted))
        rest = counted - whole
        if self.mode == "up":
            whole += 1 if rest else 0
        elif self.mode == "half up":
            whole += 1 if rest >= Fraction(1, 2) else 0
        elif self.mode == "half even":
            whole = Fraction(round(counted))
        return whole * self.step

    def of_many(self, values: Any) -> Any:
        """Return an array rounded; a tie within a billionth of a step counts as one."""
        import numpy as np

        if self.step is None:
            return values
        step, near = float(self.step), 1e-9
        shift = {"half up": 0.5 + near, "cut off": near, "up": 1 - near, "half even": 0.5 + near}
        if self.mode == "half even":
            return np.round(np.asarray(values) / step) * step
        return np.floor(np.asarray(values) / step + shift[self.mode]) * step


def parse_rounding(text: object, where: str) -> Rounding:
    """Return the rule that a text names.

    Raises
    ------
    ModelError
        If it names none.
    """
    plain = " ".join(text.lower().replace("-", " ").split()) if isinstance(text, str) else ""
    if plain in ("none", "not rounded"):
        return Rounding("not rounded", "none", None)
    if plain.removeprefix("to the ").startswith("nearest "):
        plain = f"half up to {plain.removeprefix('to the ').removeprefix('nearest ')}"
    found = _RULE.match(plain)
    mode = (
        _MODES.get(found["mode"].removeprefix("round ").removeprefix("rounded ")) if found else None
    )
    step = _step(found["step"]) if found else None
    if mode is None or step is None:
        raise ModelError(f"{where}: rounding {text!r} is not known. Write {_HOW}.")
    return Rounding(plain, mode, step)


def _step(text: str) -> Fraction | None:
    counted = re.match(r"^(\d{1,2}) (?:decimal )?places?$", text)
    if counted:
        return Fraction(1, 10 ** int(counted[1]))
    several = re.match(r"^(\d{1,3}) (cents?|dollars?|pence)$", text)
    if several and int(several[1]):
        return int(several[1]) * _STEPS[_single(several[2])]
    return _STEPS.get(_single(text))


def _single(text: str) -> str:
    if text in _STEPS:
        return text
    return "tenth of a cent" if text == "tenths of a cent" else text.removesuffix("s")
