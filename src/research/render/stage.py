"""Lay out a folder that Quarto and the embedded engine can both set: prose, variables, figures."""

import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from research.figures import draw
from research.render.fill import escape
from research.render.lines import block
from research.studies.record import Finding

_PNG_SCALE = 3
_RULE = 240  # dashes in all
_LETTERS = 104  # of 9 point that fit into the width of a page
_GUTTER = 2


def label(finding: Finding) -> str:
    """Return the cross-reference label of a figure or table: by_size becomes fig-by-size."""
    prefix = {"figure": "fig", "table": "tbl"}[finding.kind]
    return f"{prefix}-{finding.name.replace('_', '-')}"


def includes(findings: Mapping[str, Finding], image: str, is_laid: bool = False) -> dict[str, str]:
    """Return the Markdown of every figure and table, by the name that the prose includes.

    Parameters
    ----------
    findings
        What the runs found; numbers and sentences are passed over.
    image
        The ending of image files, svg or png; without one, the format that is set decides.
    is_laid
        Whether tables are lines of text for the filter of the printed page, which reads them
        several times as fast as pandoc reads a table.
    """
    as_table = laid_table if is_laid else table_markdown
    found: dict[str, str] = {}
    for finding in findings.values():
        if finding.kind == "figure":
            found[f"_{label(finding)}.qmd"] = figure_markdown(finding, image)
        elif finding.kind == "table":
            found[f"_{label(finding)}.qmd"] = as_table(finding)
    return found


def figure_markdown(finding: Finding, image: str) -> str:
    """Return a figure with its caption and, apart from it, its alt text.

    The alt text is ``fig-alt``, as Quarto reads it: ``alt`` would take the caption's place.
    """
    alt = re.sub(r"\s+", " ", finding.alt.replace("\\", "").replace('"', "'")).strip()
    name = label(finding)
    file = f"{name}.{image}" if image else name
    note = f" {escape(finding.note)}" if finding.note else ""
    return (
        f"![{escape(finding.caption)}{note} {_grade(finding)}]({file})"
        f'{{#{name} .chart fig-alt="{alt}" width="100%"}}\n'
    )


def table_markdown(finding: Finding) -> str:
    """Return a pipe table with a caption; the first column heads its rows.

    The dashes under the head carry the relative widths of the columns: pandoc reads them when
    a line of the table is long, and the rule itself is made long enough for that.
    """
    laid = finding.value
    rule = [
        ("-" * dashes + ":") if side == "right" else (":" + "-" * dashes)
        for side, dashes in zip(laid["align"], _dashes(laid), strict=True)
    ]
    lines = [_row(laid["head"]), "|" + "|".join(rule) + "|", *(_row(row) for row in laid["cells"])]
    note = f" {escape(finding.note)}" if finding.note else ""
    caption = f"{escape(finding.caption)}{note} {_grade(finding)}"
    return "\n".join(lines) + f"\n\n: {caption} {{#{label(finding)} .data}}\n"


def laid_table(finding: Finding) -> str:
    """Return what `table_markdown` does, as lines of text that accessible.lua knows to set."""
    laid = finding.value
    lines = [
        [side if side == "right" else "left" for side in laid["align"]],
        [f"w{dashes + 1}" for dashes in _dashes(laid)],  # the colon too; no number of the page
        [" ".join(part for part in (finding.caption, finding.note) if part)],
        laid["head"],
        *laid["cells"],
    ]
    known_by = f'#{label(finding)} .laid grade="{finding.grade}" from="from-{finding.name}"'
    return block(known_by, lines)


def _dashes(laid: Mapping[str, Any]) -> list[int]:
    """Return the length of each rule, together longer than the line that pandoc measures by.

    A column is at least as wide as its longest word; what that takes, the wider ones give.
    """
    wanted = [max(float(width), 0.0) for width in laid["widths"]]
    columns = zip(*[laid["head"], *laid["cells"]], strict=True)
    least = [
        max(len(word) for cell in column for word in ["", *cell.split()]) for column in columns
    ]
    need = [(letters + _GUTTER) / _LETTERS for letters in least]
    if sum(need) >= 1:
        shares = need
    else:
        spare = [
            max(share / (sum(wanted) or 1) - low, 0)
            for share, low in zip(wanted, need, strict=True)
        ]
        left = 1 - sum(need)
        shares = [
            low + left * one / (sum(spare) or 1) for low, one in zip(need, spare, strict=True)
        ]
    return [max(3, round(_RULE * share / sum(shares))) for share in shares]


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(escape(re.sub(r"\s+", " ", cell)) for cell in cells) + " |"


def _grade(finding: Finding) -> str:
    return f"[Grade {finding.grade}.](#from-{finding.name}){{.grade-note}}"


def stage(
    folder: Path, findings: Mapping[str, Finding], style: Path, images: Iterable[str]
) -> None:
    """Write every figure as image files, and the house style beside them.

    Parameters
    ----------
    folder
        The folder to lay out; it is made if it is not there.
    findings
        What the runs found.
    style
        The house style, which the folder links to: nobody writes into it.
    images
        The kinds of image wanted: svg for pages, png for word processors.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = set(images)
    for finding in findings.values():
        if finding.kind != "figure":
            continue
        if "svg" in wanted:
            (folder / f"{label(finding)}.svg").write_text(draw.svg(finding.value), encoding="utf-8")
        if "png" in wanted:
            drawn = draw.png(finding.value, scale=_PNG_SCALE)
            (folder / f"{label(finding)}.png").write_bytes(drawn)
    _link_style(style.resolve(), folder / "_style")


def _link_style(style: Path, target: Path) -> None:
    """Link a folder to the house style, or copy it where links are not allowed."""
    if target.exists():
        return
    try:
        target.symlink_to(style, target_is_directory=True)
    except OSError:  # Windows allows links to few
        shutil.copytree(style, target)


def copy_own_images(source: Path, folder: Path) -> None:
    """Copy the images that stand beside a brief's prose, such as a map drawn by hand."""
    for path in sorted(source.rglob("*")):
        if path.is_file() and path.suffix.lower() in (".svg", ".png", ".jpg", ".jpeg"):
            target = folder / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
