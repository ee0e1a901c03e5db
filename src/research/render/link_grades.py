"""Say the grade of a number to who hears the page, which Typst cannot be told to do.

Typst describes a link by the page it leads to. The line under a number says how firm the number
is, and each grade has a line of its own thickness (reports/_style/page.typ), which the tags
repeat. So the description of each link under such a line is given its grade here.
"""

from collections.abc import Iterable, Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from research.ground.errors import RenderError

_GRADES = {0.6: 1, 0.7: 2, 1.15: 3}
"""The grade of a line by its thickness in points."""
_CLOSE = 0.01


def say_grades(links: Iterable[pikepdf.Object]) -> None:
    """Let the description of each number's link in a tagged PDF name its grade.

    Parameters
    ----------
    links
        The link elements of the PDF.

    Raises
    ------
    RenderError
        If a link has a line of a thickness that is no grade's.
    """
    for link in links:
        thickness = next(_thicknesses(link), None)
        if thickness is None:
            continue
        for note in _annotations(link):
            said = str(note.get("/Contents", "")).strip()
            note.Contents = String(f"grade {_grade(thickness)}; see {said}")


def _grade(thickness: float) -> int:
    for known, grade in _GRADES.items():
        if abs(known - thickness) < _CLOSE:
            return grade
    raise RenderError(
        f"a link has a line of {thickness:g} points, which is no grade's: page.typ and "
        "link_grades.py must agree."
    )


def _thicknesses(link: pikepdf.Object) -> Iterator[float]:
    """Yield the thickness of each line under the text of a link."""
    for kid in _kids(link):
        if "/S" not in kid:
            continue
        said = kid.get("/A", Array())
        for attributes in said if isinstance(said, Array) else [said]:
            if "/TextDecorationThickness" in attributes:
                yield float(attributes.TextDecorationThickness)
        yield from _thicknesses(kid)


def _annotations(link: pikepdf.Object) -> Iterator[pikepdf.Object]:
    for kid in _kids(link):
        if kid.get("/Type") == Name.OBJR:
            yield kid.Obj


def _kids(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    kids = node.get("/K", Array())
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary):
            yield kid
