"""Keep published files: compare with what is pinned, then write all of them or none."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from research.ground.errors import DiskError, SnapshotError
from research.ground.paths import Project
from research.ground.provenance import digest_bytes, digest_file, write_whole
from research.sources import files
from research.sources.fetch import Fetched, Tell, from_address, from_mirror
from research.sources.publishers import PublishedFile, Publisher
from research.sources.register import publisher as find_publisher
from research.sources.snapshots import pins, sidecar_text, write_pins


@dataclass(frozen=True)
class Taken:
    """What became of one file: kept, pinned anew, found unchanged, or left as it was."""

    publisher: str
    file: str
    date: str
    sha256: str
    kept_sha256: str
    bytes: int
    what: str

    def __str__(self) -> str:
        name = "/".join(part for part in (self.publisher, self.date, self.file) if part)
        return f"{name}: {self.what}"


@dataclass(frozen=True)
class _Plan:
    fetched: Fetched
    kept: bytes
    date: str
    path: Path
    pin: dict[str, str]
    is_pinned: bool


def take(
    project: Project,
    publisher_id: str,
    mirror: Path | None,
    new: bool,
    tell: Tell,
    *,
    today: date | None = None,
) -> list[Taken]:
    """Keep every file of a publisher of this project; see `take_from`.

    Raises
    ------
    UsageError
        If there is no such publisher.
    """
    return take_from(project, find_publisher(publisher_id), mirror, new, tell, today=today)


def take_from(
    project: Project,
    publisher: Publisher,
    mirror: Path | None,
    new: bool,
    tell: Tell,
    *,
    today: date | None = None,
) -> list[Taken]:
    """Keep the files of a publisher as dated, hashed, cited copies.

    Over HTTP only the files with an address are taken, from a mirror only those that it has or
    that come from nowhere else; what is said of the others is that they were left as they were.

    Parameters
    ----------
    mirror
        A folder of <publisher>/<date>/<file> to copy from; None fetches over HTTP.
    new
        Whether a file that differs from the pinned one is kept beside it and pinned.
    tell
        Called with one line of progress at a time.
    today
        The day of retrieval; by default the clock's.

    Raises
    ------
    SnapshotError, PublishedFileError
        If a file cannot be had, is not the pinned one or cannot be read; then nothing has
        changed.
    DiskError
        If the copies cannot be written whole; then nothing has changed.
    """
    day = (today or datetime.now(UTC).date()).isoformat()
    pinned = pins(project)
    wanted = _wanted(publisher, mirror)
    left = [
        _left(publisher, file, pinned, mirror) for file in publisher.files if file not in wanted
    ]
    plans = [
        _plan(project, publisher, fetched, pinned, new)
        for fetched in _fetch(replace(publisher, files=wanted), mirror, new, pinned, day, tell)
    ]
    changed = {_key(publisher, plan): plan.pin for plan in plans if not plan.is_pinned}
    _keep(project, plans, {**pinned, **changed} if changed else {})
    return [*(_taken(publisher, plan) for plan in plans), *left]


def _wanted(publisher: Publisher, mirror: Path | None) -> tuple[PublishedFile, ...]:
    """Return the files to be had from here; all, so that each says why, if that is none."""
    if mirror is None:
        wanted = tuple(file for file in publisher.files if file.url)
    else:
        home = mirror / publisher.id
        wanted = tuple(f for f in publisher.files if not f.url or any(home.glob(f"*/{f.name}")))
    return wanted or publisher.files


def _left(
    publisher: Publisher,
    file: PublishedFile,
    pinned: dict[str, dict[str, str]],
    mirror: Path | None,
) -> Taken:
    pin = pinned.get(f"{publisher.id}/{file.kept_name}", {})
    where = "comes from a mirror only (--mirror DIR)" if mirror is None else "not in the mirror"
    kept = "the pinned copy stays" if pin else "there is none in data/raw"
    return Taken(
        publisher=publisher.id,
        file=file.kept_name,
        date=pin.get("date", ""),
        sha256=pin.get("sha256", ""),
        kept_sha256=pin.get("kept_sha256", ""),
        bytes=0,
        what=f"{where}; {kept}",
    )


def _fetch(
    publisher: Publisher,
    mirror: Path | None,
    new: bool,
    pinned: dict[str, dict[str, str]],
    day: str,
    tell: Tell,
) -> list[Fetched]:
    if mirror is None:
        names = [f"{publisher.id}/{file.kept_name}" for file in publisher.files if file.url]
        unpinned = [name for name in names if name not in pinned]
        if unpinned and not new:
            raise SnapshotError(_unpinned(unpinned[0]))
        return [from_address(publisher, file, day, tell) for file in publisher.files]
    return [
        from_mirror(
            publisher,
            file,
            mirror,
            pinned.get(f"{publisher.id}/{file.kept_name}", {}).get("date", ""),
            new,
        )
        for file in publisher.files
    ]


def _plan(
    project: Project,
    publisher: Publisher,
    fetched: Fetched,
    pinned: dict[str, dict[str, str]],
    new: bool,
) -> _Plan:
    file = fetched.file
    files.require_readable(fetched.data, file.name)
    kept = file.keep(fetched.data) if file.keep else fetched.data
    found = {"sha256": digest_bytes(fetched.data), "kept_sha256": digest_bytes(kept)}
    name = f"{publisher.id}/{file.kept_name}"
    pin = pinned.get(name, {})
    is_pinned = {key: pin.get(key) for key in found} == found
    if not is_pinned and not new:
        raise SnapshotError(_refusal(name, fetched.where, found, pin))
    day = pin["date"] if is_pinned else fetched.date
    path = project.raw / publisher.id / day / file.kept_name
    if path.is_file() and digest_file(path) != found["kept_sha256"]:
        raise SnapshotError(
            f"{project.short(path)} stands there with other bytes, and a kept file is never "
            "overwritten: nothing was changed. Move it away (git has it if it was committed), "
            "then take the snapshot again."
        )
    return _Plan(fetched, kept, day, path, {"date": day, **found}, is_pinned)


def _refusal(name: str, where: str, found: dict[str, str], pin: dict[str, str]) -> str:
    if not pin:
        return _unpinned(name)
    if pin["sha256"] == found["sha256"]:
        return (
            f"{name}: the published file is the pinned one, but the rule of which lines are kept "
            "has changed. Nothing was changed; keep the new extract with --new."
        )
    return (
        f"{where} has digest {found['sha256'][:12]}, pinned for {name} is {pin['sha256'][:12]} "
        f"({pin['date']}): the publisher changed the file. Nothing was changed; keep it as a new "
        "dated snapshot with --new."
    )


def _unpinned(name: str) -> str:
    return f"{name} is not pinned yet: keep and pin it with --new. Nothing was changed."


def _keep(project: Project, plans: list[_Plan], entries: dict[str, dict[str, str]]) -> None:
    """Write copies, sidecars and pins; on a full disk take back what this call wrote."""
    written: list[Path] = []
    try:
        for plan in plans:
            if not plan.path.is_file():
                side = plan.path.with_name(plan.path.name + ".toml")
                written += [side, plan.path]
                write_whole(side, sidecar_text(_sidecar(plan)).encode())
                write_whole(plan.path, plan.kept)
        if entries:
            write_pins(project, entries)
    except (DiskError, KeyboardInterrupt):
        _take_back(written)
        raise


def _take_back(written: list[Path]) -> None:
    for path in written:
        path.unlink(missing_ok=True)
    folders = {path.parent for path in written}
    for folder in [*folders, *{folder.parent for folder in folders}]:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _sidecar(plan: _Plan) -> dict[str, str | int | bool]:
    said: dict[str, str | int | bool] = {
        **plan.fetched.said,
        "sha256": plan.pin["kept_sha256"],
        "bytes": len(plan.kept),
        "is_synthetic": bool(plan.fetched.said.get("is_synthetic", False)),
    }
    if plan.fetched.file.keep:
        said |= {
            "original_sha256": plan.pin["sha256"],
            "original_bytes": len(plan.fetched.data),
            "extract": plan.fetched.file.kept,
        }
    return said


def _key(publisher: Publisher, plan: _Plan) -> str:
    return f"{publisher.id}/{plan.fetched.file.kept_name}"


def _taken(publisher: Publisher, plan: _Plan) -> Taken:
    return Taken(
        publisher=publisher.id,
        file=plan.fetched.file.kept_name,
        date=plan.date,
        sha256=plan.pin["sha256"],
        kept_sha256=plan.pin["kept_sha256"],
        bytes=len(plan.kept),
        what="the pinned file" if plan.is_pinned else "kept and pinned",
    )
