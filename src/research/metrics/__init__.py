"""One definition each, with its formula; frame in, value out.

Time: prices, yearly, chained, indexes, rates, erosion, pace, shortfall, days.
Pay: wages, percentiles, gaps, turnover, ripple. Cost: adequacy, costs.
Overhead: shares, overhead, caps, recovery, distribution, medians, services.
What a change costs: fiscal, match, whole_note, dollar_an_hour.
How a number is told: formula, grades, ranges, rounding.
"""
