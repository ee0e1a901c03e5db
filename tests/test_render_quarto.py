import json
import os
import stat
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml

import sample_brief as sample
from research.ground.errors import QuartoError
from research.ground.paths import using
from research.render import quarto, quarto_project
from research.render.brief import render_brief
from research.render.page import page_of
from research.render.prose import read_prose
from research.studies.record import RunRecord

# Stands at the edge of a process that cannot be installed here: it writes down how it was
# called and what stood in its folder, and answers as it is told to.
PROGRAM = """#!{python}
import json, os, pathlib, sys, time
told = json.loads(pathlib.Path({told!r}).read_text())
if sys.argv[1:] == ["--version"]:
    print(told.get("version", "1.7.34")); sys.exit()
here = pathlib.Path.cwd()
note = pathlib.Path({told!r}).parent / ("call-%s-%d.json" % (sys.argv[4], os.getpid()))
note.write_text(json.dumps({{
    "arguments": sys.argv[1:], "folder": str(here), "files": sorted(p.name for p in here.iterdir()),
    "day": os.environ.get("SOURCE_DATE_EPOCH"), "temporary": os.environ.get("TMPDIR"),
}}))
out = here / sys.argv[sys.argv.index("--output") + 1]
out.write_text("half")
time.sleep(told.get("seconds", 0))
sys.stderr.write(told.get("says", ""))
if told.get("writes", True):
    out.write_text(here.joinpath("brief.qmd").read_text())
else:
    out.unlink()
sys.exit(told.get("code", 0))
"""
REAL = "no Quarto on this machine"


def fake(folder: Path, **told: object) -> dict[str, str]:
    """Put a program called quarto into a folder; return an environment that finds it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "told.json").write_text(json.dumps(told))
    program = folder / "quarto"
    program.write_text(PROGRAM.format(python=sys.executable, told=str(folder / "told.json")))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def staged(folder: Path, text: str = "Text.") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "brief.qmd").write_text(text)
    return folder


def render(folder: Path, wanted: str = "html", text: str = "Text.", **told: object) -> bytes:
    environment = fake(folder / "bin", **told)
    found = quarto.find(environment)
    return quarto.render(found, staged(folder / "in", text), wanted, "2026-01-02", environment)


def call(folder: Path) -> dict[str, object]:
    (note,) = (folder / "bin").glob("call-*.json")
    return json.loads(note.read_text())


@pytest.mark.parametrize(
    ("answer", "version"),
    [("1.4.557", (1, 4, 557)), ("v1.9.2", (1, 9, 2)), ("99.9.9\n", (99, 9, 9)),
     ("1.5", (1, 5)), ("warning: slow\n1.6.1-rc.2+a\n", (1, 6, 1))],
)  # fmt: skip
def test_a_version_is_read_from_what_quarto_prints(answer, version):
    assert quarto.version_of(answer, Path("quarto")) == version


def test_an_answer_without_a_version_is_refused(tmp_path):
    with pytest.raises(QuartoError, match="'hello', which is no version"):
        quarto.find(fake(tmp_path, version="hello"))


def test_a_quarto_older_than_it_must_be_is_refused(tmp_path):
    with pytest.raises(QuartoError, match=r"Quarto 1\.3\.450; 1\.4 or newer"):
        quarto.find(fake(tmp_path, version="1.3.450"))


def test_quarto_path_comes_before_path(tmp_path):
    first = fake(tmp_path / "path")
    fake(tmp_path / "named", version="1.9.0")
    named = first | {"QUARTO_PATH": str(tmp_path / "named" / "quarto")}
    assert quarto.find(named).version == (1, 9, 0)


def test_quarto_path_may_name_a_folder(tmp_path):
    fake(tmp_path / "opt" / "bin", version="1.8.1")
    named = {"PATH": os.environ["PATH"], "QUARTO_PATH": str(tmp_path / "opt")}
    assert quarto.find(named).version == (1, 8, 1)


def test_a_quarto_path_that_leads_nowhere_is_not_passed_over(tmp_path):
    with pytest.raises(QuartoError, match="QUARTO_PATH is /nowhere"):
        quarto.find(fake(tmp_path) | {"QUARTO_PATH": "/nowhere"})


def test_no_quarto_says_how_to_get_one(tmp_path):
    with pytest.raises(QuartoError, match="QUARTO_PATH"):
        quarto.find({"PATH": str(tmp_path)})


def test_the_package_is_looked_into_last(tmp_path, monkeypatch):
    package = tmp_path / "quarto_cli"
    fake(package / "quarto-1.7.1" / "bin", version="1.7.1")
    (package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert quarto.find({"PATH": str(tmp_path)}).version == (1, 7, 1)


@pytest.mark.parametrize(
    ("wanted", "writer"), [("pdf", "typst"), ("html", "html"), ("docx", "docx")]
)
def test_each_format_has_its_writer(wanted, writer, tmp_path):
    render(tmp_path, wanted)
    assert call(tmp_path)["arguments"] == [
        "render", "brief.qmd", "--to", writer, "--output", f"brief.{wanted}", "--no-execute",
        "--log-level", "warning",
    ]  # fmt: skip


def test_what_quarto_wrote_is_returned(tmp_path):
    assert render(tmp_path, text="The words.") == b"The words."


def test_quarto_works_in_a_copy_and_leaves_the_staged_folder_alone(tmp_path):
    render(tmp_path)
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["brief.qmd"]


def test_the_day_of_the_report_is_the_day_that_quarto_is_told(tmp_path):
    render(tmp_path)
    assert call(tmp_path)["day"] == "1767312000"


def test_no_folder_is_left_behind_when_quarto_fails(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    with pytest.raises(QuartoError):
        render(tmp_path, code=1)
    assert list((tmp_path / "temporary").iterdir()) == []


def test_an_error_shows_the_last_lines_that_quarto_said(tmp_path):
    says = (
        "\n".join(f"line {number}" for number in range(40))
        + "\n\x1b[31mERROR: no such thing\x1b[0m\n"
    )
    with pytest.raises(QuartoError) as caught:
        render(tmp_path, code=3, says=says)
    said = str(caught.value)
    assert ("exit code 3" in said, said.endswith("ERROR: no such thing"), "line 5\n" in said) == (
        True, True, False,
    )  # fmt: skip


def test_a_render_that_writes_nothing_is_an_error(tmp_path):
    with pytest.raises(QuartoError, match=r"wrote no brief\.html"):
        render(tmp_path, writes=False)


def test_a_name_that_quarto_only_warns_about_is_an_error(tmp_path):
    with pytest.raises(QuartoError, match="Unknown var wages"):
        render(tmp_path, says="WARNING: Unknown var wages specified in a var shortcode.\n")


def test_a_quarto_that_never_ends_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(quarto, "_SECONDS", 0.5)
    with pytest.raises(QuartoError, match="more than 0\\.5 s"):
        render(tmp_path, seconds=30)


def test_a_program_that_cannot_run_is_an_error_of_ours(tmp_path):
    program = tmp_path / "quarto"
    program.write_bytes(b"\x00\x01")
    program.chmod(0o755)
    with pytest.raises(QuartoError, match="cannot be run"):
        quarto.find({"PATH": str(tmp_path)})


def test_parallel_renders_share_no_folder_and_mix_no_text(tmp_path):
    environment = fake(tmp_path / "bin", seconds=0.3)
    found = quarto.find(environment)
    texts = [f"Report {number}." for number in range(4)]
    folders = [staged(tmp_path / f"in{number}", text) for number, text in enumerate(texts)]
    with ThreadPoolExecutor(4) as pool:
        made = pool.map(
            lambda folder: quarto.render(found, folder, "pdf", "2026-01-02", environment), folders
        )
        assert [data.decode() for data in made] == texts
    notes = [json.loads(path.read_text()) for path in (tmp_path / "bin").glob("call-*")]
    assert (
        len({note["folder"] for note in notes}) == len({note["temporary"] for note in notes}) == 4
    )


def laid_out(folder: Path, watermark: str = "", version=(1, 7), **said) -> Path:
    prose = read_prose(sample.manifest(folder / "source", "pdf").folder / "brief.qmd")
    page = page_of(prose, "sample", "2026-01-02", watermark)
    target = folder / "out"
    target.mkdir()
    quarto_project.write(
        target, prose, page, said.get("parts", {"_annex.qmd": "x"}),
        {"wage": "[\\$12.50](#from-wage){.finding}", "gap.low": "\\$1.00"},
        {"tables.extra": False}, version,
    )  # fmt: skip
    return target


def test_the_staged_brief_keeps_its_shortcodes(tmp_path):
    text = (laid_out(tmp_path) / "brief.qmd").read_text()
    assert "{{< var wage >}}" in text
    assert "{{< include _fig-paid-rate.qmd >}}" in text


def test_a_dotted_name_becomes_one_that_quarto_does_not_take_apart(tmp_path):
    folder = laid_out(tmp_path)
    held = yaml.safe_load((folder / "_variables.yml").read_text())
    assert ("{{< var gap-low >}}" in (folder / "brief.qmd").read_text(), held["gap-low"]) == (
        True, "\\$1.00",
    )  # fmt: skip


def test_every_file_and_name_of_a_hidden_block_is_there_for_quarto_to_read(tmp_path):
    folder = laid_out(tmp_path)
    held = yaml.safe_load((folder / "_variables.yml").read_text())
    assert (held["extra_number"], (folder / "_tbl-rates-now.qmd").read_text()) == ("", "")


def test_conditions_are_nested_as_quarto_looks_them_up(tmp_path):
    said = yaml.safe_load((laid_out(tmp_path) / "_quarto.yml").read_text())
    assert said["tables"] == {"extra": False}


def test_each_format_takes_the_image_that_it_can_set(tmp_path):
    said = yaml.safe_load((laid_out(tmp_path) / "_quarto.yml").read_text())["format"]
    kinds = {name: options["default-image-extension"] for name, options in said.items()}
    assert kinds == {"typst": "svg", "html": "svg", "docx": "png"}


@pytest.mark.parametrize(
    ("version", "standard"), [((1, 8), None), ((1, 9), "ua-1"), ((1, 10), "ua-1")]
)
def test_the_accessible_standard_is_asked_for_where_quarto_knows_it(version, standard, tmp_path):
    said = yaml.safe_load((laid_out(tmp_path, version=version) / "_quarto.yml").read_text())
    assert said["format"]["typst"].get("pdf-standard") == standard


def test_demonstration_data_is_marked_in_title_and_text(tmp_path):
    text = (laid_out(tmp_path, "DEMONSTRATION DATA") / "brief.qmd").read_text()
    title = yaml.safe_load(text.split("---")[1])["title"]
    assert (title.startswith("DEMONSTRATION DATA: "), "**DEMONSTRATION DATA.**" in text) == (
        True, True,
    )  # fmt: skip


def test_a_brief_goes_through_quarto_when_that_engine_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", fake(tmp_path / "bin")["PATH"])
    manifest = sample.manifest(tmp_path / "brief", "html")
    record = RunRecord(
        study="one", brief="sample", key="k", as_of="2026-01-02", parameters={}, skipped=("extra",)
    )
    (tmp_path / "work").mkdir()
    with using(sample.ROOT):
        files = render_brief(
            sample.project(), manifest, sample.findings(), {"one": record}, tmp_path / "work",
            "quarto",
        )  # fmt: skip
    assert "{{< var wage >}}" in files[0].read_text()


@pytest.fixture
def real() -> quarto.Quarto:
    try:
        return quarto.find()
    except QuartoError as error:
        pytest.skip(f"Quarto: {str(error)[:60]}")


@pytest.mark.slow
@pytest.mark.quarto
@pytest.mark.parametrize("wanted", ["html", "pdf", "docx"])
def test_a_real_quarto_sets_the_sample(wanted, real, tmp_path):
    manifest = sample.manifest(tmp_path / "brief", wanted)
    record = RunRecord(
        study="one", brief="sample", key="k", as_of="2026-01-02", parameters={}, skipped=("extra",)
    )
    (tmp_path / "work").mkdir()
    with using(sample.ROOT):
        files = render_brief(
            sample.project(), manifest, sample.findings(), {"one": record}, tmp_path / "work",
            "quarto",
        )  # fmt: skip
    assert files[0].stat().st_size > 1000
