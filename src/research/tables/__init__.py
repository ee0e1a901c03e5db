"""How a number is written, the few table forms, and the sentences that follow from numbers.

A new sentence goes to the module of its subject:

- `sentences`: one series, its pace, what is announced, what is not known
- `sentences_rates`: the days of a rate
- `sentences_rate_model`: a modelled rate, its draws and ranges
- `sentences_center`: a center as drawn
- `sentences_caps`: caps on overhead
- `sentences_overhead`: overhead, its spread and what goes along with it
- `sentences_returns`: a sample of returns
- `sentences_gaps`: a pay gap taken apart by occupation
- `sentences_comparison`: places against one another
- `sentences_district`: the sheet of one district: whom it is for, where, what holds there
"""
