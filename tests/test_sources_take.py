"""Keeping published files: from an address (a real local server) and from a mirror folder."""

import gzip
import hashlib
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from research.ground.errors import PublishedFileError, SnapshotError, UsageError
from research.ground.paths import Project, using
from research.sources import files, register
from research.sources.publishers import PublishedFile, Publisher
from research.sources.snapshots import locate, pins, write_pins
from research.sources.take import Taken, take, take_from

TABLE = b"series,value\na,1\nb,2\n"
CHANGED = b"series,value\na,1\nb,3\n"
DAY = date(2026, 11, 21)


class Answers(BaseHTTPRequestHandler):
    """What a publisher's server may answer, by path; a class attribute holds the table."""

    table = TABLE

    def do_GET(self) -> None:
        page = b"<!DOCTYPE html><html><body>Down for maintenance</body></html>"
        known = {"/table.csv": self.table, "/page.csv": page, "/empty.csv": b""}
        if self.path == "/moved.csv":
            self.send_response(302)
            self.send_header("Location", "/table.csv")
            self.end_headers()
            return
        short = self.path == "/short.csv"
        body = self.table if short else known.get(self.path, b"gone")
        self.send_response(200 if short or self.path in known else 404)
        self.send_header("Content-Length", str(len(body) + (7 if short else 0)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    Answers.table = TABLE
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Project]:
    root = tmp_path / "project"
    (root / "data").mkdir(parents=True)
    with using(root) as project:
        write_pins(project, {})
        yield project


def publisher(url: str | None = None, **changes: object) -> Publisher:
    file = PublishedFile(
        **{"name": "table.csv", "title": "A table", "url": url, "licence": "facts", **changes}
    )
    return Publisher("office", "Office of Tables", (file,))


def mirrored(folder: Path, data: bytes = TABLE, day: str = "2026-01", **said: object) -> Path:
    """Put a file and its sidecar into a mirror folder and return the mirror."""
    home = folder / "office" / day
    home.mkdir(parents=True, exist_ok=True)
    (home / "table.csv").write_bytes(data)
    lines = {
        "publisher": "Office",
        "title": "A table",
        "url": "https://example.org/table",
        "retrieved": "2026-02-01",
        "licence": "facts",
        "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
    } | said
    text = "".join(
        f"{key} = {str(value).lower() if isinstance(value, bool | int) else repr(value)}\n"
        for key, value in lines.items()
    )
    (home / "table.csv.toml").write_text(text, encoding="utf-8")
    return folder


def keep(project: Project, one: Publisher, mirror: Path | None = None, new: bool = True) -> Taken:
    return take_from(project, one, mirror, new, lambda _: None, today=DAY)[0]


def everything(project: Project) -> dict[str, bytes]:
    """Return every file of the project, to see that nothing changed."""
    return {str(path): path.read_bytes() for path in project.root.rglob("*") if path.is_file()}


def test_a_file_from_an_address_is_kept_under_the_day_of_retrieval(
    bare: Project, address: str
) -> None:
    keep(bare, publisher(f"{address}/table.csv"))
    assert locate(bare, "office", "table.csv").id == "office/2026-11-21/table.csv"


def test_the_kept_file_is_byte_for_byte_what_was_published(bare: Project, address: str) -> None:
    keep(bare, publisher(f"{address}/table.csv"))
    assert locate(bare, "office", "table.csv").path.read_bytes() == TABLE


def test_the_sidecar_says_who_what_where_when_and_with_which_licence(
    bare: Project, address: str
) -> None:
    keep(bare, publisher(f"{address}/table.csv"))
    path = locate(bare, "office", "table.csv").path
    said = tomllib.loads(path.with_name("table.csv.toml").read_text(encoding="utf-8"))
    assert said == {
        "publisher": "Office of Tables",
        "title": "A table",
        "url": f"{address}/table.csv",
        "retrieved": "2026-11-21",
        "licence": "facts",
        "note": "",
        "sha256": hashlib.sha256(TABLE).hexdigest(),
        "bytes": len(TABLE),
        "is_synthetic": False,
    }


def test_a_moved_address_is_followed(bare: Project, address: str) -> None:
    assert keep(bare, publisher(f"{address}/moved.csv")).bytes == len(TABLE)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("nothing.csv", "answered 404 Not Found"),
        ("page.csv", "a web page where table.csv was expected"),
        ("empty.csv", "an empty file"),
        ("short.csv", "cut short after 21 bytes"),
    ],
)
def test_a_bad_answer_is_refused_and_nothing_is_kept(
    bare: Project, address: str, path: str, says: str
) -> None:
    before = everything(bare)
    with pytest.raises(SnapshotError, match=says):
        keep(bare, publisher(f"{address}/{path}"))
    assert everything(bare) == before


def test_an_address_that_does_not_answer_says_so(bare: Project) -> None:
    with pytest.raises(SnapshotError, match="did not answer"):
        keep(bare, publisher("http://127.0.0.1:9/table.csv"))


def test_a_file_without_an_address_points_to_the_mirror(bare: Project) -> None:
    with pytest.raises(SnapshotError, match=r"no address of its own .*--mirror DIR"):
        keep(bare, publisher(page="https://example.org/"))


def test_a_file_is_not_pinned_unless_asked(bare: Project, address: str) -> None:
    with pytest.raises(SnapshotError, match=r"not pinned yet.*--new"):
        keep(bare, publisher(f"{address}/table.csv"), new=False)


def test_a_changed_file_is_refused_and_nothing_changes(bare: Project, address: str) -> None:
    one = publisher(f"{address}/table.csv")
    keep(bare, one)
    before = everything(bare)
    Answers.table = CHANGED
    with pytest.raises(SnapshotError, match="the publisher changed the file"):
        keep(bare, one, new=False)
    assert everything(bare) == before


def test_a_changed_file_is_kept_as_a_new_dated_snapshot_when_asked(
    bare: Project, address: str
) -> None:
    one = publisher(f"{address}/table.csv")
    keep(bare, one)
    Answers.table = CHANGED
    take_from(bare, one, None, True, lambda _: None, today=date(2026, 12, 1))
    kept = sorted(path.parent.name for path in bare.raw.glob("office/*/table.csv"))
    assert kept == ["2026-11-21", "2026-12-01"]


def test_the_new_snapshot_is_the_pinned_one(bare: Project, address: str) -> None:
    one = publisher(f"{address}/table.csv")
    keep(bare, one)
    Answers.table = CHANGED
    take_from(bare, one, None, True, lambda _: None, today=date(2026, 12, 1))
    assert locate(bare, "office", "table.csv").date == "2026-12-01"


def test_a_kept_file_is_never_overwritten(bare: Project, address: str) -> None:
    one = publisher(f"{address}/table.csv")
    keep(bare, one)
    Answers.table = CHANGED
    with pytest.raises(SnapshotError, match="never overwritten"):
        keep(bare, one)


def test_an_unchanged_file_is_the_pinned_one_even_when_a_new_one_is_asked(
    bare: Project, address: str
) -> None:
    one = publisher(f"{address}/table.csv")
    keep(bare, one)
    assert keep(bare, one).what == "the pinned file"


def test_a_lost_copy_comes_back_under_its_pinned_date(bare: Project, address: str) -> None:
    one = publisher(f"{address}/table.csv")
    keep(bare, one)
    locate(bare, "office", "table.csv").path.unlink()
    take_from(bare, one, None, False, lambda _: None, today=date(2026, 12, 1))
    assert locate(bare, "office", "table.csv").date == "2026-11-21"


def test_pins_of_other_publishers_stay(bare: Project, address: str) -> None:
    write_pins(bare, {"bureau/b.csv": {"date": "2020", "sha256": "1", "kept_sha256": "2"}})
    keep(bare, publisher(f"{address}/table.csv"))
    assert sorted(pins(bare)) == ["bureau/b.csv", "office/table.csv"]


def test_one_bad_file_of_two_keeps_neither(bare: Project, address: str) -> None:
    good, bad = publisher(f"{address}/table.csv"), publisher(f"{address}/no", name="other.csv")
    before = everything(bare)
    with pytest.raises(SnapshotError, match="404"):
        keep(bare, Publisher("office", "Office", (*good.files, *bad.files)))
    assert everything(bare) == before


def test_an_unreadable_file_is_not_kept_even_when_new(bare: Project, tmp_path: Path) -> None:
    mirror = mirrored(tmp_path / "mirror", b"series,value\na,\xff\n")
    before = everything(bare)
    with pytest.raises(PublishedFileError, match="not UTF-8"):
        keep(bare, publisher(), mirror)
    assert everything(bare) == before


def test_a_file_from_a_mirror_keeps_the_date_and_words_of_the_mirror(
    bare: Project, tmp_path: Path
) -> None:
    keep(bare, publisher(), mirrored(tmp_path / "mirror"))
    snapshot = locate(bare, "office", "table.csv")
    assert (snapshot.date, snapshot.retrieved) == ("2026-01", "2026-02-01")


def test_the_pinned_date_of_a_mirror_is_preferred_to_a_newer_one(
    bare: Project, tmp_path: Path
) -> None:
    mirror = mirrored(tmp_path / "mirror")
    keep(bare, publisher(), mirror)
    mirrored(mirror, CHANGED, "2026-06")
    assert keep(bare, publisher(), mirror, new=False).date == "2026-01"


def test_the_newest_date_of_a_mirror_is_taken_when_a_new_one_is_asked(
    bare: Project, tmp_path: Path
) -> None:
    mirror = mirrored(tmp_path / "mirror")
    keep(bare, publisher(), mirror)
    mirrored(mirror, CHANGED, "2026-06")
    assert keep(bare, publisher(), mirror).date == "2026-06"


def test_synthetic_is_a_property_that_the_snapshot_inherits(bare: Project, tmp_path: Path) -> None:
    keep(bare, publisher(), mirrored(tmp_path / "mirror", is_synthetic=True))
    assert locate(bare, "office", "table.csv").is_synthetic


def test_an_absent_mirror_says_what_a_mirror_is(bare: Project, tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match=r"is not there: .*<publisher>/<date>/<file>"):
        keep(bare, publisher(), tmp_path / "nowhere")


def test_an_empty_mirror_says_so(bare: Project, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    with pytest.raises(SnapshotError, match="no publisher office: it is empty"):
        keep(bare, publisher(), mirror)


def test_a_mirror_without_the_publisher_names_those_it_has(bare: Project, tmp_path: Path) -> None:
    mirror = mirrored(tmp_path / "mirror")
    (mirror / "office").rename(mirror / "bureau")
    with pytest.raises(SnapshotError, match="no publisher office: it has bureau"):
        keep(bare, publisher(), mirror)


def test_a_mirror_without_the_file_says_so(bare: Project, tmp_path: Path) -> None:
    mirror = mirrored(tmp_path / "mirror")
    with pytest.raises(SnapshotError, match=r"has no other\.csv in any date"):
        keep(bare, publisher(name="other.csv"), mirror)


def test_a_mirror_whose_bytes_are_not_those_of_its_sidecar_is_damaged(
    bare: Project, tmp_path: Path
) -> None:
    mirror = mirrored(tmp_path / "mirror")
    (mirror / "office" / "2026-01" / "table.csv").write_bytes(CHANGED)
    with pytest.raises(SnapshotError, match="the mirror is damaged"):
        keep(bare, publisher(), mirror)


def test_a_mirror_file_without_a_sidecar_is_refused(bare: Project, tmp_path: Path) -> None:
    mirror = mirrored(tmp_path / "mirror")
    (mirror / "office" / "2026-01" / "table.csv.toml").unlink()
    with pytest.raises(SnapshotError, match="nothing says what it is"):
        keep(bare, publisher(), mirror)


def only_b(data: bytes) -> bytes:
    return files.keep_lines(data, "table.csv", lambda row: row["series"] == "b")


def test_an_extract_drops_lines_and_edits_none(bare: Project, tmp_path: Path) -> None:
    keep(bare, publisher(keep=only_b, kept="series b"), mirrored(tmp_path / "mirror"))
    assert locate(bare, "office", "table.csv").path.read_bytes() == b"series,value\nb,2\n"


def test_an_extract_pins_both_digests(bare: Project, tmp_path: Path) -> None:
    keep(bare, publisher(keep=only_b, kept="series b"), mirrored(tmp_path / "mirror"))
    assert pins(bare)["office/table.csv"] == {
        "date": "2026-01",
        "sha256": hashlib.sha256(TABLE).hexdigest(),
        "kept_sha256": hashlib.sha256(b"series,value\nb,2\n").hexdigest(),
    }


def test_an_extract_says_in_its_sidecar_what_was_kept_of_what(
    bare: Project, tmp_path: Path
) -> None:
    keep(bare, publisher(keep=only_b, kept="series b"), mirrored(tmp_path / "mirror"))
    side = (bare.raw / "office" / "2026-01" / "table.csv.toml").read_text(encoding="utf-8")
    said = tomllib.loads(side)
    assert (said["extract"], said["original_bytes"]) == ("series b", len(TABLE))


def test_a_changed_rule_of_what_is_kept_is_told_from_a_changed_file(
    bare: Project, tmp_path: Path
) -> None:
    mirror = mirrored(tmp_path / "mirror")
    keep(bare, publisher(), mirror)
    with pytest.raises(SnapshotError, match="the rule of which lines are kept has changed"):
        keep(bare, publisher(keep=only_b), mirror, new=False)


def test_lines_of_a_packed_file_are_kept_unpacked() -> None:
    kept = files.keep_lines(gzip.compress(TABLE), "t.csv.gz", lambda row: row["series"] == "a")
    assert kept == b"series,value\na,1\n"


def test_lines_to_keep_that_are_not_there_are_an_error() -> None:
    with pytest.raises(PublishedFileError, match="none of 2 rows"):
        files.keep_lines(TABLE, "table.csv", lambda row: row["series"] == "z")


FULL = """
import resource, sys
from pathlib import Path
from research.ground.errors import DiskError
from research.ground.paths import Project
from research.sources.publishers import PublishedFile, Publisher
from research.sources.take import take_from

resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
file = PublishedFile("table.csv", "A table", None, "facts")
try:
    take_from(Project(Path(sys.argv[1])), Publisher("office", "Office", (file,)),
              Path(sys.argv[2]), True, print)
except DiskError as error:
    sys.exit(f"refused: {error}")
"""


def test_a_disk_that_fills_half_way_leaves_nothing(bare: Project, tmp_path: Path) -> None:
    mirror = mirrored(tmp_path / "mirror", TABLE + b"c,3\n" * 1000)
    before = everything(bare)
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(bare.root), str(mirror)],
        capture_output=True,
        text=True,
        check=False,
    )
    left = (done.stderr.startswith("refused: "), everything(bare), list(bare.raw.iterdir()))
    assert left == (True, before, [])


def test_an_unknown_publisher_is_named_with_those_there_are(bare: Project) -> None:
    with pytest.raises(UsageError, match=r"no publisher 'bls'; there are .*bls_cpi"):
        take(bare, "bls", None, False, lambda _: None)


def test_every_publisher_declares_a_licence_and_a_title_for_each_file() -> None:
    bad = [
        f"{one.id}/{file.name}"
        for one in register.publishers().values()
        for file in one.files
        if not (file.title and file.licence)
    ]
    assert bad == []


def test_every_committed_snapshot_is_the_pinned_one(project_copy: Project) -> None:
    kept = [path for path in project_copy.raw.glob("*/*/*") if path.suffix != ".toml"]
    cited = {locate(project_copy, path.parent.parent.name, path.name).path for path in kept}
    assert cited == set(kept)


def test_what_may_not_be_committed_is_ignored_by_git() -> None:
    root = Path(__file__).resolve().parents[1]
    ignored = (root / ".gitignore").read_text(encoding="utf-8").split()
    barred = [
        one.id
        for one in register.publishers().values()
        if any(not file.committed for file in one.files)
    ]
    assert [f"data/raw/{name}/" for name in barred if f"data/raw/{name}/" not in ignored] == []


@pytest.mark.mirror
@pytest.mark.parametrize("name", ["bls_cpi", "bls_oews", "il_cms", "irs_form990_tables"])
def test_the_mirror_holds_the_pinned_files(project_copy: Project, mirror: Path, name: str) -> None:
    taken = take(project_copy, name, mirror, False, lambda _: None)
    mirrored_only = {file.kept_name for file in register.publisher(name).files if not file.url}
    assert {one.what for one in taken if one.file in mirrored_only} == {"the pinned file"}
