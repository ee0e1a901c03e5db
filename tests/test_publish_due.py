"""What is late, by how many days, what blocks it, and what comes next."""

import json
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import made_editions
from calendar_text import BRIEFS, MILESTONES, calendar_text
from research.cli import main
from research.ground.errors import CalendarError, UsageError
from research.ground.paths import Project, using
from research.publish.due import Due, Report, due
from research.publish.due_lines import lines, summary
from research.publish.editions import manifest
from research.publish.editions.approvals import approve
from research.publish.editions.manifest import Edition
from research.publish.editions.ready import made_from
from research.publish.reviews.comments import add
from research.publish.reviews.rounds import open_round, person
from research.studies.manifest import load
from small_project import project, study

CHICAGO = ZoneInfo("America/Chicago")
RELEASE = datetime(2027, 1, 6, 9, tzinfo=CHICAGO)
APPROVERS = ("Ada Invented", "Ben Invented")
ASKED = person("Ada Example <ada@example.org>")


def at(day: str, hour: int = 12) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=CHICAGO)


@pytest.fixture
def here(tmp_path: Path) -> Project:
    """A project of one study and a brief of the calendar; its tables are built."""
    made = project(tmp_path / "project")
    study(made)
    calendar(made)
    return made


def calendar(made: Project, **parts: str) -> None:
    text = calendar_text(**parts)
    (made.reports / "calendar.toml").write_text(text, encoding="utf-8")


def edition(
    folder: Path,
    release: datetime = RELEASE,
    brief: str = "brief",
    made_from: dict[str, str] | None = None,
) -> Edition:
    """Write the manifest of an edition without files."""
    number = 1
    made = Edition(
        f"{brief}-{number}", brief, number, "A brief", "2026-11-21", release, ("An Author",), (),
        (), made_from or {}, folder / f"{brief}-{number}",
    )  # fmt: skip
    (made.folder / manifest.FILES).mkdir(parents=True)
    (made.folder / manifest.MANIFEST).write_text(manifest.text(made), encoding="utf-8")
    return made


def item(report: Report, name: str) -> Due:
    return next(one for one in report.briefs[0].items if one.milestone.name == name)


def test_a_milestone_whose_day_has_passed_is_late_by_its_days(here):
    found = item(due(here, at("2026-12-30")), "candidate")
    assert (found.state, found.days) == ("late", -2)


def test_what_is_late_says_what_blocks_it(here):
    found = item(due(here, at("2026-12-30")), "candidate")
    assert found.blocked_by[0] == "no candidate was made: `research candidate brief`"


def test_a_candidate_that_would_be_refused_says_why(here):
    address = 'base_address = "https://example.org"\n'
    (here.reports / "site.toml").write_text(address, encoding="utf-8")
    blocked = item(due(here, at("2026-12-30")), "candidate").blocked_by
    assert blocked[1].endswith("steps of its build are due")
    assert blocked[2] == "reports/site.toml has the example address https://example.org"


def test_what_is_not_committed_is_in_the_way_of_a_candidate(here):
    subprocess.run(["git", "init", "-q", str(here.root)], check=True)
    told = item(due(here, at("2026-12-30")), "candidate").blocked_by[-1]
    assert "files that go into it are changed or new and not committed" in told


def test_a_milestone_is_not_late_on_its_own_day(here):
    assert item(due(here, at("2026-12-28", hour=23)), "candidate").state == "today"


def test_the_day_is_that_of_the_zone_of_the_calendar(here):
    tokyo = datetime(2026, 12, 29, 8, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert item(due(here, tokyo), "candidate").state == "today"


def test_a_milestone_with_nothing_in_its_way_is_ready_before_its_day_and_done_after(here):
    states = [item(due(here, at(day)), "data freeze").state for day in ("2026-11-26", "2026-12-01")]
    assert states == ["ready", "done"]


def test_a_stale_table_blocks_the_data_freeze(here):
    (here.root / "data" / "pins.toml").write_text("[changed]\n", encoding="utf-8")
    found = item(due(here, at("2026-12-01")), "data freeze")
    assert found.blocked_by == ("build tables: a snapshot, ledger or reader changed",)


def test_stale_runs_and_pages_block_what_needs_pages(here):
    calendar(here, milestones=MILESTONES.replace('"review:final"', '"pages"'))
    blocked = item(due(here, at("2026-12-01")), "final review").blocked_by
    assert [one.split(":")[0] for one in blocked] == ["run wages", "render brief"]


def test_a_review_that_nobody_opened_is_in_the_way(here):
    blocked = item(due(here, at("2026-12-01")), "final review").blocked_by
    assert blocked == ("no final round was opened: `research review open brief final`",)


def test_a_round_is_in_the_way_until_it_closes_and_somebody_answered(here):
    open_round(here, "brief", "final", "2026-12-10", [ASKED], at("2026-12-01"))
    blocked = item(due(here, at("2026-12-02")), "final review").blocked_by
    assert blocked == (
        "none of 1 who were asked has answered",
        "its round is open until Thursday, December 10, 2026",
    )


def test_an_open_comment_is_in_the_way_of_its_review_and_of_the_release(here):
    open_round(here, "brief", "final", "2026-12-10", [ASKED], at("2026-12-01"))
    said = add(here, "brief", "final", ASKED, "The chart is upside down.", at("2026-12-02"))
    report = due(here, at("2026-12-11"))
    told = f"1 comment is open: {said.comment} is the first"
    assert item(report, "final review").blocked_by == (told,)
    assert item(report, "release").blocked_by[0] == told


def test_a_review_that_was_answered_and_closed_is_ready(here):
    open_round(here, "brief", "final", "2026-12-10", [ASKED], at("2026-12-01"))
    add(here, "brief", "final", ASKED, "", at("2026-12-02"))
    assert item(due(here, at("2026-12-11")), "final review").state == "ready"


def test_a_candidate_for_the_minute_of_the_calendar_is_enough(here):
    edition(here.candidates)
    assert item(due(here, at("2026-12-30")), "candidate").state == "done"


def test_a_candidate_for_another_minute_is_in_the_way(here):
    edition(here.candidates, release=RELEASE + timedelta(hours=1))
    (told,) = item(due(here, at("2026-12-30")), "candidate").blocked_by
    assert told == (
        "candidate brief-1 is for Wednesday, January 6, 2027, 10:00 a.m. CST, and the calendar "
        "says Wednesday, January 6, 2027, 9:00 a.m. CST: make another"
    )


def test_a_candidate_whose_manifest_was_cut_short_is_in_the_way(here):
    made = edition(here.candidates)
    (made.folder / manifest.MANIFEST).write_text("{", encoding="utf-8")
    (told,) = item(due(here, at("2026-12-30")), "candidate").blocked_by
    assert told.startswith("brief-1 has no manifest that can be read")


def test_a_candidate_of_a_brief_whose_name_begins_alike_is_not_taken(here):
    edition(here.candidates, brief="brief-two")
    assert item(due(here, at("2026-12-30")), "candidate").state == "late"


def test_a_candidate_without_a_list_of_approvers_says_so(here):
    edition(here.candidates)
    (told,) = item(due(here, at("2026-12-30")), "approval").blocked_by
    assert told.startswith("reports/approvers.toml names nobody who may approve")


def test_an_approval_is_done_once_two_people_signed(here, tmp_path):
    keys = {name: made_editions.key(tmp_path, name.split()[0]) for name in APPROVERS}
    made_editions.approvers(here, {name: [path] for name, path in keys.items()})
    made = edition(here.candidates)
    blocked = []
    for name, key in keys.items():
        blocked.append(item(due(here, at("2026-12-30")), "approval").blocked_by)
        approve(here, made, name, key, at("2026-12-30"))
    assert blocked == [
        ("brief-1 has 0 of 2 approvals",),
        ("brief-1 has 1 of 2 approvals (Ada Invented)",),
    ]
    assert item(due(here, at("2026-12-30")), "approval").state == "done"


def test_an_approved_candidate_waits_only_for_its_release(here, tmp_path):
    keys = {name: made_editions.key(tmp_path, name.split()[0]) for name in APPROVERS}
    made_editions.approvers(here, {name: [path] for name, path in keys.items()})
    made = edition(here.candidates, made_from=made_from(here, load(here, "brief")))
    for name, key in keys.items():
        approve(here, made, name, key, at("2026-12-30"))
    (told,) = item(due(here, at("2026-12-30")), "release").blocked_by
    assert told == "nobody has released it: `research release brief-1`"


def test_a_candidate_of_a_tree_that_changed_since_is_in_the_way_of_the_release(here):
    edition(here.candidates, made_from=made_from(here, load(here, "brief")))
    (here.root / "data" / "pins.toml").write_text("[changed]\n", encoding="utf-8")
    told = item(due(here, at("2026-12-30")), "release").blocked_by[-1]
    assert told.startswith("brief-1 is stale: a snapshot, ledger or reader changed after it was")


def test_once_it_is_released_nothing_of_its_plan_is_late(here):
    edition(here.editions)
    report = due(here, at("2027-01-20"))
    assert (report.late, report.briefs[0].edition) == (0, "brief-1")


def test_an_edition_from_before_the_plan_does_not_meet_it(here):
    edition(here.editions, release=RELEASE - timedelta(days=365))
    report = due(here, at("2027-01-20"))
    assert (item(report, "release").state, report.briefs[0].edition) == ("late", "")


def test_a_release_is_late_on_its_own_day_once_its_minute_has_passed(here):
    states = [item(due(here, at("2027-01-06", hour=hour)), "release").state for hour in (8, 10)]
    assert states == ["today", "late"]


def test_a_milestone_before_an_unrecorded_date_has_no_day_and_is_never_late(here):
    calendar(
        here, milestones=MILESTONES.replace('"release", days = 9', '"house committee", days = 9')
    )
    found = item(due(here, at("2027-12-30")), "candidate")
    assert (found.state, found.days) == ("no day", None)
    assert found.milestone.rule.endswith("which is not recorded yet for 2027")


def test_what_comes_next_is_the_first_whose_day_has_not_passed(here):
    coming = due(here, at("2026-12-24")).briefs[0].next
    assert coming is not None
    assert (coming.milestone.name, coming.days) == ("candidate", 4)


def test_a_brief_that_the_calendar_lacks_is_told(here):
    study(here, name="other", brief="other")
    report = due(here, at("2026-12-01"))
    assert report.unplanned == ("other",)
    assert "other is not in reports/calendar.toml: nothing is due for it" in lines(report)


def test_a_brief_of_the_calendar_without_a_study_is_refused(here):
    calendar(here, briefs=BRIEFS + BRIEFS.replace('"brief"', '"lost"'))
    with pytest.raises(CalendarError, match=r"plans 1 of 2 briefs without a study\.toml.*'lost'"):
        due(here, at("2026-12-01"))


def test_one_brief_may_be_asked_for_by_name(here):
    study(here, name="other", brief="other")
    calendar(here, briefs=BRIEFS + BRIEFS.replace('"brief"', '"other"'))
    assert [one.brief for one in due(here, at("2026-12-01"), "other").briefs] == ["other"]


def test_what_the_calendar_holds_of_the_session_is_said(here):
    told = lines(due(here, at("2026-12-01")))
    assert (
        "session 2027: convening January 13 (by rule); budget address February 17 (by rule); "
        "adjournment May 31 (by rule); fiscal year July 1 (by rule)" in told
    )


def test_what_a_chamber_has_not_published_is_said(here):
    told = "\n".join(lines(due(here, at("2026-12-01"))))
    assert "not recorded yet for 2027, house: bill requests; bill filing; committee;" in told
    assert "not recorded yet for 2027: veto session" in told


def test_the_lines_say_how_late_it_is_what_blocks_it_and_what_comes_next(here):
    told = lines(due(here, at("2026-12-29")))
    late = next(n for n, line in enumerate(told) if "final review" in line)
    assert told[late] == (
        "  6 days late   final review  Wednesday, December 23, 2026 (14 days before release)"
    )
    assert told[late + 1] == ("      no final round was opened: `research review open brief final`")
    assert "  next: approval, today" in told


def test_a_milestone_that_moved_says_from_where(here):
    calendar(here, milestones=MILESTONES.replace("days = 14", "days = 10"))
    told = "\n".join(lines(due(here, at("2026-12-01"))))
    assert (
        "Friday, December 25, 2026 (10 days before release; Sunday, December 27, 2026 is no "
        "working day)" in told
    )


def test_a_summary_says_what_is_late_what_blocks_it_and_what_comes_next(here):
    assert summary(due(here, at("2026-12-29"))) == [
        "due brief: final review 6 days late: no final round was opened: `research review open "
        "brief final`",
        "due brief: candidate 1 day late: no candidate was made: `research candidate brief`",
        "due brief: next: approval, today",
        "`research due` says what is in the way of each",
    ]


def test_a_released_brief_is_summed_up_by_its_edition(here):
    edition(here.editions)
    assert summary(due(here, at("2027-01-20")))[0] == "due brief: released as brief-1"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["--on", "2026-12-30"], 0), (["--on", "2026-12-30", "--fail-late"], 1),
     (["--on", "2026-11-01", "--fail-late"], 0)],
)  # fmt: skip
def test_the_command_fails_only_if_asked_to_and_something_is_late(here, arguments, code):
    with using(here.root):
        assert main(["due", *arguments]) == code


def test_the_command_answers_in_json(here, capsys):
    with using(here.root):
        main(["due", "brief", "--on", "2026-12-30", "--json"])
    said = json.loads(capsys.readouterr().out)
    (candidate,) = [m for m in said["briefs"][0]["milestones"] if m["name"] == "candidate"]
    assert (said["late"], candidate["day"], candidate["days"]) == (3, "2026-12-28", -2)


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-01", "20261201"])
def test_a_day_that_is_none_is_refused(here, capsys, day):
    with using(here.root):
        assert main(["due", "--on", day]) == UsageError.exit_code


def test_a_brief_that_is_not_in_the_calendar_is_refused(here, capsys):
    with using(here.root):
        assert main(["due", "nobody"]) == CalendarError.exit_code


def test_status_sums_up_what_is_due(here, capsys):
    with using(here.root):
        main(["status"])
    assert "\ndue brief: " in capsys.readouterr().out


def test_status_tells_of_a_broken_calendar_and_of_all_else(here, capsys):
    (here.reports / "calendar.toml").write_text("zone =", encoding="utf-8")
    with using(here.root):
        main(["status"])
    told = capsys.readouterr().out
    assert "brief brief\n" in told
    assert "due: reports/calendar.toml is not TOML" in told


def test_status_of_a_project_without_a_calendar_says_nothing_of_it(here, capsys):
    (here.reports / "calendar.toml").unlink()
    with using(here.root):
        main(["status"])
    assert "due " not in capsys.readouterr().out
