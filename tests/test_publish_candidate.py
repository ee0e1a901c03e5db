"""A candidate holds every file of its edition, says so in its PDFs, and is made whole or not."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from filelock import FileLock

import edition_project as made
import sample_brief as sample
import small_project as one_table
import subject_project as small
from research.builds import pipeline
from research.builds.plan import note_tables
from research.cli import main
from research.ground.errors import EditionError, ReleaseError
from research.ground.paths import Project, using
from research.ground.provenance import Lineage
from research.publish.editions import data, embedded
from research.publish.editions.candidate import fix
from research.publish.editions.manifest import Edition, broken, read, text
from research.publish.editions.pdf_signature import signer_of
from research.publish.editions.ready import require_committed
from research.render.edition import PageEdition, cited
from research.render.prose import Prose
from research.studies.manifest import load
from research.studies.record import Finding
from research.warehouse import store

SPEC: dict[str, Any] = {
    "datasets": {"d": [{"x": -0.5, "y": 3, "name": "=SUM(A1)"}], "t": [{"text": "-label"}]},
    "layer": [
        {
            "mark": {"type": "point"},
            "data": {"name": "d"},
            "encoding": {
                "x": {"field": "x", "axis": {"format": ".0%"}},
                "y": {"field": "y", "axis": None},
                "tooltip": [{"field": "name", "title": "what"}],
            },
        },
        {"mark": "text", "data": {"name": "t"}, "encoding": {"text": {"field": "text"}}},
    ],
}


ONE = """---
title: Wages
lang: en
---

# Wages

The middle wage is {{< var middle >}} an hour.

# Sources

{{< include _sources.qmd >}}

# Where each number comes from

{{< include _annex.qmd >}}
"""


def figure(spec: dict[str, Any]) -> Finding:
    return sample.finding("paths", "figure", value=spec, caption="Paths")


def rows(written: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written.decode("utf-8"))))


def test_the_data_of_a_figure_are_the_marks_that_it_draws() -> None:
    found = data.files([figure(SPEC)])["paths.csv"]
    assert rows(found) == [{"layer": "1 point", "name": "'=SUM(A1)", "x": "-0.5"}]


def test_a_dictionary_says_what_each_column_is() -> None:
    found = rows(data.files([figure(SPEC)])["dictionary.csv"])
    assert found[2] == {
        "file": "paths.csv",
        "column": "x",
        "type": "number",
        "unit": "share (1 is 100 percent)",
        "meaning": "place along the horizontal axis",
        "source": "A table of rates <https://example.org/rates>",
    }


def test_a_map_gives_the_names_that_stand_on_it() -> None:
    outline = {"mark": "geoshape", "data": {"values": [{"type": "Feature"}]}}
    spec = {"datasets": SPEC["datasets"], "layer": [outline, SPEC["layer"][1]]}
    found = data.files([figure(spec)])["paths.csv"]
    assert rows(found) == [{"layer": "1 text", "text": "'-label"}]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@a", "\tb"])
def test_no_cell_of_text_is_a_formula(cell: str) -> None:
    value = {"head": ["A"], "cells": [[cell]]}
    found = data.files([sample.finding("t", "table", value=value, caption="T")])["t.csv"]
    assert rows(found) == [{"A": f"'{cell}"}]


def test_a_draft_says_nothing_of_an_edition() -> None:
    prose = Prose(Path("brief.qmd"), {}, "::: {.cite}\nSomebody.\n:::\n")
    assert cited(prose, None) == prose


def test_how_to_cite_ends_with_the_edition() -> None:
    prose = Prose(Path("brief.qmd"), {}, "::: {.cite}\n### How\n\nSomebody.\n:::\n\nOn.\n")
    edition = PageEdition("brief-2", 2, "brief", made.RELEASE)
    assert cited(prose, edition).body == (
        "::: {.cite}\n### How\n\nSomebody. Edition 2, January 12, 2027.\n:::\n\nOn.\n"
    )


def test_a_candidate_needs_somebody_who_made_it(tmp_path: Path) -> None:
    here = small.project(tmp_path)
    with pytest.raises(EditionError, match="nobody is named who made it"):
        made.fixed(here, authors=())


def test_an_author_in_letters_of_two_scripts_is_refused(tmp_path: Path) -> None:
    here = small.project(tmp_path)
    with pytest.raises(EditionError, match="letters of two scripts"):
        made.fixed(here, authors=("\u0410da Invented",))


def test_a_released_number_is_never_made_again(tmp_path: Path) -> None:
    here = small.project(tmp_path)
    folder = here.editions / "district-3"
    folder.mkdir(parents=True)
    said = Edition(
        "district-3", "district", 3, "T", "2026-11-21", made.RELEASE, ("A",), (), (), {}, folder
    )
    (folder / "manifest.json").write_text(text(said), encoding="utf-8")
    with pytest.raises(EditionError, match="The next is 4"):
        made.fixed(here, number=3)


def test_what_was_never_run_is_not_fixed(tmp_path: Path) -> None:
    here = small.project(tmp_path)
    with pytest.raises(EditionError, match="stale, so nothing is fixed"):
        made.fixed(here)


def git(here: Project, *words: str) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *who, "-C", str(here.root), *words], check=True, capture_output=True)


@pytest.fixture
def committed(tmp_path: Path) -> Project:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    here = small.project(tmp_path)
    (here.root / ".gitignore").write_text("data/processed/\n", encoding="utf-8")
    git(here, "init", "-q")
    git(here, "add", ".")
    git(here, "commit", "-qm", "all")
    return here


def test_a_tree_that_git_knows_can_be_fixed(committed: Project) -> None:
    (committed.reports / "errata.toml").write_text("", encoding="utf-8")  # no part of a brief
    require_committed(committed, small.manifest(committed))


@pytest.mark.parametrize(
    "path", ["reports/district/brief.qmd", "notebooks/district.ipynb", "data/pins.toml"]
)
def test_a_change_that_is_not_committed_is_refused(committed: Project, path: str) -> None:
    manifest = small.manifest(committed)
    with (committed.root / path).open("a", encoding="utf-8") as file:
        file.write("\n")
    with pytest.raises(EditionError, match=f"first {path}"):
        require_committed(committed, manifest)


def test_where_git_does_not_answer_nothing_is_fixed(committed: Project) -> None:
    (committed.root / ".git" / "HEAD").unlink()
    with pytest.raises(EditionError, match="git does not say what is changed"):
        require_committed(committed, small.manifest(committed))


def test_surroundings_do_not_lead_git_elsewhere(
    committed: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    (committed.root / "data" / "pins.toml").write_text("# changed", encoding="utf-8")
    with pytest.raises(EditionError, match="changed or new and not committed"):
        require_committed(committed, small.manifest(committed))


def test_approvers_that_git_was_told_to_overlook_are_refused(committed: Project) -> None:
    people = committed.reports / "approvers.toml"
    people.write_text("# those of the house\n", encoding="utf-8")
    git(committed, "add", "-A")
    git(committed, "commit", "-q", "-m", "people")
    git(committed, "update-index", "--assume-unchanged", "reports/approvers.toml")
    people.write_text("# mine\n", encoding="utf-8")
    with pytest.raises(EditionError, match=r"first reports/approvers\.toml"):
        require_committed(committed, small.manifest(committed))


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return made.ready(tmp_path_factory.mktemp("ready") / "project")


@pytest.fixture(scope="module")
def first(original: Project, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return made.candidate(made.copied(original, tmp_path_factory.mktemp("first") / "project"))


@pytest.fixture
def here(original: Project, tmp_path: Path) -> Project:
    return made.copied(original, tmp_path / "project")


def pdf(edition: Edition, subject: str = "H001") -> Path:
    return edition.path(edition.document(subject))


@pytest.mark.slow
def test_a_candidate_is_whole_and_says_what_it_is(first: Edition) -> None:
    said = (first.id, first.title, first.subjects, first.release, broken(first))
    title = "Young children in one district"
    assert said == ("district-1", title, small.SUBJECTS, made.RELEASE, [])


@pytest.mark.slow
def test_each_subject_has_its_documents_its_data_and_its_run(first: Edition) -> None:
    kinds = sorted(file.kind for file in first.of("H003"))
    assert kinds == ["data", "dictionary", "docx", "findings", "html", "pdf", "record"]


@pytest.mark.slow
def test_what_all_share_stands_once(first: Edition) -> None:
    shared = [file.path for file in first.files if not file.subject]
    assert shared == [
        "assets/page.js",
        "assets/vega.js",
        "lineage/seats.json",
        "lineage/tracts.json",
        "records/statewide.json",
    ]


@pytest.mark.slow
def test_the_data_of_a_sheet_are_those_of_its_subject(first: Edition) -> None:
    (file,) = first.of("H002", "data")
    (head, *found) = list(csv.reader(first.path(file).read_text(encoding="utf-8").splitlines()))
    assert (head, [row[1] for row in found]) == (["Tract", "'=Under five"], ["21", "22", "23"])


@pytest.mark.slow
def test_a_pdf_is_archival_and_accessible(first: Edition) -> None:
    with pikepdf.open(pdf(first)) as document, document.open_metadata() as said:
        found = (said["pdfaid:part"], said["pdfaid:conformance"], said["pdfuaid:part"])
    assert found == ("3", "A", "1")


@pytest.mark.slow
def test_a_pdf_lists_every_file_of_its_document_but_itself(first: Edition) -> None:
    said = embedded.read(pdf(first))
    of_it = [file for file in first.files if file.subject in ("", "H001") and file.kind != "pdf"]
    known = (said.edition, said.brief, said.subject, said.as_of)
    assert (*known, list(said.files)) == ("district-1", "district", "H001", small.AS_OF, of_it)


@pytest.mark.slow
def test_a_printed_page_says_its_edition_at_its_head_and_how_to_cite_it(first: Edition) -> None:
    document = pypdfium2.PdfDocument(str(pdf(first)))
    try:
        pages = len(document)
        last = document[pages - 1].get_textpage().get_text_range()
    finally:
        document.close()
    said = " ".join(last.split())
    told = ("Young children. Edition 1, January 12, 2027." in said,
            "Young children in one district. Edition 1, January 12, 2027" in said)  # fmt: skip
    assert told == (True, True)


@pytest.mark.slow
def test_the_findings_name_their_edition(first: Edition) -> None:
    (file,) = first.of("S01", "findings")
    said = json.loads(first.path(file).read_text(encoding="utf-8"))
    names = {one["name"] for one in said["findings"]}
    assert (said["edition"], {"own_under_5", "state_under_5"} <= names) == ("district-1", True)


@pytest.mark.slow
def test_a_draft_stays_as_it_was(original: Project, here: Project) -> None:
    made.fixed(here)
    name = "build/district/H001/district-H001.pdf"
    assert (here.root / name).read_bytes() == (original.root / name).read_bytes()


@pytest.mark.slow
def test_the_same_tree_elsewhere_makes_the_same_bytes(first: Edition, tmp_path: Path) -> None:
    other = made.candidate(made.ready(tmp_path / "elsewhere"))
    assert (text(other), broken(other)) == (text(first), [])


@pytest.mark.slow
def test_a_candidate_that_is_made_again_stays_as_it_is(here: Project) -> None:
    before = made.candidate(here)
    (before.folder / "approvals" / "kept").touch()
    again = made.fixed(here)
    assert (again.was_there, (before.folder / "approvals" / "kept").exists()) == (True, True)


@pytest.mark.slow
def test_another_minute_is_another_candidate(here: Project) -> None:
    before = made.candidate(here)
    after = made.fixed(here, release=datetime(2027, 1, 13, 10, tzinfo=made.RELEASE.tzinfo))
    is_new = not after.was_there and after.edition.digest != before.digest
    assert (is_new, read(before.folder).release.day, broken(after.edition)) == (True, 13, [])


@pytest.mark.slow
def test_a_brief_about_nobody_in_particular_is_one_document(tmp_path: Path) -> None:
    here = one_table.project(tmp_path)
    (here.reports / "_style").rmdir()
    (here.reports / "_style").symlink_to(made.STYLE)
    one_table.study(here, cell_seconds=60)
    (here.reports / "brief" / "brief.qmd").write_text(ONE, encoding="utf-8")
    manifest = load(here, "brief")
    pipeline.report(here, manifest, made.VOICE.tell)
    edition = fix(here, manifest, made.WISH, made.VOICE).edition
    said = embedded.read(edition.path(edition.document("")))
    listed = [file.path for file in said.files]
    assert (said.edition, said.subject, edition.title, listed) == (
        "brief-1", "", "Wages", ["brief.record.json", "lineage/wages.json", "records/wages.json"],
    )  # fmt: skip


def left(here: Project) -> list[str]:
    return sorted(path.name for path in here.candidates.glob("[!.]*")) + sorted(
        path.name for path in here.candidates.glob(".making*")
    )


@pytest.mark.slow
def test_prose_that_changed_since_its_pages_is_refused(here: Project) -> None:
    made.edit(here.reports / "district" / "brief.qmd", {"live here": "are here"})
    with pytest.raises(EditionError, match="the prose changed"):
        made.fixed(here)


@pytest.mark.slow
def test_data_that_changed_since_its_run_are_refused(here: Project) -> None:
    small.change(here, "170011", under_5=99)
    with pytest.raises(EditionError, match="first run statewide: table tracts changed"):
        made.fixed(here)


@pytest.mark.slow
def test_an_example_address_is_refused(here: Project) -> None:
    site = here.reports / "site.toml"
    site.write_text('base_address = "https://example.org"\n', encoding="utf-8")
    note_tables(here)
    made.bring_up_to_date(here)
    with pytest.raises(ReleaseError, match="which is an example"):
        made.fixed(here)


@pytest.mark.slow
def test_demonstration_data_are_refused(here: Project) -> None:
    with using(here.root):
        held = store.read_whole("tracts").assign(is_synthetic=True)
        store.write(held, Lineage("tracts", "digest", len(held), 0, {}, "code", True))
        note_tables(here)
    made.bring_up_to_date(here)
    with pytest.raises(ReleaseError, match="demonstration data"):
        made.fixed(here)


@pytest.mark.slow
def test_two_candidates_at_once_are_refused(here: Project) -> None:
    here.candidates.mkdir()
    with FileLock(here.candidates / ".lock"), pytest.raises(EditionError, match="being made"):
        made.fixed(here)


@pytest.mark.slow
def test_what_a_killed_process_left_is_gone_after_the_next(here: Project) -> None:
    (here.candidates / ".making-district-1-abc" / "files").mkdir(parents=True)
    made.fixed(here)
    assert left(here) == ["district-1"]


@pytest.mark.slow
def test_a_candidate_that_a_killed_process_moved_aside_is_put_back(here: Project) -> None:
    stood = made.candidate(here)
    (stood.folder / "approvals" / "kept").touch()
    stood.folder.rename(here.candidates / ".district-1.before")
    again = made.fixed(here)
    assert (again.was_there, (stood.folder / "approvals" / "kept").exists()) == (True, True)


@pytest.mark.slow
def test_the_command_takes_a_time_without_an_offset_as_that_of_illinois(
    here: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RESEARCH_PROJECT", str(here.root))
    words = ["candidate", "district", "--release", "2027-07-12T10:00", "--author", "A", "--json"]
    code = main(words)
    said = json.loads(capsys.readouterr().out)
    assert (code, said["edition"], said["release"]) == (
        0, "district-1", "2027-07-12T10:00:00-05:00",
    )  # fmt: skip


@pytest.mark.parametrize("time", ["tomorrow", "2027-13-01T10:00"])
def test_a_minute_that_is_none_is_refused(
    time: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESEARCH_PROJECT", str(small.project(tmp_path).root))
    assert main(["candidate", "district", "--release", time, "--author", "A"]) == 2


FULL = """
import resource, sys
from pathlib import Path
from typing import Any
import edition_project as made
from research.ground.errors import DiskError
from research.ground.paths import Project

resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))
try:
    made.fixed(Project(Path(sys.argv[1])), number=2)
except DiskError as error:
    sys.exit(f"refused: {error}")
"""


@pytest.mark.slow
def test_a_disk_that_fills_half_way_leaves_the_candidates_that_stood(here: Project) -> None:
    made.candidate(here)
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(here.root)],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parent,
    )  # fmt: skip
    assert (done.stderr.startswith("refused: "), left(here)) == (True, ["district-1"])


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Name a new key of an invented house in the environment."""
    pytest.importorskip("pyhanko")
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import pkcs12

    held = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "The Example Coalition")])
    issued = (
        x509.CertificateBuilder(name, name, held.public_key(), 7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2040, 1, 1, tzinfo=UTC))
        .sign(held, hashes.SHA256())
    )
    locked = serialization.BestAvailableEncryption(b"secret")
    path = tmp_path / "key.p12"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", held, issued, None, locked))
    monkeypatch.setenv("RESEARCH_SIGNATURE_PKCS12", str(path))
    monkeypatch.setenv("RESEARCH_SIGNATURE_PASSWORD", "secret")


@pytest.mark.slow
@pytest.mark.usefixtures("key")
def test_a_signature_covers_the_bytes_that_the_manifest_lists(here: Project) -> None:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    signed = made.candidate(here, sign=signer_of(os.environ))
    with pdf(signed).open("rb") as file:
        (held,) = PdfFileReader(file).embedded_signatures
        trusted = ValidationContext(trust_roots=[held.signer_cert])
        found = validate_pdf_signature(held, signer_validation_context=trusted)
    said = embedded.read(pdf(signed)).edition
    assert (found.intact, found.valid, broken(signed), said) == (True, True, [], "district-1")


@pytest.mark.usefixtures("key")
def test_a_key_that_its_password_does_not_open_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RESEARCH_SIGNATURE_PASSWORD", "wrong")
    with pytest.raises(EditionError, match="no PKCS#12 key that"):
        signer_of(os.environ)


def test_signing_without_a_key_is_refused() -> None:
    with pytest.raises(EditionError, match="names no file"):
        signer_of({})
