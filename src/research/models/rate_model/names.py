"""Names as a model writes them: which are allowed, and which known one a misspelt one is near."""

import keyword
from collections.abc import Iterable
from difflib import get_close_matches

from research.ground.errors import ModelError

RESERVED = ("min", "max", "everything_before")


def nearest(word: str, known: Iterable[str]) -> str:
    """Return " (did you mean …?)" for the nearest known word, or nothing."""
    held = sorted(set(known))
    close = get_close_matches(word.lower(), held, n=1, cutoff=0.6)
    return f' (did you mean "{close[0]}"?)' if close else ""


def check_name(name: object, where: str) -> str:
    """Return a name that a formula can hold, or refuse it.

    Raises
    ------
    ModelError
        If it is no text, or holds more than letters, digits and low lines.
    """
    if not isinstance(name, str) or not name:
        raise ModelError(f'{where} has no name: write name = "compensation", for example.')
    if not name.isascii() or not name.isidentifier() or keyword.iskeyword(name):
        raise ModelError(
            f'{where}: "{name}" cannot stand in a formula. A name holds letters, digits and _ '
            "and starts with a letter: travel_hours."
        )
    if name in RESERVED:
        raise ModelError(f'{where}: "{name}" is a word of the formulas. Choose another name.')
    return name


def check_keys(given: Iterable[str], known: Iterable[str], where: str) -> None:
    """Refuse keys that nobody reads, with the nearest known one.

    Raises
    ------
    ModelError
        Naming how many of how many, and the first.
    """
    held, allowed = list(given), list(known)
    strange = [key for key in held if key not in allowed]
    if strange:
        raise ModelError(
            f'{where}: {len(strange)} of {len(held)} keys are unknown, first "{strange[0]}"'
            f"{nearest(strange[0], allowed)}. Known are {', '.join(allowed)}."
        )
