"""Lay out a folder that Quarto and the embedded engine can both set: prose, variables, figures."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from research.figures import draw
from research.render.fill import escape
from research.studies.record import Finding

_IMAGE_WIDTH = {"svg": "100%", "png": "100%"}


def label(finding: Finding) -> str:
    """Return the cross-reference label of a figure or table: by_size becomes fig-by-size."""
    prefix = {"figure": "fig", "table": "tbl"}[finding.kind]
    return f"{prefix}-{finding.name.replace('_', '-')}"


def includes(findings: Mapping[str, Finding], image: str) -> dict[str, str]:
    """Return the Markdown of every figure and table, by the name that the prose includes."""
    found: dict[str, str] = {}
    for finding in findings.values():
        if finding.kind == "figure":
            found[f"_{label(finding)}.qmd"] = figure_markdown(finding, image)
        elif finding.kind == "table":
            found[f"_{label(finding)}.qmd"] = table_markdown(finding)
    return found


def figure_markdown(finding: Finding, image: str) -> str:
    """Return a figure with its caption and, apart from it, its alt text."""
    alt = finding.alt.replace("\\", "").replace('"', "'")
    name = label(finding)
    caption = f"{escape(finding.caption)} {_grade(finding)}"
    return (
        f'![{caption}]({name}.{image}){{#{name} .chart fig-alt="{alt}" alt="{alt}" '
        f'width="{_IMAGE_WIDTH[image]}"}}\n'
    )


def table_markdown(finding: Finding) -> str:
    """Return a pipe table with a caption; the first column heads its rows."""
    laid: dict[str, Any] = finding.value
    widths = [3 * int(width) for width in laid["widths"]]
    rule = [
        ("-" * width + ":") if side == "right" else (":" + "-" * width)
        for side, width in zip(laid["align"], widths, strict=True)
    ]
    lines = [_row(laid["head"]), "|" + "|".join(rule) + "|", *(_row(row) for row in laid["cells"])]
    # a line longer than the column count makes pandoc honour the relative widths of the rule
    note = f" {escape(finding.note)}" if finding.note else ""
    caption = f"{escape(finding.caption)}{note} {_grade(finding)}"
    return "\n".join(lines) + f"\n\n: {caption} {{#{label(finding)} .data}}\n"


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(escape(re.sub(r"\s+", " ", cell)) for cell in cells) + " |"


def _grade(finding: Finding) -> str:
    return f"[Grade {finding.grade}.](#from-{finding.name}){{.grade-note}}"


def stage(
    folder: Path, findings: Mapping[str, Finding], style: Path, images: tuple[str, ...]
) -> None:
    """Write every figure as an image file and link the house style into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for finding in findings.values():
        if finding.kind != "figure":
            continue
        if "svg" in images:
            (folder / f"{label(finding)}.svg").write_text(draw.svg(finding.value), encoding="utf-8")
        if "png" in images:
            (folder / f"{label(finding)}.png").write_bytes(draw.png(finding.value, scale=3))
    target = folder / "_style"
    if not target.exists():
        shutil.copytree(style, target)
