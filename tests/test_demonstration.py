"""Demonstration data is marked at each station of its way, and never released."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest

from research.builds import pipeline
from research.builds.release import require_releasable
from research.builds.trace import trace
from research.ground.errors import ReleaseError
from research.ground.paths import Project, using
from research.render.demonstration import WATERMARK
from research.render.proof import pages, proof
from research.studies import findings, show
from research.studies.manifest import load
from research.studies.record import RunRecord, read_record
from research.warehouse import store
from small_project import notebook, table
from small_project import project as small_project

CELLS = [
    "from research.figures import charts\n"
    "from research.ground.terms import Unit\n"
    "from research.studies import findings\n"
    "from research.tables.layouts import Column\n"
    "from research.warehouse import store",
    'rows = store.read("rates", series_id="ccap_center_1a_under_2")\n'
    'drawn = {"x": "effective", "y": "amount_usd", "unit": "dollars a day"}',
    'findings.number("highest", rows["amount_usd"].max(), unit="dollars a day", source=rows)',
    'findings.sentence("verdict", "The rate rose.", source=rows)',
    'findings.figure("path", charts.step(rows, **drawn), caption="The path of a rate",\n'
    "                alt=charts.alt_of_step(rows, **drawn), source=rows)",
    'findings.table("levels", rows, caption="The levels of a rate",\n'
    '               columns=[Column("effective", "From", Unit.DATE),\n'
    '                        Column("amount_usd", "Rate", Unit.USD_PER_DAY)])',
]
STUDY = """formats = ["pdf", "html", "docx"]
as_of = "2026-11-21"

[studies.demo]
question = "Did the rate rise?"
notebook = "demo.ipynb"
tables = ["rates"]
findings = ["highest", "verdict", "path", "levels"]
"""
PROSE = """---
title: A demonstration
lang: en
---

# What was found

{{< var verdict >}} It reached {{< var highest >}} a day (@fig-path).

{{< include _fig-path.qmd >}}

{{< include _tbl-levels.qmd >}}

# Sources

{{< include _sources.qmd >}}

# Where each number comes from

{{< include _annex.qmd >}}
"""


ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Built:
    """A project built to its pages."""

    project: Project
    run: RunRecord
    files: dict[str, Path]


def silent(_line: str) -> None:
    """Hear nothing."""


def copied(root: Path) -> Project:
    """A project with the real snapshots, and one study and brief of its own."""
    shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns("processed"))
    (root / "pyproject.toml").write_text("[tool.research]\n", encoding="utf-8")
    shutil.copy(ROOT / "requirements.lock", root)
    (root / "notebooks").mkdir()
    notebook(root / "notebooks" / "demo.ipynb", CELLS, parameters="")
    folder = root / "reports" / "demo"
    folder.mkdir(parents=True)
    (root / "reports" / "_style").symlink_to(ROOT / "reports" / "_style")
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    (folder / "brief.qmd").write_text(PROSE, encoding="utf-8")
    return Project(root)


def made_up(here: Project) -> None:
    """Say of the snapshot of the rates that it is synthetic, as its sidecar would."""
    side = next((here.raw / "il_rates").glob("*/il_rates.csv.toml"))
    said = [
        line for line in side.read_text("utf-8").splitlines() if not line.startswith("is_synthetic")
    ]
    side.write_text("\n".join([*said, "is_synthetic = true", ""]), encoding="utf-8")


def built(here: Project) -> Built:
    done = pipeline.report(here, load(here, "demo"), silent)
    record = read_record(next((here.runs / "demo").glob("*/run.json")))
    return Built(here, record, {path.suffix: path for path in done.files})


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    here = copied(tmp_path_factory.mktemp("demonstration") / "project")
    made_up(here)
    with using(here.root):
        yield built(here)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    here = copied(tmp_path_factory.mktemp("real") / "project")
    with using(here.root):
        yield built(here)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Project]:
    here = small_project(tmp_path / "small")
    with using(here.root):
        store.forget()
        table("prices", synthetic=True)
        yield here
    store.forget()


def test_a_finding_inherits_from_every_table_that_was_read_before_it(small):
    rows = store.read("wages")
    store.read("prices")
    found = findings.number("middle", 20.0, unit="dollars an hour", source=rows)
    assert found.is_synthetic


def test_a_finding_does_not_inherit_from_a_table_that_nobody_read(small):
    rows = store.read("wages")
    assert not findings.number("middle", 20.0, unit="dollars an hour", source=rows).is_synthetic


def test_the_notebook_shows_the_mark_with_the_finding(small):
    found = findings.number("m", 20.0, unit="dollars an hour", source=store.read("prices"))
    assert ("DEMONSTRATION DATA" in show.as_html(found), show.as_text(found)) == (
        True,
        "m: $20.00 (grade 2, demonstration data)",
    )


@pytest.mark.slow
def test_the_table_bears_the_mark(demo):
    with using(demo.project.root):
        assert store.read_whole("rates")["is_synthetic"].all()


@pytest.mark.slow
def test_the_lineage_of_the_table_bears_the_mark(demo):
    with using(demo.project.root):
        assert store.lineage("rates").is_synthetic


@pytest.mark.slow
def test_every_finding_bears_the_mark(demo):
    assert [one.is_synthetic for one in demo.run.findings] == [True] * 4


@pytest.mark.slow
def test_the_run_bears_the_mark(demo):
    assert demo.run.is_synthetic


@pytest.mark.slow
def test_every_file_name_bears_the_mark(demo):
    names = [demo.files[suffix].stem for suffix in (".pdf", ".html", ".docx")]
    assert names == ["demo-demonstration"] * 3


@pytest.mark.slow
def test_every_page_of_the_pdf_bears_the_watermark(demo):
    texts = [" ".join(page.text.split()) for page in pages.read(demo.files[".pdf"])]
    assert all(WATERMARK in text for text in texts)


def read_aloud(path: Path) -> str:
    """What a screen reader gets: the text of a PDF without its artifacts."""
    with pikepdf.open(path) as held:
        for page in held.pages:
            kept, depth = [], 0
            for drawn in pikepdf.parse_content_stream(page):
                operator = str(drawn.operator)
                opens = operator in ("BDC", "BMC")
                if opens and (depth or str(drawn.operands[0]) == "/Artifact"):
                    depth += 1
                if not depth:
                    kept.append(drawn)
                depth -= bool(depth and operator == "EMC")
            page.obj.Contents = held.make_stream(pikepdf.unparse_content_stream(kept))
        plain = path.with_name("read-aloud.pdf")
        held.save(plain)
    return " ".join(" ".join(page.text.split()) for page in pages.read(plain))


@pytest.mark.slow
def test_the_watermark_is_not_read_aloud(demo, tmp_path):
    told = read_aloud(Path(shutil.copy(demo.files[".pdf"], tmp_path)))
    assert ("What was found" in told, WATERMARK in told) == (True, False)


@pytest.mark.slow
def test_the_proof_of_the_marked_pdf_passes(demo):
    assert proof(demo.files[".pdf"]).failures == ()


@pytest.mark.slow
def test_the_web_page_bears_the_watermark(demo):
    assert WATERMARK in demo.files[".html"].read_text(encoding="utf-8").upper()


@pytest.mark.slow
def test_the_word_file_bears_the_watermark_in_its_header(demo):
    with ZipFile(demo.files[".docx"]) as held:
        headers = [
            held.read(name).decode() for name in held.namelist() if name.startswith("word/header")
        ]
    assert any(WATERMARK in text.upper() for text in headers)


@pytest.mark.slow
def test_the_annex_says_it_beside_each_number(demo):
    text = demo.files[".html"].read_text(encoding="utf-8")
    assert text.count("<strong>Demonstration data.</strong>") == 4


@pytest.mark.slow
def test_a_trace_says_it(demo):
    with using(demo.project.root):
        assert trace(demo.project, "highest").is_synthetic


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".pdf", ".html", ".docx"])
def test_nothing_that_bears_it_is_released(demo, suffix):
    with pytest.raises(ReleaseError, match="bears demonstration data"):
        require_releasable(demo.files[suffix])


@pytest.mark.slow
def test_a_new_name_does_not_make_it_releasable(demo, tmp_path):
    record = demo.files[".pdf"].with_name("demo-demonstration.record.json")
    shutil.copy(demo.files[".pdf"], tmp_path / "demo.pdf")
    shutil.copy(record, tmp_path / "demo.record.json")
    with pytest.raises(ReleaseError, match="4 of 4 findings rest on demonstration data"):
        require_releasable(tmp_path / "demo.pdf")


@pytest.mark.slow
def test_the_record_of_another_run_does_not_make_it_releasable(demo, real, tmp_path):
    shutil.copy(demo.files[".pdf"], tmp_path / "demo.pdf")
    shutil.copy(real.files[".pdf"].with_suffix(".record.json"), tmp_path / "demo.record.json")
    with pytest.raises(ReleaseError, match="pages say DEMONSTRATION DATA"):
        require_releasable(tmp_path / "demo.pdf")


@pytest.mark.slow
def test_a_file_without_its_record_is_not_released(real, tmp_path):
    shutil.copy(real.files[".pdf"], tmp_path / "demo.pdf")
    with pytest.raises(ReleaseError, match="has no record beside it"):
        require_releasable(tmp_path / "demo.pdf")


@pytest.mark.slow
def test_real_data_bears_no_mark_and_may_go(real):
    require_releasable(real.files[".pdf"])
    assert real.files[".pdf"].name == "demo.pdf"
