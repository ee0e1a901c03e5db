"""The token of an unsubscribe: whom it is about, and proof that it came from our own mail."""

import base64
import binascii
import hashlib
import hmac
import os
import re
from typing import NamedTuple

from research.ground.errors import AudienceError

SECRET = "RESEARCH_UNSUBSCRIBE_SECRET"
"""The variable of the environment that holds the secret; changing it ends all older tokens."""

SHORTEST = 16
TOKEN = re.compile(r"(?<![A-Za-z0-9_.-])[A-Za-z0-9_-]{4,400}\.[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])")
_BYTES = 16


class TokenError(AudienceError):
    """A token is none of ours."""


class Named(NamedTuple):
    """Whom a token is about."""

    audience: str
    recipient_id: str


def secret_of_environment() -> str:
    """Return the secret that signs tokens.

    Raises
    ------
    AudienceError
        If there is none, or a short one.
    """
    secret = os.environ.get(SECRET, "")
    if len(secret) < SHORTEST:
        raise AudienceError(
            f"{SECRET} holds {len(secret)} characters; unsubscribe links are signed with at least "
            f"{SHORTEST}. Make one with `openssl rand -hex 32`, keep it, and never commit it."
        )
    return secret


def unsubscribe_token(secret: str, recipient_id: str, audience: str) -> str:
    """Return the token with which a recipient leaves an audience.

    Two parts of URL-safe base64 with a dot between: audience and id, and the first 16 bytes of
    their HMAC-SHA-256. It holds no address.

    Raises
    ------
    AudienceError
        If the secret is short, the id is empty, or a name holds a line break.
    """
    if len(secret) < SHORTEST:
        raise AudienceError(f"a secret of {len(secret)} characters is too short to sign with.")
    if not recipient_id or not audience or "\n" in recipient_id + audience:
        raise AudienceError(
            f"{audience!r}, {recipient_id!r}: a token needs both, in one line each."
        )
    said = f"{audience}\n{recipient_id}".encode()
    return f"{_text(said)}.{_text(_signed(secret, said))}"


def whose(secret: str, token: str) -> Named:
    """Return whom a token is about.

    Raises
    ------
    TokenError
        If it was cut, changed, or signed with another secret.
    """
    head, _, tail = token.strip().partition(".")
    try:
        said, proof = _bytes(head), _bytes(tail)
        audience, recipient_id = said.decode().split("\n")
    except (binascii.Error, ValueError) as error:
        raise TokenError(f"{token[:40]!r} is no token of an unsubscribe.") from error
    if not hmac.compare_digest(proof, _signed(secret, said)) or _text(said) != head:
        raise TokenError(f"the token {token[:40]!r} was changed, or signed with another {SECRET}.")
    return Named(audience, recipient_id)


def _signed(secret: str, said: bytes) -> bytes:
    return hmac.digest(secret.encode(), said, hashlib.sha256)[:_BYTES]


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
