"""The data behind each figure and table of an edition, as CSV, with a dictionary of its columns."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from research.publish.cells import escaped
from research.studies.record import Finding

DICTIONARY = "dictionary.csv"
_HEAD = ("file", "column", "type", "unit", "meaning", "source")
_LAYER = "layer"
_LOOKS = ("color", "fill", "stroke", "opacity", "size", "shape", "angle")
_PLACES = {
    "x": "place along the horizontal axis",
    "y": "place along the vertical axis",
    "x2": "where it ends along the horizontal axis",
    "y2": "where it ends along the vertical axis",
    "order": "the order in which points are joined",
    "detail": "which stretch of a line it belongs to",
    "text": "what is written in the figure",
    "tooltip": "what the figure says of it",
}


@dataclass(frozen=True)
class Column:
    """One column of a file: what it holds, in which unit, and what that means."""

    name: str
    unit: str = ""
    meaning: str = ""


@dataclass(frozen=True)
class Sheet:
    """What stands behind one figure or table: its columns, and a row of cells each."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]


def sheets(findings: Iterable[Finding]) -> dict[str, tuple[Finding, Sheet]]:
    """Return the sheet behind each figure and table among some findings, by its file's name."""
    held = [one for one in findings if one.kind in ("figure", "table")]
    return {
        f"{one.name}.csv": (one, _of_table(one) if one.kind == "table" else _of_figure(one))
        for one in sorted(held, key=lambda one: one.name)
    }


def files(findings: Iterable[Finding]) -> dict[str, bytes]:
    """Return the CSV files of some findings and the dictionary of all their columns, by name.

    Text that begins with =, +, - or @ stands behind an apostrophe, so that no spreadsheet takes it
    for a formula; numbers stand as they are.
    """
    found = sheets(findings)
    if not found:
        return {}
    made = {name: _csv(_names(sheet), sheet.rows) for name, (_, sheet) in found.items()}
    return made | {DICTIONARY: _csv(_HEAD, list(_entries(found)))}


def _names(sheet: Sheet) -> list[str]:
    return [column.name for column in sheet.columns]


def _entries(found: Mapping[str, tuple[Finding, Sheet]]) -> Iterator[tuple[str, ...]]:
    for name, (finding, sheet) in found.items():
        titles = dict.fromkeys(f"{one.title} <{one.url}>" for one in finding.sources)
        for place, column in enumerate(sheet.columns):
            kind = _type(row[place] for row in sheet.rows)
            yield (name, column.name, kind, column.unit, column.meaning, "; ".join(titles))


def _type(cells: Iterable[Any]) -> str:
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds and kinds <= {int}:
        return "integer"
    if kinds and kinds <= {int, float}:
        return "number"
    return "boolean" if kinds == {bool} else "text"


def _csv(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_safe(name) for name in head])
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8")


def _safe(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula, on one line."""
    if cell is None or isinstance(cell, int | float):
        return cell
    return " ".join(escaped(str(cell)).split("\n"))


def _of_table(finding: Finding) -> Sheet:
    """Return a printed table as it was printed: each cell is text, with its sign and unit."""
    head = [str(one) for one in finding.value["head"]]
    columns = tuple(
        Column(name, "as printed in each cell", f"{name or 'Row'}: {finding.caption}")
        for name in _unlike(head)
    )
    return Sheet(columns, tuple(tuple(row) for row in finding.value["cells"]))


def _unlike(names: Sequence[str]) -> list[str]:
    """Return names of columns, none empty and none twice."""
    told: list[str] = []
    for place, name in enumerate(names, 1):
        plain = name or f"column {place}"
        told.append(plain if plain not in told else f"{plain} ({place})")
    return told


@dataclass(frozen=True)
class _Layer:
    """One layer of a chart: its rows, and for each field the channel that draws it."""

    mark: str
    rows: tuple[Mapping[str, Any], ...]
    fields: Mapping[str, tuple[str, Mapping[str, Any]]]


def _of_figure(finding: Finding) -> Sheet:
    """Return what a figure draws, layer by layer; of a map, the names that stand on it.

    Lines, bars and points come first in worth: layers that only write words are left out, unless
    there is nothing else. Outlines of places are no data of ours: they stand in the map's source.
    """
    every = [one for one in _layers(finding.value, finding.value, [], {}) if one.fields]
    drawn = [one for one in every if one.mark != "text"] or every
    fields: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for layer in drawn:
        for name, said in layer.fields.items():
            if name not in fields or (_unit(said[1]) and not _unit(fields[name][1])):
                fields[name] = said
    columns = (
        Column(_LAYER, "", "which layer of the figure draws the row, and by which mark"),
        *(
            Column(name, _unit_of(name, fields), _meaning(how, said))
            for name, (how, said) in fields.items()
        ),
    )
    rows = tuple(
        (f"{place} {layer.mark}", *(row.get(name) for name in fields))
        for place, layer in enumerate(drawn, 1)
        for row in layer.rows
    )
    return Sheet(columns, rows)


def _layers(
    spec: Mapping[str, Any], node: Any, rows: list[Any], encoding: Mapping[str, Any]
) -> Iterator[_Layer]:
    if not isinstance(node, dict):
        return
    if isinstance(node.get("data"), dict):
        data = node["data"]
        rows = data.get("values") or spec.get("datasets", {}).get(data.get("name"), [])
    encoding = {**encoding, **node.get("encoding", {})}
    if "mark" in node and isinstance(rows, list):
        mark = node["mark"]
        fields = dict(_fields(encoding))
        held = [row for row in rows if isinstance(row, dict) and fields.keys() & row.keys()]
        kept = {name: said for name, said in fields.items() if any(name in row for row in held)}
        yield _Layer(str(mark["type"] if isinstance(mark, dict) else mark), tuple(held), kept)
    for key in ("layer", "hconcat", "vconcat", "concat"):
        for child in node.get(key, []):
            yield from _layers(spec, child, rows, encoding)


def _fields(encoding: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, Mapping[str, Any]]]]:
    """Yield each field that channels draw, those that tell the most first."""
    data = {how: said for how, said in encoding.items() if how not in _LOOKS}
    for how in ("x", "y"):
        if "axis" in data.get(how, {}) and data[how]["axis"] is None:  # a place on paper, no value
            data = {key: said for key, said in data.items() if key not in (how, f"{how}2")}
    told = sorted(data.items(), key=lambda one: one[0] != "tooltip")
    seen = set()
    for how, said in told:
        for channel in said if isinstance(said, list) else [said]:
            if isinstance(channel, dict) and isinstance(channel.get("field"), str):
                if channel["field"] not in seen:
                    yield channel["field"], (how, channel)
                seen.add(channel["field"])


def _unit_of(name: str, fields: Mapping[str, tuple[str, Mapping[str, Any]]]) -> str:
    """Return the unit of a field; the far end of a bar has that of its near end."""
    how, said = fields[name]
    near = next((one for key, one in fields.values() if f"{key}2" == how), {})
    return _unit(said) or _unit(near)


def _axis(said: Mapping[str, Any]) -> Mapping[str, Any]:
    return said.get("axis") or said.get("legend") or {}


def _unit(said: Mapping[str, Any]) -> str:
    """Return the unit that the axis of a channel names, by its title or its format."""
    axis = _axis(said)
    title, form = axis.get("title"), str(said.get("format") or axis.get("format") or "")
    if "%" in form:
        return "share (1 is 100 percent)"
    if isinstance(title, str) and title.strip():
        return title
    return {"$": "dollars", "d": "year"}.get(form[:1], "")


def _meaning(how: str, said: Mapping[str, Any]) -> str:
    title = said.get("title")
    named = title if isinstance(title, str) and title.strip() else ""
    return named or _PLACES.get(how, f"what decides its {how}")
