"""Names that were filed in capitals, as they are printed."""

import pytest

from research.tables.names import printed_name


@pytest.mark.parametrize(
    ("filed", "printed"),
    [
        ("ELM  STREET HOUSE INC", "Elm Street House Inc"),
        ("HOUSE OF HOPE FOR THE ELDERLY NFP", "House of Hope for the Elderly NFP"),
        ("THE O'HARA CENTER", "The O'Hara Center"),
        ("WORKERS' HALL", "Workers' Hall"),
        ("ANNIE'S TABLE", "Annie's Table"),
        ("MCELM COUNTY HOMES", "McElm County Homes"),
        ("ST VINCENT HOUSE", "St Vincent House"),
        ("YMCA OF ELM", "YMCA of Elm"),
        ("ELM-OAK COUNTIES CORP", "Elm-Oak Counties Corp"),
        ("ARTS/CRAFTS (NORTH)", "Arts/Crafts (North)"),
        ("LOCAL 73", "Local 73"),
        ("NILRC", "NILRC"),
        ("BEST 4KIDS", "Best 4KIDS"),
        ("CASA MARÍA", "Casa María"),
    ],
)
def test_a_name_in_capitals_is_printed_in_title_case(filed: str, printed: str) -> None:
    assert printed_name(filed) == printed


@pytest.mark.parametrize("name", ["deVry House", "Elm House INC", "Best Futures Inc"])
def test_a_name_filed_with_small_letters_stays_as_it_is(name: str) -> None:
    assert printed_name(name) == name
