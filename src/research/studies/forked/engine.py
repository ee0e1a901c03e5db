"""The entry point `research-forked` of papermill: its kernels are forked from a warm parent.

papermill loads every engine while it is half imported itself, so nothing of papermill, and
nothing heavy, is imported before a notebook runs.
"""

from typing import Any


class ForkedEngine:
    """papermill's own engine with kernels that are forked; started one by one where they cannot.

    `papermill.execute_notebook(..., engine_name="research-forked")`
    """

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **options: Any) -> Any:
        """Run a notebook as papermill's own engine does, with our kernel manager."""
        from papermill.engines import NBClientEngine

        from research.studies.forked.client import supported
        from research.studies.forked.manager import ForkedKernelManager

        if supported():
            options.setdefault("kernel_manager_class", ForkedKernelManager)
        return NBClientEngine.execute_notebook(nb, kernel_name, **options)

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> Any:
        """Return the kernel's name as papermill's own engine does."""
        from papermill.engines import NBClientEngine

        return NBClientEngine.nb_kernel_name(nb, name)

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> Any:
        """Return the notebook's language as papermill's own engine does."""
        from papermill.engines import NBClientEngine

        return NBClientEngine.nb_language(nb, language)
