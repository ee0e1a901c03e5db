"""Walk the tags of a PDF once, for all that completes them."""

from collections.abc import Collection
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary


def tagged(pdf: pikepdf.Pdf, kinds: Collection[str]) -> dict[str, list[pikepdf.Object]]:
    """Return the structure elements of some kinds, in the order of the tree.

    Parameters
    ----------
    pdf
        A tagged PDF.
    kinds
        Of which elements: "/Table", "/Link".
    """
    found: dict[str, list[pikepdf.Object]] = {kind: [] for kind in kinds}
    waiting: list[Any] = [pdf.Root.StructTreeRoot.get("/K")]
    while waiting:
        here = waiting.pop()
        if isinstance(here, int):
            continue
        if isinstance(here, Array):
            waiting.extend(reversed(list(here)))
        elif isinstance(here, Dictionary) and "/S" in here:
            kind = str(here.S)
            if kind in found:
                found[kind].append(here)
            if "/K" in here:
                waiting.append(here.K)
    return found
