"""The verb site, as a person runs it."""

import json
from datetime import UTC, datetime, timedelta

import pytest

import sample_site as sample
from research.cli import main
from research.cli.siting import slower


@pytest.fixture
def project(tmp_path, monkeypatch):
    made = sample.project(tmp_path / "project")
    monkeypatch.setenv("RESEARCH_PROJECT", str(made.root))
    return made


def test_the_site_is_put_into_the_build_folder_and_says_what_it_shows(project, capsys):
    sample.edition(project, 1, release=sample.MINUTE.replace(year=2020))
    assert main(["site"]) == 0
    assert "district-1" in capsys.readouterr().out
    assert (project.build / "site" / "h001" / "index.html").is_file()


def test_a_second_time_there_is_nothing_to_do(project, capsys):
    main(["site"])
    capsys.readouterr()
    main(["site", "--json"])
    assert json.loads(capsys.readouterr().out)["switches"][0]["did_nothing"]


def test_what_is_sealed_is_told_with_its_minute(project, capsys):
    sample.edition(project, 1, release=sample.MINUTE.replace(year=2999))
    main(["site"])
    assert "sealed until 2999-01-12T15:00" in capsys.readouterr().out


def test_somebody_elses_folder_is_refused_with_the_code_of_the_site(project, tmp_path, capsys):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "file").write_text("mine")
    assert main(["site", "--to", str(tmp_path / "theirs")]) == 59
    assert "did not make" in capsys.readouterr().err


def test_a_clock_set_forward_during_a_wait_is_not_believed():
    minutes = iter([sample.MINUTE, sample.MINUTE + timedelta(days=1)])
    seconds = iter([100.0, 110.0])
    clock = slower(lambda: next(minutes), lambda: next(seconds))
    assert clock() == sample.MINUTE + timedelta(seconds=11)


def test_a_clock_set_back_during_a_wait_is_believed():
    minutes = iter([sample.MINUTE, sample.MINUTE - timedelta(hours=1)])
    clock = slower(lambda: next(minutes), iter([100.0, 110.0]).__next__)
    assert clock() == sample.MINUTE - timedelta(hours=1)


@pytest.mark.slow
def test_whoever_waits_ends_when_the_last_sealed_edition_is_out(project, capsys):
    minute = (datetime.now(UTC) + timedelta(seconds=4)).replace(microsecond=0)
    sample.edition(project, 1, release=minute)
    assert main(["site", "--wait", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["switches"]
    assert (told[-1]["editions"], told[-1]["next_minute"]) == (["district-1"], None)
    assert datetime.now(UTC) >= minute


def test_the_next_tick_puts_what_was_released_since(project, capsys):
    main(["site"])
    sample.edition(project, 1, release=sample.MINUTE.replace(year=2020))
    assert main(["tick"]) == 0
    assert "build/site was put again" in capsys.readouterr().out
    assert (project.build / "site" / "h001" / "index.html").is_file()


def test_a_tick_told_of_another_moment_shows_nothing_sealed(project, capsys):
    main(["site"])
    sample.edition(project, 1, release=sample.MINUTE.replace(year=2999))
    main(["tick", "--now", "2999-12-31T00:00+00:00"])
    assert not (project.build / "site" / "h001").exists()
