"""The lists in docs/examples work as docs/audiences.md says."""

import shutil
from pathlib import Path

from audience_people import TODAY, edition, project
from research.publish.audiences import lists, sheets, suppressions
from research.publish.audiences.who import who

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "docs" / "examples"
PAGE = (ROOT / "docs" / "audiences.md").read_text(encoding="utf-8")


def test_the_examples_are_lists_of_the_declared_audiences(tmp_path: Path) -> None:
    here = project(tmp_path, (ROOT / "reports" / "audiences.toml").read_text(encoding="utf-8"))
    for name in ("partners", "media"):
        shutil.copy(EXAMPLES / f"{name}.csv", here.reports / "private")
    made = edition(here, ("", "H001"))
    found = [who(here, made, name, TODAY) for name in ("partners", "media")]
    assert [[one.id for one in audience.recipients] for audience in found] == [
        ["casa-roble", "elm-house"], ["gazette", "radio"],
    ]  # fmt: skip


def test_the_page_names_every_column_and_every_reason() -> None:
    known = (*lists.REQUIRED, *lists.OPTIONAL, *suppressions.Reason)
    assert [one for one in known if f"`{one}`" not in PAGE] == []


def test_the_examples_hold_invented_addresses_only() -> None:
    cells = [
        row["email"]
        for path in (EXAMPLES / "partners.csv", EXAMPLES / "media.csv")
        for row in sheets.read(path, lists.REQUIRED, lists.OPTIONAL, path.name)
    ]
    assert all(one.endswith("@example.org") for one in cells)
