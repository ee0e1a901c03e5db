"""A drawing made lighter for the web: nothing is left out that an eye could see."""

import re
from collections import Counter

_DECIMALS = re.compile(r"(\d\.\d\d)\d+")
_MARK = re.compile(r'<path transform="translate\(([-\d.]+),([-\d.]+)\)" ([^<>]*?)/>')
_OPENING = re.compile(r"<svg\b[^>]*>")
_OFTEN = 20


def light(svg: str, name: str) -> str:
    """Return a drawing with each shape that stands in it often written once.

    Coordinates are cut to hundredths of a pixel. A shape that is drawn twenty times or more, such
    as the points of a chart, is defined once and used at each place, which draws the same.

    Parameters
    ----------
    svg
        The drawing, from ``<svg`` to ``</svg>``.
    name
        What the ids of such shapes begin with: no other drawing of the page has it.
    """
    cut = _DECIMALS.sub(r"\1", svg)
    counted = Counter(match[3] for match in _MARK.finditer(cut))
    often = [shape for shape, count in counted.items() if count >= _OFTEN and "id=" not in shape]
    if not often:
        return cut
    ids = {shape: f"{name}-{number}" for number, shape in enumerate(often, 1)}

    def used(match: re.Match[str]) -> str:
        if match[3] not in ids:
            return match[0]
        return f'<use href="#{ids[match[3]]}" x="{match[1]}" y="{match[2]}"/>'

    shapes = "".join(f'<path id="{own}" {shape}/>' for shape, own in ids.items())
    drawn = _MARK.sub(used, cut)
    return _OPENING.sub(lambda match: f"{match[0]}<defs>{shapes}</defs>", drawn, count=1)
