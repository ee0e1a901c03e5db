"""The IPython extension: kernels of the project know ``%preview`` and our charts."""

import os
from typing import Any

from research.lab import formats


def load_ipython_extension(shell: Any) -> None:
    """Register the magic and the formats; what they need is imported when first used."""

    def magic(line: str) -> None:
        preview(line, shell)

    magic.__doc__ = preview.__doc__
    shell.register_magic_function(magic, "line", "preview")
    formats.register(shell)


def unload_ipython_extension(shell: Any) -> None:
    """Forget the magic."""
    shell.magics_manager.magics["line"].pop("preview", None)


def preview(line: str, shell: Any) -> None:
    """Show the brief as it would read with what this notebook found: ``%preview [NAME]``.

    NAME is a study or a brief; without it, the study of this notebook. The page is marked as a
    preview and is written nowhere: ``research report`` makes the one that counts.
    """
    from IPython.core.error import UsageError
    from IPython.display import publish_display_data

    from research.ground.errors import ResearchError
    from research.ground.paths import project
    from research.lab import frame
    from research.lab import preview as previews
    from research.studies import findings

    found = findings.recorded()
    try:
        here = project()
        notebook = os.environ.get("JPY_SESSION_NAME", "")
        manifest, study = previews.choose(here, line.strip(), notebook, found)
        made = previews.preview(here, manifest, study, found, shell.user_ns)
    except ResearchError as error:
        raise UsageError(str(error)) from error  # IPython prints it as a line, without a trace
    publish_display_data({"text/html": frame.as_html(made), "text/plain": frame.as_text(made)})
