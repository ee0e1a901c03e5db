"""Whether a finished file may leave the house."""

from pathlib import Path

from research.ground.errors import ReleaseError


def require_releasable(path: Path) -> None:
    """Test that a finished file bears no demonstration data, and leads to a real address.

    Parameters
    ----------
    path
        A file of a build, with its record beside it.

    Raises
    ------
    ReleaseError
        If its name, its record or its pages say that it does, if nothing says what it rests
        on, or if the address that it prints is an example.
    """
    from research.render.demonstration import IS_REVIEW_COPY, SUFFIX, unreal
    from research.render.proof.record import read_beside
    from research.render.site import is_example

    if path.stem.endswith(SUFFIX):
        raise ReleaseError(
            f"{path.name} bears demonstration data, as its name says: nothing that bears it is "
            "released. Build the brief on real snapshots."
        )
    if IS_REVIEW_COPY.search(path.stem):
        raise ReleaseError(
            f"{path.name} is a review copy, as its name says: it is for its reviewer alone. "
            "Release the edition."
        )
    record = read_beside(path)
    if record is None:
        raise ReleaseError(
            f"{path.name} has no record beside it: nothing says what it rests on. Build it again."
        )
    found = unreal(record.findings)
    if found:
        raise ReleaseError(
            f"{path.name}: {len(found)} of {len(record.findings)} findings rest on demonstration "
            f"data, first {found[0]}: nothing that bears it is released."
        )
    if is_example(record.address):
        raise ReleaseError(
            f"{path.name} prints the address {record.address}, which is an example: nobody would "
            "find the page there. Set base_address in reports/site.toml and build the brief again."
        )
    if path.suffix == ".pdf":
        _require_unmarked(path)


def _require_unmarked(path: Path) -> None:
    from research.render.demonstration import REVIEW_COPY, WATERMARK
    from research.render.proof import pages
    from research.render.proof.record import flatten

    said = [(page.number, flatten(page.text)) for page in pages.read(path)]
    for mark in (WATERMARK, REVIEW_COPY):
        marked = [number for number, text in said if flatten(mark) in text]
        if marked:
            raise ReleaseError(
                f"{path.name}: {len(marked)} pages say {mark}, first page {marked[0]}: nothing "
                "that bears it is released."
            )
