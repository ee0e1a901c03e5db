"""A notebook as its author sees it: cells in order, numbered from 1, outputs dropped."""

import ast
import json
import threading
from dataclasses import dataclass
from pathlib import Path

from research.ground.errors import ManifestError

PARAMETERS_TAG = "parameters"

_one_at_a_time = threading.Lock()


def tree_of(source: str) -> ast.Module:
    """Return the syntax tree of Python text.

    Threads take turns: CPython 3.11 counts the depth of a tree for all of them together, and two
    that parse at once can end with "AST constructor recursion depth mismatch".

    Raises
    ------
    SyntaxError
        If it is not Python.
    """
    with _one_at_a_time:
        return ast.parse(source)


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


def shown(source: str, at: int | None = None, most: int = 12) -> str:
    """Return the source of a cell as a message shows it: indented, around the line at fault.

    ``at`` is that line, from 1, and is marked; without it the first lines are shown.
    """
    lines = source.rstrip().splitlines()
    first = max(0, min((at or 1) - most // 2, len(lines) - most))
    kept = [
        f"  > {line}" if number == at else f"    {line}"
        for number, line in enumerate(lines, 1)
        if first < number <= first + most
    ]
    before = [f"    ... {first} lines before"] if first else []
    left = len(lines) - first - most
    return "\n".join([*before, *kept, *([f"    ... {left} more lines"] if left > 0 else [])])
