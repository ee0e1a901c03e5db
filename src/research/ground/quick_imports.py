"""Leave out, for a whole process, what is slow to import and that nothing of ours calls."""

import sys

SLOW = ("rfc3987_syntax",)
"""The grammar of internet addresses that jsonschema's ``uri`` format builds when nbformat is
imported: most of a second, and the schema of a notebook has no such format."""


def leave_out() -> None:
    """Make the slow modules absent; whoever imports them must do without, as jsonschema does.

    Only a process whose every import is known may ask for it: a server of somebody else's
    extensions (JupyterLab) may not.
    """
    for name in SLOW:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
