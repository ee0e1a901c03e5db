"""Dates as sources write them: a start at a stated precision, or none; never a guess."""

import pandas as pd
import pytest

from research.ground.errors import PublishedFileError
from research.sources.il_rate_history import starts


@pytest.mark.parametrize(
    ("text", "start", "precision"),
    [
        ("2021-07-01", "2021-07-01", "day"),
        ("2021-04-01 (paid for 2021-01-01 on, as a bonus)", "2021-04-01", "day"),
        ("2025-07-01 or federal approval if later", "2025-07-01", "day"),
        ("2013-06-30 (page headed 12-31-15)", "2013-06-30", "day"),
        ("2019-10", "2019-10-01", "month"),
        ("2021-06 (extended to 2021-12-31)", "2021-06-01", "month"),
        ("2018-07 (due; released after 2019-03 agreement)", "2018-07-01", "month"),
        ("2025H1", "2025-01-01", "half_year"),
        ("2025H2", "2025-07-01", "half_year"),
        ("1992", "1992-01-01", "year"),
        ("2020 (1st of 7 steps; day not stated)", "2020-01-01", "year"),
        ("FY2010", "2009-07-01", "fiscal_year"),
        ("FY2023 on", "2022-07-01", "fiscal_year"),
        ("FFY2009 base", "2008-10-01", "federal_fiscal_year"),
        ("2010-2016", "2010-01-01", "range"),
        ("2019-07 to 2022", "2019-07-01", "range"),
        ("2019-07 to 2019-12 (undated copy)", "2019-07-01", "range"),
        ("2008-10-01 to 2009-03-31", "2008-10-01", "range"),
        ("FY2006-FY2021", "2005-07-01", "range"),
        ("FY2002-FY2003 (note dated Feb 2002)", "2001-07-01", "range"),
    ],
)
def test_a_start_is_read_at_the_precision_of_the_text(
    text: str, start: str, precision: str
) -> None:
    assert starts(text) == (pd.Timestamp(start), precision)


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("before 2021-07-01", "before"),
        ("undated page", "undated"),
        ("undated (about 2011)", "undated"),
        ("undated (before FY2022)", "undated"),
        ("upon federal approval (2024)", "undated"),
    ],
)
def test_a_text_without_a_start_gets_none_even_where_it_names_a_year(
    text: str, precision: str
) -> None:
    assert starts(text) == (None, precision)


@pytest.mark.parametrize("text", ["", "spring 2024", "2021/07/01", "about 2011", "FY 2010"])
def test_a_date_written_in_a_new_way_is_refused(text: str) -> None:
    with pytest.raises(PublishedFileError, match="no rule reads"):
        starts(text)
