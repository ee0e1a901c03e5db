"""What a PDF says of its own edition, and whether a file is whole."""

import json
from pathlib import Path

import pikepdf
import pytest

from research.ground.errors import EditionError
from research.publish.editions import embedded
from research.publish.editions.manifest import EditionFile
from research.render.edition import ATTACHED

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
