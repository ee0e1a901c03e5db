"""Call the embedded pandoc: no network, no user data folder, errors turned into ours."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pypandoc

from research.ground.errors import RenderError

READER = "markdown-citations-example_lists-smart+fenced_divs+bracketed_spans+pipe_tables"


def convert(text: str, writer: str, folder: Path, options: Sequence[str] = ()) -> bytes:
    """Return Markdown converted by pandoc, run inside the staged folder.

    Raises
    ------
    RenderError
        What pandoc said.
    """
    command = [
        pypandoc.get_pandoc_path(), "--from", READER, "--to", writer, "--data-dir", str(folder),
        "--fail-if-warnings", *options,
    ]  # fmt: skip
    done = subprocess.run(
        command, input=text.encode(), capture_output=True, cwd=folder, check=False, timeout=120
    )
    if done.returncode:
        raise RenderError(f"pandoc could not write {writer}: {done.stderr.decode().strip()[:600]}")
    return done.stdout
