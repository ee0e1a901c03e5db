"""The verbs deliver, receipts, settle, recall: messages and their proof; nothing heavy on top."""

import argparse
import os
from argparse import Namespace
from typing import TYPE_CHECKING

from research.cli.adding import Add
from research.cli.speak import answer, progress
from research.ground.errors import DeliveryError, UsageError
from research.ground.paths import Project, project

if TYPE_CHECKING:
    from research.publish.audiences.recipient import Who
    from research.publish.delivery.deliver import Delivered, Order
    from research.publish.delivery.ledger import Entry
    from research.publish.delivery.mail_server import Settings
    from research.publish.delivery.pace import Clock, Pace
    from research.publish.editions.manifest import Edition


def _edition(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("edition", metavar="EDITION", help="a released edition, as district-1")


def _sending(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--send", action="store_true", help="send; without it only the outbox is made"
    )
    verb.add_argument(
        "--host",
        default="",
        metavar="NAME",
        help="the mail server again, by hand, where it is not on this machine",
    )
    verb.add_argument(
        "--rate", type=float, default=60.0, metavar="N", help="messages a minute, at most"
    )


def _audience(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--audience", required=True, metavar="NAME", help="one of reports/audiences.toml"
    )
    verb.add_argument(
        "--replan",
        default="",
        metavar="REASON",
        help="go on though words, list or attachments changed since it was begun",
    )
    verb.add_argument(
        "--test",
        default="",
        metavar="ADDRESS",
        help="send one message a kind there, marked, and nothing to anyone else",
    )


def _rows(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--audience", default="", metavar="NAME", help="only these")
    verb.add_argument("--csv", default="", metavar="FILE", help="write them there as CSV")


def _message(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--message", required=True, metavar="ID", help="its Message-ID")
    verb.add_argument(
        "--as",
        dest="outcome",
        required=True,
        choices=("accepted", "again"),
        help="accepted: it arrived; again: it did not, so send it",
    )
    verb.add_argument("--why", default="", metavar="TEXT", help="how that is known")


def _notice(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--subject", action="append", default=[], metavar="ID", help="only these; repeat for more"
    )
    verb.add_argument("--note", default="", metavar="TEXT", help="what was wrong, for readers")
    verb.add_argument(
        "--superseded-by", default="", metavar="EDITION", help="which edition to use instead"
    )
    verb.add_argument(
        "--erratum",
        action="store_true",
        help="tell of the errata that are declared for it, instead of withdrawing it",
    )


VERBS: dict[str, tuple[str, tuple[Add, ...]]] = {
    "deliver": (
        "make the messages of an edition for an audience; with --send, send each once",
        (_edition, _audience, _sending),
    ),
    "receipts": ("say what became of each message of an edition", (_edition, _rows)),
    "settle": (
        "say of an unknown message whether it arrived; nothing else sends it again",
        (_edition, _message),
    ),
    "recall": (
        "tell exactly those who received an edition that it is withdrawn or corrected",
        (_edition, _notice, _sending),
    ),
}  # fmt: skip


def deliver(options: Namespace) -> int:
    """Make the messages of an edition for an audience, and send them if asked."""
    from research.publish.audiences.who import who
    from research.publish.delivery import deliver as delivering
    from research.publish.delivery import trial
    from research.publish.delivery.ledger import Mailing
    from research.publish.editions import manifest

    here, clock = project(), _clock()
    edition = manifest.find(here, options.edition)
    server = _server(options)
    whom = who(here, edition, options.audience, clock.now().date())
    order = delivering.Order(
        edition=edition, mailing=Mailing(edition.id, options.audience), server=server,
        recipients=whom.recipients, pace=_pace(options), replan=options.replan.strip(),
    )  # fmt: skip
    if options.test:
        order = trial.trial(order, options.test, clock.now())
    with progress() as tell:
        done = delivering.deliver(here, order, clock, tell)
    return _tell(here, options, [done], order, whom)


def receipts(options: Namespace) -> int:
    """Say what became of each message."""
    from pathlib import Path

    from research.ground.provenance import write_whole
    from research.publish.delivery import deliver as delivering
    from research.publish.delivery import receipts as rows

    here = project()
    found = [
        entry
        for entry in delivering.entries(here, options.edition)
        if not options.audience or entry.mailing.audience == options.audience
    ]
    if not found:
        raise DeliveryError(f"the ledger has nothing of {options.edition}: it was never sent.")
    if options.csv:
        write_whole(Path(options.csv), rows.as_csv(found).encode())
    lines = [
        f"{entry.state.value:12} {entry.planned.recipient}  {entry.planned.message_id}"
        + (f"  {entry.reply}" if entry.reply else "")
        for entry in found
    ]
    answer(lines, {"receipts": [rows.row(entry) for entry in found]}, options.json)
    return 0


def settle(options: Namespace) -> int:
    """Settle an unknown message."""
    from research.publish.delivery import deliver as delivering

    here = project()
    entry = delivering.settle(
        here, options.edition, options.message, options.outcome, options.why, _clock().now()
    )
    line = f"{entry.planned.message_id} is {entry.state.value} now, as you say"
    answer([line], {"message_id": entry.planned.message_id, "state": entry.state.value},
           options.json)  # fmt: skip
    return 0


def recall(options: Namespace) -> int:
    """Tell those who received an edition that it is withdrawn, or of its errata."""
    from research.publish.delivery import deliver as delivering
    from research.publish.delivery import recall as recalling
    from research.publish.editions import manifest
    from research.publish.errata import errata

    here, clock = project(), _clock()
    edition = manifest.find(here, options.edition)
    server = _server(options)
    if options.erratum:
        told = recalling.corrections(edition, errata(here))
    elif options.note.strip():
        told = [recalling.withdrawal(options.note, options.superseded_by, options.subject)]
        if options.send:
            recalling.remember(here, edition, told[0], clock.now())
    else:
        raise UsageError('say what was wrong with --note "TEXT", or --erratum for its errata.')
    orders = [
        order
        for one in told
        for order in recalling.orders(
            delivering.entries(here, edition.id), edition, one, server, _pace(options)
        )
    ]
    with progress() as tell:
        done = [delivering.deliver(here, order, clock, tell) for order in orders]
    return _tell(here, options, done, orders[0], None)


def _tell(
    here: Project, options: Namespace, done: "list[Delivered]", order: "Order", whom: "Who | None"
) -> int:
    """Say what was made or sent; messages left over have an exit code."""
    lines, said = [], []
    for one in done:
        lines.append(f"{one.mailing}: {one.messages} messages")
        if one.folder is None:
            when = order.edition.release.isoformat()
            lines.append(f"sealed until {when}: they can all be made, none was written")
        else:
            lines.append(f"outbox: {here.short(one.folder)}")
        lines += [f"  {count:5} {state}" for state, count in one.counts.items()]
        said.append({"edition": one.mailing.edition, "audience": one.mailing.audience,
                     "kind": one.mailing.kind, "messages": one.messages, "states": one.counts,
                     "outbox": here.short(one.folder) if one.folder else ""})  # fmt: skip
    lines += [f"  warning: {text}" for text in (whom.warnings if whom else ())]
    if whom and whom.left_out:
        lines.append(f"  {len(whom.left_out):5} left out (`research audience` says why)")
    left = [entry for one in done for entry in one.open]
    if order.server is None:
        lines.append("nothing was sent: that takes --send")
    elif left:
        lines += _open_lines(order.edition, left)
    answer(lines, {"deliveries": said, "sent": order.server is not None}, options.json)
    return DeliveryError.exit_code if order.server and left else 0


def _open_lines(edition: "Edition", left: "list[Entry]") -> list[str]:
    from research.publish.delivery.states import State

    unknown = [entry for entry in left if entry.state is State.UNKNOWN]
    lines = [f"{len(left) - len(unknown)} stay planned: run the same again"]
    if unknown:
        lines.append(
            f"{len(unknown)} are unknown and are never sent again by themselves: look at the "
            f"server's log, then `research settle {edition.id} --message ID --as accepted|again`"
        )
    return lines


def _server(options: Namespace) -> "Settings | None":
    if not options.send:
        return None
    from research.publish.delivery.mail_server import settings

    return settings(os.environ, options.host)


def _pace(options: Namespace) -> "Pace":
    from research.publish.delivery.pace import Pace

    if not options.rate > 0:
        raise UsageError(f"--rate {options.rate} is not a number of messages a minute.")
    return Pace(a_minute=options.rate)


def _clock() -> "Clock":
    """Return the real clock; nothing below the command line asks for another."""
    import random
    import time
    from datetime import UTC, datetime

    from research.publish.delivery.pace import Clock

    return Clock(lambda: datetime.now(UTC), time.monotonic, time.sleep, random.random)
