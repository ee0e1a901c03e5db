"""The code on paper that leads a telephone to the page of a brief."""

import io
from functools import lru_cache
from pathlib import Path

import segno

from research.ground.provenance import write_whole

INCLUDE = "_qr.qmd"
_STEM = "qr"
_ERROR_LEVEL = "m"
"""A code that can still be read when 15 percent of it are dirty or torn (ISO/IEC 18004)."""
_QUIET = 4
"""Modules of paper around the code: what ISO/IEC 18004 asks for."""
_PNG_DOTS = 12


def include(address: str, image: str) -> dict[str, str]:
    """Return the Markdown that puts the code of an address on a page, by its file name.

    Parameters
    ----------
    address
        The whole address, with https.
    image
        The ending of image files, svg or png; without one, the format that is set decides.
    """
    file = f"{_STEM}.{image}" if image else _STEM
    said = f"QR code: opens {address}"
    return {INCLUDE: f'![]({file}){{.qr fig-alt="{said}" width="0.9in"}}\n'}


def stage(folder: Path, address: str, images: set[str]) -> None:
    """Write the code of an address as the kinds of image that are wanted, svg or png."""
    for image in sorted(images):
        write_whole(folder / f"{_STEM}.{image}", drawn(address, image))


@lru_cache(maxsize=8)
def drawn(address: str, image: str) -> bytes:
    """Return the code of an address: black on white, with its quiet zone, always the same bytes.

    Raises
    ------
    ValueError
        If the kind of image is neither svg nor png.
    """
    code = segno.make(address, error=_ERROR_LEVEL, micro=False, boost_error=False)
    whole = io.BytesIO()
    if image == "svg":
        code.save(
            whole, kind="svg", border=_QUIET, xmldecl=False, nl=False, omitsize=True, light="white"
        )
    elif image == "png":
        code.save(whole, kind="png", border=_QUIET, scale=_PNG_DOTS, light="white")
    else:
        raise ValueError(f"a code is drawn as svg or png, not {image!r}")
    return whole.getvalue()
