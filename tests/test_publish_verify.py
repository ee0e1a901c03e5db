"""What a PDF says of its own edition, and whether a file is whole."""

import json
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest

import made_editions as made
from research.cli import main
from research.ground.errors import EditionError
from research.ground.paths import Project
from research.ground.provenance import digest_bytes
from research.publish.editions import embedded
from research.publish.editions.manifest import FILES, MANIFEST, Edition, EditionFile, text
from research.publish.editions.verify import CANDIDATE, RELEASED, UNKNOWN, Verified, lines, verify
from research.render.edition import ATTACHED

AFTER = made.RELEASE + timedelta(days=1)

LISTED = {"path": "H001/page.html", "sha256": "ab", "bytes": 2, "kind": "html", "subject": "H001"}
SAID = {
    "edition": "district-1",
    "brief": "district",
    "subject": "H001",
    "as_of": "2026-11-21",
    "files": [LISTED],
}


def a_pdf(path: Path, attached: bytes | None) -> Path:
    with pikepdf.new() as document:
        document.add_blank_page()
        if attached is not None:
            document.attachments[ATTACHED] = attached
        document.save(path)
    return path


def test_a_pdf_says_its_edition_and_whom_it_is_about(tmp_path: Path) -> None:
    found = embedded.read(a_pdf(tmp_path / "a.pdf", json.dumps(SAID).encode()))
    assert found == embedded.Embedded(
        "district-1",
        "district",
        "H001",
        "2026-11-21",
        (EditionFile(**LISTED),),  # type: ignore[arg-type]
    )


def test_a_draft_carries_no_manifest(tmp_path: Path) -> None:
    with pytest.raises(EditionError, match="carries no manifest"):
        embedded.read(a_pdf(tmp_path / "a.pdf", None))


@pytest.mark.parametrize(
    "said", [b"\xff{", b"[]", b"{}", json.dumps({**SAID, "subject": 1}).encode()]
)
def test_a_manifest_that_was_edited_into_nonsense_is_refused(tmp_path: Path, said: bytes) -> None:
    with pytest.raises(EditionError, match="cannot be read"):
        embedded.read(a_pdf(tmp_path / "a.pdf", said))


def test_what_is_no_pdf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"no PDF at all")
    with pytest.raises(EditionError, match="cannot be read as a PDF"):
        embedded.read(path)


@pytest.fixture
def here(tmp_path: Path) -> Project:
    project = Project(tmp_path / "project")
    (project.reports).mkdir(parents=True)
    (project.root / "pyproject.toml").write_text("[tool.research]\n", encoding="utf-8")
    return project


def edition(home: Path, number: int = 1, release: object = made.RELEASE) -> Edition:
    """Write an edition of one sheet: its PDF, which carries its manifest, and a web page."""
    name = f"district-{number}"
    folder = home / name
    (folder / FILES / "H001").mkdir(parents=True)
    page = f"<p>Edition {number}</p>".encode()
    a_pdf(folder / FILES / "H001/sheet.pdf", json.dumps({**SAID, "edition": name}).encode())
    (folder / FILES / "H001/sheet.html").write_bytes(page)
    printed = (folder / FILES / "H001/sheet.pdf").read_bytes()
    files = (
        EditionFile("H001/sheet.html", digest_bytes(page), len(page), "html", "H001"),
        EditionFile("H001/sheet.pdf", digest_bytes(printed), len(printed), "pdf", "H001"),
    )
    said = Edition(
        name, "district", number, "T", "2026-11-21", release, ("Ann Author",), ("H001",), files,  # type: ignore[arg-type]
        {}, folder,
    )  # fmt: skip
    (folder / MANIFEST).write_text(text(said), encoding="utf-8")
    return said


def of_file(here: Project, path: Path) -> Verified:
    return verify(here, str(path), AFTER)


def flipped(path: Path, to: Path, place: int) -> Path:
    """Write a file with one bit of one byte turned."""
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    to.write_bytes(data)
    return to


def sheet(one: Edition) -> Path:
    return one.path(one.document("H001"))


def test_a_file_is_known_by_its_bytes_whatever_its_name(here: Project, tmp_path: Path) -> None:
    kept = tmp_path / "mail attachment.bin"
    kept.write_bytes(sheet(edition(here.editions)).read_bytes())
    found = of_file(here, kept)
    said = (found.edition, found.state, found.file, found.subject, found.is_whole, found.exit_code)
    assert said == ("district-1", RELEASED, "H001/sheet.pdf", "H001", True, 0)


@pytest.mark.parametrize("place", [40, -60])
def test_a_pdf_with_one_byte_flipped_is_not_whole(
    here: Project, tmp_path: Path, place: int
) -> None:
    path = flipped(sheet(edition(here.editions)), tmp_path / "sheet.pdf", place)
    found = of_file(here, path)
    assert (found.edition, found.is_whole, found.exit_code) == ("district-1", False, 53)


def test_a_web_page_that_was_changed_is_known_by_its_name(here: Project, tmp_path: Path) -> None:
    one = edition(here.editions)
    path = flipped(one.path(one.document("H001", "html")), tmp_path / "sheet.html", 5)
    assert of_file(here, path).faults == (
        "it has the name of a file of district-1 and other bytes: it was changed",
    )


def test_a_draft_is_called_one_and_not_a_changed_edition(here: Project, tmp_path: Path) -> None:
    edition(here.editions)
    path = tmp_path / "sheet.pdf"
    with pikepdf.new() as drafted:
        drafted.add_blank_page()
        drafted.save(path)
    found = of_file(here, path)
    assert (found.edition, "it is a draft" in found.faults[0]) == ("", True)


def test_a_file_of_nobody_belongs_to_no_edition(here: Project, tmp_path: Path) -> None:
    edition(here.editions)
    path = tmp_path / "letter.txt"
    path.write_text("Dear all", encoding="utf-8")
    found = of_file(here, path)
    assert (found.edition, found.state, found.exit_code) == ("", UNKNOWN, 53)


def test_a_pdf_of_an_edition_that_is_not_here_cannot_be_checked(
    here: Project, tmp_path: Path
) -> None:
    found = of_file(here, a_pdf(tmp_path / "a.pdf", json.dumps(SAID).encode()))
    assert (found.edition, found.state, found.is_whole) == ("district-1", UNKNOWN, False)


def test_a_whole_candidate_lacks_only_approvals(here: Project) -> None:
    edition(here.candidates)
    found = verify(here, "district-1", made.NOW)
    assert (found.state, found.is_whole, found.approved_by) == (CANDIDATE, True, ())


def test_an_edition_is_sealed_until_its_minute(here: Project) -> None:
    edition(here.candidates)
    assert verify(here, "district-1", made.RELEASE - timedelta(seconds=1)).is_sealed
    assert not verify(here, "district-1", made.RELEASE).is_sealed


def test_a_released_edition_without_its_approvals_is_not_whole(here: Project) -> None:
    edition(here.editions)
    found = verify(here, "district-1", AFTER)
    assert "its approvals cannot be checked" in found.faults[0]


def test_files_that_are_gone_changed_or_added_are_named(here: Project) -> None:
    one = edition(here.candidates)
    flipped(sheet(one), sheet(one), 40)
    one.path(one.document("H001", "html")).unlink()
    (one.folder / FILES / "more.txt").touch()
    assert verify(here, "district-1", AFTER).faults == (
        "more.txt is not listed",
        "H001/sheet.html is gone",
        "H001/sheet.pdf was changed",
    )


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('"number": 1', '"number": 2', "says that it is district-1, number 2 of district"),
        ('"title": "T"', '"title":  "T"', "was edited by hand"),
    ],
)
def test_a_manifest_that_was_edited_by_hand_is_found(
    here: Project, old: str, new: str, why: str
) -> None:
    path = edition(here.candidates).folder / MANIFEST
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert why in " ".join(verify(here, "district-1", AFTER).faults)


def test_what_a_later_edition_replaced_is_superseded(here: Project) -> None:
    one = edition(here.editions)
    edition(here.editions, 2)
    found = of_file(here, sheet(one))
    assert (found.superseded_by, found.note, found.exit_code) == (
        "district-2", "a later edition", 0,
    )  # fmt: skip


def test_a_sealed_edition_replaces_nothing_yet(here: Project) -> None:
    one = edition(here.editions)
    edition(here.editions, 2, release=AFTER + timedelta(days=1))
    assert not of_file(here, sheet(one)).superseded_by


def test_an_erratum_says_why_a_sheet_was_replaced(here: Project) -> None:
    one = edition(here.editions)
    edition(here.editions, 2)
    (here.reports / "errata.toml").write_text(
        '[[erratum]]\nedition = "district-1"\nsuperseded_by = "district-2"\n'
        'date = 2027-01-20\nnote = "The rate of one county."\nsubjects = ["H001"]\n',
        encoding="utf-8",
    )
    assert of_file(here, sheet(one)).note == "The rate of one county."


def test_what_is_neither_file_nor_edition_is_an_error(here: Project) -> None:
    edition(here.editions)
    with pytest.raises(EditionError, match="the editions and candidates here are: district-1"):
        verify(here, "district-9", AFTER)


def test_a_person_reads_what_a_file_is(here: Project) -> None:
    path = sheet(edition(here.editions))
    edition(here.editions, 2)
    assert lines(of_file(here, path)) == [
        f"{path}: H001/sheet.pdf of district-1 (released)",
        "  about        H001",
        "  whole        yes",
        "  superseded   by district-2: a later edition",
    ]


def test_the_command_answers_in_json(
    here: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sheet(edition(here.candidates))
    monkeypatch.setenv("RESEARCH_PROJECT", str(here.root))
    code = main(["verify", str(path), "--json"])
    said = json.loads(capsys.readouterr().out)
    assert (code, said["edition"], said["is_whole"], said["file"]) == (
        0, "district-1", True, "H001/sheet.pdf",
    )  # fmt: skip
