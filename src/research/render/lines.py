"""Lines of text for the filter of the printed page: pandoc reads them at once, and marks slowly."""

import re
from collections.abc import Iterable

_BETWEEN = "\x1f"
"""What stands between the parts of a line; accessible.lua knows it as well."""
_FENCE = "`````"


def block(attributes: str, lines: Iterable[Iterable[str]]) -> str:
    """Return lines of text as a block of code, which is read as it is.

    Parameters
    ----------
    attributes
        Of the block, by which accessible.lua knows it: ".listed".
    lines
        The parts of each line, as plain text.
    """
    said = "\n".join(_BETWEEN.join(_flat(part) for part in line) for line in lines)
    return f"{_FENCE} {{{attributes}}}\n{said}\n{_FENCE}\n"


def _flat(part: str) -> str:
    return re.sub(r"\s+", " ", part).replace(_FENCE, "'''''")
