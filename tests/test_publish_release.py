"""A release: the approved bytes and nothing else, whole or not at all, sealed until its minute."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

import made_editions as made
from made_editions import NOW, RELEASE
from research.builds.plan import note_tables
from research.ground.errors import (
    ApprovalError,
    DiskError,
    EditionError,
    EmbargoError,
    ProofError,
    ReleaseError,
    ReviewError,
)
from research.ground.paths import Project, using
from research.publish.editions.approvals import approve
from research.publish.editions.manifest import MANIFEST, Edition, broken, find, read, released
from research.publish.editions.release import PARTS, candidate, release, require_open
from research.publish.reviews.comments import add
from research.publish.reviews.rounds import open_round, person
from small_project import table

ANN = person("Ann Reader <ann@coalition.us>")
ADA, BEN = "Ada Invented", "Ben Invented"


@dataclass(frozen=True)
class House:
    """A project with two approvers and their keys."""

    here: Project
    keys: dict[str, Path]

    def approved(self, edition: Edition) -> Edition:
        for name, key in self.keys.items():
            approve(self.here, edition, name, key, NOW)
        return edition


@pytest.fixture
def house(tmp_path: Path) -> House:
    here = made.project(tmp_path / "project")
    keys = {name: made.key(tmp_path, name.split()[0]) for name in (ADA, BEN)}
    made.approvers(here, {name: [path] for name, path in keys.items()})
    return House(here, keys)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_release_holds_the_approved_bytes_and_nothing_else(house: House) -> None:
    edition = house.approved(made.candidate(house.here))
    (edition.folder / "notes.txt").write_text("of nobody's business")
    (edition.folder / "approvals" / "cy.sig").write_text("not an approval")
    done = release(house.here, edition.id, NOW)
    wanted = {
        path: data
        for path, data in tree(edition.folder).items()
        if path not in ("notes.txt", "approvals/cy.sig")
    }
    assert tree(done.edition.folder) == wanted


def test_nobody_can_write_into_a_released_file(house: House) -> None:
    edition = house.approved(made.candidate(house.here))
    done = release(house.here, edition.id, NOW)
    modes = {
        path.stat().st_mode & 0o222 for path in done.edition.folder.rglob("*") if path.is_file()
    }
    assert modes == {0}


def test_nothing_of_its_making_is_left_beside(house: House) -> None:
    edition = house.approved(made.candidate(house.here))
    release(house.here, edition.id, NOW)
    left = [path.name for path in (house.here.editions / PARTS).iterdir() if path.is_dir()]
    assert (left, [one.id for one in released(house.here)]) == ([], ["district-1"])


def test_a_release_asked_for_again_says_so(house: House) -> None:
    edition = house.approved(made.candidate(house.here))
    first = release(house.here, edition.id, NOW)
    again = release(house.here, edition.id, NOW)
    assert (again.was_there, again.approved_by) == (True, first.approved_by)


def test_a_released_edition_needs_its_candidate_no_longer(house: House) -> None:
    edition = house.approved(made.candidate(house.here))
    release(house.here, edition.id, NOW)
    shutil.rmtree(edition.folder)
    assert release(house.here, edition.id, NOW).was_there


def test_of_a_released_edition_a_changed_byte_is_named(house: House) -> None:
    done = release(house.here, house.approved(made.candidate(house.here)).id, NOW)
    page = done.edition.folder / "files" / "all" / "brief.html"
    page.chmod(0o644)
    page.write_text("other words")
    with pytest.raises(EditionError, match="Restore them from the backup"):
        release(house.here, "district-1", NOW)


def test_a_released_edition_is_never_replaced(house: House) -> None:
    release(house.here, house.approved(made.candidate(house.here)).id, NOW)
    shutil.rmtree(house.here.candidates / "district-1")
    house.approved(made.candidate(house.here, value=21.0))
    with pytest.raises(EditionError, match="an edition is never changed"):
        release(house.here, "district-1", NOW)


def test_a_lower_number_does_not_come_after_a_higher_one(house: House) -> None:
    release(house.here, house.approved(made.candidate(house.here, number=2)).id, NOW)
    house.approved(made.candidate(house.here, number=1))
    with pytest.raises(EditionError, match="district-2 was released already"):
        release(house.here, "district-1", NOW)


def test_with_one_approval_it_is_refused(house: House) -> None:
    edition = made.candidate(house.here)
    approve(house.here, edition, ADA, house.keys[ADA], NOW)
    with pytest.raises(ApprovalError, match="has 1 of 2 approvals"):
        release(house.here, edition.id, NOW)


def test_a_byte_changed_after_approval_is_refused(house: House) -> None:
    edition = house.approved(made.candidate(house.here))
    page = edition.folder / "files" / "all" / "brief.pdf"
    data = bytearray(page.read_bytes())
    data[len(data) // 2] ^= 1
    page.write_bytes(bytes(data))
    with pytest.raises(EditionError, match=r"all/brief\.pdf was changed"):
        release(house.here, edition.id, NOW)


def test_a_rebuilt_candidate_needs_new_approvals(house: House) -> None:
    house.approved(made.candidate(house.here))
    made.candidate(house.here, value=20.6)
    with pytest.raises(ApprovalError, match="has 0 of 2 approvals") as refused:
        release(house.here, "district-1", NOW)
    assert "files changed since, first all/brief.html" in refused.value.__notes__[0]


def test_demonstration_data_is_refused(house: House) -> None:
    edition = house.approved(made.candidate(house.here, is_synthetic=True))
    with pytest.raises(ReleaseError, match="rest on demonstration data"):
        release(house.here, edition.id, NOW)


def test_a_watermarked_copy_is_refused(house: House) -> None:
    edition = house.approved(made.candidate(house.here, prose="DEMONSTRATION DATA {wage}"))
    with pytest.raises(ReleaseError, match="1 pages say DEMONSTRATION DATA"):
        release(house.here, edition.id, NOW)


def test_an_example_address_is_refused(house: House) -> None:
    edition = house.approved(made.candidate(house.here, address="https://example.org/h001"))
    with pytest.raises(ReleaseError, match="which is an example"):
        release(house.here, edition.id, NOW)


def test_a_failed_proof_is_refused(house: House) -> None:
    edition = house.approved(made.candidate(house.here, prose="It pays NaN, not {wage}."))
    with pytest.raises(ProofError, match=r"1 of 1 PDFs fail their proof, first all/brief\.pdf"):
        release(house.here, edition.id, NOW)


def test_an_open_comment_is_refused(house: House) -> None:
    edition = house.approved(made.candidate(house.here))
    open_round(house.here, "district", "final", "2027-02-01", [ANN], NOW)
    add(house.here, "district", "final", ANN, "Is this the wage of 2025?", NOW)
    with pytest.raises(ReviewError, match="1 comments on district are open"):
        release(house.here, edition.id, NOW)


def test_prose_that_changed_after_it_was_made_is_refused(house: House) -> None:
    edition = house.approved(made.candidate(house.here))
    (house.here.reports / "district" / "brief.qmd").write_text("Other words.")
    with pytest.raises(EditionError, match=r"1 of \d+ things changed, first the prose"):
        release(house.here, edition.id, NOW)


def test_a_snapshot_that_is_newer_than_the_tables_is_refused(house: House) -> None:
    edition = house.approved(made.candidate(house.here))
    house.here.pins.write_text("# another pin\n")
    with pytest.raises(EditionError, match="a snapshot, ledger or reader changed"):
        release(house.here, edition.id, NOW)


def test_a_table_that_changed_after_it_was_made_is_refused(house: House) -> None:
    edition = house.approved(made.candidate(house.here))
    with using(house.here.root):
        table("wages", wages=(19.5, 20.0, 20.6))
        note_tables(house.here)
    with pytest.raises(EditionError, match="first table wages"):
        release(house.here, edition.id, NOW)


def test_what_is_not_committed_is_refused(house: House) -> None:
    edition = house.approved(made.candidate(house.here))
    subprocess.run(["git", "init", "-q", str(house.here.root)], check=True)
    with pytest.raises(EditionError, match="changed or new and not committed"):
        release(house.here, edition.id, NOW)


def test_before_its_minute_it_is_released_and_sealed(house: House) -> None:
    edition = house.approved(made.candidate(house.here))
    done = release(house.here, edition.id, NOW)
    with pytest.raises(EmbargoError, match="is sealed until 2027-01-13T06:00-06:00"):
        require_open(done.edition, NOW)


def test_at_its_minute_it_may_be_shown(house: House) -> None:
    edition = made.candidate(house.here)
    require_open(edition, RELEASE)
    with pytest.raises(EmbargoError):
        require_open(edition, RELEASE - timedelta(microseconds=1))


def test_a_candidate_that_is_not_there_is_named_with_those_that_are(house: House) -> None:
    made.candidate(house.here)
    with pytest.raises(EditionError, match="there are: district-1"):
        candidate(house.here, "district-9")


def test_a_manifest_that_names_another_edition_is_refused(house: House) -> None:
    edition = made.candidate(house.here)
    edition.folder.rename(house.here.candidates / "district-7")
    with pytest.raises(EditionError, match="edited by hand"):
        candidate(house.here, "district-7")


def test_a_path_is_no_name_of_a_candidate(house: House) -> None:
    with pytest.raises(EditionError, match="there is no candidate"):
        candidate(house.here, "../candidates/district-1")


def test_where_nothing_can_be_written_nothing_is_released(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = house.approved(made.candidate(house.here))
    house.here.editions.write_text("a file where the folder should be")
    with pytest.raises(DiskError, match="nothing was released"):
        release(house.here, edition.id, NOW)


SLOWLY = """
    import sys, time
    from datetime import datetime
    from pathlib import Path
    from research.ground.paths import Project, using
    from research.publish.editions import release as room
    copy = room._copy_file
    def slowly(path, to):
        copy(path, to)
        print("copied", flush=True)
        time.sleep(0.2)
    room._copy_file = slowly
    room.release(Project(Path(sys.argv[1])), "district-1", datetime.fromisoformat(sys.argv[2]))
"""


@pytest.mark.parametrize("files", [1, 3, 6])
def test_killed_in_between_it_leaves_nothing_and_can_be_asked_again(
    house: House, files: int
) -> None:
    edition = house.approved(made.candidate(house.here))
    words = [sys.executable, "-c", textwrap.dedent(SLOWLY), str(house.here.root), NOW.isoformat()]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as copying:
        assert copying.stdout is not None
        for _ in range(files):
            copying.stdout.readline()
        os.kill(copying.pid, signal.SIGKILL)
    assert released(house.here) == []
    done = release(house.here, edition.id, NOW)
    assert (broken(done.edition), done.was_there) == ([], False)


def test_two_releases_at_once_make_one_edition(house: House) -> None:
    house.approved(made.candidate(house.here))
    words = [sys.executable, "-c", textwrap.dedent(SLOWLY), str(house.here.root), NOW.isoformat()]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        first.stdout.readline()
        with pytest.raises(EditionError, match="another release is under way"):
            release(house.here, "district-1", NOW)
        first.stdout.read()
    assert broken(read(house.here.editions / "district-1")) == []


def test_the_manifest_of_a_release_is_the_approved_one(house: House) -> None:
    edition = house.approved(made.candidate(house.here))
    release(house.here, edition.id, NOW)
    copied = (house.here.editions / "district-1" / MANIFEST).read_bytes()
    assert copied == (edition.folder / MANIFEST).read_bytes()


def test_a_released_folder_under_another_name_is_no_edition(house: House) -> None:
    done = release(house.here, house.approved(made.candidate(house.here)).id, NOW)
    done.edition.folder.rename(house.here.editions / "district-7")
    with pytest.raises(EditionError, match="manifest of edition district-7 says that it is"):
        find(house.here, "district-7")


def test_a_brief_with_a_path_in_its_name_is_no_edition(house: House) -> None:
    folder = house.here.editions / ".-1"
    made.edition(folder, {"": [made.finding()]}, brief=".")
    with pytest.raises(EditionError, match="edited by hand"):
        released(house.here)


@pytest.mark.parametrize("odd", ["folder", "dangling", "fifo"])
def test_links_and_pipes_in_an_edition_are_named(house: House, tmp_path: Path, odd: str) -> None:
    edition = made.candidate(house.here)
    more = edition.folder / "files" / "more"
    if odd == "fifo":
        os.mkfifo(more)
    else:
        more.symlink_to(tmp_path if odd == "folder" else tmp_path / "nowhere")
    assert broken(edition) == ["more is not listed"]


def test_a_file_of_an_edition_that_became_a_link_is_named(house: House, tmp_path: Path) -> None:
    edition = made.candidate(house.here)
    page = edition.folder / "files" / "all" / "brief.html"
    page.rename(tmp_path / "elsewhere.html")
    page.symlink_to(tmp_path / "elsewhere.html")
    assert broken(edition) == ["all/brief.html is no plain file"]


def test_approvals_replaced_while_it_is_copied_release_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = house.approved(made.candidate(house.here))

    def swapped(_: Edition) -> None:
        for path in (edition.folder / "approvals").iterdir():
            path.write_bytes(b"nothing")

    monkeypatch.setattr("research.publish.editions.release.require_releasable", swapped)
    with pytest.raises(ApprovalError, match="0 of 2 approvals"):
        release(house.here, edition.id, NOW)
    assert released(house.here) == []
