"""The reader of typed rates: derivations add up, and a sum is no better than what it rests on."""

from pathlib import Path

import pandas as pd
import pytest

from research.ground.errors import PublishedFileError
from research.ground.terms import Grade
from research.sources import il_rates
from research.sources.snapshots import Snapshot

HEADER = (
    "series_id,effective,date_precision,amount_usd,kind,derivation,"
    "source_title,source_url,seen,note\n"
)


def row(
    amount: str,
    derivation: str = "printed",
    *,
    seen: str = "primary",
    effective: str = "2024-01-01",
    series: str = "wage",
) -> str:
    return f"{series},{effective},day,{amount},wage,{derivation},T,https://a.org/,{seen},\n"


def read(folder: Path, *rows: str) -> pd.DataFrame:
    path = folder / "il_rates.csv"
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return il_rates.read(
        Snapshot(
            publisher="il_rates", file=path.name, date="2026-11-21", path=path, title="T",
            publisher_name="P", url="https://a.org/", retrieved="2026-11-21", licence="facts",
            sha256="", note="", is_synthetic=False,
        )
    )  # fmt: skip


def test_a_level_typed_from_the_issuing_body_is_usable(tmp_path: Path) -> None:
    assert read(tmp_path, row("19.50"))["grade"].tolist() == [Grade.USABLE]


def test_a_level_read_in_a_copy_is_weak(tmp_path: Path) -> None:
    assert read(tmp_path, row("19.50", seen="secondary"))["grade"].tolist() == [Grade.WEAK]


def test_a_sum_is_no_better_than_the_level_it_rests_on(tmp_path: Path) -> None:
    rows = read(
        tmp_path,
        row("10.00", seen="secondary"),
        row("11.00", "10.00 + 1.00", effective="2025-01-01"),
        row("12.50", "11.00 + 1.50", effective="2026-01-01"),
    )
    assert rows["grade"].tolist() == [Grade.WEAK] * 3


def test_a_level_worked_back_from_a_later_one_takes_its_grade(tmp_path: Path) -> None:
    rows = read(
        tmp_path, row("14.50", "16.00 - 1.50"), row("16.00", effective="2025-01-01")
    )  # fmt: skip
    assert rows["grade"].tolist() == [Grade.USABLE] * 2


def test_a_product_is_rounded_half_up_to_the_cent(tmp_path: Path) -> None:
    rows = read(tmp_path, row("19.50"), row("22.43", "19.50 x 1.15", series="wage_chicago"))
    assert rows["amount_usd"].tolist() == [19.5, 22.43]


@pytest.mark.parametrize(
    ("derivation", "says"),
    [
        ("19.50 + 1.01", "one is mistyped"),
        ("19.40 + 1.10", "Type that level first"),
        ("19.50 plus 1", "neither 'printed' nor a sum"),
        ("20.50 + 0.00", "worked out from itself"),
    ],
)
def test_a_derivation_that_does_not_hold_is_refused(
    tmp_path: Path, derivation: str, says: str
) -> None:
    with pytest.raises(PublishedFileError, match=says):
        read(tmp_path, row("19.50"), row("20.50", derivation, effective="2025-01-01"))


def test_a_derivation_may_not_rest_on_a_series_of_another_name(tmp_path: Path) -> None:
    with pytest.raises(PublishedFileError, match=r"line 3.*no row of the series"):
        read(tmp_path, row("19.50"), row("20.50", "19.50 + 1.00", series="other"))


def test_a_row_that_does_not_say_how_it_was_seen_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PublishedFileError, match=r"1 of 2 rows.*'memory' on line 3"):
        read(tmp_path, row("19.50"), row("20.50", seen="memory", effective="2025-01-01"))


@pytest.mark.parametrize("amount", ["$19.50", "19.5%", "-inf", "nan", ""])
def test_an_amount_that_is_no_plain_number_is_refused(tmp_path: Path, amount: str) -> None:
    with pytest.raises(PublishedFileError, match="amount_usd: 1 of 1 cells are not numbers"):
        read(tmp_path, row(amount))
