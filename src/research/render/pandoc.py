"""Call the embedded pandoc: no network, no user data folder, no clock, errors turned into ours."""

import os
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pypandoc

from research.ground.errors import RenderError
from research.render import pandoc_warm

READER = (
    "markdown-citations-example_lists-smart+fenced_divs+bracketed_spans+pipe_tables"
    "-tex_math_dollars-raw_tex"
)
"""A dollar is a dollar here and a backslash no command; to look for them takes a quarter longer."""
_SECONDS = 120


def convert(
    text: str, writer: str, folder: Path, options: Sequence[str] = (), as_of: str = ""
) -> bytes:
    """Return Markdown converted by pandoc, run inside the staged folder.

    A pandoc that is running already does it; what that one cannot do well, the command line
    does, and what it says stands.

    Parameters
    ----------
    text
        A filled brief: no shortcode is left in it.
    writer
        Pandoc's name of the format: typst, html5, docx.
    folder
        The staged folder; images and the house style are found from here.
    options
        Further options of the command line.
    as_of
        The day that dates inside the file are given; without it, pandoc's own clock.

    Raises
    ------
    RenderError
        What pandoc said, warnings included: a missing image is a warning to it.
    """
    warm = pandoc_warm.convert(text, READER, writer, folder, options)
    return by_process(text, writer, folder, options, as_of) if warm is None else warm


def by_process(
    text: str, writer: str, folder: Path, options: Sequence[str] = (), as_of: str = ""
) -> bytes:
    """Return what `convert` does, by a process of its own."""
    command = [
        pypandoc.get_pandoc_path(), "--from", READER, "--to", writer, "--data-dir", str(folder),
        "--fail-if-warnings", "--output=-", *options,
    ]  # fmt: skip
    environment = dict(os.environ)
    if as_of:
        day = datetime.fromisoformat(as_of).replace(tzinfo=UTC)
        environment["SOURCE_DATE_EPOCH"] = str(int(day.timestamp()))
    try:
        done = subprocess.run(
            command,
            input=text.encode(),
            capture_output=True,
            cwd=folder,
            check=False,
            timeout=_SECONDS,
            env=environment,
        )
    except subprocess.TimeoutExpired as error:
        raise RenderError(f"pandoc needed more than {_SECONDS} s to write {writer}.") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise RenderError(f"pandoc could not write {writer}: {said[:600]}")
    return done.stdout


def variables(values: dict[str, str]) -> list[str]:
    """Return template variables as options, put in as they are; what is empty is left out."""
    return [f"--variable={name}:{value}" for name, value in values.items() if value]


def metadata(values: dict[str, str]) -> list[str]:
    """Return metadata as options, escaped for the format by pandoc; what is empty is left out."""
    return [f"--metadata={name}:{value}" for name, value in values.items() if value]
