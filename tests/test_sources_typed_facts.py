"""Typed rates: each row has a source, agrees with what else was read, and is not from memory."""

import re
from pathlib import Path

import pandas as pd
import pytest

from research.ground.terms import Grade, Kind
from research.sources import il_dhs, series
from typed_rows import PROJECT, TYPED, cells, history, kept, levels, rows

# Figures that nobody read in a source: later in-home rates, the older minimum wage, match and step.
FROM_MEMORY = {24.96, 25.66, 26.92, 28.07, 29.63, 30.80, 8.00, 50.17, 50.20, 50.76, 50.89, 51.30}


@pytest.mark.parametrize("publisher", sorted(TYPED))
def test_every_typed_row_names_its_source_and_address(publisher: str) -> None:
    frame = rows(publisher)
    named = frame["source_title"].ne("") & frame["source_url"].str.fullmatch(r"https?://\S+\.\S+")
    assert frame[~named].empty


@pytest.mark.parametrize("publisher", sorted(TYPED))
def test_no_typed_row_is_firm(publisher: str) -> None:
    assert rows(publisher)["grade"].isin([Grade.USABLE, Grade.WEAK]).all()


@pytest.mark.parametrize("publisher", sorted(TYPED))
def test_no_typed_cell_holds_a_figure_from_memory(publisher: str) -> None:
    file = TYPED[publisher].PUBLISHER.files[0].name
    text = [cell for row in cells(publisher, file) for cell in row.values() if "://" not in cell]
    numbers = {float(found) for cell in text for found in re.findall(r"\d+\.\d+", cell)}
    assert not numbers & FROM_MEMORY


@pytest.mark.parametrize(
    ("name", "in_history", "matches"),
    [
        ("ccp_in_home_rate", {"series": "CCP in-home service rate"}, 3),
        ("ccp_aide_wage", {"series": "CCP homecare aide wage", "group": "minimum"}, 4),
        ("ccp_aide_start_one_agency", {"service": "Help at Home start wage"}, 2),
        ("hsp_assistant_wage", {"series": "HSP personal assistant wage", "group": "base"}, 7),
        ("dsp_wage_in_rate", {"service": "DSP wage reimbursement", "group": "up to"}, 1),
        ("dsp_wage_in_rate_chicago", {"service": "DSP wage reimbursement"}, 1),
        ("dcfs_board_age_1_4", {"series": "DCFS foster board", "group": "1-4"}, 1),
        ("dcfs_board_age_9_11", {"series": "DCFS foster board", "group": "9-11"}, 1),
        ("supr_toxicology", {"service": "Toxicology"}, 1),
        ("supr_recovery_support", {"service": "Recovery Support (RS)"}, 1),
        ("supr_child_domiciliary", {"service": "Child Domiciliary"}, 1),
        ("supr_interpreter", {"service": "Interpreter Services"}, 1),
    ],
)
def test_printed_rates_agree_with_the_history_wherever_both_date_them(
    name: str, in_history: dict[str, str], matches: int
) -> None:
    past = history()
    past = past[past["unit"].isin(["USD/hour", "USD/month", "USD/unit (unit not printed)"])]
    for column, value in in_history.items():
        past = past[past[column] == value]
    if name == "dsp_wage_in_rate_chicago":
        past = past[past["area"].str.startswith("Chicago")]
    elif name == "dsp_wage_in_rate":
        past = past[past["area"] == "statewide"]
    both = levels(name).merge(past, on=["effective", "kind"], how="inner")
    agree = both["amount_usd"].eq(both["amount"])
    assert (len(both) >= matches, both[~agree]["effective"].tolist()) == (True, [])


def test_levels_before_and_after_the_substance_use_step_are_those_of_the_alert() -> None:
    past = history()
    past = past[past["series"] == "SUPR non-Medicaid rate"]
    printed = sorted(zip(past["effective"].notna(), past["amount"], strict=True))
    typed = rows("il_rates")
    typed = typed[typed["series_id"].str.startswith("supr_")]
    after = typed["effective"] == pd.Timestamp("2021-07-01")
    assert sorted(zip(after, typed["amount_usd"], strict=True)) == printed


def test_direct_support_levels_rise_by_the_steps_that_the_department_printed() -> None:
    wage = levels("dsp_wage_in_rate").set_index("effective")["amount_usd"]
    risen = wage.diff().round(2)
    steps = {
        pd.Timestamp(row["effective"]): float(row["increase_usd_per_hour"])
        for row in cells("il_dhs", "il_ddd_dsp_wage_increases.csv")
        if row["area"] != "Chicago"
    }
    assert {day: risen[day] for day in steps} == steps


def test_direct_support_levels_are_those_that_the_department_printed() -> None:
    printed = {
        (row["area"][:7], float(row["usd_per_hour"]))
        for row in cells("il_dhs", "il_dsp_reimbursed_wage_levels.csv")
        if not row["when"].startswith("FY2019")
    }
    typed = {("statewi", value) for value in levels("dsp_wage_in_rate")["amount_usd"]}
    typed |= {("Chicago", value) for value in levels("dsp_wage_in_rate_chicago")["amount_usd"]}
    assert printed <= typed


def test_no_bill_and_no_pending_step_counts_as_paid() -> None:
    frame = rows("il_rates")
    unsettled = frame["note"].str.contains("enactment not seen|subject to federal approval")
    kinds = set(frame[unsettled]["kind"])
    assert kinds == {Kind.PROPOSED.value, Kind.PENDING.value}


def test_child_care_series_are_rows_of_the_child_care_table() -> None:
    frame = rows("il_rates")
    frame = frame[frame["series_id"].str.startswith("ccap_")]
    table = il_dhs.read_ccap(kept("il_dhs", il_dhs.CCAP))
    kind = {"licensed_center": "center", "licensed_home": "home"}
    age = {"UNDER_TWO": "under_2", "AGE_TWO": "age_2", "AGE_THREE_OR_OLDER": "age_3_up"}
    table = table[table["day"] == "FULL_DAY"].assign(
        series_id="ccap_"
        + table["provider_type"].map(kind)
        + table["county_group"].str.lower().str.removeprefix("group").astype(str)
        + "_"
        + table["age_group"].map(age)
    )
    both = frame.merge(table, on=["series_id", "effective"], suffixes=("", "_table"))
    # The form of 2026 repeats the centers' rates of 2025 and the file holds homes alone.
    alone = frame["series_id"].str.contains("center") & (frame["effective"].dt.year == 2026)
    same = both["amount_usd"].eq(both["rate_usd_per_day"]) & both["grade"].eq(both["grade_table"])
    assert (len(both), same.all()) == (int((~alone).sum()), True)


def test_home_child_care_rates_rose_by_four_percent_everywhere_in_2026() -> None:
    table = il_dhs.read_ccap(kept("il_dhs", il_dhs.CCAP))
    homes = table[table["provider_type"].str.endswith("home") & (table["day"] == "FULL_DAY")]
    wide = homes.pivot(
        index=["provider_type", "county_group", "age_group"],
        columns="effective",
        values="rate_usd_per_day",
    )
    rise = wide[pd.Timestamp("2026-07-01")] / wide[pd.Timestamp("2025-07-01")] - 1
    assert rise.round(3).tolist() == [0.04] * 10


def test_the_department_warns_of_two_years_of_community_living_rates() -> None:
    frame = rows("il_cila")
    warned = frame[~frame["is_comparable"]]["as_of"].dt.year
    assert sorted(set(warned)) == [2020, 2024]


def test_community_living_rates_are_those_of_the_transcribed_updates() -> None:
    frame = rows("il_cila").fillna({"rates_count": 0})
    printed = {
        (row["as_of"], row["rate_type"], float(row["n_rates"]), float(row["avg_topline_usd"]))
        for row in cells("il_dhs", "il_cila_rates_annual_update_2019_2020_2024.csv")
    }
    columns = ["rate_type", "rates_count", "topline_usd_per_person_year"]
    typed = frame["as_of"].dt.strftime("%Y-%m-%d").to_frame().join(frame[columns])
    assert set(typed[typed["as_of"] > "2018"].itertuples(index=False, name=None)) == printed


def test_community_living_rates_agree_with_the_history() -> None:
    frame = rows("il_cila")
    past = history()
    past = past[
        (past["series"] == "CILA average topline rate") & ~past["group"].str.contains("ICAP")
    ]
    printed = sorted(zip(past["effective"], past["amount"], strict=True))
    typed = sorted(zip(frame["as_of"], frame["topline_usd_per_person_year"], strict=True))
    assert typed == printed


def test_every_series_has_a_level_in_force_by_the_day_it_is_known_to() -> None:
    known = {name: entry["complete_to"] for name, entry in series.load(PROJECT.series).items()}
    frame = rows("il_rates")
    paid = frame[frame["kind"].isin(["paid", "wage"])]
    first = paid.groupby("series_id")["effective"].min().dt.date
    assert all(first[name] <= day for name, day in known.items())


def test_no_series_is_said_to_be_known_past_a_step_that_is_still_pending() -> None:
    known = {name: entry["complete_to"] for name, entry in series.load(PROJECT.series).items()}
    frame = rows("il_rates")
    pending = frame[frame["kind"] == Kind.PENDING.value]
    ends = pending["series_id"].map(known)
    assert (pending["effective"].dt.date > ends).all()


def test_the_catalogue_and_the_rates_name_the_same_series() -> None:
    series.require_same(series.load(PROJECT.series), rows("il_rates")["series_id"])


def test_the_page_on_sources_says_where_each_series_of_the_history_went() -> None:
    page = (PROJECT.root / "docs" / "sources.md").read_text(encoding="utf-8")
    said = {line.split("|")[1].strip() for line in page.splitlines() if line.startswith("| ")}
    assert set(history()["series"]) - said == set()


@pytest.mark.mirror
def test_transcribed_files_are_those_of_the_mirror(mirror: Path) -> None:
    differ = []
    for publisher in ("il_dhs", "il_rate_history"):
        for path in sorted((mirror / publisher / "2026-11-21").glob("*.csv")):
            if kept(publisher, path.name).path.read_bytes() != path.read_bytes():
                differ.append(path.name)
    assert differ == []
