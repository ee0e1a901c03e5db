"""A chart on a web page: a picture in the page, its text, its numbers, and its live form."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from research.ground.terms import Unit
from research.render.stage import label
from research.studies.record import Finding
from research.tables.formats import written

_MOST_ROWS = 500
_ID = re.compile(r'(\sid="|url\(#|href="#)([^")]+)')
_DAY = re.compile(r"^(\d{4}-\d{2}-\d{2})(?:T00:00:00(?:\.0+)?Z?)?$")


def picture(finding: Finding, svg: str) -> str:
    """Return the part before the caption: the chart as SVG in the page, alt text first.

    The drawing itself is hidden from screen readers: they are told the alt text, once.
    """
    name = label(finding)
    drawing = _own_ids(svg[svg.index("<svg") :], name)
    drawing = drawing.replace("<svg", '<svg aria-hidden="true" focusable="false"', 1)
    drawing = re.sub(r' role="[^"]*"| aria-(?!hidden)[a-z]+="[^"]*"', "", drawing)
    said = html.escape(finding.alt)
    opening = f'<div class="chart-picture" role="img" aria-label="{said}">'
    return f"{opening}{drawing}</div>\n"


def numbers(finding: Finding) -> str:
    """Return the part after the caption: the numbers as a table, and the spec for the script."""
    name = label(finding)
    spec = json.dumps(finding.value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    data = f'<script type="application/json" data-chart="{name}">{_inert(spec)}</script>\n'
    fields = dict(_fields(finding.value))
    rows = _rows(finding.value, set(fields))
    shown = [field for field in fields if any(field in row for row in rows)]
    if not rows or not shown:
        return data
    head = "".join(f'<th scope="col">{html.escape(fields[field][0])}</th>' for field in shown)
    body = "\n".join(_row([_cell(row.get(f), fields[f][1]) for f in shown]) for row in rows)
    return (
        f'<details class="numbers"><summary>The numbers in <span class="which" '
        f'data-of="{name}">this figure</span></summary>\n<div class="table-scroll" tabindex="0" '
        f'role="group" aria-label="The numbers of: {html.escape(finding.caption)}">\n'
        f"<table><caption>{html.escape(finding.caption)}</caption><thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{body}\n</tbody></table></div></details>\n{data}"
    )


def _own_ids(svg: str, name: str) -> str:
    """Return the drawing with ids that no other drawing of the page has."""
    known = set(re.findall(r'\sid="([^"]+)"', svg))

    def renamed(match: re.Match[str]) -> str:
        opening, value = match.groups()
        return f"{opening}{name}-{value}" if value in known else match.group(0)

    return _ID.sub(renamed, svg)


def _inert(text: str) -> str:
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _fields(spec: Any) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield every field that the chart draws, with its title and number format, first use first."""
    found: dict[str, tuple[str, str]] = {}
    for channel in _channels(spec):
        field, title = channel.get("field"), channel.get("title")
        axis = channel.get("axis") or channel.get("legend") or {}
        title = title or axis.get("title")
        if not isinstance(field, str):
            continue
        before = found.get(field, ("", ""))
        named = title if isinstance(title, str) and title.strip() else ""
        written_as = str(channel.get("format") or axis.get("format") or "")
        found[field] = (before[0] or named, before[1] or written_as)
    for field, (title, written_as) in found.items():
        yield field, (title or field.replace("_", " ").strip().capitalize(), written_as)


def _channels(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "encoding" and isinstance(value, dict):
                yield from (channel for channel in value.values() if isinstance(channel, dict))
            elif key not in ("datasets", "data"):
                yield from _channels(value)
    elif isinstance(node, list):
        for value in node:
            yield from _channels(value)


def _rows(spec: dict[str, Any], fields: set[str]) -> list[dict[str, Any]]:
    """Return the rows of the chart's largest set of data that holds what it draws."""
    sets = [*spec.get("datasets", {}).values(), *_inline(spec)]
    good = [rows for rows in sets if rows and isinstance(rows[0], dict) and fields & set(rows[0])]
    if not good:
        return []
    best = max(good, key=lambda rows: (len(fields & set(rows[0])), len(rows)))
    return list(best[:_MOST_ROWS])


def _inline(node: Any) -> Iterator[list[Any]]:
    if isinstance(node, dict):
        data = node.get("data")
        if isinstance(data, dict) and isinstance(data.get("values"), list):
            yield data["values"]
        for key, value in node.items():
            if key not in ("datasets", "data"):
                yield from _inline(value)
    elif isinstance(node, list):
        for value in node:
            yield from _inline(value)


def _row(cells: list[tuple[str, bool]]) -> str:
    (head, _), *rest = cells
    opening = {True: '<td class="number">', False: "<td>"}
    tags = "".join(f"{opening[counts]}{html.escape(text)}</td>" for text, counts in rest)
    return f'<tr><th scope="row">{html.escape(head)}</th>{tags}</tr>'


def _cell(value: Any, written_as: str) -> tuple[str, bool]:
    """Return a value as a reader expects it, and whether it is a number."""
    if value is None or value == "":
        return "–", False
    if isinstance(value, bool):
        return ("yes" if value else "no"), False
    if isinstance(value, int | float):
        return _number(float(value), written_as), True
    day = _DAY.match(str(value))
    return (written(day.group(1), Unit.DATE) if day else str(value)), False


def _number(value: float, written_as: str) -> str:
    """Return a number in the format of its axis, as far as that says dollars or percent."""
    said = re.fullmatch(r"[+]?(\$?),?(?:\.(\d+))?~?([f%]?)", written_as)
    if said is None or not written_as:
        return written(value, Unit.COUNT, 0 if value == int(value) else 2)
    places = int(said.group(2)) if said.group(2) else None
    if said.group(3) == "%":
        return written(value, Unit.SHARE, 1 if places is None else max(places, 1))
    unit = Unit.USD if said.group(1) else Unit.COUNT
    cents = 0 if value == int(value) else 2
    return written(value, unit, cents if places is None else max(places, cents))
