"""A Markdown table of the parts that nobody writes: heads with their width and side."""

from collections.abc import Sequence


def table(
    head: tuple[tuple[str, int, str], ...], rows: Sequence[tuple[str, ...]], caption: str
) -> str:
    """Return a pipe table.

    Parameters
    ----------
    head
        Title, share of the width, and side ("<" or ">") of each column.
    rows
        Cells as Markdown.
    """
    rule = [":" + "-" * wide if side == "<" else "-" * wide + ":" for _, wide, side in head]
    lines = [tuple(title for title, _, _ in head), *rows]
    body = ["| " + " | ".join(cells) + " |" for cells in lines]
    body.insert(1, "|" + "|".join(rule) + "|")
    return "\n".join(body) + f"\n\n: {caption} {{.sources-table}}\n"
