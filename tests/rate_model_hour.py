"""An hour of care with two ranges, to follow by head: 20 ÷ 0.80 = 25, and 24 are paid."""

from research.models.rate_model import RateModel, read_model

TEXT = """
title = "An hour of care"
place = "Nowhere"
as_of = 2026
pays_for = "hour"

[sources.book]
title = "Numbers to follow by head"
date = 2026
grade = 3

[parameters.wage]
title = "Wage"
value = 20
unit = "dollars an hour"
source = "book"
low = 20
high = 22

[parameters.productivity]
title = "Billed share"
value = 0.80
unit = "share"
assumed = "a diary"
low = 0.70
high = 0.95

[[lines]]
name = "pay"
part = "wage"
formula = "wage"

[[lines]]
name = "billed"
part = "productivity"
formula = "pay / productivity"
"""
_PAID = '\n[paid]\nvalue = {usd}\nunit = "dollars an hour"\nsource = "book"\n'


def an_hour(paid_usd: float | None = 24) -> RateModel:
    """Return the model; None where nothing is paid."""
    return read_model(TEXT + (_PAID.format(usd=paid_usd) if paid_usd is not None else ""))
