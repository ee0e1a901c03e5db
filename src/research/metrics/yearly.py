"""A deflator by year: each day bears the average of the fiscal or calendar year it lies in."""

from dataclasses import dataclass
from datetime import date

from research.ground.errors import MetricError
from research.metrics.days import as_day, state_fiscal_year
from research.metrics.indexes import Basis, Level
from research.metrics.prices import Deflator, calendar_year_average, fiscal_year_average


@dataclass(frozen=True)
class YearlyDeflator:
    """Prices by whole years; an index like any other, but never beside monthly levels of a year.

    Made by `by_fiscal_year`, which is right for a rate that changes on July 1, or by
    `by_calendar_year`. A year that is not over has no level.
    """

    prices: Deflator
    basis: Basis

    @property
    def index_id(self) -> str:
        """Return the series id of the prices."""
        return self.prices.index_id

    @property
    def title(self) -> str:
        """Return the title of the prices, with the kind of year."""
        return f"{self.prices.title}, {self.basis.value}"

    @property
    def known_to(self) -> date:
        """Return the last day of the last year that is over."""
        month, day = (6, 30) if self.basis is Basis.FISCAL_YEAR else (12, 31)
        last = self.prices.known_to
        return date(
            last.year if (last.month, last.day) >= (month, day) else last.year - 1, month, day
        )

    def at(self, on: date) -> Level:
        """Return the average of the year in which a day lies; refused if it is not over."""
        day = as_day(on)
        if self.basis is Basis.FISCAL_YEAR:
            level = fiscal_year_average(self.prices, state_fiscal_year(day))
        else:
            level = calendar_year_average(self.prices, day.year)
        if level.months_outside:
            raise MetricError(
                f"{self.title}: {level.label}; {level.months_outside} of {level.months_expected} "
                f"months lie outside the series, which is known by year to {self.known_to}. Ask "
                "for a year that is over."
            )
        return level

    def over_year(self, year: int) -> Level:
        """Return the average of a calendar year; refused of a deflator by fiscal years."""
        if self.basis is Basis.FISCAL_YEAR:
            raise MetricError(
                f"{self.title} has no average of calendar year {year}: the two kinds of year "
                "differ by half a year of inflation. Use by_calendar_year."
            )
        return self.at(date(year, 12, 31))


def by_fiscal_year(prices: Deflator) -> YearlyDeflator:
    """Return a deflator by Illinois fiscal years, July to June, named by their end."""
    return YearlyDeflator(prices, Basis.FISCAL_YEAR)


def by_calendar_year(prices: Deflator) -> YearlyDeflator:
    """Return a deflator by calendar years."""
    return YearlyDeflator(prices, Basis.CALENDAR_YEAR)
