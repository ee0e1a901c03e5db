"""What the notebooks find, as a committed record; `make record` renews it and prints what moved.

Findings are compared, not the text of outputs: numbers to 12 significant digits, the cells of
tables, and charts as Vega-Lite specs without ids, names of data sets, and the house theme.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from research.builds import pipeline
from research.ground.paths import Project, project
from research.studies.binding import spread
from research.studies.manifest import Manifest, Study, briefs, load
from research.studies.record import Finding, RunRecord

HOME = Path(__file__).with_name("record")
_PASSING = {"$schema", "config", "usermeta"}
_COUNTED = re.compile(r"(view|param|selector)_\d+")
_DIGITS = 12
_SHOWN = 90


@dataclass(frozen=True)
class Move:
    """One thing that is not as recorded: where, what it was, what it is."""

    where: str
    old: Any
    new: Any

    def __str__(self) -> str:
        old, new = _text(self.old), _text(self.new)
        same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
        start = max(0, same - 20) if same > _SHOWN // 2 else 0
        return f"{self.where}: {_part(old, start)} -> {_part(new, start)}"


def plain(finding: Finding) -> dict[str, Any]:
    """Return what of a finding must not move unnoticed."""
    value = _spec(finding.value) if finding.kind == "figure" else finding.value
    return {
        "kind": finding.kind,
        "value": steady(value),
        "low": steady(finding.low),
        "high": steady(finding.high),
        "unit": finding.unit,
        "printed": finding.printed,
        "grade": finding.grade,
        "rows": finding.row_count,
        "caption": finding.caption,
        "alt": finding.alt,
        "note": finding.note,
    }


def steady(value: Any) -> Any:
    """Return a value with numbers rounded to 12 significant digits."""
    if isinstance(value, bool) or value is None or isinstance(value, int | str):
        return value
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}")
    if isinstance(value, dict):
        return {str(key): steady(held) for key, held in value.items()}
    return [steady(held) for held in value]


def _spec(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a chart with its data in place, and without what differs from run to run."""
    held = spec.get("datasets", {})

    def walk(part: Any) -> Any:
        if isinstance(part, list):
            return [walk(one) for one in part]
        if not isinstance(part, dict):
            return part
        if set(part) == {"name"} and part["name"] in held:
            return {"values": held[part["name"]]}
        return {k: walk(v) for k, v in part.items() if k not in _PASSING and not _is_count(k, v)}

    return walk({k: v for k, v in spec.items() if k != "datasets"})


def _is_count(key: str, value: Any) -> bool:
    """Return whether this is a name that Altair counts up in a process."""
    return key in ("name", "views") and bool(_COUNTED.search(str(value)))


def moves(old: Any, new: Any, where: str = "") -> Iterator[Move]:
    """Yield each place where two records differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted({*old, *new}):
            yield from moves(old.get(key), new.get(key), f"{where}.{key}" if where else key)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from moves(before, after, f"{where}[{index}]")
    elif old != new:
        yield Move(where, old, new)


def found(record: RunRecord) -> dict[str, Any]:
    """Return the findings of a run as the record keeps them."""
    return {finding.name: plain(finding) for finding in record.findings}


def recorded(study: str) -> dict[str, Any]:
    """Return the committed record of a study; nothing if there is none."""
    path = HOME / f"{study}.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def moved(study: Study, record: RunRecord) -> list[Move]:
    """Return what moved; findings of tables that a clone need not have are left out if absent."""
    gaps = {name for gap in study.optional for name in gap.findings}
    before, now = recorded(study.name), found(record)
    both = {
        name for name in {*before, *now} if name not in gaps or (name in before and name in now)
    }
    kept = ({n: held[n] for n in sorted(both) if n in held} for held in (before, now))
    return list(moves(*kept))


def recordable(here: Project) -> list[Manifest]:
    """Return the briefs whose findings may stand in the repository.

    Those about many subjects name people and rest on files that are not committed: their tests
    read the mirror instead.
    """
    return [one for brief in briefs(here) if (one := load(here, brief)).subjects is None]


def runs(here: Project) -> Iterator[tuple[Study, RunRecord]]:
    """Yield every study of every such brief on its defaults, run if it is stale."""
    pipeline.tables(here, _quiet)
    for manifest in recordable(here):
        held = spread(manifest, {})
        _, records = pipeline.study_runs(here, manifest.studies, held, manifest.as_of, _quiet)
        yield from ((manifest.studies[name], record) for name, record in records.items())


def renew(here: Project) -> int:
    """Write the record of every study; say what moved."""
    HOME.mkdir(exist_ok=True)
    for study, record in runs(here):
        told = moved(study, record)
        gaps = {name for gap in study.optional for name in gap.findings}
        kept = {name: held for name, held in recorded(study.name).items() if name in gaps}
        text = json.dumps({**kept, **found(record)}, indent=1, sort_keys=True, ensure_ascii=False)
        (HOME / f"{study.name}.json").write_text(text + "\n", encoding="utf-8")
        sys.stdout.write(f"{study.name}: {len(told)} moved\n")
        sys.stdout.writelines(f"  {move}\n" for move in told)
    return 0


def _quiet(_line: str) -> None:
    """Say nothing."""


def _text(value: Any) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)


def _part(text: str, start: int) -> str:
    """Return what of a long text shows where it moved."""
    shown = text[start : start + _SHOWN]
    return f"{'...' if start else ''}{shown}{'...' if len(text) > start + _SHOWN else ''}"


if __name__ == "__main__":
    raise SystemExit(renew(project()))
