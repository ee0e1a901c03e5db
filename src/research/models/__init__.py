"""Values that rest on several metrics at once, or on a fit.

A unit's cost from a text file: rate_model, quality_cost (a child care center by age).
Where a gap comes from: decomposition, adjusted_gap. Many places: comparison.
Agencies: overhead_regression. What the fits share: design, robust_fit, clustered,
wild_bootstrap.
"""
