"""A project of real data with one brief that asks one study of the flagship."""

import json
from pathlib import Path

import tomlkit

from conftest import ROOT, copied
from research.ground.paths import using
from research.warehouse.build import build

NOTEBOOK = "true_cost.ipynb"
PARAMETERS = next(
    "".join(cell["source"])
    for cell in json.loads((ROOT / "notebooks" / NOTEBOOK).read_text("utf-8"))["cells"]
    if "parameters" in cell["metadata"].get("tags", ())
)
BRIEF = """---
title: A brief of one study
lang: en
---

# What an hour costs

An hour of home care costs {{< var hour_cost >}}, as @fig-hour-build-up shows.

{{< include _fig-hour-build-up.qmd >}}

# Where each number comes from

{{< include _sources.qmd >}}

{{< include _annex.qmd >}}
"""


def first_day(root: Path) -> Path:
    """Make the project, its tables built; nothing was run in it."""
    copied(root)
    (root / "notebooks" / NOTEBOOK).write_bytes((ROOT / "notebooks" / NOTEBOOK).read_bytes())
    said = tomlkit.loads((ROOT / "reports/what_it_costs_to_care/study.toml").read_text("utf-8"))
    study = {"true_cost": said["studies"]["true_cost"]}
    brief = root / "reports" / "first_day"
    brief.mkdir()
    kept = {"formats": ["pdf"], "as_of": said["as_of"], "studies": study}
    (brief / "study.toml").write_text(tomlkit.dumps(kept), "utf-8")
    (brief / "brief.qmd").write_text(BRIEF, "utf-8")
    with using(root) as project:
        build(project)
    return root
