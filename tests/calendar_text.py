"""A small calendar as text, for tests: each part may be replaced."""

ZONE = 'zone = "America/Chicago"'
RULES = """rules = [
  { name = "convening", weekday = "wednesday", nth = 2, month = 1, source = "law" },
  { name = "budget address", weekday = "wednesday", nth = 3, month = 2, source = "law" },
  { name = "adjournment", month = 5, day = 31, source = "law" },
  { name = "fiscal year", month = 7, day = 1, source = "law" },
]"""
HOLIDAYS = """holidays = [
  { name = "New Year's Day", month = 1, day = 1, source = "law" },
  { name = "Veterans' Day", month = 11, day = 11, source = "law" },
]"""
MILESTONES = """milestones = [
  { name = "data freeze", before = "release", days = 40, needs = "tables" },
  { name = "final review", before = "release", days = 14, needs = "review:final" },
  { name = "candidate", before = "release", days = 9, needs = "candidate" },
  { name = "approval", before = "release", working_days = 5, needs = "approvals" },
  { name = "release", before = "convening", days = 7, needs = "release" },
]"""
SOURCES = """[sources.law]
title = "A law"
address = "https://example.org/law"
"""
SESSIONS = """[[session]]
year = 2026
dates = [
  { name = "convening", chambers = ["senate"], on = 2026-01-13, source = "law" },
  { name = "convening", chambers = ["house"], on = 2026-01-20, source = "law" },
]
deadlines = [
  { name = "committee", chambers = ["senate"], on = 2026-03-13, source = "law" },
  { name = "third reading", chambers = ["house", "senate"], on = 2026-04-17, source = "law" },
]
veto = [{ from = 2026-11-10, to = 2026-11-12, source = "law" }]
"""
BRIEFS = """[[brief]]
name = "brief"
session = 2027
embargo = 2027-01-06T09:00:00
"""


def calendar_text(
    *,
    zone: str = ZONE,
    rules: str = RULES,
    holidays: str = HOLIDAYS,
    milestones: str = MILESTONES,
    sources: str = SOURCES,
    sessions: str = SESSIONS,
    briefs: str = BRIEFS,
) -> str:
    """Return the text of a calendar whose parts are good unless another is given."""
    return "\n".join([zone, rules, holidays, milestones, sources, sessions, briefs])
