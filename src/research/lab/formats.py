"""How frames, charts and our own errors show in a notebook: plainly, without a network."""

import base64
import html
import traceback
from typing import Any

from research.ground.errors import ResearchError


def register(shell: Any) -> None:
    """Show frames, charts and errors our way in a kernel; no library is imported for that."""
    formatter = shell.display_formatter
    formatter.formatters["text/html"].for_type_by_name("pandas", "DataFrame", frame_html)
    formatter.mimebundle_formatter.for_type_by_name(
        "altair.vegalite.v6.api", "TopLevelMixin", chart_bundle
    )
    # IPython asks an error for this before it writes a trace of its own
    ResearchError._render_traceback_ = error_lines  # type: ignore[attr-defined]


def error_lines(error: BaseException) -> list[str]:
    """Return an error that was raised on purpose: the line of the cell, and what to do."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"line {f.lineno}: {f.line}" for f in frames if "ipykernel" in f.filename]
    notes = getattr(error, "__notes__", [])
    return [*lines[-1:], f"{type(error).__name__}: {error}", *notes]


def frame_html(frame: Any) -> str | None:
    """Return a frame as pandas shows it, its dollar signs left alone: two are not a formula."""
    import pandas as pd

    with pd.option_context("display.html.use_mathjax", False):
        shown: str | None = frame._repr_html_()
    return shown


def chart_bundle(chart: Any, **_: Any) -> dict[str, str]:
    """Return a chart as a picture in the shipped fonts; Altair's own form asks the web."""
    from research.figures.draw import png

    spec = chart.to_dict()
    data = base64.b64encode(png(spec, scale=1.5)).decode()
    alt = html.escape(str(spec.get("description") or "A chart that is no finding yet"))
    picture = f'<img style="max-width:100%" alt="{alt}" src="data:image/png;base64,{data}">'
    return {"text/html": picture, "text/plain": "a chart"}
