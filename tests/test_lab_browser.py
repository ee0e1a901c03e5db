"""A first day in JupyterLab: a real server, a real browser, a notebook of the flagship."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from browser import chromium
from first_day import NOTEBOOK, PARAMETERS, first_day
from lab_kernel import lab_kernel
from lab_server import Server, lab_server

pytestmark = [pytest.mark.slow, pytest.mark.chromium]
TOUR = (Path(__file__).resolve().parents[1] / "docs" / "tour.md").read_text("utf-8")
FIVE_LINES = re.findall(r"^```python\n(.*?)^```", TOUR, re.DOTALL | re.MULTILINE)[-1]
IS_SEEN = "image => [image.alt.length > 40, image.naturalWidth > 400]"
SECONDS = 1000


@dataclass
class Lab:
    """JupyterLab in a browser, and every address that the browser asked for."""

    page: Page
    root: Path
    server: Server
    asked: list[str] = field(default_factory=list)

    def open(self, address: str) -> None:
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(address)
        expect(self.page.get_by_text("Python 3 | Idle")).to_be_visible(timeout=60 * SECONDS)

    def run_all(self) -> None:
        """Run all cells and wait until the last one has come to its end a time more."""
        prompt = self.cells.last.locator(".jp-InputPrompt").first
        before = str(prompt.text_content())
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        expect(prompt).not_to_have_text(before, timeout=10 * SECONDS)
        expect(prompt).to_have_text(re.compile(r"\[\d+\]:"), timeout=60 * SECONDS)

    def write_cell(self, number: int, text: str) -> Locator:
        """Put another text into a cell and return its editor."""
        editor = self.cells.nth(number).locator(".cm-content")
        editor.fill(text)
        expect(editor).to_contain_text(text.splitlines()[1])
        return editor

    def card(self, name: str) -> Locator:
        """Return the card of a finding by its name."""
        return self.page.locator(".finding", has=self.page.get_by_text(name, exact=True))

    @property
    def cells(self) -> Locator:
        return self.page.locator(".jp-NotebookPanel .jp-CodeCell")

    @property
    def preview(self) -> FrameLocator:
        return self.page.frame_locator(".research-preview iframe")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of one brief, its notebook with a cell at the end that asks for a preview."""
    root = first_day(tmp_path_factory.mktemp("first_day") / "project")
    path = root / "notebooks" / NOTEBOOK
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("%preview", id="preview"))
    nbformat.write(notebook, path)
    write_executed(root)
    return root


def write_executed(root: Path) -> None:
    """Write a notebook with a chart in its outputs that no JupyterLab here has signed."""
    with lab_kernel(root) as kernel:
        shown = kernel.run(FIVE_LINES)
    outputs = [nbformat.v4.new_output("display_data", data=one["data"]) for one in shown]
    cell = nbformat.v4.new_code_cell(FIVE_LINES, id="five", outputs=outputs, execution_count=1)
    (root / "build").mkdir()
    kernel_of = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel_of})
    nbformat.write(made, root / "build" / "executed.ipynb")


@pytest.fixture(scope="module")
def lab(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """The notebook in JupyterLab, run to its end once."""
    home = tmp_path_factory.mktemp("home")
    with chromium() as browser, lab_server(root, home) as server:
        opened = Lab(browser.new_page(viewport={"width": 1400, "height": 1600}), root, server)
        opened.open(server.page(f"notebooks/{NOTEBOOK}"))
        opened.run_all()
        yield opened


def test_a_chart_shows_with_its_alt_text(lab: Lab) -> None:
    chart = lab.card("hour_build_up").locator("img")
    assert chart.evaluate(IS_SEEN) == [True, True]


def seen(lab: Lab) -> str:
    """Return the number on the page without its grade, which is heard and not seen."""
    number = lab.preview.locator('a[href="#from-hour_cost"]').first
    return str(number.evaluate("one => one.firstChild.textContent"))


def test_a_finding_shows_as_it_will_be_printed(lab: Lab) -> None:
    printed = lab.card("hour_cost").locator("strong").text_content()
    assert seen(lab) == printed


def test_the_page_changes_with_an_assumption(lab: Lab) -> None:
    before = seen(lab)
    lab.write_cell(0, PARAMETERS.replace("productivity = 0.90", "productivity = 0.86"))
    lab.run_all()
    after = lab.card("hour_cost").locator("strong").text_content()
    assert (seen(lab) == after, after == before) == (True, False)


def test_dollar_signs_are_not_read_as_formulas(lab: Lab) -> None:
    assert lab.page.locator("mjx-container").count() == 0


def test_a_preview_says_that_it_is_one(lab: Lab) -> None:
    assert lab.preview.get_by_text("Preview, not a release").is_visible()


def test_a_link_on_the_preview_leads_to_where_the_number_comes_from(lab: Lab) -> None:
    lab.preview.locator('a[href="#from-hour_cost"]').first.click()
    expect(lab.preview.locator("#from-hour_cost")).to_be_in_viewport()


def test_saving_keeps_the_code_and_leaves_out_what_is_for_looking(lab: Lab) -> None:
    changed = PARAMETERS.replace("productivity = 0.90", "productivity = 0.87")
    lab.write_cell(0, changed).press("Control+S")
    expect(lab.page.locator(".lm-TabBar-tab.jp-mod-dirty")).to_have_count(0)
    saved = (lab.root / "notebooks" / NOTEBOOK).read_text("utf-8")
    held = ["productivity = 0.87" in saved, "%preview" in json.loads(saved)["cells"][-1]["source"]]
    assert (held, "image/png" in saved) == ([True, False], False)


def test_the_browser_asks_no_other_machine(lab: Lab) -> None:
    elsewhere = [
        address
        for address in lab.asked
        if not address.startswith(("http://127.0.0.1:", "data:", "blob:", "about:"))
    ]
    assert elsewhere == []


def test_a_preview_leaves_nothing_behind(lab: Lab) -> None:
    assert not (lab.root / "build" / "first_day").exists()


def test_a_chart_of_a_run_shows_in_a_notebook_that_nobody_trusts(lab: Lab) -> None:
    other = Lab(lab.page.context.browser.new_page(), lab.root, lab.server)
    other.open(lab.server.page("build/executed.ipynb"))
    chart = other.card("dsp_wage_steps").locator("img")
    assert chart.evaluate(IS_SEEN) == [True, True]
