"""One typed parameter: reading it from a command line, testing its type and bounds."""

import math
import re
from dataclasses import dataclass
from datetime import date

from research.ground.errors import ParameterError

Value = int | float | str | bool
TYPES: dict[str, type] = {"integer": int, "number": float, "text": str, "flag": bool, "date": str}
SECRET = re.compile(r"(secret|password|passwd|token|api_?key|credential)", re.IGNORECASE)


@dataclass(frozen=True)
class Parameter:
    """One typed parameter; its default stands in the notebook's parameters cell."""

    name: str
    type: str
    help: str
    choices: tuple[Value, ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    def read(self, text: str) -> Value:
        """Return the value of a text from the command line.

        Raises
        ------
        ParameterError
            If the text is not of the parameter's type.
        """
        try:
            if self.type == "integer":
                return int(text)
            if self.type == "number":
                return float(text)
            if self.type == "flag":
                return {"true": True, "false": False}[text.lower()]
        except (ValueError, KeyError) as error:
            raise ParameterError(f"{self.name}={text} is not of type {self.type}.") from error
        return text

    def check(self, value: object) -> Value:
        """Return a value after testing its type and bounds.

        Raises
        ------
        ParameterError
            If it is of another type, no choice, or out of bounds.
        """
        wanted = TYPES[self.type]
        good = isinstance(value, wanted) and not (wanted is not bool and isinstance(value, bool))
        if self.type == "number":
            good = isinstance(value, int | float) and not isinstance(value, bool)
        if not good:
            raise ParameterError(f"{self.name}={value!r} is not of type {self.type}.")
        if self.type == "date":
            iso_date(self.name, str(value))
        if self.choices and value not in self.choices:
            listed = ", ".join(str(choice) for choice in self.choices)
            raise ParameterError(f"{self.name}={value!r} is none of {listed}.")
        if isinstance(value, int | float) and not isinstance(value, bool):
            self._check_bounds(value)
        return value  # type: ignore[return-value]

    def _check_bounds(self, value: float) -> None:
        low = -math.inf if self.minimum is None else self.minimum
        high = math.inf if self.maximum is None else self.maximum
        if not math.isfinite(value) or not low <= value <= high:
            raise ParameterError(
                f"{self.name}={value!r} is not between {low:g} and {high:g}."
                if math.isfinite(value)
                else f"{self.name}={value!r} is not a finite number."
            )


def iso_date(name: str, text: str) -> str:
    """Return a day as YYYY-MM-DD.

    Raises
    ------
    ParameterError
        If the text is no such day.
    """
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ParameterError(f"{name}={text} is not a date (YYYY-MM-DD).") from error
