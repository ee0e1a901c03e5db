"""SSH signatures over a message, made and checked by ssh-keygen."""

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from research.ground.errors import ApprovalError
from research.publish.editions.approvers import public_parts

NAMESPACE = "research-edition"
"""What a signature is for: one made for another purpose is none of ours."""

_SECONDS = 120


def public_key(key: Path) -> str:
    """Return the public half of a key, from the file beside it or from the key itself.

    Parameters
    ----------
    key
        A private key, or a public one whose private half an agent holds.

    Raises
    ------
    ApprovalError
        If there is no such file, or it is no key.
    """
    if not key.is_file():
        raise ApprovalError(f"{key} is not there: give the path of your SSH key.")
    beside = key if key.suffix == ".pub" else key.with_name(f"{key.name}.pub")
    try:
        if beside.is_file():
            return public_parts(beside.read_text(encoding="utf-8").strip())
        return public_parts(_call(["-y", "-f", str(key)], b"").decode().strip())
    except (ValueError, OSError) as error:
        raise ApprovalError(f"{key} holds no SSH key that signs: {error}.") from error


def sign(message: bytes, key: Path) -> bytes:
    """Return a signature over a message; ssh-keygen asks for the passphrase if there is one.

    Raises
    ------
    ApprovalError
        If the key cannot be read, or no agent holds it.
    """
    return _call(["-Y", "sign", "-n", NAMESPACE, "-f", str(key)], message)


def is_signed(message: bytes, signature: bytes, email: str, keys: Sequence[str]) -> bool:
    """Return whether a signature over a message was made with one of the keys.

    Raises
    ------
    ApprovalError
        If ssh-keygen is not there.
    """
    with tempfile.TemporaryDirectory(prefix="research-approval-") as name:
        allowed, signed = Path(name) / "allowed_signers", Path(name) / "signature"
        lines = [f'{email} namespaces="{NAMESPACE}" {key}\n' for key in keys]
        allowed.write_text("".join(lines), encoding="utf-8")
        signed.write_bytes(signature)
        said = _run(
            ["-Y", "verify", "-f", str(allowed), "-I", email, "-n", NAMESPACE, "-s", str(signed)],
            message,
        )
    return said.returncode == 0


def _call(words: Sequence[str], given: bytes) -> bytes:
    said = _run(words, given)
    if said.returncode != 0:
        told = " ".join(said.stderr.decode(errors="replace").replace("@@", "").split())
        why = told or f"exit {said.returncode}"
        raise ApprovalError(f"ssh-keygen would not sign: {why}. Is this key yours, or in an agent?")
    return said.stdout


def _run(words: Sequence[str], given: bytes) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["ssh-keygen", *words],
            input=given, capture_output=True, timeout=_SECONDS, check=False,
        )  # fmt: skip
    except FileNotFoundError as error:
        raise ApprovalError(
            "ssh-keygen is not installed, and approvals are signed with it: install OpenSSH 8.2 "
            "or later."
        ) from error
    except subprocess.TimeoutExpired as error:
        raise ApprovalError(
            f"ssh-keygen did not answer within {_SECONDS} seconds: load the key into an agent "
            "(ssh-add), and give its .pub file."
        ) from error
