"""What the parent does once so that no run has to: imports, and each code path walked once.

Nothing here may start a thread, a pool, a ZeroMQ context or V8: none of them survives a fork.
"""

import asyncio
import gc
import importlib
import importlib.util
import io
import pkgutil
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

_ROOMS = ("metrics", "models", "tables", "figures", "warehouse")
_ALWAYS = ("research.studies.findings", "research.studies.show", "research.studies.shared")
_FITS = "statsmodels"
_CELLS = (
    "from research.studies.forked import warm\nwarm.walk({modules!r}, {fits})",
    "import pandas as pd\nframe = pd.DataFrame({'a': [1.5, 2.5]})",
    "frame",
    "print(frame['nothing'])",
)


def warm(root: Path, tables: Iterable[str], notebooks: Sequence[str] = ()) -> None:
    """Import what runs need, draw, fit, show and fail in a kernel that is then dropped.

    Without ``notebooks`` that is all of the quiet rooms; with them, what they can reach, and
    nothing is fitted where nothing of that fits.

    Imports happen in a cell, because some libraries ask while they are imported whether they are
    in a notebook: pandas decides then how wide a table it prints.

    Raises
    ------
    ImportError
        If a room cannot be imported; then kernels are not forked, and a cell says what is wrong.
    """
    _without_debugger()
    modules = _reached(root, notebooks) if notebooks else _all()
    _cells(modules, fits=not notebooks or _fits(modules))
    _read(root, tables)
    _forget()
    _leave_a_kernel(root, notebooks)
    gc.collect()
    gc.freeze()


def walk(modules: Sequence[str], fits: bool) -> None:
    """Import what notebooks import, and walk each code path once."""
    import pyarrow

    pyarrow.set_cpu_count(1)
    for name in (*modules, *_ALWAYS):
        importlib.import_module(name)
    _chart()
    _table()
    if fits:
        _fit()


def _all() -> list[str]:
    """Return every module of the quiet rooms."""
    return [
        module.name
        for room in _ROOMS
        for module in pkgutil.walk_packages(
            importlib.import_module(f"research.{room}").__path__, f"research.{room}."
        )
    ]


def _reached(root: Path, notebooks: Iterable[str]) -> list[str]:
    """Return the modules that some notebooks can reach."""
    from research.ground.paths import Project
    from research.studies.imports import imports

    project = Project(root)
    return sorted({name for one in notebooks for name in imports(project, project.notebooks / one)})


def _fits(modules: Iterable[str]) -> bool:
    """Return whether a module names the library that fits, now or when it is called."""
    found = (importlib.util.find_spec(name) for name in modules)
    paths = [Path(one.origin) for one in found if one is not None and one.origin]
    return any(_FITS in path.read_text(encoding="utf-8") for path in paths)


def _without_debugger() -> None:
    """Import ipykernel without debugpy, which is half of its beginning and traces threads."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    import ipykernel.debugger
    import ipykernel.kernelapp  # noqa: F401

    del sys.modules["debugpy"]


def _chart() -> None:
    import altair as alt
    import pandas as pd

    frame = pd.DataFrame({"who": ["a", "b"], "wage_usd": [17.5, 21.0]})
    bars = alt.Chart(frame).mark_bar().encode(x="wage_usd:Q", y="who:N")
    (bars + bars.mark_text(dx=3).encode(text="wage_usd:Q")).properties(title="warm").to_dict()


def _table() -> None:
    import pandas as pd

    from research.tables.layouts import table_html  # noqa: F401

    frame = pd.DataFrame({"group": ["a", "a", "b"], "n": [1, 2, 3]})
    frame.groupby("group", as_index=False)["n"].sum().merge(frame, on="group").sort_values("group")
    frame.to_html()


def _fit() -> None:
    import numpy as np
    import statsmodels.api as sm

    x = sm.add_constant(np.arange(8.0))
    sm.OLS(np.array([1.0, 3, 2, 5, 4, 6, 8, 7]), x).fit(cov_type="HC3").conf_int()


def _read(root: Path, tables: Iterable[str]) -> None:
    """Parse the tables that runs will read: the store knows a table by the digest of its bytes."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    from research.ground.errors import TableMissingError
    from research.ground.paths import using
    from research.warehouse import store

    data = io.BytesIO()
    frame = pd.DataFrame({"row_id": ["a:1"], "n": [1], "name": ["x"]})
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), data)
    read = pq.ParquetFile(data, pre_buffer=False).read(use_threads=False)
    read.to_pandas(use_threads=False)
    with using(root):
        for table in tables:
            with suppress(TableMissingError):  # the run that reads it says so
                store.read(table)
                rows = store.read(table)  # now it is held, and its digest is
                store.said_by(rows.index[:1])


def _cells(modules: Sequence[str], fits: bool) -> None:
    """Run three cells in a kernel that is then dropped: show, display, raise."""
    import nbformat

    from research.studies.forked import lean

    sources = [_CELLS[0].format(modules=list(modules), fits=fits), *_CELLS[1:]]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbformat.validate(notebook)
    outputs = lean.Outputs(notebook, record_timing=False)
    outputs.waiting = []
    kept = sys.modules["__main__"], sys.stdout, sys.stderr
    session = lean.Messages(heard=outputs.take)
    kernel = lean.make_kernel(session)
    try:
        asyncio.run(lean.rehearse(kernel, outputs))
        _require_walk(notebook)
    finally:
        sys.modules["__main__"], sys.stdout, sys.stderr = kept
        lean.drop_kernel()


def _require_walk(notebook: Any) -> None:
    """Raise what the first cell raised: it must not."""
    for output in notebook.cells[0].outputs:
        if output.output_type == "error":
            raise ImportError(f"{output.ename}: {output.evalue}")


def _forget() -> None:
    """Leave nothing that a run could tell from a fresh start; what stays is shared, not copied."""
    from research.studies import findings
    from research.warehouse import store

    findings.forget()
    store.forget()
    for module in list(sys.modules.values()):
        getattr(module, "__warningregistry__", {}).clear()


def _leave_a_kernel(root: Path, notebooks: Iterable[str]) -> None:
    """Make the kernel that each run finds: its shell has run nothing, and knows these cells."""
    import nbformat

    from research.ground.paths import Project
    from research.studies.forked import lean

    shell: Any = lean.make_kernel(lean.Messages()).shell
    for name in notebooks:
        for cell in nbformat.read(Project(root).notebooks / name, as_version=4).cells:
            if lean.runs(cell):
                shell.input_transformer_manager.transform_cell(cell.source)
