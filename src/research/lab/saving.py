"""What JupyterLab saves of a notebook: its code, not its outputs."""

import re
from typing import Any

_FOLDER = "notebooks/"
_PREVIEW = re.compile(r"\s*%preview\b[^\n]*\s*")


def leave_outputs_out(model: dict[str, Any], path: str, **_: Any) -> None:
    """Take outputs, counts and traces of a session off a notebook before it is written.

    A reader keeps seeing the outputs on the screen; the file holds what she wrote, so that
    a review shows the change and no number stands in two places. A cell that only asks for
    ``%preview`` is a way of looking, not a part of the study, and is left out too. Notebooks
    elsewhere (an executed one under build/runs, for one) are saved as they are.
    """
    if model.get("type") != "notebook" or not path.lstrip("/").startswith(_FOLDER):
        return
    notebook = model["content"]
    if notebook.get("nbformat") != 4:
        return
    notebook["cells"] = [cell for cell in notebook["cells"] if not _only_looks(cell)]
    for cell in notebook["cells"]:
        tags = cell.get("metadata", {}).get("tags")
        cell["metadata"] = {"tags": tags} if tags else {}
        if cell["cell_type"] == "code":
            cell["outputs"] = []
            cell["execution_count"] = None
    notebook["metadata"] = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }


def _only_looks(cell: dict[str, Any]) -> bool:
    source = "".join(cell["source"])
    return cell["cell_type"] == "code" and _PREVIEW.fullmatch(source) is not None
