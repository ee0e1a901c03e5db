"""What axe-core finds on a finished page, in a real browser, with and without JavaScript."""

from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

import sample_brief as sample
from browser import chromium
from research.ground.paths import using
from research.render.brief import render_brief
from research.studies.record import RunRecord

pytestmark = [pytest.mark.slow, pytest.mark.chromium]
WIDE, NARROW = {"width": 1200, "height": 900}, {"width": 360, "height": 740}
CASES = [("scripts", WIDE), ("scripts", NARROW), ("no scripts", WIDE), ("no scripts", NARROW)]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    return set_page(tmp_path_factory.mktemp("real"), sample.findings())


def set_page(folder: Path, findings) -> Path:
    manifest = sample.manifest(folder / "brief", "html")
    record = RunRecord(
        study="one", brief="sample", key="k", as_of="2026-01-02", parameters={}, skipped=("extra",)
    )
    work = folder / "work"
    work.mkdir()
    with using(sample.ROOT):
        files = render_brief(sample.project(), manifest, findings, {"one": record}, work)
    return next(path for path in files if path.suffix == ".html")


def opened(browser, path: Path, scripts: str, size) -> Page:
    """Open a page; wait for its charts where scripts may run."""
    page = browser.new_context(java_script_enabled=True, viewport=size).new_page()
    page.said = []  # type: ignore[attr-defined]
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    if scripts == "no scripts":  # axe itself is a script: the page's own are kept out instead
        page.route("**/assets/*", lambda route: route.abort())
    page.goto(path.as_uri())
    if scripts == "scripts":
        for figure in page.locator(".chart-figure").all():
            figure.scroll_into_view_if_needed()
            page.wait_for_selector(f"#{figure.get_attribute('id')}[data-live=yes]")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    return page


def violations(page: Page) -> list[str]:
    """Return what axe finds, a line each; the page's own policy does not bind the test."""
    page.evaluate(Path(AXE_FILE_PATH).read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then(found => found.violations)")
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


@pytest.mark.parametrize(("scripts", "size"), CASES)
def test_axe_finds_no_violation(site, scripts, size):
    with chromium() as browser:
        assert violations(opened(browser, site, scripts, size)) == []


def test_axe_finds_no_violation_on_demonstration_data(tmp_path):
    path = set_page(tmp_path, sample.unreal())
    with chromium() as browser:
        assert violations(opened(browser, path, "scripts", WIDE)) == []


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_axe_finds_no_violation_on_the_flagship(flagship, size):
    with chromium() as browser:
        page = opened(browser, flagship / f"{flagship.name}.html", "scripts", size)
        assert violations(page) == []


def test_axe_would_find_a_chart_without_a_name(site, tmp_path):
    """The check above can fail."""
    broken = tmp_path / "broken.html"
    text = site.read_text(encoding="utf-8")
    broken.write_text(text.replace('role="img" aria-label="', 'role="img" title="" x="'))
    with chromium() as browser:
        found = violations(opened(browser, broken, "no scripts", WIDE))
        assert [line.split(":")[0] for line in found] == ["role-img-alt"]


def test_a_live_chart_obeys_the_policy_of_its_page(site):
    with chromium() as browser:
        assert opened(browser, site, "scripts", WIDE).said == []


def test_a_live_chart_tells_the_value_under_the_pointer(site):
    with chromium() as browser:
        page = opened(browser, site, "scripts", WIDE)
        page.locator(".chart-live .mark-symbol path").nth(1).hover(force=True)
        page.wait_for_selector("#vg-tooltip-element.visible")
        assert "12.5" in page.inner_text("#vg-tooltip-element")


def test_without_scripts_the_chart_is_there_as_a_drawing(site):
    with chromium() as browser:
        page = browser.new_context(java_script_enabled=False).new_page()
        page.goto(site.as_uri())
        assert page.locator("#fig-paid-rate .chart-picture > svg").is_visible()


def test_a_number_leads_to_where_it_comes_from(site):
    with chromium() as browser:
        page = opened(browser, site, "no scripts", WIDE)
        page.locator("a.finding", has_text="$12.50").first.click()
        assert page.locator(":target").inner_text() == "$12.50"


def test_a_narrow_page_does_not_scroll_sideways(site):
    with chromium() as browser:
        page = opened(browser, site, "no scripts", NARROW)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_the_first_stop_of_the_keyboard_skips_to_the_report(site):
    with chromium() as browser:
        page = opened(browser, site, "no scripts", WIDE)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"


def test_the_page_is_drawn_in_the_shipped_fonts(site):
    with chromium() as browser:
        page = opened(browser, site, "no scripts", WIDE)
        page.evaluate("document.fonts.ready.then(() => true)")
        loaded = page.evaluate(
            "[...document.fonts].filter(one => one.status == 'loaded').map(one => one.family)"
        )
        assert {"IBM Plex Sans", "IBM Plex Serif"} <= {family.strip('"') for family in loaded}


@pytest.mark.parametrize("scripts", ["scripts", "no scripts"])
def test_no_chart_is_wider_than_a_narrow_screen(flagship, scripts):
    with chromium() as browser:
        page = opened(browser, flagship / f"{flagship.name}.html", scripts, NARROW)
        right = page.evaluate(
            "Math.max(...[...document.querySelectorAll('.chart-picture svg')]"
            ".map(one => one.getBoundingClientRect().right))"
        )
        assert 0 < right <= NARROW["width"]


def test_a_caption_stays_when_its_table_scrolls(flagship):
    with chromium() as browser:
        page = opened(browser, flagship / f"{flagship.name}.html", "no scripts", NARROW)
        where = page.evaluate(
            "[...document.querySelectorAll('.table-whole')].map(one => {"
            " const scroller = one.querySelector('.table-scroll'); scroller.scrollLeft = 200;"
            " const box = one.querySelector('.table-caption').getBoundingClientRect();"
            " return [box.left >= 0, box.right <= innerWidth]; }).flat()"
        )
        assert where
        assert all(where)


def test_a_grade_that_is_only_heard_is_not_copied(site):
    with chromium() as browser:
        page = opened(browser, site, "no scripts", WIDE)
        copied = page.evaluate(
            "getSelection().selectAllChildren(document.querySelector('main')),"
            " getSelection().toString()"
        )
        assert ("$12.50" in copied, "(grade" in copied) == (True, False)
