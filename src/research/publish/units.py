"""What calls `research tick` every few minutes: a systemd timer of the user, or a crontab line."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from research.ground.errors import ScheduleError
from research.ground.paths import Project
from research.ground.provenance import digest_bytes, write_whole

_SECONDS = 30


@dataclass(frozen=True)
class Unit:
    """One file of systemd: its name and text."""

    name: str
    text: str


def name_of(project: Project) -> str:
    """Return what the unit of a checkout is called; two checkouts have two."""
    root = str(project.root.resolve())
    plain = re.sub(r"[^A-Za-z0-9]+", "-", Path(root).name).strip("-").lower() or "project"
    return f"research-tick-{plain}-{digest_bytes(root.encode())[:6]}"


def systemd(project: Project, every: int) -> tuple[Unit, Unit]:
    """Return the service and its timer: every so many minutes, and once after the machine slept.

    Secrets are never in it: they are read from ``~/.config/research/environment``, if that is
    there.
    """
    root, name = project.root.resolve(), name_of(project)
    service = f"""[Unit]
Description=Scheduled builds of {_percent(str(root))}

[Service]
Type=oneshot
WorkingDirectory={_percent(str(root))}
EnvironmentFile=-%h/.config/research/environment
ExecStart={_quoted(sys.executable)} -m research.cli tick
TimeoutStartSec=infinity
KillMode=control-group
Nice=10
"""
    timer = f"""[Unit]
Description=Look every {every} minutes what is due in {_percent(str(root))}

[Timer]
OnCalendar=*:0/{every}
Persistent=true

[Install]
WantedBy=timers.target
"""
    return Unit(f"{name}.service", service), Unit(f"{name}.timer", timer)


def crontab_lines(project: Project, every: int) -> list[str]:
    """Return the line of a crontab between its two marks; cron mails what stops a tick itself."""
    root = project.root.resolve()
    command = f"cd {_shell(str(root))} && {_shell(sys.executable)} -m research.cli tick >/dev/null"
    begin, end = _marks(project)
    return [begin, f"*/{every} * * * * {command}", end]


def install_systemd(project: Project, every: int) -> list[str]:
    """Write the unit of the user and start its timer; doing it again changes nothing.

    Raises
    ------
    ScheduleError
        If systemctl is not here or has no user to speak for; nothing was written then.
    """
    _require_systemctl()
    units = systemd(project, every)
    for unit in units:
        write_whole(_unit_folder() / unit.name, unit.text.encode())
    _call("systemctl", "--user", "daemon-reload")
    _call("systemctl", "--user", "enable", "--now", units[1].name)
    return [f"wrote {_unit_folder() / unit.name}" for unit in units] + [
        f"{units[1].name} is enabled and started. It stops when you log out, unless an "
        "administrator allows lingering: loginctl enable-linger"
    ]


def remove_systemd(project: Project) -> list[str]:
    """Stop the timer and remove the unit; nothing happens where there is none."""
    folder = _unit_folder()
    there = [folder / unit.name for unit in systemd(project, 5) if (folder / unit.name).exists()]
    if not there:
        return ["nothing to remove"]
    _require_systemctl()
    _call("systemctl", "--user", "disable", "--now", f"{name_of(project)}.timer")
    for path in there:
        path.unlink()
    _call("systemctl", "--user", "daemon-reload")
    return [f"removed {path}" for path in there]


def install_crontab(project: Project, every: int) -> list[str]:
    """Put the line into the crontab of the user, in place of an earlier one of this project."""
    before = _crontab()
    after = [*_without(project, before), *crontab_lines(project, every)]
    if after == before:
        return ["the crontab holds it already"]
    _write_crontab(after)
    return ["the crontab of this user holds it now"]


def remove_crontab(project: Project) -> list[str]:
    """Take the line out of the crontab of the user, and nothing else."""
    before = _crontab()
    after = _without(project, before)
    if after == before:
        return ["nothing to remove"]
    _write_crontab(after)
    return ["the crontab of this user no longer holds it"]


def _unit_folder() -> Path:
    home = os.environ.get("XDG_CONFIG_HOME", "")
    return (Path(home) if home else Path.home() / ".config") / "systemd" / "user"


def _require_systemctl() -> None:
    if shutil.which("systemctl") is None:
        raise ScheduleError(
            "systemctl is not on this machine, so nothing was installed: take --cron, or copy "
            "what `research schedule --systemd` prints to a machine that has it."
        )
    _call("systemctl", "--user", "show-environment")


def _crontab() -> list[str]:
    if shutil.which("crontab") is None:
        raise ScheduleError(
            "crontab is not on this machine, so nothing was installed: take --systemd, or copy "
            "what `research schedule --cron` prints to a machine that has it."
        )
    asked = _run("crontab", "-l")
    if asked.returncode and "no crontab" not in asked.stderr.lower():
        raise ScheduleError(f"the crontab cannot be read, so it was left alone: {asked.stderr}")
    return asked.stdout.splitlines() if asked.returncode == 0 else []


def _write_crontab(lines: list[str]) -> None:
    _call("crontab", "-", given="".join(f"{line}\n" for line in lines))


def _without(project: Project, lines: list[str]) -> list[str]:
    """Return a crontab without our lines.

    Raises
    ------
    ScheduleError
        If only one of the two marks is there: what lies between them cannot be told.
    """
    begin, end = _marks(project)
    if begin not in lines and end not in lines:
        return lines
    if lines.count(begin) != 1 or lines.count(end) != 1 or lines.index(begin) > lines.index(end):
        raise ScheduleError(
            f"the crontab does not hold the marks {begin!r} and {end!r} once each and in order: "
            "mend it with `crontab -e`. It was left alone."
        )
    return lines[: lines.index(begin)] + lines[lines.index(end) + 1 :]


def _marks(project: Project) -> tuple[str, str]:
    name = name_of(project)
    return f"# begin {name}", f"# end {name}"


def _call(*command: str, given: str | None = None) -> None:
    done = _run(*command, given=given)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise ScheduleError(
            f"`{' '.join(command)}` ended with {done.returncode}: {said or 'no word'}. "
            "`research schedule` with --systemd or --cron alone prints what would be installed."
        )


def _run(*command: str, given: str | None = None) -> "subprocess.CompletedProcess[str]":
    try:
        return subprocess.run(
            command, input=given, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ScheduleError(f"`{' '.join(command)}` did not answer: {error}.") from error


def _percent(text: str) -> str:
    """Return text as systemd reads it: a percent sign is doubled."""
    return text.replace("%", "%%")


def _quoted(text: str) -> str:
    """Return a word of a systemd command line."""
    plain = _percent(text).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{plain}"'


def _shell(text: str) -> str:
    """Return a word of a shell line in a crontab, where a percent sign ends the line."""
    return "'" + text.replace("'", "'\\''").replace("%", "\\%") + "'"
