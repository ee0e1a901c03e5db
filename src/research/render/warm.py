"""Walk once through what takes long the first time: a drawing, a conversion, fonts, patterns."""

import numpy as np  # noqa: F401 - pypdfium2 imports it at its first page

from research.figures import draw
from research.ground.paths import project
from research.render import mentions, pandoc_warm, typst

_SPEC = {
    "data": {"values": [{"x": 1, "y": 1}]},
    "mark": "bar",
    "encoding": {
        "x": {"field": "x", "type": "quantitative"},
        "y": {"field": "y", "type": "quantitative"},
    },
}


def warm() -> None:
    """Start the drawing engine and pandoc of this process, and read the fonts of the project."""
    style = project().style
    draw.svg(_SPEC)
    for form in ("html5", "typst"):
        pandoc_warm.convert("Warm.", "markdown", form, style, [])
    typst.read_fonts(style / "fonts")
    list(mentions.districts("Senate District 1"))
