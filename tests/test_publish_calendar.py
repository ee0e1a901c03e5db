"""The calendar of record: rules, what overrides them, milestones, and what is refused."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_text import BRIEFS, MILESTONES, RULES, SESSIONS, calendar_text
from conftest import ROOT
from research.ground.errors import CalendarError
from research.ground.paths import Project
from research.publish.calendar import load
from research.publish.calendar_days import (
    DayRule,
    days_before,
    easter_sunday,
    is_working,
    minute,
    nth_weekday,
    working_on_or_before,
)
from research.publish.calendar_read import read
from research.publish.milestones import day_of, milestones

CHICAGO = ZoneInfo("America/Chicago")
YEARS = st.integers(2000, 2100)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
HOLIDAYS = (
    DayRule("New Year's Day", month=1, day=1),
    DayRule("Good Friday", easter=-2),
    DayRule("Memorial Day", month=5, weekday=0, nth=-1),
    DayRule("Thanksgiving Day", month=11, weekday=3, nth=4),
)


def days(text: str, brief: str = "brief") -> dict[str, date | None]:
    calendar = read(text)
    return {one.name: one.day for one in milestones(calendar, calendar.brief(brief))}


@given(YEARS, st.integers(1, 12), st.integers(0, 6), st.integers(1, 4))
def test_an_nth_weekday_has_n_less_one_of_them_before_it_in_its_month(year, month, weekday, nth):
    day = nth_weekday(year, month, weekday, nth)
    earlier = [one for one in range(1, day.day) if date(year, month, one).weekday() == weekday]
    assert (day.month, day.weekday(), len(earlier)) == (month, weekday, nth - 1)


@given(YEARS, st.integers(1, 12), st.integers(0, 6))
def test_the_last_weekday_of_a_month_has_none_after_it(year, month, weekday):
    day = nth_weekday(year, month, weekday, -1)
    assert (day.weekday(), (day + timedelta(days=7)).month != month) == (weekday, True)


@pytest.mark.parametrize("nth", [0, 5, -5])
def test_a_weekday_that_a_month_may_not_have_is_refused(nth):
    with pytest.raises(ValueError, match="nth is 1 to 4"):
        nth_weekday(2027, 2, 0, nth)


@given(YEARS)
def test_convening_lies_from_the_eighth_to_the_fourteenth(year):
    convening = nth_weekday(year, 1, 2, 2)
    assert date(year, 1, 8) <= convening <= date(year, 1, 14)


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(2000, 4, 23), (2008, 3, 23), (2011, 4, 24), (2024, 3, 31), (2025, 4, 20), (2038, 4, 25)],
)
def test_easter_falls_where_published_tables_have_it(year, month, day):
    assert easter_sunday(year) == date(year, month, day)


@given(YEARS)
def test_easter_is_a_sunday_from_march_22_to_april_25(year):
    easter = easter_sunday(year)
    assert easter.weekday() == 6
    assert date(year, 3, 22) <= easter <= date(year, 4, 25)


@given(DAYS)
def test_the_working_day_on_or_before_is_the_nearest(day):
    found = working_on_or_before(day, HOLIDAYS)
    between = [found + timedelta(days=n) for n in range(1, (day - found).days + 1)]
    assert is_working(found, HOLIDAYS)
    assert not any(is_working(one, HOLIDAYS) for one in between)


@given(DAYS, st.integers(0, 60))
def test_so_many_working_days_lie_between_a_count_and_its_anchor(day, count):
    found = days_before(day, count, HOLIDAYS, working=True)
    between = (found + timedelta(days=n) for n in range((day - found).days))
    assert sum(is_working(one, HOLIDAYS) for one in between) == count


@given(st.integers(0, 100 * 365 * 24 * 60))
def test_a_minute_written_with_the_offset_of_its_zone_is_that_moment(minutes):
    at = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    written = datetime.fromisoformat(at.astimezone(CHICAGO).isoformat())
    assert minute(written, CHICAGO) == at


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("2027-03-14T02:30:00", "does not exist"),
        ("2027-11-07T01:30:00", "comes twice"),
        ("2027-01-06T09:00:00-05:00", "an offset that America/Chicago does not have then"),
        ("2027-01-06T09:00:30", "no whole minute"),
    ],
)
def test_a_minute_that_clocks_do_not_show_once_is_refused(said, why):
    with pytest.raises(ValueError, match=why):
        minute(datetime.fromisoformat(said), CHICAGO)


def test_a_minute_that_comes_twice_is_told_apart_by_its_offset():
    first, second = (
        minute(datetime.fromisoformat(f"2027-11-07T01:30:00-0{n}:00"), CHICAGO) for n in (5, 6)
    )
    assert second.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=1)


@given(YEARS)
def test_a_year_without_a_record_convenes_by_rule(year):
    calendar = read(calendar_text(sessions=""))
    (found,) = calendar.dates(year, "convening")
    assert (found.on, found.is_recorded) == (nth_weekday(year, 1, 2, 2), False)


def test_a_recorded_date_overrides_the_rule_for_each_chamber():
    found = read(calendar_text()).dates(2026, "convening")
    assert [(one.chamber, one.on.day, one.is_recorded) for one in found] == [
        ("senate", 13, True),
        ("house", 20, True),
    ]


def test_a_chamber_without_a_record_keeps_the_rule_beside_the_other():
    house = '  { name = "convening", chambers = ["house"], on = 2026-01-20, source = "law" },\n'
    found = read(calendar_text(sessions=SESSIONS.replace(house, ""))).dates(2026, "convening")
    assert [(one.chamber, one.on.day, one.is_recorded) for one in found] == [
        ("senate", 13, True),
        ("house", 14, False),
    ]


def test_what_no_chamber_has_published_is_absent_and_never_guessed():
    calendar = read(calendar_text())
    assert calendar.anchor(2027, "house third reading") is None
    assert "house third reading" in calendar.lacking(2027)


def test_all_that_is_known_of_a_year_is_in_order_and_says_who_says_it():
    known = read(calendar_text()).known(2026)
    assert [one.on for one in known] == sorted(one.on for one in known)
    assert [(one.name, one.chamber, one.is_recorded) for one in known[:4]] == [
        ("convening", "senate", True),
        ("convening", "house", True),
        ("budget address", None, False),
        ("committee", "senate", True),
    ]


def test_what_was_recorded_is_not_lacking():
    lacking = read(calendar_text()).lacking(2026)
    assert "house third reading" not in lacking
    assert "house committee" in lacking
    assert "veto session" not in lacking


@pytest.mark.parametrize(("day", "year"), [((2026, 6, 30), 2026), ((2026, 7, 1), 2027)])
def test_a_fiscal_year_is_named_by_the_year_in_which_it_ends(day, year):
    assert read(calendar_text()).fiscal_year(date(*day)) == year


def test_milestones_are_counted_back_from_the_minute_of_the_embargo():
    assert days(calendar_text()) == {
        "data freeze": date(2026, 11, 27),
        "final review": date(2026, 12, 23),
        "candidate": date(2026, 12, 28),
        "approval": date(2026, 12, 29),
        "release": date(2027, 1, 6),
    }


def test_a_brief_without_an_embargo_is_released_before_its_anchor():
    briefs = BRIEFS.replace("embargo = 2027-01-06T09:00:00\n", "")
    found = days(calendar_text(briefs=briefs.replace("2027", "2026")))
    assert found["release"] == date(2026, 1, 6)


@pytest.mark.parametrize(
    ("count", "counted", "moved"),
    [
        (4, date(2027, 1, 2), date(2026, 12, 31)),
        (3, date(2027, 1, 3), date(2026, 12, 31)),
        (10, date(2026, 12, 27), date(2026, 12, 25)),
    ],
)
def test_a_milestone_on_a_weekend_or_holiday_moves_to_the_working_day_before(count, counted, moved):
    text = calendar_text(milestones=MILESTONES.replace("days = 14", f"days = {count}"))
    calendar = read(text)
    found = {one.name: one for one in milestones(calendar, calendar.brief("brief"))}
    assert (found["final review"].counted, found["final review"].day) == (counted, moved)


@given(st.integers(0, 400))
def test_no_milestone_but_a_release_falls_on_a_day_off(count):
    text = calendar_text(milestones=MILESTONES.replace("days = 14", f"days = {count}"))
    calendar = read(text)
    day = day_of(calendar, "brief", "final review")
    assert day is not None
    assert calendar.is_working(day)


def test_a_milestone_before_an_unrecorded_deadline_has_no_day_yet():
    text = MILESTONES.replace('"release", days = 40', '"house committee", days = 40')
    assert days(calendar_text(milestones=text))["data freeze"] is None


def test_a_milestone_may_be_counted_from_another_one():
    text = MILESTONES.replace('"release", days = 40', '"final review", days = 2')
    assert days(calendar_text(milestones=text))["data freeze"] == date(2026, 12, 21)


def test_a_brief_may_have_milestones_of_its_own():
    own = 'milestones = [{ name = "final review", before = "release", days = 7, needs = "pages" }]'
    found = days(calendar_text(briefs=f"{BRIEFS}{own}\n"))
    assert (found["final review"], found["candidate"]) == (date(2026, 12, 30), date(2026, 12, 28))


def test_a_deadline_on_a_sunday_is_kept_and_told():
    calendar = read(calendar_text(sessions=SESSIONS.replace("2026-03-13", "2026-03-15")))
    assert calendar.anchor(2026, "senate committee") == date(2026, 3, 15)
    assert "line 30, deadline 'committee' of session 2026: 2026-03-15 is a Sunday" in str(
        calendar.warnings
    )


def test_a_release_after_the_session_convened_is_told():
    calendar = read(calendar_text(briefs=BRIEFS.replace("2027-01-06", "2027-01-14")))
    assert "after the 2027 session convenes" in str(calendar.warnings)


def test_a_calendar_without_oddities_has_no_warnings():
    assert read(calendar_text()).warnings == ()


def bad(part: str, old: str, new: str) -> str:
    parts = {"rules": RULES, "milestones": MILESTONES, "sessions": SESSIONS, "briefs": BRIEFS}
    assert old in parts[part]
    return calendar_text(**{part: parts[part].replace(old, new, 1)})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("zone = ", "is not TOML: Invalid value .at end of document"),
        (calendar_text(zone='zone = "Chicago"'), "zone 'Chicago' is no zone"),
        (calendar_text(zone='zone = "../Chicago"'), "zone '../Chicago' is no zone"),
        (calendar_text(zone='zones = "America/Chicago"'), "the top: it has zones"),
        (
            bad("rules", "nth = 2", "nth = 5"),
            "line 3, rule 'convening': nth is a whole number from -4 to 4; it is 5",
        ),
        (bad("rules", "nth = 2", "nth = 0"), "line 3, rule 'convening': it gives no day in every"),
        (bad("briefs", "session = 2027", "session = 20270"), "session is a whole number from 1970"),
        (bad("rules", "month = 5, day = 31", "month = 2, day = 29"), "line 5, rule 'adjournment'"),
        (bad("rules", '"wednesday"', '"woensdag"'), "weekday is 'woensdag'; it may be monday"),
        (bad("rules", '"law"', '"a law"'), "source is 'a law'; it may be law"),
        (bad("rules", "adjournment", "convening"), "line 5, rule 'convening': it stands in"),
        (
            bad("milestones", '"release", days = 14', '"releases", days = 14'),
            "line 14, milestone 'final review': before 'releases' is no anchor; is 'release' meant",
        ),
        (
            bad("milestones", '"release", days = 14', '"Easter", days = 14'),
            "before 'Easter' is no anchor; there are adjournment, approval, budget address,",
        ),
        (
            bad("milestones", '"release", days = 9', '"candidate", days = 9'),
            "line 15, milestone 'candidate': it is counted in a circle: candidate before candidate",
        ),
        (
            bad("milestones", '"convening", days = 7', '"approval", days = 7').replace(
                "embargo = 2027-01-06T09:00:00", ""
            ),
            "in a circle: data freeze before release before approval before release",
        ),
        (bad("milestones", "days = 14", "days = -14"), "days is a whole number from 0 to 3650"),
        (bad("milestones", "days = 14, ", ""), "it needs days or working_days, and not both"),
        (bad("milestones", "review:final", "review:last"), "needs is 'review:last'; it may be"),
        (
            bad("sessions", "on = 2026-01-20", "on = 2027-01-20"),
            "line 27, date 'convening' of session 2026: on is 2027-01-20, which is not in 2026",
        ),
        (bad("sessions", "on = 2026-01-20", 'on = "2026-01-20"'), "on is a day such as 2027-01-13"),
        (
            bad("sessions", 'chambers = ["house"]', 'chambers = ["assembly"]'),
            "line 27, date 'convening' of session 2026: 'assembly' is no chamber; there are house",
        ),
        (bad("sessions", '["house"], on', '["senate"], on'), "convening of senate was recorded"),
        (bad("sessions", '"committee"', '"a committee"'), "name is 'a committee'; it may be bill"),
        (bad("sessions", "to = 2026-11-12", "to = 2026-11-09"), "it ends on 2026-11-09, before"),
        (bad("sessions", "from = 2026-11-10", "from = 2025-11-10"), "which is not in 2026"),
        (calendar_text(sessions=SESSIONS * 2), "session 2026: it stands here a second time"),
        (
            calendar_text(briefs=BRIEFS * 2),
            "line 39, brief brief: it stands here a second time; each brief has one entry and "
            "only one embargo",
        ),
        (
            bad("briefs", "session = 2027", "embargo = 2027-01-07T09:00:00"),
            r"is not TOML: Cannot overwrite a value \(at line 38",
        ),
        (
            bad("briefs", "2027-01-06T09:00:00", "[2027-01-06T09:00:00, 2027-01-07T09:00:00]"),
            "line 35, brief brief: it has 2 embargoes",
        ),
        (bad("briefs", "T09:00:00", ""), "embargo is a minute such as"),
        (bad("briefs", "01-06T09:00", "03-14T02:30"), "line 35, brief brief: embargo .* not exist"),
        (bad("briefs", "01-06T09:00", "11-07T01:30"), "comes twice in America/Chicago"),
        (bad("briefs", "2027-01-06T", "2029-01-06T"), "is neither in 2027, its session, nor"),
        (bad("briefs", "embargo", "embrago"), "it has embrago; it may have name"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line_and_entry(text, told):
    with pytest.raises(CalendarError, match=told.replace("../", r"\.\./")):
        read(text)


def test_a_brief_counted_from_a_release_that_nobody_set_is_refused():
    without = re.sub(r'  \{ name = "release".*\n', "", MILESTONES)
    with pytest.raises(CalendarError, match="before 'release' is no anchor"):
        read(calendar_text(milestones=without, briefs=BRIEFS.replace("embargo", "# embargo")))


def test_an_embargo_sets_a_release_that_no_milestone_sets():
    without = re.sub(r'  \{ name = "release".*\n', "", MILESTONES)
    assert days(calendar_text(milestones=without))["release"] == date(2027, 1, 6)


def test_a_brief_that_is_not_in_the_calendar_is_named(tmp_path):
    with pytest.raises(CalendarError, match=r"no \[\[brief\]\] 'other'; it has: brief"):
        read(calendar_text()).brief("other")


def test_a_project_without_a_calendar_is_told_what_to_do(tmp_path):
    with pytest.raises(CalendarError, match=r"calendar\.toml is not there; docs/calendar\.md"):
        load(Project(tmp_path))


def test_a_calendar_that_is_no_utf_8_is_refused(tmp_path):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "calendar.toml").write_bytes(b'zone = "\xff"')
    with pytest.raises(CalendarError, match="is not UTF-8"):
        load(Project(tmp_path))


def test_the_calendar_of_record_stands_by_its_rules():
    calendar = load(Project(ROOT))
    found = calendar.dates(2027, "convening") + calendar.dates(2027, "budget address")
    assert [(one.on, one.is_recorded) for one in found] == [
        (date(2027, 1, 13), False),
        (date(2027, 2, 17), False),
    ]


def test_the_calendar_of_record_holds_the_exceptions_that_were_published():
    calendar = load(Project(ROOT))
    budgets = [calendar.anchor(year, "budget address") for year in (2022, 2026)]
    assert budgets == [date(2022, 2, 2), date(2026, 2, 18)]
    assert [one.on.day for one in calendar.dates(2026, "convening")] == [13, 20]


def test_each_date_of_the_calendar_of_record_has_a_source_with_an_address():
    calendar = load(Project(ROOT))
    said = [one for s in calendar.sessions for one in (*s.dates, *s.deadlines, *s.veto)]
    names = {one.source for one in (*calendar.rules, *calendar.holidays, *said)}
    assert all(calendar.source(name).address.startswith("http") for name in names)


def test_both_briefs_are_planned_for_release_before_the_session_convenes():
    calendar = load(Project(ROOT))
    ahead = [one.embargo.date() < calendar.anchor(one.session, "convening")
             for one in calendar.briefs if one.embargo]  # fmt: skip
    assert ahead == [True, True]
    assert {one.source for one in calendar.briefs} == {"plan"}
