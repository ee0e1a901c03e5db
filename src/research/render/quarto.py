"""Set a brief through the command line of Quarto, where it is on the machine."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from research.ground.errors import QuartoError

MINIMUM = (1, 4)
WRITERS = {"pdf": "typst", "html": "html", "docx": "docx"}
_HOW = (
    "Install it (https://quarto.org), set QUARTO_PATH to its program, or add the extra of this "
    'project: pip install "research[quarto]". Without it, leave --engine quarto out.'
)
_SECONDS = 300
_LINES = 12
_HOLES = re.compile(r"Unknown (?:var|meta key|shortcode)\b.*|Unable to resolve crossref.*", re.I)
_COLORS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Quarto:
    """A Quarto that was found, and its version."""

    program: Path
    version: tuple[int, ...]


def find(environment: Mapping[str, str] | None = None) -> Quarto:
    """Return the Quarto of this machine: QUARTO_PATH, then PATH, then the quarto-cli package.

    Raises
    ------
    QuartoError
        If there is none, QUARTO_PATH leads nowhere, it does not answer, or it is older than 1.4.
    """
    said = os.environ if environment is None else environment
    program = _named(said) or _on_path(said) or _in_package()
    if program is None:
        raise QuartoError(
            f"no Quarto on this machine: not in QUARTO_PATH, on PATH, or as a package. {_HOW}"
        )
    version = version_of(_ask(program, said), program)
    if version[:2] < MINIMUM:
        raise QuartoError(
            f"{program} is Quarto {'.'.join(map(str, version))}; 1.4 or newer is needed, because "
            f"older ones set no PDF through Typst. {_HOW}"
        )
    return Quarto(program, version)


def version_of(answer: str, program: Path) -> tuple[int, ...]:
    """Return the version in what ``quarto --version`` printed.

    Raises
    ------
    QuartoError
        If no line of it is a version.
    """
    for line in answer.splitlines():
        match = re.fullmatch(r"v?(\d+)\.(\d+)(?:\.(\d+))?(?:[-+.].*)?", line.strip())
        if match:
            return tuple(int(part) for part in match.groups() if part)
    raise QuartoError(f"{program} --version says {answer.strip()[:80]!r}, which is no version.")


def render(
    quarto: Quarto,
    staged: Path,
    wanted: str,
    as_of: str,
    environment: Mapping[str, str] | None = None,
) -> bytes:
    """Return a staged brief in one format, rendered in a copy that no other render shares.

    Parameters
    ----------
    quarto
        What `find` returned.
    staged
        A folder as `quarto_project.write` lays it out; it is only read.
    wanted
        pdf, html or docx.
    as_of
        The day that dates inside the file are given, where Quarto's tools heed it.

    Raises
    ------
    QuartoError
        What Quarto refused, with the last lines that it said; a name that it could not fill;
        a file that it did not write; more than five minutes.
    """
    base = dict(os.environ if environment is None else environment)
    day = datetime.fromisoformat(as_of).replace(tzinfo=UTC)
    with tempfile.TemporaryDirectory(prefix="research-quarto-") as own:
        folder = Path(own) / "brief"
        shutil.copytree(staged, folder)
        held = base | {
            "SOURCE_DATE_EPOCH": str(int(day.timestamp())),
            "XDG_CACHE_HOME": str(Path(own) / "cache"),
            "TMPDIR": own,
            "NO_COLOR": "1",
        }
        command = [
            str(quarto.program), "render", "brief.qmd", "--to", WRITERS[wanted],
            "--output", f"brief.{wanted}", "--no-execute", "--log-level", "warning",
        ]  # fmt: skip
        said = _run(command, folder, held, f"quarto render --to {WRITERS[wanted]}")
        holes = _HOLES.findall(said)
        if holes:
            raise QuartoError(f"Quarto left {len(holes)} names unfilled, first: {holes[0].strip()}")
        made = folder / f"brief.{wanted}"
        if not made.is_file() or not made.stat().st_size:
            raise QuartoError(
                f"Quarto ended well but wrote no brief.{wanted}. It said: {_last(said)}"
            )
        return made.read_bytes()


def _named(environment: Mapping[str, str]) -> Path | None:
    text = environment.get("QUARTO_PATH", "").strip()
    if not text:
        return None
    named = Path(text)
    for path in (named, named / _file(), named / "bin" / _file()):
        if path.is_file() and os.access(path, os.X_OK):
            return path.resolve()
    raise QuartoError(f"QUARTO_PATH is {text}, where there is no program that can be run. {_HOW}")


def _on_path(environment: Mapping[str, str]) -> Path | None:
    found = shutil.which("quarto", path=environment.get("PATH", ""))
    return Path(found).resolve() if found else None


def _in_package() -> Path | None:
    """Return the program inside the quarto-cli package, which unpacks it beside its own code."""
    spec = importlib.util.find_spec("quarto_cli")
    if spec is None or spec.origin is None:
        return None
    found = sorted(Path(spec.origin).parent.glob(f"quarto-*/bin/{_file()}"))
    return found[-1] if found else None


def _file() -> str:
    return "quarto.exe" if sys.platform == "win32" else "quarto"


def _ask(program: Path, environment: Mapping[str, str]) -> str:
    return _run([str(program), "--version"], Path.cwd(), environment, "quarto --version")


def _run(command: list[str], folder: Path, environment: Mapping[str, str], what: str) -> str:
    """Return what a program said, or raise what went wrong with it."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=dict(environment),
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise QuartoError(f"{what} needed more than {_SECONDS} s and was stopped.") from error
    except OSError as error:
        raise QuartoError(f"{command[0]} cannot be run: {error.strerror}. {_HOW}") from error
    said = _COLORS.sub("", (done.stdout + b"\n" + done.stderr).decode(errors="replace"))
    if done.returncode:
        raise QuartoError(f"{what} failed (exit code {done.returncode}): {_last(said)}")
    return said


def _last(said: str) -> str:
    lines = [line.rstrip() for line in said.splitlines() if line.strip()]
    return "\n".join(lines[-_LINES:]) or "nothing"
