"""Every metric says its formula, and the pages of methods say the same."""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest

import research.metrics
import research.models
from research.metrics.formula import formula

PAGES = sorted((Path(__file__).resolve().parents[1] / "docs" / "methods").glob("*.md"))
HEADER = "| number | formula |"


def metrics() -> Iterator[Callable[..., object]]:
    for room in (research.metrics, research.models):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            own = inspect.getmembers(import_module(module.name), inspect.isfunction)
            yield from (
                metric
                for _, metric in own
                if metric.__module__ == module.name and hasattr(metric, "formula")
            )


ALL = sorted(metrics(), key=lambda metric: f"{metric.__module__}.{metric.__name__}")


def name_of(metric: Callable[..., object]) -> str:
    return f"{metric.__module__}.{metric.__name__}"


def printed() -> list[str]:
    """Every formula that the pages print, in tables headed "number | formula"."""
    rows, inside = [], False
    for line in "\n".join(page.read_text(encoding="utf-8") for page in PAGES).splitlines():
        inside = line.startswith(HEADER) or (inside and line.startswith("|"))
        if inside and not line.startswith((HEADER, "|---")):
            rows.append(line.split(" | ", 1)[1].removesuffix(" |"))
    return rows


@pytest.mark.parametrize("metric", ALL, ids=name_of)
def test_the_pages_of_methods_hold_every_formula(metric):
    assert metric.formula in printed()


@pytest.mark.parametrize("metric", ALL, ids=name_of)
def test_every_metric_says_what_it_returns(metric):
    assert inspect.getdoc(metric)


def test_the_pages_of_methods_hold_no_formula_that_is_gone():
    assert set(printed()) == {metric.formula for metric in ALL}


def test_a_formula_stays_with_its_metric():
    @formula("a + b")
    def add(a: int, b: int) -> int:
        return a + b

    assert (add.formula, add(1, 2)) == ("a + b", 3)
