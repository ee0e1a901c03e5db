"""The site takes its place in one step: before, or after, never between, whoever is killed."""

import json
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

import sample_site as sample
from research.ground.errors import EditionError, SiteError
from research.ground.paths import Project
from research.ground.provenance import digest_files
from research.publish.site.sealed import MARK, Mark
from research.publish.site.switch import put, refresh

BEFORE = sample.MINUTE - timedelta(seconds=1)
LATER = sample.MINUTE + timedelta(days=30)


@pytest.fixture
def project(tmp_path) -> Project:
    made = sample.project(tmp_path / "project")
    sample.edition(made, 1)
    return made


@pytest.fixture
def to(tmp_path) -> Path:
    (tmp_path / "www").mkdir()
    return tmp_path / "www" / "briefs"


def served(to: Path) -> bytes:
    """Return all that can be reached below the folder of the host, its neighbors too."""
    return b"".join(path.read_bytes() for path in to.parent.rglob("*") if path.is_file())


def is_whole(to: Path) -> bool:
    """Return whether the files that stand at a place are those that its mark speaks of."""
    folder = to.resolve()
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != MARK]
    mark = Mark.of(folder)
    return mark is not None and digest_files(files, folder) == mark.digest


def test_before_its_minute_no_byte_of_an_edition_lies_where_the_host_looks(project, to):
    put(project, to, BEFORE)
    assert b"in edition 1" not in served(to)


def test_at_its_minute_the_edition_is_there(project, to):
    put(project, to, BEFORE)
    put(project, to, sample.MINUTE)
    assert b"in edition 1" in (to / "h001" / "index.html").read_bytes()


def test_the_pages_of_the_next_minute_are_made_beforehand(project, to):
    put(project, to, BEFORE)
    ready = {path.name for path in (project.build / "sealed-site").iterdir() if path.is_dir()}
    standing = put(project, to, sample.MINUTE)
    assert standing.mark.inputs[:16] in ready


def test_a_minute_that_nobody_signed_opens_nothing(project, to):
    put(project, to, BEFORE)
    manifest = project.editions / "district-1" / "manifest.json"
    said = manifest.read_text(encoding="utf-8")
    manifest.write_text(said.replace('"2027-01-12T15', '"2020-01-12T15'), encoding="utf-8")
    with pytest.raises(EditionError, match="1 of 1 released editions do not bear 2 approvals"):
        put(project, to, BEFORE)
    assert b"in edition 1" not in served(to)


def test_two_approvals_of_one_address_show_nothing(project, to):
    home = project.editions / "district-1" / "approvals"
    (home / "bo.json").write_bytes((home / "cy.json").read_bytes())
    with pytest.raises(EditionError, match="do not bear 2 approvals"):
        put(project, to, LATER)


def test_a_manifest_that_names_a_path_writes_nothing_outside(project, to):
    manifest = project.editions / "district-1" / "manifest.json"
    said = manifest.read_text(encoding="utf-8")
    manifest.write_text(said.replace('"district-1"', '"../../escaped"'), encoding="utf-8")
    with pytest.raises(EditionError, match="manifest of edition district-1 says that it is"):
        put(project, to, LATER)
    assert list(project.root.parent.rglob("escaped")) == []


def test_only_the_owner_may_look_at_what_is_sealed(project, to):
    put(project, to, BEFORE)
    assert (project.build / "sealed-site").stat().st_mode & 0o077 == 0


def test_the_next_minute_is_told(project, to):
    assert put(project, to, BEFORE).next_minute == sample.MINUTE


def test_a_site_that_shows_all_is_left_alone(project, to):
    put(project, to, LATER)
    before = to.resolve(), to.lstat().st_mtime_ns
    assert put(project, to, LATER).did_nothing
    assert (to.resolve(), to.lstat().st_mtime_ns) == before


def test_a_tick_switches_every_place_where_the_site_was_put(project, to):
    put(project, to, BEFORE)
    put(project, to.with_name("copy"), BEFORE)
    switched = refresh(project, sample.MINUTE)
    assert [one.did_nothing for one in switched.placed] == [False, False]


def test_a_tick_does_nothing_where_nothing_is_due(project, to):
    put(project, to, BEFORE)
    assert [one.did_nothing for one in refresh(project, BEFORE).placed] == [True]


def test_a_tick_tells_what_keeps_one_place_from_its_site_and_serves_the_others(project, to):
    put(project, to, BEFORE)
    put(project, to.with_name("copy"), BEFORE)
    to.unlink()
    to.symlink_to("/")
    switched = refresh(project, sample.MINUTE)
    assert len(switched.placed) == 1
    assert "which `research site` did not make" in switched.problems[0]


def test_what_was_made_for_older_editions_is_taken_away(project, to):
    for number in (2, 3, 4):
        put(project, to, LATER)
        sample.edition(project, number)
    put(project, to, LATER)
    assert len([one for one in (project.build / "sealed-site").iterdir() if one.is_dir()]) == 1


def test_a_clock_that_is_set_back_takes_nothing_from_the_site(project, to):
    put(project, to, LATER)
    with pytest.raises(SiteError, match="the clock was set back"):
        put(project, to, BEFORE)
    assert b"in edition 1" in (to / "h001" / "index.html").read_bytes()


def test_a_project_without_the_editions_does_not_replace_the_site(project, to, tmp_path):
    put(project, to, LATER)
    other = sample.project(tmp_path / "other")
    with pytest.raises(SiteError, match="this project has no such edition"):
        put(other, to, LATER)


def test_an_edition_that_was_changed_leaves_the_site_as_it_was(project, to):
    put(project, to, LATER)
    second = sample.edition(project, 2)
    second.path(second.files[0]).write_bytes(b"other")
    with pytest.raises(EditionError, match="was changed"):
        put(project, to, LATER)
    assert is_whole(to)


def test_a_folder_of_somebody_else_is_refused_and_left_alone(project, to):
    to.mkdir()
    (to / "thesis.txt").write_text("mine")
    with pytest.raises(SiteError, match=r"did not make, first thesis\.txt"):
        put(project, to, LATER)
    assert [path.name for path in to.parent.rglob("*")] == ["briefs", "thesis.txt"]


def test_an_empty_folder_is_taken(project, to):
    to.mkdir()
    put(project, to, LATER)
    assert is_whole(to)


def test_a_link_to_what_is_not_ours_is_refused(project, to, tmp_path):
    (tmp_path / "theirs").mkdir()
    to.symlink_to(tmp_path / "theirs")
    with pytest.raises(SiteError, match="is a link to"):
        put(project, to, LATER)


def test_a_site_copied_as_a_plain_folder_is_refused_with_what_to_do(project, to):
    put(project, to, LATER)
    to.resolve().rename(to.parent / "plain")
    with pytest.raises(SiteError, match="Move it away once"):
        put(project, to.parent / "plain", LATER)


def test_a_file_is_refused(project, to):
    to.write_text("a file")
    with pytest.raises(SiteError, match="is a file"):
        put(project, to, LATER)


@pytest.mark.parametrize("inside", ["reports/site", "data", "build/candidates", "build/site/deep"])
def test_a_place_inside_the_project_is_refused(project, inside):
    with pytest.raises(SiteError, match="lies inside this project"):
        put(project, project.root / inside, LATER)


def test_a_place_that_holds_the_project_is_refused(project):
    with pytest.raises(SiteError, match="holds this project"):
        put(project, project.root, LATER)


def test_the_site_may_stand_in_the_build_folder(project):
    put(project, project.build / "site", LATER)
    assert is_whole(project.build / "site")


def test_a_name_with_a_slash_at_its_end_is_the_same_place(project, to):
    put(project, Path(f"{to}/"), LATER)
    assert to.is_symlink()


def test_the_site_before_stays_beside_and_older_ones_go(project, to):
    put(project, to, LATER)
    first = to.resolve()
    for number in (2, 3):
        sample.edition(project, number)
        put(project, to, LATER)
    folders = {path for path in to.parent.iterdir() if not path.is_symlink()}
    assert (len(folders), first in folders, to.resolve() in folders) == (2, False, True)


def test_what_is_not_ours_beside_the_site_is_left_alone(project, to):
    theirs = to.with_name("briefs.0123456789ab")
    theirs.mkdir()
    put(project, to, LATER)
    assert theirs.is_dir()


def test_whoever_reads_while_it_switches_always_finds_a_whole_page(project, to):
    put(project, to, LATER)
    stop, missed, seen = threading.Event(), [], set()

    def read() -> None:
        while not stop.is_set():
            try:
                seen.add(json.loads((to / MARK).read_text())["digest"])
            except (OSError, ValueError) as error:
                missed.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(2, 6):
        sample.edition(project, number)
        put(project, to, LATER)
    stop.set()
    reader.join()
    assert missed == []
    assert len(seen) > 1


_CHILD = """
import resource, signal, sys
from datetime import datetime
from pathlib import Path
from research.ground.errors import SiteError
from research.ground.paths import Project
from research.publish.site.switch import put
project, to, now, largest = sys.argv[1:]
if int(largest):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(largest), int(largest)))
try:
    print("ready", flush=True)
    put(Project(Path(project)), Path(to), datetime.fromisoformat(now))
except SiteError as error:
    sys.exit(str(error))
"""


def child(project: Project, to: Path, now, largest: int = 0) -> subprocess.Popen[str]:
    """Start a process that puts the site in place; return it when it is about to."""
    command = [sys.executable, "-c", _CHILD, str(project.root), str(to), now.isoformat()]
    started = subprocess.Popen(
        [*command, str(largest)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert started.stdout is not None
    started.stdout.readline()
    return started


def test_a_disk_without_room_leaves_the_old_site_and_nothing_half_made(project, to):
    assert resource.RLIMIT_FSIZE
    put(project, to, LATER)
    before = to.resolve()
    sample.edition(project, 2)
    failed = child(project, to, LATER, largest=100_000)
    _, said = failed.communicate(timeout=60)
    assert "what stands on the web still stands" in said
    assert (to.resolve(), is_whole(to), list(project.build.glob("sealed-site/*.part"))) == (
        before, True, [],
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("made_before", "longest"), [(True, 0.2), (False, 1.2)])
def test_whoever_is_killed_while_switching_leaves_the_old_site_or_the_new(
    project, to, made_before, longest
):
    """Real processes, killed at moments over all that a switch takes; then one goes through.

    Where the pages were made before, the moments begin when something new stands beside the site.
    """
    put(project, to, BEFORE)
    chance, ends, mixtures = random.Random(5), [], []
    for day in range(10):
        now = sample.MINUTE + timedelta(days=day)
        beside = set(to.parent.iterdir())
        started = child(project, to, now)
        while made_before and started.poll() is None and set(to.parent.iterdir()) <= beside:
            pass
        time.sleep(chance.uniform(0, longest))
        started.kill()
        started.communicate()
        ends.append(started.returncode)
        mixtures += [] if is_whole(to) else [day]
        sample.edition(project, day + 2)
        if made_before:
            put(project, to, now)
    put(project, to, LATER)
    left = [path.name for path in to.parent.iterdir() if path.name.endswith((".part", ".link"))]
    assert (mixtures, left, is_whole(to)) == ([], [], True)
    assert set(ends) <= {0, -signal.SIGKILL}


@pytest.mark.slow
def test_two_who_switch_at_once_leave_one_whole_site(project, to):
    put(project, to, BEFORE)
    both = [child(project, to, LATER) for _ in range(2)]
    ends = [one.communicate(timeout=120) and one.returncode for one in both]
    assert (ends, is_whole(to)) == ([0, 0], True)
