"""Units as systemd and cron read them; stand-ins for both commands, since neither may run here."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from research.cli import main
from research.ground.errors import ScheduleError
from research.ground.paths import Project, using
from research.publish import units
from scheduled import Hand, declare, project

CRONTAB = """#!/bin/sh
table="$(dirname "$0")/table"
case "$1" in
  -l) cat "$table" 2>/dev/null || {{ echo "no crontab for you" >&2; exit 1; }} ;;
  -) cat > "$table" ;;
esac
"""
SYSTEMCTL = """#!/bin/sh
echo "$*" >> "$(dirname "$0")/calls"
exit {code}
"""


@pytest.fixture
def here(tmp_path: Path) -> Project:
    """A project in a folder whose name is not plain."""
    return project(tmp_path / "a 50% project's folder")


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of commands beside the shell's own, and a home."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/bin:/usr/bin")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return folder


def give(commands: Path, name: str, text: str, code: int = 0) -> Path:
    path = commands / name
    path.write_text(text.format(code=code), encoding="utf-8")
    path.chmod(0o755)
    return path


def table(commands: Path) -> list[str]:
    return (commands / "table").read_text(encoding="utf-8").splitlines()


def test_the_line_of_the_crontab_is_read_by_a_shell_as_it_was_meant(here):
    line = units.crontab_lines(here, 5)[1].removeprefix("*/5 * * * * ").replace("\\%", "%")
    change = line.partition(" && ")[0]
    stood = subprocess.run(
        ["sh", "-c", f"{change} && pwd"], capture_output=True, text=True, check=True
    )
    assert stood.stdout.strip() == str(here.root)


def test_systemd_reads_the_unit_without_a_word(here, tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze here")
    paths = [tmp_path / unit.name for unit in units.systemd(here, 5)]
    for path, unit in zip(paths, units.systemd(here, 5), strict=True):
        path.write_text(unit.text, encoding="utf-8")
    asked = subprocess.run(
        ["systemd-analyze", "verify", "--user", *map(str, paths)],
        capture_output=True, text=True, timeout=60, check=False,
        env=os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)},
    )  # fmt: skip
    assert (asked.returncode, asked.stderr) == (0, "")


def test_the_timer_makes_up_for_time_in_which_the_machine_slept(here):
    assert "Persistent=true" in units.systemd(here, 5)[1].text


def test_two_checkouts_have_two_units(here, tmp_path):
    other = project(tmp_path / "other" / here.root.name)
    assert units.name_of(here) != units.name_of(other)


def test_installing_a_crontab_twice_leaves_one_line_and_the_others(here, commands):
    give(commands, "crontab", CRONTAB)
    (commands / "table").write_text("0 4 * * * backup\n", encoding="utf-8")
    said = [units.install_crontab(here, 5) for _ in range(2)]
    assert (table(commands), said[1]) == (
        ["0 4 * * * backup", *units.crontab_lines(here, 5)], ["the crontab holds it already"],
    )  # fmt: skip


def test_another_interval_takes_the_place_of_the_first(here, commands):
    give(commands, "crontab", CRONTAB)
    units.install_crontab(here, 5)
    units.install_crontab(here, 15)
    assert table(commands) == units.crontab_lines(here, 15)


def test_removing_from_a_crontab_leaves_the_others(here, commands):
    give(commands, "crontab", CRONTAB)
    (commands / "table").write_text("0 4 * * * backup\n", encoding="utf-8")
    units.install_crontab(here, 5)
    units.remove_crontab(here)
    assert table(commands) == ["0 4 * * * backup"]


def test_a_crontab_with_half_of_our_marks_is_left_alone(here, commands):
    give(commands, "crontab", CRONTAB)
    torn = [*units.crontab_lines(here, 5)[:2], "0 4 * * * backup"]
    (commands / "table").write_text("\n".join(torn) + "\n", encoding="utf-8")
    with pytest.raises(ScheduleError, match="left alone"):
        units.remove_crontab(here)


def test_installing_a_unit_writes_it_and_starts_its_timer(here, commands, tmp_path):
    give(commands, "systemctl", SYSTEMCTL)
    units.install_systemd(here, 5)
    folder = tmp_path / "config" / "systemd" / "user"
    name = units.name_of(here)
    calls = (commands / "calls").read_text(encoding="utf-8").splitlines()
    assert (sorted(path.name for path in folder.iterdir()), calls[-1]) == (
        [f"{name}.service", f"{name}.timer"], f"--user enable --now {name}.timer",
    )  # fmt: skip


def test_removing_a_unit_leaves_nothing_of_it(here, commands, tmp_path):
    give(commands, "systemctl", SYSTEMCTL)
    units.install_systemd(here, 5)
    units.remove_systemd(here)
    left = list((tmp_path / "config" / "systemd" / "user").iterdir())
    assert (left, units.remove_systemd(here)) == ([], ["nothing to remove"])


def test_where_systemctl_has_no_user_nothing_is_written_and_the_unit_is_printed(
    here, commands, tmp_path, capsys
):
    give(commands, "systemctl", SYSTEMCTL, code=1)
    with using(here.root):
        code = main(["schedule", "--systemd", "--install"])
    assert (code, (tmp_path / "config").exists(), "Persistent=true" in capsys.readouterr().out) == (
        51, False, True,
    )  # fmt: skip


def test_where_there_is_no_crontab_the_line_is_printed(here, commands, capsys, monkeypatch):
    monkeypatch.setenv("PATH", str(commands))
    with using(here.root):
        code = main(["schedule", "--cron", "--install"])
    assert (code, units.crontab_lines(here, 5)[1] in capsys.readouterr().out) == (51, True)


def test_the_list_says_the_next_moment_and_what_became_of_the_last(here, capsys):
    made = Hand(here)
    for time in ("2027-01-03T12:00", "2027-01-04T05:30"):
        made.tick(time)
    with using(here.root):
        code = main(["schedule"])
    said = capsys.readouterr().out
    assert (code, "brief/weekly: 30 5 * * MON (America/Chicago)" in said, "next 20" in said) == (
        0, True, True,
    )  # fmt: skip
    assert "brief/weekly due 2027-01-04 11:30 UTC: done, attempts 1" in said


def test_a_time_without_its_offset_is_refused(here):
    with using(here.root):
        assert main(["tick", "--now", "2027-01-04T05:30"]) == 2


def test_a_tick_with_a_cadence_that_cannot_be_used_ends_with_a_code_of_its_own(
    here, capsys, monkeypatch
):
    for name in ("RESEARCH_ALERT_MAIL_TO", "RESEARCH_ALERT_URLS"):
        monkeypatch.delenv(name, raising=False)
    declare(here, "[cadence.weekly]\ncron = 5\n")
    with using(here.root):
        code = main(["tick", "--now", "2027-01-04T05:30-06:00", "--json"])
    assert (code, len(json.loads(capsys.readouterr().out)["problems"])) == (51, 2)
