"""Rows under contract: what is refused, and what goes to quarantine and is counted."""

import pandas as pd
import pandera.pandas as pa
import pytest

from research.ground.errors import ContractError
from research.warehouse.checks import check, sort_out
from research.warehouse.contracts import filings
from research.warehouse.schema import Contract

PROVENANCE = {
    "source_title": "A table",
    "source_url": "https://example.org/",
    "snapshot": "office/2026-01/table.csv",
    "grade": 2,
    "is_synthetic": False,
}


def contract(share: float = 0.0) -> Contract:
    """Return a contract over costs of places: parts add up to a total."""
    return Contract(
        table="costs",
        key=("place", "since"),
        columns={
            "place": pa.Column(str),
            "since": pa.Column("datetime64[ns]", pa.Check.in_range("1990-01-01", "2035-12-31")),
            "total_usd": pa.Column(float, pa.Check.gt(0)),
            "part_usd": pa.Column(float),
        },
        row_rules={"the part is at most the total": lambda r: r["part_usd"] <= r["total_usd"]},
        quarantine_share=share,
    )


def costs(*places: str, **changes: object) -> pd.DataFrame:
    """Return one good row a place; changes replace whole columns."""
    return pd.DataFrame(
        {
            "place": list(places or ("Elgin", "Alton")),
            "since": pd.Timestamp("2024-07-01"),
            "total_usd": 10.0,
            "part_usd": 4.0,
            **PROVENANCE,
        }
        | changes
    )


def test_rows_are_indexed_by_table_and_key_and_sorted() -> None:
    rows = check(costs(), contract())
    assert rows.index.tolist() == ["costs:Alton:2024-07-01", "costs:Elgin:2024-07-01"]


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(ContractError, match=r"costs: its reader gave 2 rows.*missing: part_usd"):
        check(costs().drop(columns="part_usd"), contract())


def test_an_extra_column_is_refused() -> None:
    with pytest.raises(ContractError, match="not in the contract: color"):
        check(costs(color="red"), contract())


def test_no_rows_are_refused() -> None:
    with pytest.raises(ContractError, match="its reader gave 0 rows"):
        check(costs().iloc[:0], contract())


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"total_usd": ["ten", "10"]}, "total_usd: .* first 'ten'"),
        ({"since": pd.Timestamp("1889-01-01")}, "since: 2 of 2 rows break in_range"),
        ({"grade": 4}, "grade: 2 of 2 rows break isin"),
        ({"source_url": "see the annual report"}, "source_url: 2 of 2 rows break str_matches"),
        ({"source_title": ""}, "source_title: 2 of 2 rows break str_length"),
        ({"total_usd": float("nan"), "part_usd": float("-inf")}, "rows break a row rule"),
    ],
)
def test_a_wrong_value_is_refused_with_the_rule_and_the_first_offender(
    changes: dict[str, object], says: str
) -> None:
    with pytest.raises(ContractError, match=says):
        check(costs(**changes), contract())


def test_a_repeated_key_is_refused_with_the_first() -> None:
    with pytest.raises(ContractError, match=r"2 of 3 rows share a key .*, first Elgin, 2024-07-01"):
        check(costs("Elgin", "Alton", "Elgin"), contract())


@pytest.mark.parametrize("place", ["TOTAL", "Grand total ", "Subtotal"])
def test_a_total_among_the_rows_is_refused(place: str) -> None:
    with pytest.raises(ContractError, match="no total among the rows: 1"):
        check(costs("Elgin", place), contract())


def test_a_total_among_the_rows_goes_to_quarantine_where_a_share_is_declared() -> None:
    sorted_out = sort_out(costs("Elgin", "TOTAL"), contract(share=0.5))
    assert sorted_out.counts == {"no total among the rows": 1}


def test_rows_that_break_a_rule_are_refused_above_the_declared_share() -> None:
    with pytest.raises(
        ContractError,
        match=r"1 of 2 rows break a row rule \(the part is at most the total: 1\), "
        r"first costs:Alton:2024-07-01; at most 40\.0% may go to quarantine",
    ):
        sort_out(costs(part_usd=[4.0, 11.0]), contract(share=0.4))


def test_rows_that_break_a_rule_go_to_quarantine_up_to_the_share() -> None:
    sorted_out = sort_out(costs(part_usd=[4.0, 11.0]), contract(share=0.5))
    assert sorted_out.counts == {"the part is at most the total": 1}


def test_rows_in_quarantine_are_not_in_the_table() -> None:
    sorted_out = sort_out(costs(part_usd=[4.0, 11.0]), contract(share=0.5))
    assert sorted_out.rows["place"].tolist() == ["Elgin"]


def test_a_row_in_quarantine_is_named_by_its_key() -> None:
    sorted_out = sort_out(costs(part_usd=[4.0, 11.0]), contract(share=0.5))
    assert sorted_out.quarantined.index.tolist() == ["costs.quarantine:Alton:2024-07-01:0"]


def test_a_row_is_held_back_once_under_the_first_rule_that_it_breaks() -> None:
    sorted_out = sort_out(costs("Elgin", "TOTAL", part_usd=11.0), contract(share=1.0))
    assert sorted_out.counts == {"no total among the rows": 1, "the part is at most the total": 1}


def returns(**changes: object) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "ein": ["000000001"],
            "tax_year": [2021],
            "source_file": ["sample"],
            "filed": pd.to_datetime(["2022-05-01"]),
            "total_usd": [100.0],
            "program_usd": [70.0],
            "management_usd": [20.0],
            "fundraising_usd": [10.0],
        }
        | changes
    )


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, True),
        ({"management_usd": [21.5]}, True),
        ({"management_usd": [23.0]}, False),
        ({"fundraising_usd": [None], "management_usd": [30.0]}, True),
        ({"program_usd": [None], "management_usd": [None], "fundraising_usd": [None]}, True),
        ({"program_usd": [0.0], "management_usd": [0.0], "fundraising_usd": [0.0]}, False),
    ],
    ids=["exact", "rounded", "off", "blank part", "no parts", "all zero"],
)
def test_parts_of_a_return_add_up_within_rounding(changes: dict[str, object], holds: bool) -> None:
    frame = returns(**{name: pd.array(value, dtype="float64") for name, value in changes.items()})
    assert filings.parts_add_up(frame).item() is holds


def test_a_negative_part_of_a_return_is_held_back() -> None:
    assert not filings.no_part_is_negative(returns(management_usd=[-1.0])).item()


def test_of_two_returns_of_an_agency_and_year_the_later_stands() -> None:
    later = returns(filed=pd.to_datetime(["2023-01-01"]))
    both = pd.concat([later, returns()], ignore_index=True)
    assert filings.is_last_filed(both).tolist() == [True, False]
