"""docs/tour.md is walked: its five lines, its commands, and its changed number."""

import ast
import re
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from first_day import NOTEBOOK, PARAMETERS, first_day
from lab_kernel import lab_kernel
from research.builds import pipeline
from research.cli.arguments import parser
from research.ground.paths import using
from research.studies.manifest import load

TOUR = (Path(__file__).resolve().parents[1] / "docs" / "tour.md").read_text("utf-8")
PYTHON = re.findall(r"^```python\n(.*?)^```", TOUR, re.DOTALL | re.MULTILINE)
COMMANDS = [
    line.strip().removeprefix(".venv/bin/research ").split()
    for line in TOUR.splitlines()
    if line.startswith("    .venv/bin/research ")
]


def text_of(pdf: Path) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_the_assumption_that_the_tour_changes_stands_in_the_notebook():
    assert PYTHON[0].strip() in PARAMETERS.splitlines()


def test_five_lines_are_five():
    assert len(ast.parse(PYTHON[1]).body) == 5


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_each_command_of_the_tour_can_be_given(command):
    assert parser().parse_args(command).verb == command[0]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return first_day(tmp_path_factory.mktemp("tour") / "project")


@pytest.mark.slow
def test_five_lines_draw_a_house_chart_and_record_a_finding(root):
    with lab_kernel(root) as kernel:
        shown: list[dict[str, Any]] = kernel.run(PYTHON[1])
    finding = shown[0]["data"]["application/vnd.research.finding+json"]
    said = (finding["name"], finding["grade"] in (1, 2, 3), len(finding["alt"]) > 40)
    assert said == ("dsp_wage_steps", True, True)


@pytest.mark.slow
def test_a_changed_assumption_changes_the_number_in_the_pdf(root):
    with using(root) as project:
        manifest = load(project, "first_day")
        before = text_of(pipeline.report(project, manifest, lambda _: None).files[0])
        path = project.notebooks / NOTEBOOK
        path.write_text(path.read_text("utf-8").replace("ity = 0.90", "ity = 0.88"), "utf-8")
        after = text_of(pipeline.report(project, manifest, lambda _: None).files[0])
    costs = [re.findall(r"home care costs (\$\d+\.\d\d)", text) for text in (before, after)]
    assert len({cost for found in costs for cost in found}) == 2
