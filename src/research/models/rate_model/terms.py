"""The closed sets of a rate model: parts, conventions, shapes of a range."""

from enum import StrEnum


class Part(StrEnum):
    """What a line of a rate pays for; groups lines in a build-up."""

    WAGE = "wage"
    EXPENSES = "expenses"
    PAID_TIME_OFF = "paid time off"
    PRODUCTIVITY = "productivity"
    SUPERVISION = "supervision"
    STAFFING = "staffing"
    ABSENCE = "absence"
    TRAVEL = "travel"
    NON_WAGE = "non-wage"
    PROGRAM_SUPPORT = "program support"
    ADMINISTRATION = "administration"
    MARGIN = "margin"
    REGIONAL = "regional"
    ADJUSTMENT = "adjustment"


class Convention(StrEnum):
    """What a percentage of support, administration or margin is taken of."""

    MARK_UP = "mark-up on cost"
    SHARE_OF_RATE = "share of the rate"
    ADDITIVE = "additive on the wage"


class Shape(StrEnum):
    """How values between low and high are drawn; normal: low to high holds 95 percent."""

    TRIANGULAR = "triangular"
    UNIFORM = "uniform"
    NORMAL = "normal"


INDIRECT = (Part.PROGRAM_SUPPORT, Part.ADMINISTRATION, Part.MARGIN)
PAY = (Part.WAGE, Part.EXPENSES, Part.PAID_TIME_OFF, Part.PRODUCTIVITY, Part.STAFFING)
EVERYTHING = "everything before"
