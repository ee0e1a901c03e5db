"""Typed facts: match, costs, caps, published figures and asks, each adding up."""

from dataclasses import replace
from pathlib import Path

import pytest

from research.ground.errors import PublishedFileError
from research.sources import il_rate_history, published_facts
from typed_rows import cells, history, kept, rows


def test_the_federal_match_stays_within_its_bounds_and_holds_no_unread_year() -> None:
    frame = rows("federal_match")
    years = set(frame["federal_fiscal_year"])
    assert (frame["fmap_share"].between(0.5, 0.83).all(), years & set(range(2010, 2018))) == (
        True,
        set(),
    )


def test_every_step_of_the_minimum_wage_is_a_rise() -> None:
    wage = rows("il_minimum_wage").sort_values("effective")["wage_usd_per_hour"]
    assert wage.diff().iloc[1:].gt(0).all()


def test_state_increases_chain_to_a_third_since_2020() -> None:
    frame = il_rate_history.read_state_increases(kept("il_rate_history", "il_rate_history.csv"))
    assert (1 + frame["increase_share"]).prod() - 1 == pytest.approx(0.336, abs=0.0005)


def test_costs_of_2016_are_those_of_the_transcribed_table() -> None:
    frame = rows("cost_per_person")
    typed = frame[frame["year"] == 2016]
    printed = {
        (float(row["residents_2016_06_30"]), float(row["annual_interim_rate_usd"]))
        for row in cells("il_dhs", "il_sodc_interim_rates_2016_secondary.csv")
    }
    pairs = zip(typed["residents"], typed["cost_usd_per_person_year"], strict=True)
    assert set(pairs) == printed


def test_no_cost_is_said_to_be_matched_on_acuity() -> None:
    assert not rows("cost_per_person")["has_acuity_match"].any()


def test_every_cost_in_the_history_stands_in_the_cost_table() -> None:
    past = history()
    past = past[past["series"].isin(["SODC cost per resident", "Community cost per person"])]
    assert set(past["amount"]) <= set(rows("cost_per_person")["cost_usd_per_person_year"])


def test_a_bill_is_never_a_cap_in_force() -> None:
    caps = rows("overhead_caps")
    bills = caps["authority"].str.contains("General Assembly")
    assert set(caps[bills]["status"]) == {"proposed"}


def test_parts_of_the_payroll_burden_add_up() -> None:
    value = rows("published_facts").set_index("fact_id")["value"]
    parts = value[["payroll_fica_share", "payroll_futa_share", "payroll_suta_share"]].sum()
    whole = parts + value["payroll_workers_compensation_share"]
    assert whole == pytest.approx(value["payroll_burden_share"])


def test_parts_of_the_early_intervention_gap_add_up() -> None:
    value = rows("published_facts").set_index("fact_id")["value"]
    assert value["ei_rate_gap"] + value["ei_cfc_gap"] == value["ei_cost_gap"]


def test_a_value_lies_in_the_range_printed_beside_it() -> None:
    facts = rows("published_facts").dropna(subset=["value", "low", "high"])
    assert (facts["value"].between(facts["low"], facts["high"]).all(), len(facts)) == (True, 3)


def test_every_price_of_a_dollar_an_hour_is_the_sum_divided_by_the_step() -> None:
    facts = rows("published_facts")
    facts = facts[
        facts["note"].str.contains(r"divided here") & (facts["unit"] != "dollars an hour")
    ]
    sums = facts["note"].str.extract(r"([\d.]+) million dollars.*? for ([\d.]+)").astype(float)
    to_annualize = facts["note"].str.extract(r"([\d.]+) million dollars to annualize ([\d.]+)")
    sums = sums.fillna(to_annualize.astype(float))
    assert (sums[0] / sums[1]).round(1).tolist() == facts["value"].tolist()


def test_the_wage_ask_is_half_again_the_minimum_wage_at_the_price_per_dollar() -> None:
    ask = rows("asks").set_index("ask_id").loc["dsp_wage"]
    price = rows("published_facts").set_index("fact_id").loc["dsp_price_per_dollar"]
    minimum = rows("il_minimum_wage").sort_values("effective")["wage_usd_per_hour"].iloc[-1]
    step = ask["proposed"] - ask["now"]
    assert (ask["proposed"], ask["price_low_usd"], ask["price_high_usd"]) == (
        1.5 * minimum,
        pytest.approx(step * price["low"] * 1e6),
        pytest.approx(step * price["high"] * 1e6),
    )


def test_an_ask_without_a_price_says_that_none_was_found() -> None:
    frame = rows("asks")
    unpriced = frame[frame["price_low_usd"].isna()]
    assert set(unpriced["price_basis"]) == {"no price was found"}


def test_what_is_asked_starts_from_the_last_level_that_was_read() -> None:
    now = rows("asks").set_index("ask_id")["now"]
    paid = rows("il_rates")
    paid = paid[paid["kind"].isin(["paid", "wage"])].sort_values("effective")
    last = paid.groupby("series_id")["amount_usd"].last()
    assert (now["dsp_wage"], now["ccp_in_home_rate"]) == (
        last["dsp_wage_in_rate"],
        last["ccp_in_home_rate"],
    )


@pytest.mark.parametrize(
    ("fact", "grade", "why"),
    [
        ("turnover_cost_per_leaver", 3, "only those who answered, or a case study"),
        ("nci_turnover", 3, "more than 7 years older than its use"),
        ("minnesota_supervision", 2, "more than 3 years older than its use"),
        ("regional_differential", 2, "typed from the issuing body's own page"),
        ("payroll_burden_share", 3, "the source bears no date"),
        ("dsp_ere_share", 3, "it rests on an assumption whose weight was not worked out"),
    ],
)
def test_a_fact_is_graded_by_source_design_and_age(fact: str, grade: int, why: str) -> None:
    found = rows("published_facts").set_index("fact_id").loc[fact]
    assert (found["grade"], why in found["grade_reasons"].split("; ")) == (grade, True)


def test_every_year_typed_stands_in_its_row() -> None:
    facts = rows("published_facts").dropna(subset=["year"])
    facts = facts[facts["fact_id"] != "dsp_price_per_dollar"]  # drawn from the rows dsp_price_*
    said = facts["period"] + facts["source_title"] + facts["note"] + facts["label"]
    pairs = zip(facts["fact_id"], facts["year"].astype(str), said, strict=True)
    strange = [fact for fact, year, text in pairs if year not in text]
    assert strange == []


def test_only_a_rule_in_force_or_an_undated_source_has_no_year() -> None:
    facts = rows("published_facts")
    bare = facts[facts["year"].isna() & facts["design"].ne("rule")]
    assert bare["period"].str.contains("undated").all()


def test_a_design_of_no_rule_is_refused_by_its_line(tmp_path: Path) -> None:
    held = kept("published_facts", "published_facts.csv")
    path = tmp_path / held.file
    text = held.path.read_text(encoding="utf-8")
    path.write_text(text.replace(",case study,2004", ",hearsay,2004", 1), encoding="utf-8")
    with pytest.raises(PublishedFileError, match=r"1 of .* 'hearsay' on line 43: it is no design"):
        published_facts.read(replace(held, path=path))
