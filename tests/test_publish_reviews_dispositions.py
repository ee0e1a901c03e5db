"""What becomes of a comment: by whom, why, what changed; of all or of none."""

import subprocess

import pytest

from research.ground.errors import ReviewError
from research.publish.reviews.comments import open_comments
from research.publish.reviews.dispositions import Ruling, changes, dispose, read_rulings
from research.publish.reviews.journal import path_of
from research.publish.reviews.listing import comment_rows
from research.sources.review_journal import Disposition
from reviewed_project import (
    BRIEF,
    FIRST,
    commented,
    comments,
    export,
    later,
    reviewed,
    taken,
)

LATER = Disposition.LATER


def ruling(comment: str, way: str = "later", reason: str = "", *changed: str) -> Ruling:
    return Ruling(comment, Disposition(way), "Ada Example", reason, changed)


def ruled(here, *rulings: Ruling, at: int = 30) -> int:
    return dispose(here, BRIEF, rulings, later(at))


def test_a_comment_with_a_disposition_is_open_no_more(tmp_path):
    here = reviewed(tmp_path)
    ruled(here, ruling(commented(here)))
    assert open_comments(here, BRIEF) == []


def test_a_disposition_says_by_whom_and_why_and_what_changed(tmp_path):
    here = reviewed(tmp_path)
    ruled(here, ruling(commented(here), "accepted", "It was.", "finding:middle", "sentence:Now."))
    one = comments(here)[0]
    assert (one.disposition, one.by, one.reason, one.changed) == (
        Disposition.ACCEPTED, "Ada Example", "It was.", ("finding:middle", "sentence:Now."),
    )  # fmt: skip


def test_a_mind_may_be_changed_and_the_journal_keeps_both(tmp_path):
    here = reviewed(tmp_path)
    name = commented(here)
    ruled(here, ruling(name))
    ruled(here, ruling(name, "declined", "It is right."), at=40)
    kinds = [line.count('"disposed"') for line in path_of(here, BRIEF).read_text().splitlines()]
    assert (comments(here)[0].disposition, sum(kinds)) == (Disposition.DECLINED, 2)


def test_the_same_decision_again_is_no_news(tmp_path):
    here = reviewed(tmp_path)
    name = commented(here)
    assert (ruled(here, ruling(name)), ruled(here, ruling(name), at=40)) == (1, 0)


def test_a_comment_edited_after_its_decision_is_open_again(tmp_path):
    here = reviewed(tmp_path)
    taken(here, export(tmp_path / "e.csv", FIRST))
    ruled(here, ruling(comments(here)[0].id))
    taken(here, export(tmp_path / "e.csv", (*FIRST[:4], "Far too old.", "")), at=40)
    assert [one.text for one in open_comments(here, BRIEF)] == ["Far too old."]


def refused(here, said: str, *rulings: Ruling) -> None:
    before = path_of(here, BRIEF).read_bytes()
    with pytest.raises(ReviewError, match=said):
        ruled(here, *rulings)
    assert path_of(here, BRIEF).read_bytes() == before


def test_unknown_comments_are_all_named_and_nothing_is_noted(tmp_path):
    here = reviewed(tmp_path)
    known = ruling(commented(here))
    refused(
        here, "2 of 3 comments are unknown to brief: 'c1', 'c2'", known, ruling("c1"), ruling("c2")
    )


def test_a_comment_decided_twice_at_once_is_refused(tmp_path):
    here = reviewed(tmp_path)
    name = commented(here)
    refused(here, "stands there twice", ruling(name), ruling(name, "declined", "No."))


@pytest.mark.parametrize(
    ("way", "reason", "changed", "said"),
    [
        ("declined", "", (), "declined without a reason"),
        ("accepted", "Yes.", (), "nothing is said to have changed"),
        ("accepted", "", ("the table",), "says not what changed"),
        ("accepted", "", ("finding:midle",), "declares no finding 'midle'"),
        ("accepted", "", ("commit:0123abc",), "there is no commit '0123abc'"),
        ("accepted", "", ("commit:--all",), "there is no commit '--all'"),
    ],
)
def test_a_decision_that_says_too_little_is_refused(tmp_path, way, reason, changed, said):
    here = reviewed(tmp_path)
    refused(here, said, ruling(commented(here), way, reason, *changed))


def test_a_decision_by_nobody_is_refused(tmp_path):
    here = reviewed(tmp_path)
    refused(here, "nobody is said to have decided", Ruling(commented(here), LATER, ""))


def test_a_commit_is_noted_by_its_whole_name(tmp_path):
    here = reviewed(tmp_path)
    who = ["-c", "user.name=Ada Example", "-c", "user.email=ada@example.org"]
    for words in (["init", "-q"], [*who, "commit", "-q", "--allow-empty", "-m", "A change"]):
        subprocess.run(["git", *words], cwd=here.root, check=True, capture_output=True)
    ruled(here, ruling(commented(here), "accepted", "", "commit:HEAD"))
    assert len(comments(here)[0].changed[0]) == len("commit:") + 40


def test_a_list_of_comments_can_be_filled_in_and_handed_back(tmp_path):
    here = reviewed(tmp_path)
    commented(here, "First.")
    commented(here, "Second.", at=2)
    text = comment_rows(comments(here)).decode("utf-8-sig").splitlines()
    text[1] = text[1].replace(",,,,,", ",,declined,'-it is right,,Bo Sample")
    (tmp_path / "filled.csv").write_text("\n".join(text))
    ruled(here, *read_rulings(tmp_path / "filled.csv", "Ada Example"))
    assert [(one.text, one.disposition, one.reason, one.by) for one in comments(here)] == [
        ("First.", Disposition.DECLINED, "-it is right", "Bo Sample"),
        ("Second.", None, "", ""),
    ]


def test_a_file_with_a_disposition_that_is_none_is_refused(tmp_path):
    (tmp_path / "filled.csv").write_text("id,disposition\nc1,maybe\n")
    with pytest.raises(ReviewError, match="row 2: 'maybe' is no disposition"):
        read_rulings(tmp_path / "filled.csv", "Ada Example")


def test_what_changed_is_read_without_blanks_around_it():
    assert changes([" Commit : abc ", "", "sentence: a: b"]) == ("commit:abc", "sentence:a: b")
