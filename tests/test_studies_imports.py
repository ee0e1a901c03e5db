"""Which modules a notebook reaches: a change of any other makes nothing stale."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from research.ground.paths import Project
from research.studies import imports as room
from research.studies.imports import imports
from small_project import notebook

MODULES = {
    "__init__.py": "",
    "metrics/__init__.py": "",
    "metrics/rates.py": "from research.ground.terms import Unit\n",
    "metrics/late.py": "def f():\n    from research.metrics import rates\n    return rates\n",
    "metrics/near.py": "from . import rates\nfrom .late import f\n",
    "metrics/typed.py": (
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from research.metrics import late\n"
        "else:\n    import research.metrics.rates\n"
    ),
    "metrics/other.py": "",
    "ground/__init__.py": "",
    "ground/terms.py": "Unit = 1\n",
    "models/__init__.py": "from research.models.cost import build\n",
    "models/cost.py": "def build():\n    pass\n",
}


@dataclass(frozen=True)
class Elsewhere(Project):
    """A project with code of its own."""

    @property
    def source(self) -> Path:
        return self.root / "research"


@pytest.fixture
def here(tmp_path: Path) -> Elsewhere:
    for name, text in MODULES.items():
        path = tmp_path / "research" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    return Elsewhere(tmp_path)


def reached(here: Elsewhere, *cells: str) -> set[str]:
    found = imports(here, notebook(here.notebooks / "a.ipynb", cells))
    return {name.removeprefix("research.") for name in found} - {"research", "metrics", "ground"}


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("from research.metrics import rates", {"metrics.rates", "ground.terms"}),
        ("import research.metrics.rates as r", {"metrics.rates", "ground.terms"}),
        ("from research.metrics.rates import Unit", {"metrics.rates", "ground.terms"}),
        ("from research.ground.terms import Unit", {"ground.terms"}),
        ("from research.models import build", {"models", "models.cost"}),
        ("import pandas as pd", set()),
    ],
)
def test_what_a_notebook_imports_is_followed(here: Elsewhere, cell: str, found: set[str]):
    assert reached(here, cell) == found


def test_an_import_inside_a_function_counts(here: Elsewhere):
    assert "metrics.rates" in reached(here, "from research.metrics import late")


def test_a_relative_import_is_followed(here: Elsewhere):
    found = reached(here, "from research.metrics import near")
    assert found == {"metrics.near", "metrics.late", "metrics.rates", "ground.terms"}


def test_an_import_for_type_checkers_alone_does_not_count(here: Elsewhere):
    found = reached(here, "from research.metrics import typed")
    assert found == {"metrics.typed", "metrics.rates", "ground.terms"}


@pytest.mark.parametrize("line", ["%load_ext x", "!ls", "for for", "  %time 1"])
def test_a_cell_that_is_no_plain_python_is_read_all_the_same(here: Elsewhere, line: str):
    found = reached(here, f"if True:\n    pass\n{line}\nfrom research.ground import terms as t")
    assert "ground.terms" in found


def test_a_module_that_is_not_imported_moves_nothing(here: Elsewhere):
    made = notebook(here.notebooks / "a.ipynb", ["from research.metrics import rates"])
    before = imports(here, made)
    (here.source / "metrics" / "other.py").write_text("x = 1\n", encoding="utf-8")
    assert imports(here, made) == before


def test_a_module_far_down_moves_its_digest_alone(here: Elsewhere):
    made = notebook(here.notebooks / "a.ipynb", ["from research.metrics import late"])
    before = imports(here, made)
    (here.source / "ground" / "terms.py").write_text("Unit = 23\n", encoding="utf-8")
    after = imports(here, made)
    assert {n for n in after if after[n] != before[n]} == {"research.ground.terms"}


def test_what_modules_import_is_kept_for_the_next_process(
    here: Elsewhere, monkeypatch: pytest.MonkeyPatch
):
    made = notebook(here.notebooks / "a.ipynb", ["from research.metrics import late"])
    monkeypatch.setattr(room, "_parsed", {})
    imports(here, made)
    cache = here.build / "cache" / "imports.json"
    kept = json.loads(cache.read_text(encoding="utf-8"))
    nothing = {name: [digest, []] for name, (digest, _) in kept.items()}
    cache.write_text(json.dumps(nothing), encoding="utf-8")
    monkeypatch.setattr(room, "_parsed", {})
    assert "research.metrics.rates" not in imports(here, made)


def test_a_cache_that_is_cut_short_is_made_again(here: Elsewhere, monkeypatch: pytest.MonkeyPatch):
    made = notebook(here.notebooks / "a.ipynb", ["from research.metrics import late"])
    before = imports(here, made)
    cache = here.build / "cache" / "imports.json"
    cache.parent.mkdir(parents=True, exist_ok=True)
    cache.write_text('{"research', encoding="utf-8")
    monkeypatch.setattr(room, "_parsed", {})
    assert imports(here, made) == before
