import re

import pytest

import render_jobs as jobs
from research.builds.release import require_releasable
from research.ground.errors import BriefError, ReleaseError
from research.render import qr, site
from research.render.job import set_pages
from research.render.proof.record import read_beside

BASE = 'base_address = "https://example.org/il"\n'


def reports(folder, text=BASE):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "site.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_address_of_a_page_is_short_and_in_small_letters(tmp_path):
    text = BASE + '[paths]\ndistrict = "d/{subject}"\n'
    assert site.page_address(reports(tmp_path, text), "district", "H042") == (
        "https://example.org/il/d/h042"
    )


def test_without_a_path_the_brief_and_the_subject_make_one(tmp_path):
    here = reports(tmp_path)
    made = [site.page_address(here, "district", subject) for subject in ("S21", "")]
    assert made == ["https://example.org/il/district/s21", "https://example.org/il/district"]


def test_without_the_file_there_is_no_address(tmp_path):
    assert site.page_address(tmp_path, "district", "H042") == ""


def test_an_address_is_read_again_when_the_file_changes(tmp_path):
    first = site.page_address(reports(tmp_path), "a", "")
    second = site.page_address(reports(tmp_path, BASE.replace("il", "care")), "a", "")
    assert (first, second) == ("https://example.org/il/a", "https://example.org/care/a")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("base", "no TOML|not TOML"), ("", "base_address is ''"),
        ('base_address = "http://plain.org"', "https address"),
        ('base_address = "https://a.org/?q=1"', "https address"),
        (BASE + '[paths]\na = "A Page"', "small letters"),
    ],
)  # fmt: skip
def test_a_file_that_says_no_address_is_refused(text, said, tmp_path):
    with pytest.raises(BriefError, match=said):
        site.page_address(reports(tmp_path, text), "a", "")


@pytest.mark.parametrize(
    ("address", "is_example"),
    [
        ("https://example.org/a", True), ("https://www.example.com", True),
        ("https://localhost/a", True), ("https://care.test/a", True), ("https://127.0.0.1/", True),
        ("https://care.illinois.gov/a", False), ("https://exampleforillinois.org", False),
    ],
)  # fmt: skip
def test_an_example_address_is_told_from_a_real_one(address, is_example):
    assert site.is_example(address) == is_example


def test_a_code_is_the_same_bytes_each_time_with_paper_around_it():
    first = qr.drawn("https://example.org/il/h042", "svg")
    qr.drawn.cache_clear()
    side = int(re.search(rb'viewBox="0 0 (\d+) ', first).group(1))
    assert (qr.drawn("https://example.org/il/h042", "svg"), (side - 8 - 17) % 4) == (first, 0)


def test_the_code_says_where_it_leads_to_who_does_not_see_it():
    said = qr.include("https://example.org/il/h042", "svg")["_qr.qmd"]
    assert 'fig-alt="QR code: opens https://example.org/il/h042"' in said


TEXT = jobs.TEXT.replace(
    "# Sources {",
    "[{{< var page_address >}}](https://{{< var page_address >}})\n\n{{< include _qr.qmd >}}\n\n"
    "# Sources {",
)


def with_address(tmp_path, *formats):
    here = jobs.project(tmp_path / "p")
    reports(here.reports)
    return set_pages(jobs.job(here, "H001", *formats, text=TEXT))


@pytest.mark.slow
def test_a_brief_prints_its_address_and_its_code_in_every_format(tmp_path):
    done = with_address(tmp_path, "pdf", "html", "docx")
    page = next(path for path in done.files if path.suffix == ".html").read_text()
    assert 'href="https://example.org/il/sample/h001"' in page
    assert 'alt="QR code: opens https://example.org/il/sample/h001"' in page
    assert read_beside(done.files[0]).address == "https://example.org/il/sample/h001"


@pytest.mark.slow
def test_a_page_with_an_example_address_is_not_released(tmp_path):
    (pdf, *_) = with_address(tmp_path, "pdf").files
    with pytest.raises(ReleaseError, match=r"example\.org"):
        require_releasable(pdf)
