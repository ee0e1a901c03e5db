"""What is rebuilt and why, what stands after an error, and what a reader is told."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from research.ground.errors import (
    ContractError,
    CorrectionError,
    PublishedFileError,
    SnapshotError,
    TableMissingError,
    UsageError,
)
from research.ground.paths import Project
from research.ground.provenance import digest_file
from research.sources.snapshots import pins, write_pins
from research.sources.take import take
from research.warehouse import store
from research.warehouse.build import Built, build
from research.warehouse.tables import RECIPES

NAME = "cpi_selected_series.csv"


def prices(project: Project) -> Built:
    return build(project, ["prices"])[0]


def raw(project: Project) -> Path:
    return next(project.raw.glob(f"bls_cpi/*/{NAME}"))


def replace(project: Project, old: str, new: str) -> None:
    """Replace the first of some text in the kept file, and pin what came out."""
    path = raw(project)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    pin_again(project, path)


def pin_again(project: Project, path: Path) -> None:
    entries, name, digest = pins(project), f"bls_cpi/{NAME}", digest_file(path)
    side = path.with_name(f"{NAME}.toml")
    said = side.read_text(encoding="utf-8").replace(entries[name]["kept_sha256"], digest)
    side.write_text(said, encoding="utf-8")
    write_pins(project, {**entries, name: {**entries[name], "kept_sha256": digest}})


def test_a_table_that_was_never_built_says_so(project_copy: Project) -> None:
    assert prices(project_copy).why == "it was never built"


def test_a_current_table_is_left_alone(project_copy: Project) -> None:
    prices(project_copy)
    assert not prices(project_copy).is_rebuilt


def test_a_changed_snapshot_is_named_as_the_reason(project_copy: Project) -> None:
    prices(project_copy)
    replace(project_copy, "164.7", "164.8")
    assert prices(project_copy).why == (
        f"bls_cpi/2026-08/{NAME}, bls_cpi/2026-08/{NAME}.toml changed"
    )


def test_a_changed_sidecar_is_a_reason_of_its_own(project_copy: Project) -> None:
    prices(project_copy)
    side = raw(project_copy).with_name(f"{NAME}.toml")
    text = side.read_text(encoding="utf-8").replace("is_synthetic = false", "is_synthetic = true")
    side.write_text(text, encoding="utf-8")
    prices(project_copy)
    assert store.lineage("prices").is_synthetic


def test_a_correction_rebuilds_its_own_table_and_no_other(project_copy: Project) -> None:
    build(project_copy, ["prices", "occupation_wages"])
    correct(project_copy)
    built = build(project_copy, ["prices", "occupation_wages"])
    assert [one.why for one in built] == ["corrections.toml changed", ""]


def correct(project: Project, expect: float = 164.7) -> None:
    """Add a correction of the first month of the adjusted series."""
    entry = (
        '[[correction]]\ntable = "prices"\nrow_id = "prices:CUSR0000SA0:1999:1"\n'
        f'column = "index"\nexpect = {expect}\nto = 164.8\nreason = "a test"\n'
        'source_url = "https://example.org/"\nstatus = "open"\n'
    )
    project.corrections.write_text(entry, encoding="utf-8")


def test_a_correction_reaches_the_table(project_copy: Project) -> None:
    correct(project_copy)
    prices(project_copy)
    assert store.read("prices").loc["prices:CUSR0000SA0:1999:1", "index"] == 164.8


def test_a_correction_stands_in_the_lineage_with_its_reason(project_copy: Project) -> None:
    correct(project_copy)
    prices(project_copy)
    assert store.lineage("prices").corrected == {"prices:CUSR0000SA0:1999:1 index": "a test"}


def test_a_table_that_was_cut_short_is_built_again(project_copy: Project) -> None:
    prices(project_copy)
    path = store.table_path("prices")
    path.write_bytes(path.read_bytes()[:1000])
    assert prices(project_copy).why == "its file is not the one that was built"


def test_a_table_without_lineage_is_built_again(project_copy: Project) -> None:
    prices(project_copy)
    store.table_path("prices").with_suffix(".json").unlink()
    assert prices(project_copy).why == "nothing says what it was built from"


def test_the_same_inputs_give_the_same_bytes(project_copy: Project) -> None:
    prices(project_copy)
    first = store.table_path("prices").read_bytes()
    store.remove("prices")
    prices(project_copy)
    assert store.table_path("prices").read_bytes() == first


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        (",164.7\n", ",$164.7\n", PublishedFileError),
        (",164.7\n", ",-164.7\n", ContractError),
        (",1999,M02,", ",1999,M01,", ContractError),
        ("series,title", "series,name", PublishedFileError),
    ],
)
def test_a_table_that_cannot_be_built_leaves_the_previous_one_standing(
    project_copy: Project, old: str, new: str, error: type[Exception]
) -> None:
    prices(project_copy)
    before = {path: path.read_bytes() for path in project_copy.processed.iterdir()}
    replace(project_copy, old, new)
    with pytest.raises(error):
        prices(project_copy)
    assert {path: path.read_bytes() for path in project_copy.processed.iterdir()} == before


def test_a_failed_correction_leaves_the_previous_table_standing(project_copy: Project) -> None:
    prices(project_copy)
    correct(project_copy, expect=1.0)
    with pytest.raises(CorrectionError, match=r"expects 1\.0"):
        prices(project_copy)
    assert store.read("prices").loc["prices:CUSR0000SA0:1999:1", "index"] == 164.7


def test_an_edited_raw_file_is_refused(project_copy: Project) -> None:
    path = raw(project_copy)
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(SnapshotError, match="a raw file is never edited"):
        prices(project_copy)


def test_a_sidecar_of_another_file_is_refused(project_copy: Project) -> None:
    path = raw(project_copy)
    path.write_bytes(path.read_bytes().replace(b"164.7", b"164.8"))
    entries, name = pins(project_copy), f"bls_cpi/{NAME}"
    digest = digest_file(path)
    write_pins(project_copy, {**entries, name: {**entries[name], "kept_sha256": digest}})
    with pytest.raises(SnapshotError, match="the sidecar is that of another file"):
        prices(project_copy)


def test_a_lost_raw_file_says_how_to_have_it_again(project_copy: Project) -> None:
    raw(project_copy).unlink()
    with pytest.raises(SnapshotError, match="run `research snapshot bls_cpi`"):
        prices(project_copy)


def test_an_optional_table_without_its_snapshot_is_absent_and_said(project_copy: Project) -> None:
    built = build(project_copy, ["state_pay"])[0]
    assert (built.why, store.has("state_pay")) == (
        "its snapshot is not on this machine; `research snapshot il_cms --mirror DIR` takes it",
        False,
    )


@pytest.mark.mirror
def test_an_optional_table_goes_with_its_snapshot(project_copy: Project, mirror: Path) -> None:
    taken = take(project_copy, "il_cms", mirror, False, lambda _: None)[0]
    build(project_copy, ["state_pay"])
    (project_copy.raw / "il_cms" / taken.date / taken.file).unlink()
    built = build(project_copy, ["state_pay"])[0]
    assert (built.why, store.has("state_pay")) == (
        "its snapshot is not on this machine any more: it was removed; "
        "`research snapshot il_cms --mirror DIR` takes it",
        False,
    )


@pytest.mark.mirror
def test_a_quarantine_that_was_cut_short_is_built_again(
    project_copy: Project, mirror: Path
) -> None:
    take(project_copy, "irs_form990_tables", mirror, False, lambda _: None)
    build(project_copy, ["form990_expenses"])
    aside = store.table_path("form990_expenses.quarantine")
    aside.write_bytes(aside.read_bytes()[:100])
    built = build(project_copy, ["form990_expenses"])[0]
    assert built.why == "its quarantine is not the one that was built"


@pytest.mark.mirror
def test_rows_in_quarantine_are_told_by_rule(
    project_copy: Project, mirror: Path, caplog: pytest.LogCaptureFixture
) -> None:
    take(project_copy, "irs_form990_tables", mirror, False, lambda _: None)
    with caplog.at_level(logging.WARNING):
        build(project_copy, ["form990_expenses"])
    assert (
        "form990_expenses: 407 rows in quarantine: the parts of expenses add up to the total"
        in caplog.messages
    )


def test_an_unknown_table_is_named_with_those_there_are(project_copy: Project) -> None:
    with pytest.raises(UsageError, match=r"no table 'price'; there are .*prices"):
        build(project_copy, ["price"])


def test_every_table_is_named_once() -> None:
    assert all(name == recipe.contract.table for name, recipe in RECIPES.items())


def test_a_truncated_table_is_refused_with_what_to_do(project_copy: Project) -> None:
    prices(project_copy)
    path = store.table_path("prices")
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(TableMissingError, match=r"cut short .* run `research build prices`"):
        store.read("prices")


def test_a_table_that_was_not_built_is_refused_with_what_to_do(project_copy: Project) -> None:
    with pytest.raises(TableMissingError, match="run `research build prices`"):
        store.read("prices")


def test_a_misspelt_table_is_answered_with_the_nearest_name(project_copy: Project) -> None:
    prices(project_copy)
    with pytest.raises(TableMissingError, match=r"Did you mean prices\?"):
        store.read("price")


def test_a_choice_by_an_unknown_column_names_those_there_are(project_copy: Project) -> None:
    prices(project_copy)
    with pytest.raises(TableMissingError, match=r"no column 'color'; it has series_id, title"):
        store.read("prices", color="red")


def test_what_was_read_is_accounted_for(project_copy: Project) -> None:
    prices(project_copy)
    store.forget()
    store.read("prices")
    (read,) = store.reads()
    assert (read.table, read.where, read.file) == (
        "prices",
        (),
        digest_file(store.table_path("prices")),
    )


def test_that_a_table_is_absent_is_accounted_for(project_copy: Project) -> None:
    store.forget()
    store.has("state_pay")
    assert [(read.table, read.digest) for read in store.reads()] == [("state_pay", "absent")]


def test_provenance_is_given_once_a_row(project_copy: Project) -> None:
    prices(project_copy)
    rows = store.read("prices").index[:2]
    assert store.provenance([*rows, *rows]).index.tolist() == list(rows)


def test_the_count_that_the_department_misprinted_is_corrected(project_copy: Project) -> None:
    build(project_copy, ["cila_toplines"])
    count = store.read("cila_toplines").loc["cila_toplines:2024-06-30:Intermittent", "rates_count"]
    assert count == 11_026 - 9_823 - 261


FULL = """
import resource, sys
from pathlib import Path
from research.ground.errors import DiskError
from research.ground.paths import using
from research.warehouse.build import build

resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
with using(Path(sys.argv[1])) as project:
    try:
        build(project, ["prices"])
    except DiskError as error:
        sys.exit(f"refused: {error}")
"""


def test_a_disk_that_fills_half_way_leaves_the_previous_table(project_copy: Project) -> None:
    prices(project_copy)
    before = {path: path.read_bytes() for path in project_copy.processed.iterdir()}
    replace(project_copy, "164.7", "164.8")
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(project_copy.root)],
        capture_output=True,
        text=True,
        check=False,
    )
    after = {path: path.read_bytes() for path in project_copy.processed.iterdir()}
    assert (done.stderr.startswith("refused: "), after) == (True, before)
