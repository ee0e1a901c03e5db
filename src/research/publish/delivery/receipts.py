"""Receipts: what the ledger knows of each message of an edition, as rows, lines or CSV."""

import csv
import io
import re
from collections.abc import Iterable

from research.publish.delivery.ledger import Entry

COLUMNS = (
    "edition", "audience", "kind", "recipient", "name", "email", "subject", "document",
    "document_sha256", "message_id", "state", "event", "at", "attempts", "reply",
)  # fmt: skip

_FORMULA = re.compile(r"(^|;\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n])")
"""Where a cell begins that a spreadsheet would run: at its start or, where a spreadsheet parts
cells by semicolons, after one; the wide forms of the signs are read as the signs are."""


def row(entry: Entry) -> dict[str, object]:
    """Return the receipt of one message."""
    planned = entry.planned
    said = {
        **vars(entry.mailing), **vars(planned), "state": entry.state.value, "event": entry.event,
        "at": entry.at, "attempts": entry.attempts, "reply": entry.reply,
    }  # fmt: skip
    return {name: said[name] for name in COLUMNS}


def as_csv(entries: Iterable[Entry]) -> str:
    """Return receipts as CSV; no cell is one that a spreadsheet would run."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        writer.writerow([escaped(str(value)) for value in row(entry).values()])
    return out.getvalue()


def escaped(cell: str) -> str:
    """Return a cell as text: one that begins as a formula does gets an apostrophe before it."""
    return _FORMULA.sub(r"\1'", cell)
