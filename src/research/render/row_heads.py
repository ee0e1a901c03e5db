"""Mark the first cell of each table row as its head, which Typst cannot yet be told to do.

Typst 0.15 tags the cells of a table's head and links every other cell to the head of its
column. The function that would tag row heads (``pdf.header-cell``) is behind a feature that the
Python package does not switch on, so the tag tree is completed here.
"""

from collections.abc import Iterable, Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, String


def head_rows(document: pikepdf.Pdf, tables: Iterable[pikepdf.Object]) -> None:
    """Let the first cell of each body row of a tagged PDF head its row.

    The cell becomes TH with scope Row and an id of its own, and each other cell of the row
    names it after the head of its column. Tables of one column are left as they are.

    Parameters
    ----------
    document
        The PDF.
    tables
        Its table elements, in the order of the tree.
    """
    root = document.Root.StructTreeRoot
    if "/IDTree" not in root:
        root.IDTree = NameTree.new(document).obj
    ids = NameTree(root.IDTree)
    for table_place, table in enumerate(tables):
        _untie(table, ids)
        for row_place, row in enumerate(_body_rows(table)):
            _head(row, f"R{table_place:03d}x{row_place:04d}", ids)


def _untie(table: pikepdf.Object, ids: NameTree) -> None:
    """Take out the cells without width that keep rows together: they hold nothing.

    The head of such a table ends in an empty cell. A row below it has as many cells, or one
    fewer where such a cell of the row above reaches into it.
    """
    heads = [row for part in _kids(table) if part.get("/S") == Name.THead for row in _kids(part)]
    if not heads:
        return
    wide = len(list(_kids(heads[0])))
    if wide < 2 or _holds(list(_kids(heads[0]))[-1]):
        return
    for row in [*heads, *_body_rows(table)]:
        cells = list(_kids(row))
        if len(cells) == wide and not _holds(cells[-1]):
            name = str(cells[-1].get("/ID", ""))
            if name in ids:
                del ids[name]
            row.K = Array(cells[:-1])


def _holds(cell: pikepdf.Object) -> bool:
    """Return whether a cell holds anything: marked content is a number, not an element."""
    kids = cell.get("/K", Array())
    return not isinstance(kids, Array) or len(kids) > 0


def _head(row: pikepdf.Object, name: str, ids: NameTree) -> None:
    first, *others = [cell for cell in _kids(row) if cell.get("/S") in (Name.TD, Name.TH)]
    if not others or first.S == Name.TH:
        return
    first.S = Name.TH
    first.ID = String(name)
    _in_table(first).Scope = Name.Row
    ids[name] = first
    for cell in others:
        said = _in_table(cell)
        said.Headers = Array([*said.get("/Headers", Array()), String(name)])


def _in_table(cell: pikepdf.Object) -> pikepdf.Object:
    """Return the attributes that a cell has as part of a table, made if there are none."""
    if "/A" not in cell:
        cell.A = Array()
    elif not isinstance(cell.A, Array):
        cell.A = Array([cell.A])
    for said in cell.A:
        if said.get("/O") == Name.Table:
            return said
    cell.A.append(Dictionary(O=Name.Table))
    return cell.A[len(cell.A) - 1]


def _body_rows(table: pikepdf.Object) -> Iterator[pikepdf.Object]:
    for part in _kids(table):
        if part.get("/S") == Name.TBody:
            yield from (row for row in _kids(part) if row.get("/S") == Name.TR)


def _kids(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    kids = node.get("/K")
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid
