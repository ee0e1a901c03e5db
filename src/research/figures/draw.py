"""Turn a chart's spec into SVG or PNG with the shipped fonts, the same bytes each time."""

from functools import cache
from typing import Any

from research.ground.paths import project


@cache
def _engine() -> Any:
    import vl_convert

    vl_convert.register_font_directory(str(project().style / "fonts"))
    return vl_convert


def svg(spec: dict[str, Any]) -> str:
    """Return a Vega-Lite spec as SVG text."""
    return str(_engine().vegalite_to_svg(spec))


def png(spec: dict[str, Any], scale: float = 2.0) -> bytes:
    """Return a Vega-Lite spec as a PNG image."""
    return bytes(_engine().vegalite_to_png(spec, scale=scale))
