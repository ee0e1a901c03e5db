"""What was taken in from a mail folder or a sheet, in words and as plain values."""

from collections import Counter
from collections.abc import Sequence

from research.publish.audiences.addresses import visible
from research.publish.audiences.suppressions import Event
from research.publish.intake import TakenIn


def lines(path: str, taken: TakenIn) -> list[str]:
    """Return what was read from a folder or sheet, and what a person should look at."""
    counts = Counter(one.reason.value for one in taken.notices.events)
    read = ", ".join(f"{number} {what}" for what, number in sorted(counts.items())) or "nothing"
    found = [
        f"{path}: {read}; {len(taken.added)} new",
        *(f"  passed over  {number} {what}" for what, number in taken.notices.nothing.items()),
    ]
    if taken.noted or taken.not_ours:
        found.append(
            f"  ledger       {taken.noted} messages newly noted as bounced, "
            f"{taken.not_ours} bounces of messages that it does not know"
        )
    if taken.put_off:
        found.append(f"  put off      {taken.put_off} Read the folder again then.")
    unread = (
        f"  to be read   {visible(f'{where}: {said}')}"
        for where, said in taken.notices.not_understood
    )
    return [*found, *unread]


def plain(path: str, taken: TakenIn) -> dict[str, object]:
    """Return the same as plain values."""
    return {
        "path": path,
        "found": [vars(one) for one in taken.notices.events],
        "added": len(taken.added),
        "passed_over": taken.notices.nothing,
        "noted_in_ledger": taken.noted,
        "unknown_to_ledger": taken.not_ours,
        "put_off": taken.put_off,
        "to_be_read": [
            {"where": where, "subject": said} for where, said in taken.notices.not_understood
        ],
    }


def kept(events: Sequence[Event]) -> list[str]:
    """Return each row that was kept, the oldest first."""
    return [
        visible(
            f"{one.date}  {one.reason.value}  {one.email or one.recipient_id}"
            f"  {one.audience or 'all audiences'}  {one.source}"
        )
        for one in sorted(events, key=lambda one: one.date)
    ] or ["nothing was kept: nobody has unsubscribed and nothing has bounced"]
