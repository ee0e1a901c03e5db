"""Rates that others published with all their parts come out as they were printed.

Each model in tests/published_rates names its source and address. The tolerance is none: the rate,
rounded as the source rounds it, is the number printed. Where a source's own print does not follow
from its parts, a test says so and by how much.
"""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from research.models.rate_model import BuiltRate, build_rate, read_model

FOLDER = Path(__file__).resolve().parent / "published_rates"

# file, scenario, the result as its source prints it
PUBLISHED = [
    ("ohio_homemaker_independent", None, "17.33"),
    ("ohio_homemaker_independent", "overtime", "22.89"),
    ("norfolk_personal_assistant", None, "13.87"),
    ("norfolk_personal_assistant", "night", "13.16"),
    ("england_half_hour_visit", None, "49.03"),
    ("england_council_visit", None, "11.15"),
    ("ndis_support_hour", None, "67.56"),
    ("epa_labor_hour", None, "65.36"),
    ("epa_labor_hour", "clerical", "40.14"),
    ("epa_labor_hour", "federal_managerial", "84.81"),
    ("epa_labor_hour", "federal_technical", "55.73"),
    ("epa_labor_hour", "federal_clerical", "31.73"),
    ("wisconsin_billable_hour", None, "15.78"),
    ("wisconsin_billable_hour", "department_b", "13.06"),
    ("design_firm_fee", None, "3170.73"),
    ("chargeable_hour", None, "89.00"),
    ("washington_home_care", None, "9.00"),
    ("washington_home_care", "april", "7.91"),
    ("illinois_regional_wage", None, "22.43"),
    ("illinois_regional_wage", "january_2023", "19.55"),
]

# file, scenario, line, the line as its source prints it
PRINTED_LINES = [
    ("ohio_homemaker_independent", None, "expenses", "3.56"),
    ("ohio_homemaker_independent", None, "administration", "1.13"),
    ("ohio_homemaker_independent", "overtime", "overtime_pay", "5.56"),
    ("norfolk_personal_assistant", None, "costs", "2.87"),
    ("norfolk_personal_assistant", "night", "costs", "2.72"),
    ("england_half_hour_visit", None, "visit", "17.16"),
    ("england_half_hour_visit", None, "contact_hour", "34.32"),
    ("england_council_visit", None, "contact_pay", "6.82"),
    ("england_council_visit", None, "travel_pay", "2.27"),
    ("ndis_support_hour", None, "casual_pay", "44.39"),
    ("ndis_support_hour", None, "labor", "50.71"),
    ("ndis_support_hour", None, "supervision", "4.88"),
    ("epa_labor_hour", None, "benefits_an_hour", "13.79"),
    ("epa_labor_hour", None, "overhead_an_hour", "21.79"),
    ("epa_labor_hour", "federal_technical", "overhead_an_hour", "18.58"),
    ("minnesota_billing_hour", None, "leave_an_hour", "5.14"),
    ("minnesota_billing_hour", None, "facilities_an_hour", "3.68"),
    ("minnesota_billing_hour", "technician", "leave_an_hour", "3.18"),
    ("minnesota_billing_hour", "assistant", "leave_an_hour", "2.86"),
    ("design_firm_fee", None, "margin", "570.73"),
]


NAMES = sorted({name for name, *_ in (*PUBLISHED, *PRINTED_LINES)})


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.toml").read_text(encoding="utf-8")


def built(name: str, scenario: str | None = None, **changes: float) -> BuiltRate:
    return build_rate(read_model(text_of(name), name), changes, scenario)


def as_printed(value: Fraction, printed: str) -> Decimal:
    """Round half up to as many places as the source prints."""
    places = len(printed.split(".")[1])
    return Decimal(int(value * 10**places + Fraction(1, 2))).scaleb(-places)


@pytest.mark.parametrize(("name", "scenario", "printed"), PUBLISHED)
def test_a_published_rate_comes_out_as_printed(name, scenario, printed):
    assert Decimal(str(built(name, scenario).rate_usd)) == Decimal(printed)


@pytest.mark.parametrize(("name", "scenario", "line", "printed"), PRINTED_LINES)
def test_a_line_of_a_published_rate_comes_out_as_printed(name, scenario, line, printed):
    assert as_printed(built(name, scenario).line(line).exact, printed) == Decimal(printed)


def test_every_model_of_the_folder_is_held_against_its_source():
    assert sorted(path.stem for path in FOLDER.glob("*.toml")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_components_of_a_published_rate_add_up_to_it(name):
    rate = built(name)
    assert sum(part.exact for part in rate.components) == rate.rate


@pytest.mark.parametrize("name", NAMES)
def test_every_source_of_a_published_rate_has_an_address(name):
    sources = read_model(text_of(name), name).sources
    assert all(source.url.startswith("http") for source in sources.values())


def test_a_quarter_hour_is_a_fourth_of_the_hour_that_washington_prints():
    text = text_of("washington_home_care").replace('"quarter hour"', '"hour"')
    assert build_rate(read_model(text)).rate_usd == 36.00


def test_the_margin_of_the_council_visit_is_what_the_agency_prints():
    rate = built("england_council_visit")
    assert round(100 * (1 - rate.rate_usd / rate.paid.value), 1) == 1.5


def test_ohio_prints_a_productivity_that_its_ten_percent_does_not_give():
    rate = built("ohio_homemaker_independent")
    cost = rate.line("pay").exact + rate.line("expenses").exact
    ten_percent = {as_printed(cost / 10, "1.52"), as_printed(cost / 9, "1.52")}
    assert ten_percent == {Decimal("1.47"), Decimal("1.63")}


def test_epa_prints_managers_a_cent_above_what_its_rounded_share_gives():
    assert built("epa_labor_hour", "managerial").rate_usd == 86.42  # printed: 86.43


def test_the_ndis_price_solved_with_its_printed_shares_is_a_cent_above_it():
    text = text_of("ndis_support_hour")
    for share, dollars, said in (("overhead", "7.10", "10.5"), ("surplus", "0.457", "0.7")):
        of_rate = f'loading = "{share}"\nconvention = "share of the rate"'
        text = text.replace(f'{dollars}, unit = "dollars an hour"', f'{said}, unit = "percent"')
        text = text.replace(f'formula = "{share}"', of_rate)
    assert build_rate(read_model(text)).rate_usd == 67.57  # printed: 67.56
