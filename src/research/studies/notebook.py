"""A notebook as its author sees it: cells in order, numbered from 1, outputs dropped."""

import json
from dataclasses import dataclass
from pathlib import Path

from research.ground.errors import ManifestError

PARAMETERS_TAG = "parameters"


@dataclass(frozen=True)
class Cell:
    """One cell; ``number`` counts every cell, of text too, from the top and from 1."""

    number: int
    type: str
    source: str
    tags: tuple[str, ...]

    @property
    def runs(self) -> bool:
        return self.type == "code" and bool(self.source.strip())


def cells(notebook: Path) -> list[Cell]:
    """Return the cells of a notebook.

    Raises
    ------
    ManifestError
        If the file is no notebook.
    """
    try:
        read = json.loads(notebook.read_text(encoding="utf-8"))
        return [
            Cell(
                number=number,
                type=cell["cell_type"],
                source="".join(cell["source"]),
                tags=tuple(cell.get("metadata", {}).get("tags", ())),
            )
            for number, cell in enumerate(read["cells"], 1)
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ManifestError(f"{notebook.name} is not a notebook: {error!r}.") from error


def shown(source: str, most: int = 12) -> str:
    """Return the source of a cell as a message shows it: indented, its first lines."""
    lines = source.strip().splitlines()
    more = [f"    ... {len(lines) - most} more lines"] if len(lines) > most else []
    return "\n".join([*(f"    {line}" for line in lines[:most]), *more])
