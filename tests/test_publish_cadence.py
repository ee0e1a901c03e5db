import re
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendar_text import calendar_text
from conftest import ROOT
from research.ground.errors import CalendarError, ScheduleError
from research.ground.paths import Project
from research.publish.cadence import Before, Cadence, latest, of_brief, read, upcoming
from research.publish.cadence_days import days_of
from scheduled import ILLINOIS, at, moments, project, release_on

SPRING = ("2027-03-14T00:00", "2027-03-15T00:00")
AUTUMN = ("2027-11-07T00:00", "2027-11-08T00:00")


def cadence(cron="30 5 * * *", zone="America/Chicago", before=None) -> Cadence:
    return Cadence("brief", "one", ("report", "brief"), (), cron=cron, zone=zone, before=before)


def between(one: Cadence, start: str, end: str, release: str = "2027-01-13") -> list[str]:
    """Return all moments in (start, end] as Illinois reads them."""
    found, until = [], at(end)
    while True:
        moment, _ = latest(one, at(start), until, release_on(release))
        if moment is None:
            return [m.astimezone(ILLINOIS).strftime("%d %H:%M %Z") for m in reversed(found)]
        found.append(moment)
        until = moment - timedelta(seconds=1)


def test_a_fixed_time_that_spring_leaves_out_comes_when_the_clocks_have_jumped():
    assert between(cadence("30 2 * * *"), *SPRING) == ["14 03:00 CDT"]


def test_a_fixed_time_that_autumn_has_twice_comes_the_first_time():
    assert between(cadence("30 1 * * *"), *AUTUMN) == ["07 01:30 CDT"]


def test_an_hour_with_a_star_follows_the_clock_through_autumn():
    said = between(cadence("30 * * * *"), "2027-11-07T00:45", "2027-11-07T02:45")
    assert said == ["07 01:30 CDT", "07 01:30 CST", "07 02:30 CST"]


def test_an_hour_with_a_star_has_no_moment_in_the_hour_that_spring_leaves_out():
    said = between(cadence("30 * * * *"), "2027-03-14T00:45", "2027-03-14T03:45")
    assert said == ["14 01:30 CST", "14 03:30 CDT"]


def test_two_times_that_spring_moves_to_one_moment_are_one():
    assert between(cadence("15,45 2 * * *"), *SPRING) == ["14 03:00 CDT"]


def test_another_zone_keeps_its_own_clocks():
    said = between(
        cadence("30 2 * * *", zone="Europe/Berlin"), "2027-03-27T00:00", "2027-03-29T00:00"
    )
    assert said == ["27 20:00 CDT", "28 19:30 CDT"]


def test_the_days_before_a_release_are_fourteen_and_not_the_day_itself():
    one = cadence("30 5 * * *", before=Before("release", 14))
    said = between(one, "2026-12-01T00:00", "2027-02-01T00:00", release="2027-01-13")
    assert (len(said), said[0][:2], said[-1][:2]) == (14, "30", "12")


def test_midnight_of_the_release_is_no_day_before_it():
    one = cadence("0 0 * * *", before=Before("release", 2))
    said = between(one, "2027-01-01T00:00", "2027-02-01T00:00", release="2027-01-13")
    assert said == ["11 00:00 CST", "12 00:00 CST"]


def test_the_next_moment_before_a_release_waits_for_its_days():
    one = cadence("30 5 * * *", before=Before("release", 14))
    assert upcoming(one, at("2026-11-01T12:00"), release_on("2027-01-13")) == at("2026-12-30T05:30")


def test_after_the_release_none_is_in_sight():
    one = cadence("30 5 * * *", before=Before("release", 14))
    assert upcoming(one, at("2027-01-12T05:30"), release_on("2027-01-13")) is None


def test_earlier_moments_are_counted():
    found = latest(
        cadence("0 * * * *"),
        at("2027-01-05T00:00"),
        at("2027-01-05T10:30"),
        release_on("2027-01-13"),
    )
    assert found == (at("2027-01-05T10:00"), 9)


@settings(max_examples=30, deadline=None)
@given(
    minute=st.sampled_from(["0", "30", "59", "15,45", "*/20", "*"]),
    hour=st.sampled_from(["0", "1", "2", "3", "1-3", "*/2", "*", "23"]),
    day=st.sampled_from(["*", "7", "14", "*/2"]),
    weekday=st.sampled_from(["*", "0", "1-5"]),
    zone=st.sampled_from(["America/Chicago", "Europe/Berlin", "UTC", "Australia/Lord_Howe"]),
    night=st.sampled_from(["2027-03-14", "2027-11-07", "2027-03-28", "2027-10-31", "2027-04-04"]),
)
def test_the_moments_are_those_that_are_found_minute_by_minute(
    minute, hour, day, weekday, zone, night
):
    one = cadence(f"{minute} {hour} {day} * {weekday}", zone=zone)
    start, end = (
        at(f"{night}T00:00+00:00") - timedelta(hours=30),
        at(f"{night}T00:00+00:00") + timedelta(hours=40),
    )
    found, until = [], end - timedelta(seconds=1)
    while (
        moment := latest(one, start - timedelta(seconds=1), until, release_on(night))[0]
    ) is not None:
        found.append(moment)
        until = moment - timedelta(seconds=1)
    assert sorted(found) == [m.astimezone(UTC) for m in moments(one, start, end)]


def test_a_study_of_a_brief_may_have_a_cadence_of_its_own(tmp_path: Path):
    here = project(tmp_path, '[cadence.one]\ncron = "0 5 1 * *"\nstudy = "brief"\n')
    assert of_brief(here, "brief")[0].command == ("run", "brief")


def test_a_run_may_look_back_from_the_day_on_which_it_was_due(tmp_path: Path):
    here = project(tmp_path, '[cadence.one]\ncron = "0 22 * * *"\nas_of = "occurrence"\n')
    asked = of_brief(here, "brief")[0].command_for(at("2027-01-05T22:00"))
    assert asked == ("report", "brief", "--as-of", "2027-01-05")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ('cron = "30 5 * *"', "five fields"),
        ('cron = "61 5 * * *"', "Bad minute"),
        ('cron = "0 0 30 2 *"', "cannot be read"),
        ('cron = "30 5 * * *"\nzone = "Illinois"', "no IANA zone"),
        ('cron = "30 5 * * *"\nzone = "../etc"', "no IANA zone"),
        ('cron = "30 5 * * *"\non = "new snapshot"', "2 kinds of time"),
        ('zone = "UTC"', "0 kinds of time"),
        ('on = "monday"', 'there is "new snapshot"'),
        ('daily_before = "release"\nat = "25:00"', "no time of day"),
        ('daily_before = "release"\ndays = 0', "no whole number"),
        ('cron = "30 5 * * *"\nretries = true', "no whole number"),
        ('cron = "30 5 * * *"\nretry = 3', "unknown entry retry"),
        ('cron = "30 5 * * *"\nstudy = "other"', "no study 'other'"),
        ('cron = "30 5 * * *"\nas_of = "today"', "as_of is"),
    ],
)
def test_a_cadence_that_cannot_be_is_refused(tmp_path: Path, said: str, why: str):
    here = project(tmp_path, f"[cadence.one]\n{said}\n")
    with pytest.raises(ScheduleError, match=why):
        of_brief(here, "brief")


@pytest.mark.parametrize("name", ['"../up"', '"Two words"'])
def test_a_name_that_is_no_name_is_refused(tmp_path: Path, name: str):
    here = project(tmp_path, f'[cadence.{name}]\ncron = "0 5 * * *"\n')
    with pytest.raises(ScheduleError, match="small letters"):
        of_brief(here, "brief")


def test_one_study_toml_that_cannot_be_read_stops_no_other_brief(tmp_path: Path):
    here = project(tmp_path)
    project(tmp_path, "[cadence.one]\ncron = 5\n", brief="other")
    found, problems = read(here)
    assert ([one.key for one in found], len(problems)) == (["brief/weekly"], 1)


def test_a_release_of_the_calendar_is_the_day_of_its_embargo(tmp_path: Path):
    here = project(tmp_path)
    (here.reports / "calendar.toml").write_text(calendar_text(), encoding="utf-8")
    assert days_of(here)("brief", "release").isoformat() == "2027-01-06"


def test_a_day_that_the_calendar_does_not_have_is_refused(tmp_path: Path):
    here = project(tmp_path)
    (here.reports / "calendar.toml").write_text(calendar_text(), encoding="utf-8")
    with pytest.raises(CalendarError, match="no day 'party'"):
        days_of(here)("brief", "party")


def test_the_cadences_of_the_manual_are_cadences(tmp_path: Path):
    manual = (ROOT / "docs" / "scheduled-builds.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```toml\n(.*?)```", manual, re.DOTALL)
    assert len(of_brief(project(tmp_path, shown), "brief")) == 3


@pytest.mark.parametrize("brief", ["district", "what_it_costs_to_care"])
def test_each_brief_of_this_project_has_a_cadence_that_can_be_used(brief: str):
    assert [one.name for one in of_brief(Project(ROOT), brief)] == [
        "weekly", "new-snapshot", "before-release",
    ]  # fmt: skip
