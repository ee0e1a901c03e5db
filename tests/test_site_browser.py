"""The site in a real browser: seen by axe, searched with and without JavaScript, weighed."""

import functools
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, Page

import sample_site as sample
from browser import chromium
from research.ground.paths import Project
from research.publish.site.building import LIGHT, build
from research.publish.site.seats import TABLES
from research.publish.site.shown import shown

pytestmark = [pytest.mark.slow, pytest.mark.chromium]
SIZES = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 360, "height": 740}}
KINDS = {
    "front": "", "brief for many": "district/", "district": "h001/", "report": "report/",
    "chapter": "report/3/", "old": "editions/district-1/h001/", "edition": "editions/district-2/",
    "find": "find/", "zips": "find/zip/600/", "county": "find/county/st-birch/?zip=60002",
    "names": "find/names/", "verify": "verify/", "digests": "verify/district-1/",
    "errata": "errata/",
}  # fmt: skip


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def serve(folder: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    made = sample.project(tmp_path_factory.mktemp("browser") / "project")
    sample.edition(made, 1)
    sample.edition(made, 2)
    sample.edition(made, 1, "report", (), chapters=4, padding=700)
    sample.erratum(made, "district-1", "district-2", "The hour was read from the wrong row.")
    return made


@pytest.fixture(scope="module")
def site(project) -> Iterator[str]:
    """The address of the whole site, on loopback."""
    folder = project.root / "out"
    folder.mkdir()
    build(project, shown(project, sample.MINUTE + timedelta(days=30)), folder)
    yield from serve(folder)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def opened(browser: Browser, address: str, size: str = "wide", scripts: bool = True) -> Page:
    page = browser.new_context(java_script_enabled=scripts, viewport=SIZES[size]).new_page()
    page.said, page.asked = [], []  # type: ignore[attr-defined]
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(address)
    page.evaluate("document.fonts.ready.then(() => true)")
    return page


def violations(page: Page) -> list[str]:
    """Return what axe finds by WCAG 2.2 AA and its own good practice; nothing may be folded."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.evaluate(Path(AXE_FILE_PATH).read_text(encoding="utf-8"))
    asked = "{rules: {'target-size': {enabled: true}}}"
    found = page.evaluate(f"axe.run(document, {asked}).then(found => found.violations)")
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


def faults(page: Page, site: str, size: str) -> list[str]:
    """Return what is wrong with a page: by axe, its policy, whom it asks, its width."""
    wide = page.evaluate("document.documentElement.scrollWidth") - SIZES[size]["width"]
    others = [url for url in page.asked if not url.startswith((site, "data:"))]
    return [
        *violations(page), *page.said, *others, *(["it scrolls sideways"] if wide > 0 else []),
    ]  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_and_the_page_keeps_to_its_policy_and_its_width(
    site, browser, kind, size
):
    page = opened(browser, site + KINDS[kind], size)
    assert faults(page, site, size) == []
    page.context.close()


def test_axe_would_find_a_field_without_a_label(site, browser):
    """The check above can fail."""
    page = opened(browser, site)
    page.evaluate("document.querySelector('label').remove()")
    assert "label" in [line.split(":")[0] for line in violations(page)]
    page.context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_weighs_less_than_it_may_without_scripts(site, browser, kind):
    """Counted as sent, uncompressed, by a browser that has seen nothing of the site before."""
    context = browser.new_context()
    page, answers = context.new_page(), []
    page.on("requestfinished", lambda request: answers.append(request.response()))
    page.route("**/*.js", lambda route: route.abort())
    page.goto(site + KINDS[kind])
    page.evaluate("document.fonts.ready.then(() => true)")
    sizes = [len(answer.body()) for answer in answers if not answer.url.startswith("data:")]
    context.close()
    assert 10_000 < sum(sizes) < LIGHT


def members(page: Page) -> list[str]:
    return page.locator("table.seats tbody tr").all_inner_texts()


ALL_OF_BIRCH = ["House District 1", "House District 2", "House District 3", "House District 4",
                "Senate District 1", "Senate District 2"]  # fmt: skip


def test_a_zip_finds_every_member_with_scripts(site, browser):
    page = opened(browser, site, "narrow")
    page.get_by_label("Your ZIP code").fill("60002")
    page.get_by_role("button", name="Find").click()
    page.wait_for_url("**/find/county/st-birch/**")
    assert [row.split("\t")[0].strip() for row in members(page)] == ALL_OF_BIRCH
    assert "60002, is in this county" in page.inner_text("#for-zip")
    page.context.close()


def test_a_zip_finds_every_member_without_scripts(site, browser):
    page = opened(browser, site, scripts=False)
    page.get_by_label("Your ZIP code").fill("60002")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="600", exact=True).click()
    page.locator("#z60002").get_by_role("link").click()
    assert [row.split("\t")[0].strip() for row in members(page)] == ALL_OF_BIRCH
    assert "may lie in fewer" in page.inner_text("main")
    page.context.close()


@pytest.mark.parametrize(
    ("typed", "said"), [("99999", "does not have 99999"), ("606", "has five digits")]
)
def test_a_zip_that_is_not_there_is_answered_in_words(site, browser, typed, said):
    page = opened(browser, site)
    page.get_by_label("Your ZIP code").fill(typed)
    page.get_by_role("button", name="Find").click()
    page.locator("#zip-said:not(:empty)").wait_for()
    assert said in page.inner_text("#zip-said")
    page.context.close()


@pytest.mark.parametrize(
    ("typed", "left"), [("alvarez", ["House District 1"]), ("senate 2", ["Senate District 2"])]
)
def test_a_member_is_found_by_name_without_its_accents(site, browser, typed, left):
    page = opened(browser, f"{site}find/names/")
    page.get_by_label("Name or district").fill(typed)
    rows = page.locator("table.seats tbody tr:visible").all_inner_texts()
    assert [row.split("\t")[0].strip() for row in rows] == left
    page.context.close()


def test_a_file_is_checked_in_the_browser(site, browser, project):
    page = opened(browser, f"{site}verify/")
    newest = next(project.editions.glob("district-2/files/H001/*.pdf"))
    page.get_by_label("A file").set_input_files(newest)
    page.wait_for_selector("#verify-said strong")
    assert "Whole: district-2" in page.inner_text("#verify-said")
    page.context.close()


def test_an_old_file_is_whole_but_superseded(site, browser, project):
    page = opened(browser, f"{site}verify/")
    page.get_by_label("A file").set_input_files(
        next(project.editions.glob("district-1/files/H001/*.pdf"))
    )
    page.wait_for_selector("#verify-said strong")
    assert "superseded" in page.inner_text("#verify-said")
    page.context.close()


def test_a_file_with_one_byte_flipped_is_not_known(site, browser, project, tmp_path):
    page = opened(browser, f"{site}verify/")
    data = bytearray(next(project.editions.glob("district-2/files/H001/*.pdf")).read_bytes())
    data[3] ^= 1
    (tmp_path / "copy.pdf").write_bytes(data)
    page.get_by_label("A file").set_input_files(tmp_path / "copy.pdf")
    page.wait_for_selector("#verify-said strong")
    assert "no file of an edition" in page.inner_text("#verify-said")
    page.context.close()


def test_a_digest_that_was_pasted_is_looked_up(site, browser, project):
    page = opened(browser, f"{site}verify/")
    digest = shown(project, sample.MINUTE).editions[0].files[0].sha256
    page.get_by_label("Or its SHA-256").fill(f" {digest.upper()} ")
    page.get_by_role("button", name="Check").click()
    page.wait_for_selector("#verify-said strong")
    assert "Whole" in page.inner_text("#verify-said")
    page.context.close()


def test_without_scripts_a_digest_stands_in_a_list(site, browser, project):
    page = opened(browser, f"{site}verify/", scripts=False)
    page.get_by_role("link", name="edition 2").first.click()
    digest = shown(project, sample.MINUTE + timedelta(days=1)).editions[1].document("H001").sha256
    assert page.get_by_text(digest).is_visible()
    page.context.close()


def test_a_chart_comes_alive_when_it_is_near(site, browser):
    page = opened(browser, f"{site}h001/")
    page.locator("#fig-1").scroll_into_view_if_needed()
    page.wait_for_selector("#fig-1[data-live=yes]")
    assert page.locator("#fig-1 .chart-live svg").is_visible()
    assert page.said == []
    page.context.close()


def test_a_page_without_a_chart_does_not_fetch_the_chart_library(site, browser):
    page = opened(browser, f"{site}find/")
    assert [url for url in page.asked if "vega" in url] == []
    page.context.close()


def test_without_scripts_a_chart_is_a_drawing(site, browser):
    page = opened(browser, f"{site}h001/", scripts=False)
    assert page.locator("#fig-1 .chart-picture > svg").is_visible()
    page.context.close()


def test_the_first_stop_of_the_keyboard_skips_to_the_text(site, browser):
    page = opened(browser, site)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.context.close()


def test_what_serves_only_the_screen_is_not_printed(site, browser):
    page = opened(browser, f"{site}find/")
    page.emulate_media(media="print")
    assert not page.locator("form.search").first.is_visible()
    page.context.close()


def test_a_roster_without_places_still_has_a_page_that_axe_accepts(tmp_path, browser):
    bare = sample.project(tmp_path / "project")
    for table in TABLES[1:]:
        (bare.processed / f"{table}.parquet").unlink()
    (tmp_path / "out").mkdir()
    build(bare, shown(bare, sample.MINUTE), tmp_path / "out")
    for address in serve(tmp_path / "out"):
        page = opened(browser, f"{address}find/")
        assert violations(page) == []
        page.context.close()
