"""Show a finding in a notebook as it will be printed."""

import base64
import html
import os
from typing import Any

from research.ground.terms import Grade
from research.studies.record import CLOSING_TYPE, FINDING_TYPE, Finding

PICTURES = "RESEARCH_PICTURES"
"""Set to 0 where a run is one of many: its figures are drawn for the page, not a second time."""

_BOX = (
    "border-left:4px solid #12505f;padding:.4em .9em;margin:.3em 0;"
    "font-family:'IBM Plex Sans',sans-serif;max-width:46em"
)


def publish(finding: Finding) -> None:
    """Put a finding into the notebook's outputs; outside a kernel, do nothing."""
    if _shell() is not None:
        from IPython.display import publish_display_data

        publish_display_data({FINDING_TYPE: finding.to_dict(), "text/html": as_html(finding),
                              "text/plain": as_text(finding)})  # fmt: skip


def close(names: list[str]) -> None:
    """Put the values that the kernel really holds into the last output of a run."""
    from IPython.display import publish_display_data

    from research.warehouse import store

    shell = _shell()
    held = {name: shell.user_ns.get(name) for name in names} if shell else {}
    read = [one.to_dict() for one in store.reads()]
    publish_display_data(
        {CLOSING_TYPE: {"parameters": held, "reads": read}, "text/plain": "end of run"}
    )


def as_text(finding: Finding) -> str:
    """Return a finding in one line."""
    mark = ", demonstration data" if finding.is_synthetic else ""
    return f"{finding.name}: {finding.printed} (grade {finding.grade}{mark})"


def as_html(finding: Finding) -> str:
    """Return a finding as a small card: what will be printed, its grade, its sources."""
    from research.tables.layouts import table_html

    if finding.kind == "figure":
        body = _figure(finding)
    elif finding.kind == "table":
        body = table_html(finding.value, finding.caption)
    else:
        body = f"<strong>{html.escape(finding.printed)}</strong>{_range(finding)}"
    sources = "; ".join(
        f'<a href="{html.escape(line.url)}">{html.escape(line.title)}</a>'
        for line in finding.sources[:3]
    )
    more = f" and {len(finding.sources) - 3} more" if len(finding.sources) > 3 else ""
    grade = html.escape("; ".join(finding.grade_reasons) or Grade(finding.grade).meaning)
    body += " <strong>DEMONSTRATION DATA</strong>" if finding.is_synthetic else ""
    return (
        f'<div class="finding mathjax_ignore" style="{_BOX}"><code>{finding.name}</code> {body}'
        f'<div style="font-size:.85em;color:#555">grade {finding.grade}, {grade} · '
        f"{html.escape(finding.formula)} · {sources}{more}</div></div>"
    )


def _range(finding: Finding) -> str:
    if not finding.printed_low:
        return ""
    return f" ({html.escape(finding.printed_low)} to {html.escape(finding.printed_high)})"


def _figure(finding: Finding) -> str:
    if os.environ.get(PICTURES) == "0":
        return f"<p>{html.escape(finding.alt)}</p><p>{html.escape(finding.caption)}</p>"
    from research.figures.draw import png

    data = base64.b64encode(png(finding.value, scale=1.5)).decode()
    return (
        f'<figure style="margin:0"><img style="max-width:100%" alt="{html.escape(finding.alt)}" '
        f'src="data:image/png;base64,{data}"><figcaption>{html.escape(finding.caption)}'
        "</figcaption></figure>"
    )


def _shell() -> Any:
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    shell = get_ipython()
    return shell if shell is not None and hasattr(shell, "kernel") else None
