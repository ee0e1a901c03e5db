"""The account of what this process has read, by which a run answers for its inputs."""

_reads: dict[str, str] = {}


def note(name: str, digest: str) -> None:
    """Note that a table, or the text of a rate model, was read with this digest."""
    _reads[name] = digest


def noted() -> dict[str, str]:
    """Return the digest of everything read since `forget`, by name."""
    return dict(_reads)


def forget() -> None:
    """Start a new account."""
    _reads.clear()
