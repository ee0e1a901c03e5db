"""The words of the field as values: grades, kinds of rate, units."""

from enum import IntEnum, StrEnum


class Grade(IntEnum):
    """How much weight a number bears; a finding takes the weakest of what it rests on."""

    FIRM = 1
    USABLE = 2
    WEAK = 3

    @property
    def meaning(self) -> str:
        return {
            Grade.FIRM: "firm: the issuing body's own data file",
            Grade.USABLE: "usable: the issuing body's own page, or moved a little by an assumption",
            Grade.WEAK: (
                "weak: a second-hand, old or thin source, or an assumption; do not act on it alone"
            ),
        }[self]


class Kind(StrEnum):
    """What an amount is; a proposal is never a paid rate."""

    PAID = "paid"
    WAGE = "wage"
    PROPOSED = "proposed"
    PENDING = "pending"
    PRICE = "price"
    COST = "cost"
    INDEX = "index"


class Unit(StrEnum):
    """What a number counts. The unit decides how it is printed."""

    USD = "dollars"
    USD_WHOLE = "whole dollars"
    USD_MILLION = "million dollars"
    USD_PER_HOUR = "dollars an hour"
    USD_PER_DAY = "dollars a day"
    USD_PER_YEAR = "dollars a year"
    USD_PER_PERSON_YEAR = "dollars a person a year"
    SHARE = "share"
    SIGNED_SHARE = "change"
    POINTS = "percentage points"
    RATIO = "ratio"
    YEARS = "years"
    MONTHS = "months"
    COUNT = "count"
    INDEX_NUMBER = "index"
    DATE = "date"
    YEAR = "year"
    TEXT = "text"
