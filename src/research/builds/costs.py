"""What the runs of a batch cost: time a cell, memory, which subject was the slowest."""

import json
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from research.ground.errors import MissingFindingError
from research.ground.paths import Project
from research.ground.provenance import write_whole
from research.studies.manifest import Manifest, Study

COST = "cost.json"
PAGE = "cost.html"
_MB = 1024 * 1024


@dataclass(frozen=True)
class CellCost:
    """One cell over all runs: seconds in all, its share of all cells, the middle, the slowest."""

    study: str
    cell: int
    seconds: float
    share: float
    median_seconds: float
    most_seconds: float
    slowest: str


@dataclass(frozen=True)
class PageCost:
    """What the pages of the last batch cost: how many, seconds in all, seconds by phase."""

    subjects: int
    seconds: float
    phases: dict[str, float]


@dataclass(frozen=True)
class Costs:
    """What the last runs of one brief's subjects cost; ``runs`` of ``subjects`` were measured.

    ``seconds`` is the sum over runs, each measured from its fork to its end; ``cell_seconds``
    the part of it that cells took.
    """

    brief: str
    subjects: int
    runs: int
    seconds: float
    cell_seconds: float
    median_seconds: float
    most_seconds: float
    slowest: str
    peak_bytes: int
    peak_subject: str
    median_peak_bytes: int
    cells: tuple[CellCost, ...]
    pages: PageCost | None = None


def costs(project: Project, manifest: Manifest, ids: Sequence[str]) -> Costs:
    """Return what the runs of these subjects cost, from what stands beside each run.

    Raises
    ------
    MissingFindingError
        If none of them was measured.
    """
    studies = [study for study in manifest.studies.values() if study.has_subject]
    held = {
        (study.name, one): said
        for study in studies
        for one in ids
        if (said := _read(project, study, one)) is not None
    }
    if not held:
        raise MissingFindingError(
            f"no run of {manifest.brief} was measured: run `research run {manifest.brief} --all`."
        )
    totals = {key: float(said["seconds"]) for key, said in held.items()}
    peaks = {key: int(said["peak_bytes"]) for key, said in held.items()}
    slowest, largest = max(totals, key=totals.__getitem__), max(peaks, key=peaks.__getitem__)
    cells = _cells(held)
    return Costs(
        brief=manifest.brief,
        subjects=len(ids),
        runs=len(held),
        seconds=sum(totals.values()),
        cell_seconds=sum(cell.seconds for cell in cells),
        median_seconds=statistics.median(totals.values()),
        most_seconds=totals[slowest],
        slowest=slowest[1],
        peak_bytes=peaks[largest],
        peak_subject=largest[1],
        median_peak_bytes=int(statistics.median(peaks.values())),
        cells=cells,
        pages=_pages(project, manifest),
    )


def _pages(project: Project, manifest: Manifest) -> PageCost | None:
    """Return what is written of the pages of the last batch that set any."""
    try:
        text = (project.build / manifest.brief / COST).read_text(encoding="utf-8")
        return PageCost(**json.loads(text)["pages"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _read(project: Project, study: Study, subject: str) -> dict[str, Any] | None:
    path = project.runs / study.name / subject / COST
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return said if {"cells", "seconds", "peak_bytes"} <= set(said) else None
    except (OSError, ValueError):
        return None


def _cells(held: Mapping[tuple[str, str], Mapping[str, Any]]) -> tuple[CellCost, ...]:
    taken: dict[tuple[str, int], dict[str, float]] = {}
    for (study, subject), said in held.items():
        for line in _lines(said["cells"]):
            of_cell = taken.setdefault((study, int(line["cell"])), {})
            of_cell[subject] = of_cell.get(subject, 0.0) + float(line["seconds"])
    whole = sum(sum(of_cell.values()) for of_cell in taken.values())
    return tuple(
        CellCost(
            study=study,
            cell=cell,
            seconds=sum(of_cell.values()),
            share=sum(of_cell.values()) / whole if whole else 0.0,
            median_seconds=statistics.median(of_cell.values()),
            most_seconds=max(of_cell.values()),
            slowest=max(of_cell, key=of_cell.__getitem__),
        )
        for (study, cell), of_cell in sorted(taken.items())
    )


def _lines(cells: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [line for line in cells if isinstance(line.get("cell"), int)]


def lines(found: Costs) -> list[str]:
    """Return what a person reads: the whole, the costliest cell, the rest in their order."""
    told = [
        f"{found.brief}: runs measured: {found.runs:,}, {found.seconds:,.1f} s in all, "
        f"{found.median_seconds:.2f} s in the middle, {found.most_seconds:.2f} s at most "
        f"({found.slowest})",
        f"memory: {found.median_peak_bytes // _MB:,} MB in the middle, "
        f"{found.peak_bytes // _MB:,} MB at most ({found.peak_subject})",
    ]
    if not found.cells:
        return told
    costliest = max(found.cells, key=lambda cell: cell.seconds)
    told.append(f"cell {costliest.cell} is {costliest.share:.0%} of the time that cells take")
    outside = found.seconds - found.cell_seconds
    told.append(f"outside of cells: {outside:,.1f} s, {outside / found.runs:.2f} s a run")
    told += [
        f"  {cell.study}, cell {cell.cell:>2}: {cell.share:>4.0%}  {cell.seconds:8.2f} s  "
        f"middle {cell.median_seconds:.3f} s  most {cell.most_seconds:.3f} s ({cell.slowest})"
        for cell in found.cells
    ]
    if found.pages is not None:
        of_phases = ", ".join(f"{name} {s:.2f} s" for name, s in found.pages.phases.items())
        each = found.pages.seconds / found.pages.subjects
        told.append(f"pages: {found.pages.subjects:,} set, {each:.2f} s each ({of_phases} in all)")
    return told


def write(project: Project, found: Costs) -> tuple[Path, Path]:
    """Write what runs cost as JSON and as a page; return both paths."""
    from research.builds.costs_page import page

    home = project.build / found.brief
    text = json.dumps(asdict(found), indent=1, sort_keys=True)
    write_whole(home / COST, (text + "\n").encode())
    write_whole(home / PAGE, page(found).encode())
    return home / COST, home / PAGE
