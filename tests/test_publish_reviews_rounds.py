"""Rounds of review, comments by hand, and the journal that keeps both."""

import json
import subprocess
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research.ground.errors import DiskError, ReviewError, UsageError
from research.publish.reviews.comments import add, open_comments
from research.publish.reviews.dispositions import Ruling, dispose
from research.publish.reviews.journal import load, path_of, writing
from research.publish.reviews.rounds import open_round, people_of, person
from research.sources.review_journal import Disposition, Person, Phase
from reviewed_project import ADA, BO, BRIEF, commented, comments, later, reviewed


def draft(here):
    return load(here, BRIEF).round(Phase.DRAFT)


def test_a_round_says_who_was_asked_and_when_it_closes(tmp_path):
    one = draft(reviewed(tmp_path))
    assert (one.asked, one.closes) == ((ADA, BO), "2026-12-01")


def test_a_round_opened_again_asks_more_people_and_may_close_later(tmp_path):
    here = reviewed(tmp_path)
    open_round(here, BRIEF, "draft", "2026-12-08", [Person("Cy Case")], later(1))
    one = draft(here)
    assert ([who.name for who in one.asked], one.closes) == (
        ["Ada Example", "Bo Sample", "Cy Case"],
        "2026-12-08",
    )


def test_somebody_asked_twice_is_one_person(tmp_path):
    here = reviewed(tmp_path)
    open_round(
        here, BRIEF, "draft", "2026-12-01", [Person("A. Example", "ADA@example.org")], later(1)
    )
    assert len(draft(here).asked) == 2


@pytest.mark.parametrize(
    ("phase", "closes", "asked", "said"),
    [
        ("drafts", "2026-12-01", [BO], "no phase 'drafts'; there are design, data, draft, final"),
        ("data", "2026-11-21", [BO], "that day has passed"),
        ("data", "December 1", [BO], "write it as YYYY-MM-DD"),
        ("data", "2026-12-01", [], "nobody is asked"),
    ],
)
def test_a_round_that_could_not_be_held_is_refused(tmp_path, phase, closes, asked, said):
    with pytest.raises(ReviewError, match=said):
        open_round(reviewed(tmp_path), BRIEF, phase, closes, asked, later(1))


def test_a_brief_that_is_not_there_has_no_round(tmp_path):
    with pytest.raises(UsageError, match="no brief 'breif'; there are: brief"):
        open_round(reviewed(tmp_path), "breif", "draft", "2026-12-01", [BO], later(1))


@pytest.mark.parametrize("text", ["", "Ada <ada@example>", "Ada\nBcc: x", "Ada <@example.org>"])
def test_a_person_whom_nobody_could_write_to_is_refused(text):
    with pytest.raises(ReviewError):
        person(text)


@pytest.mark.parametrize(
    ("text", "name", "email"),
    [
        ("Ada Example <ada@example.org>", "Ada Example", "ada@example.org"),
        ('"Example, Ada" <ada@example.org>', "Example, Ada", "ada@example.org"),
        ("Example, Ada <ada@EXAMPLE.org>", "Example, Ada", "ada@example.org"),
        ("ada@example.org", "ada@example.org", "ada@example.org"),
        ("  Zoë  Muñoz ", "Zoë Muñoz", ""),
    ],
)
def test_a_person_is_written_as_in_a_letter(text, name, email):
    assert person(text) == Person(name, email)


def test_people_to_ask_may_stand_in_a_file(tmp_path):
    (tmp_path / "asked.csv").write_text("name,email\nAda Example,ada@example.org\nBo Sample,\n")
    assert people_of(tmp_path / "asked.csv") == (ADA, BO)


def test_a_comment_by_hand_is_open_until_somebody_decides(tmp_path):
    here = reviewed(tmp_path)
    commented(here, "Too old.")
    assert [(one.text, one.place, one.who) for one in open_comments(here, BRIEF)] == [
        ("Too old.", "line 12", BO)
    ]


def test_the_same_comment_added_twice_is_one(tmp_path):
    here = reviewed(tmp_path)
    assert commented(here, at=1) == commented(here, at=2)
    assert len(comments(here)) == 1


def test_a_brief_that_nobody_reviewed_has_no_open_comment(tmp_path):
    here = reviewed(tmp_path)
    path_of(here, BRIEF).unlink()
    assert open_comments(here, BRIEF) == []


def test_a_comment_in_a_round_that_was_not_opened_is_refused(tmp_path):
    with pytest.raises(ReviewError, match="has no final round: open it first"):
        add(reviewed(tmp_path), BRIEF, "final", BO, "Too old.", later(1))


def test_who_has_nothing_to_say_has_answered(tmp_path):
    here = reviewed(tmp_path)
    add(here, BRIEF, "draft", ADA, "", later(1))
    assert (draft(here).answered, draft(here).silent) == ((ADA,), (BO,))


def test_who_answers_without_having_been_asked_does_not_count_among_those_asked(tmp_path):
    here = reviewed(tmp_path)
    commented(here, who=Person("Cy Case", "cy@example.org"))
    assert ([one.name for one in draft(here).unasked], draft(here).answered) == (["Cy Case"], ())


def test_a_line_edited_by_hand_is_refused_and_named(tmp_path):
    here = reviewed(tmp_path)
    commented(here, "Too old.")
    path = path_of(here, BRIEF)
    path.write_text(path.read_text().replace("Too old.", "Too new."))
    with pytest.raises(ReviewError, match=r"brief.jsonl, line 2 of 2 was edited"):
        comments(here)


def test_a_journal_cut_short_is_refused_and_not_lengthened(tmp_path):
    here = reviewed(tmp_path)
    path = path_of(here, BRIEF)
    path.write_bytes(path.read_bytes()[:-20])
    cut = path.read_bytes()
    with pytest.raises(ReviewError, match=r"line 1 of 1 is no event"):
        commented(here)
    assert path.read_bytes() == cut


def test_nothing_that_was_noted_is_changed_by_what_comes_later(tmp_path):
    here = reviewed(tmp_path)
    commented(here, "First.")
    before = path_of(here, BRIEF).read_bytes()
    commented(here, "Second.")
    assert path_of(here, BRIEF).read_bytes().startswith(before)


def test_a_separator_of_lines_within_a_comment_ends_no_line_of_the_journal(tmp_path):
    here = reviewed(tmp_path)
    commented(here, "one\u2028two\x85three\nfour")
    assert comments(here)[0].text == "one\u2028two\x85three\nfour"


def test_a_clock_that_was_set_back_does_not_put_an_event_before_earlier_ones(tmp_path):
    here = reviewed(tmp_path)
    commented(here, "First.", at=60)
    commented(here, "Second.", at=-600)
    assert [one.text for one in comments(here)] == ["First.", "Second."]


def test_a_full_disk_leaves_the_journal_as_it_was(tmp_path, monkeypatch):
    here = reviewed(tmp_path)
    before = path_of(here, BRIEF).read_bytes()

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("research.ground.provenance.os.fsync", full)
    with pytest.raises(DiskError, match="No space left"):
        commented(here)
    assert path_of(here, BRIEF).read_bytes() == before


def test_two_commands_at_once_lose_nothing(tmp_path):
    here = reviewed(tmp_path)
    threads = [threading.Thread(target=commented, args=(here, f"Comment {n}.")) for n in range(12)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert {one.text for one in comments(here)} == {f"Comment {n}." for n in range(12)}


def test_a_journal_that_another_command_holds_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr("research.publish.reviews.journal._SECONDS", 0.05)
    here = reviewed(tmp_path)
    with writing(here, BRIEF), pytest.raises(ReviewError, match="nothing was written"):
        commented(here)


def test_journals_of_two_branches_are_merged_by_git_and_lose_nothing(tmp_path):
    here = reviewed(tmp_path / "project")
    home, journal = here.reviews, path_of(here, BRIEF)
    git(home, "init", "-q", "-b", "main")
    (home / ".gitattributes").write_text("*.jsonl merge=union\n")
    save(home, "opened")
    git(home, "checkout", "-q", "-b", "other")
    commented(here, "From the other branch.", at=1)
    save(home, "theirs")
    git(home, "checkout", "-q", "main")
    commented(here, "From this branch.", at=2)
    save(home, "ours")
    git(home, "merge", "-q", "other")
    assert len(journal.read_text().splitlines()) == 3
    assert [one.text for one in comments(here)] == ["From the other branch.", "From this branch."]


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=Ada Example", "-c", "user.email=ada@example.org"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def save(folder: Path, message: str) -> None:
    git(folder, "add", "*.jsonl", ".gitattributes")
    git(folder, "commit", "-q", "-m", message)


def test_a_line_that_stands_twice_counts_once(tmp_path):
    here = reviewed(tmp_path)
    commented(here)
    path = path_of(here, BRIEF)
    path.write_text(path.read_text() * 2)
    assert len(comments(here)) == 1


def test_the_journal_can_be_read_by_its_owner_alone(tmp_path):
    assert path_of(reviewed(tmp_path), BRIEF).stat().st_mode & 0o077 == 0


def test_a_line_of_the_journal_is_plain_json(tmp_path):
    line = path_of(reviewed(tmp_path), BRIEF).read_text().splitlines()[0]
    assert json.loads(line)["kind"] == "opened"


@settings(max_examples=30, deadline=None, derandomize=True)
@given(order=st.permutations(range(6)))
def test_the_order_of_lines_does_not_matter(order):
    with TemporaryDirectory() as folder:
        here = reviewed(Path(folder))
        for n in range(3):
            commented(here, f"Comment {n}.", at=n)
        name = comments(here)[0].id
        for n, reason in enumerate(("No.", "Still no.")):
            decided = Ruling(name, Disposition.DECLINED, "Ada Example", reason)
            dispose(here, BRIEF, [decided], later(10 + n))
        before, path = load(here, BRIEF), path_of(here, BRIEF)
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join(lines[place] for place in order))
        assert load(here, BRIEF) == before
