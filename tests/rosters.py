"""Rosters of invented members, as Open States publishes them, for tests."""

import hashlib
import io
import tarfile
from pathlib import Path

import yaml

from research.sources.snapshots import Snapshot

ILLINOIS = "ocd-jurisdiction/country:us/state:il/government"
FOLDER = "people/data/il/legislature"


def role(chamber: str, district: int | str | None, **more: object) -> dict[str, object]:
    held: dict[str, object] = {"type": chamber, "jurisdiction": ILLINOIS, **more}
    return held if district is None else {**held, "district": str(district)}


def person(name: str, *roles: dict[str, object], **more: object) -> dict[str, object]:
    """One person of the roster; the id follows from the name unless one is given."""
    return {
        "id": f"ocd-person/{name}",
        "name": name,
        "given_name": name.split(" ", maxsplit=1)[0],
        "family_name": name.rsplit(" ", 1)[-1],
        "gender": "not read",
        "birth_date": "1970-01-01",
        "image": "https://example.org/photograph.jpg",
        "party": [{"name": "Example Party"}],
        "roles": list(roles),
    } | more


def everyone() -> dict[str, dict[str, object]]:
    """A member for each of the 177 seats: that of S21 is "Given S21"."""
    seats = [("upper", n, f"S{n:02}") for n in range(1, 60)]
    seats += [("lower", n, f"H{n:03}") for n in range(1, 119)]
    return {
        seat: person(f"Given {seat}", role(chamber, n, start_date="2025-01-08"))
        for chamber, n, seat in seats
    }


def archive(files: dict[str, bytes], folder: str = FOLDER) -> bytes:
    """A tar.gz archive with these files in one folder."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as packed:
        for name, text in files.items():
            entry = tarfile.TarInfo(f"{folder}/{name}")
            entry.size = len(text)
            packed.addfile(entry, io.BytesIO(text))
    return data.getvalue()


def written(people: dict[str, dict[str, object]]) -> dict[str, bytes]:
    return {
        f"{key}.yml": yaml.safe_dump(said, allow_unicode=True).encode()
        for key, said in people.items()
    }


def roster(folder: Path, data: bytes, retrieved: str = "2026-08-05") -> Snapshot:
    """A snapshot of an archive."""
    path = folder / "people-il.tar.gz"
    path.write_bytes(data)
    return Snapshot(
        publisher="openstates",
        file=path.name,
        date="2026-08-05",
        path=path,
        title="Members",
        publisher_name="Open States",
        url="https://example.org/people",
        retrieved=retrieved,
        licence="CC0-1.0",
        sha256=hashlib.sha256(data).hexdigest(),
        note="",
        is_synthetic=True,
    )
