"""Every metric says its formula, and the page of methods says the same."""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest

import research.metrics
import research.models
from research.metrics.formula import formula

PAGE = Path(__file__).resolve().parents[1] / "docs" / "methods.md"


def metrics() -> Iterator[Callable[..., object]]:
    for room in (research.metrics, research.models):
        for module in pkgutil.iter_modules(room.__path__, f"{room.__name__}."):
            own = inspect.getmembers(import_module(module.name), inspect.isfunction)
            yield from (
                metric
                for _, metric in own
                if metric.__module__ == module.name and hasattr(metric, "formula")
            )


ALL = sorted(metrics(), key=lambda metric: f"{metric.__module__}.{metric.__name__}")


def name_of(metric: Callable[..., object]) -> str:
    return f"{metric.__module__}.{metric.__name__}"


@pytest.mark.parametrize("metric", ALL, ids=name_of)
def test_the_page_of_methods_holds_every_formula(metric):
    assert f"| {metric.formula} |" in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("metric", ALL, ids=name_of)
def test_every_metric_says_what_it_returns(metric):
    assert inspect.getdoc(metric)


def test_the_page_of_methods_holds_no_formula_that_is_gone():
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    printed = {row.split(" | ", 1)[1].removesuffix(" |") for row in rows} - {"formula"}
    assert printed == {metric.formula for metric in ALL}


def test_a_formula_stays_with_its_metric():
    @formula("a + b")
    def add(a: int, b: int) -> int:
        return a + b

    assert (add.formula, add(1, 2)) == ("a + b", 3)
