"""The IPython extension: kernels of the project know ``%preview``."""

from typing import Any


def load_ipython_extension(shell: Any) -> None:
    """Register the magic; what it needs is imported when it is first called."""
    shell.register_magic_function(_preview, "line", "preview")


def unload_ipython_extension(shell: Any) -> None:
    """Forget the magic."""
    shell.magics_manager.magics["line"].pop("preview", None)


def _preview(line: str) -> None:
    """Show the page."""
