"""What runs cost, as one small page of HTML: no script, no other file, tables with headers."""

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from research.builds.costs import CellCost, Costs

_MB = 1024 * 1024
_STYLE = """
:root { color-scheme: light dark; --line: #c9c9c4; --bar: #3d6b8e; --ink: #1d1f21; --paper: #fff }
@media (prefers-color-scheme: dark) {
  :root { --line: #4a4d50; --bar: #7fb0d6; --ink: #e9e9e6; --paper: #17191b }
}
body { font: 16px/1.5 "IBM Plex Sans", system-ui, sans-serif; color: var(--ink);
  background: var(--paper); max-width: 60rem; margin: 2.5rem auto; padding: 0 1.25rem }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .5rem }
h2 { font-size: 1.1rem; margin: 2.25rem 0 .5rem }
.first { font-size: 1.15rem; max-width: 40rem }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
caption { text-align: left; padding-bottom: .5rem }
th, td { padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line);
  text-align: right; white-space: nowrap; font-weight: 400 }
thead th { font-weight: 600; vertical-align: bottom }
th:first-child, .left { text-align: left }
.bar { width: 30%; min-width: 8rem; text-align: left; padding-right: 0 }
.bar span { display: block; height: .8rem; background: var(--bar) }
@media print { body { margin: 0; max-width: none } }
"""
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What the runs of {brief} cost</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>What the runs of {brief} cost</h1>
<p class="first">{first}</p>
<h2>The whole</h2>
{whole}
<h2>Cell by cell</h2>
{cells}
</main>
</body>
</html>
"""


def page(found: "Costs") -> str:
    """Return the page: the answer first, then all runs together, then each cell."""
    return _PAGE.format(
        brief=escape(found.brief),
        style=_STYLE,
        first=escape(_first(found)),
        whole=_whole(found),
        cells=_cells(found),
    )


def _first(found: "Costs") -> str:
    said = f"{found.runs:,} runs took {found.seconds:,.1f} seconds of work."
    if not found.cells:
        return said
    costliest = max(found.cells, key=lambda cell: cell.seconds)
    return f"{said} Cell {costliest.cell} is {costliest.share:.0%} of the time that cells take."


def _whole(found: "Costs") -> str:
    outside = found.seconds - found.cell_seconds
    rows = [
        ("Runs measured", f"{found.runs:,} of {found.subjects:,} subjects", ""),
        ("A run, in the middle", f"{found.median_seconds:.2f} s", ""),
        ("The slowest run", f"{found.most_seconds:.2f} s", found.slowest),
        ("Outside of cells, a run", f"{outside / found.runs:.2f} s", ""),
        ("Peak memory, in the middle", f"{found.median_peak_bytes / _MB:,.0f} MB", ""),
        ("Peak memory, at most", f"{found.peak_bytes / _MB:,.0f} MB", found.peak_subject),
    ]
    if found.pages is not None:
        each = found.pages.seconds / found.pages.subjects
        rows.append(("Setting the pages of a subject", f"{each:.2f} s", ""))
    body = "\n".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td>'
        f'<td class="left">{escape(who)}</td></tr>'
        for name, value, who in rows
    )
    return (
        '<div class="wide"><table>\n<caption>All runs together</caption>\n'
        '<thead><tr><th scope="col">Measure</th><th scope="col">Value</th>'
        '<th scope="col" class="left">Subject</th></tr></thead>\n'
        f"<tbody>\n{body}\n</tbody></table></div>"
    )


def _cells(found: "Costs") -> str:
    most = max((cell.share for cell in found.cells), default=1.0) or 1.0
    heads = "".join(
        f'<th scope="col">{head}</th>'
        for head in ("Cell", "Share", "Seconds in all", "In the middle", "At most", "Slowest")
    )
    body = "\n".join(_row(cell, most) for cell in found.cells)
    return (
        '<div class="wide"><table>\n'
        "<caption>Seconds that each cell took, as its author counts cells</caption>\n"
        f'<thead><tr>{heads}<th scope="col" class="bar">Share, drawn</th></tr></thead>\n'
        f"<tbody>\n{body}\n</tbody></table></div>"
    )


def _row(cell: "CellCost", most: float) -> str:
    values = (
        f"{cell.share:.0%}",
        f"{cell.seconds:,.2f}",
        f"{cell.median_seconds:.3f}",
        f"{cell.most_seconds:.3f}",
        cell.slowest,
    )
    shown = "".join(f"<td>{escape(value)}</td>" for value in values)
    width = 100 * cell.share / most
    return (
        f'<tr><th scope="row">{escape(cell.study)}, cell {cell.cell}</th>{shown}'
        f'<td class="bar"><span style="width:{width:.1f}%"></span></td></tr>'
    )
