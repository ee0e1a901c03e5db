"""Receipts: what the ledger knows of each message of an edition, as rows, lines or CSV."""

import csv
import io
from collections.abc import Iterable

from research.publish.cells import escaped
from research.publish.delivery.ledger import Entry

COLUMNS = (
    "edition", "audience", "kind", "recipient", "name", "email", "subject", "document",
    "document_sha256", "message_id", "state", "event", "at", "attempts", "reply",
)  # fmt: skip


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
