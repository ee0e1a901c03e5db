"""A trial: one message of each kind to one address of our own, marked, in a ledger apart."""

from dataclasses import replace
from datetime import datetime

from research.publish.delivery.deliver import Order
from research.publish.delivery.ledger import Mailing


def trial(order: Order, address: str, now: datetime) -> Order:
    """Return the order in which one recipient a language and format stands at a test address.

    Each trial is a mailing of its own, so it can be repeated. The embargo holds for it too.
    """
    kinds = {(one.language, one.format): one for one in reversed(order.recipients)}
    chosen = [replace(kinds[kind], email=address) for kind in sorted(kinds)]
    kind = f"test {now.isoformat(timespec='microseconds')}"
    mailing = Mailing(order.mailing.edition, order.mailing.audience, kind)
    return replace(order, mailing=mailing, recipients=tuple(chosen), replan="")
