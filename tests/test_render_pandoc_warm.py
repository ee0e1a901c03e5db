import os
import signal
from pathlib import Path

import pytest

import sample_brief as sample
from research.ground.errors import RenderError
from research.ground.paths import using
from research.render import brief, docx, html, pandoc, pandoc_warm, stage
from research.render.draft import draft_of
from research.render.page import Page
from research.studies.record import RunRecord

STYLED = ["--standalone", "--template=t.html", "--metadata=title:A <b> & c"]


def both(monkeypatch, tmp_path, wanted):
    """Return what the warm pandoc and the command line give for the sample, and its page."""
    manifest = sample.manifest(tmp_path / "brief", wanted)
    record = RunRecord(
        study="one", brief="sample", key="k", as_of="2026-01-02", parameters={}, skipped=("extra",)
    )
    asked = []

    def spy(*call):
        asked.append(call)
        return pandoc.by_process(*call)

    monkeypatch.setattr(pandoc, "convert", spy)
    with using(sample.ROOT) as here:
        draft = draft_of(here, manifest, sample.findings(), {"one": record}, tmp_path / "staged")
        stage.stage(draft.folder, draft.findings, here.style, {"svg", "png"})
        {"pdf": brief._pdf, "html": brief._html, "docx": brief._docx}[wanted](draft)
    text, writer, folder, options, *as_of = asked[0]
    warm = pandoc_warm.convert(text, pandoc.READER, writer, folder, options)
    return warm, pandoc.by_process(text, writer, folder, options, *as_of), draft.page


@pytest.mark.slow
@pytest.mark.parametrize("wanted", ["pdf", "html"])
def test_a_warm_pandoc_gives_the_bytes_of_the_command_line(wanted, monkeypatch, tmp_path):
    warm, cold, _ = both(monkeypatch, tmp_path, wanted)
    assert (warm, bool(cold)) == (cold, True)


@pytest.mark.slow
def test_a_word_file_has_the_same_bytes_once_it_is_finished(monkeypatch, tmp_path):
    warm, cold, page = both(monkeypatch, tmp_path, "docx")
    assert docx.finished(warm, page) == docx.finished(cold, page)


def test_an_answer_is_that_of_its_own_question(tmp_path):
    texts = [f"# Number {number}\n\nText with *{number}*." for number in range(5)]
    made = [pandoc_warm.convert(text, pandoc.READER, "html5", tmp_path, []) for text in texts]
    assert made == [pandoc.by_process(text, "html5", tmp_path) for text in texts]


def test_tabs_and_line_ends_are_read_as_the_command_line_reads_them(tmp_path):
    text = "a\tb\r\n\r\n- one\r\n\t- two\r\n"
    warm = pandoc_warm.convert(text, pandoc.READER, "html5", tmp_path, [])
    assert warm == pandoc.by_process(text, "html5", tmp_path)


def test_what_the_warm_one_would_warn_of_the_command_line_refuses(tmp_path):
    with pytest.raises(RenderError, match=r"nowhere\.png"):
        pandoc.convert("![x](nowhere.png){fig-alt='x'}", "docx", tmp_path)


def test_an_error_of_a_filter_is_told_in_the_words_of_the_command_line(tmp_path):
    (tmp_path / "f.lua").write_text("function Para() error('no paragraphs today') end")
    with pytest.raises(RenderError, match="no paragraphs today"):
        pandoc.convert("Text.", "html5", tmp_path, ["--lua-filter=f.lua"])


def test_a_filter_starts_anew_for_each_document(tmp_path):
    (tmp_path / "f.lua").write_text(
        "local n = 0\nfunction Para() n = n + 1; return pandoc.Para({ tostring(n) }) end"
    )
    made = [
        pandoc_warm.convert("Text.", pandoc.READER, "html5", tmp_path, ["--lua-filter=f.lua"])
        for _ in range(2)
    ]
    assert made == [b"<p>1</p>\n"] * 2


def test_what_a_filter_keeps_goes_when_its_text_changes(tmp_path):
    keeps = (
        "HELD.n = (HELD.n or 0) + 1; function Para() return pandoc.Para({ tostring(HELD.n) }) end"
    )
    made = []
    for text in (keeps, keeps, keeps + " -- edited"):
        (tmp_path / "f.lua").write_text(text)
        made.append(
            pandoc_warm.convert("Text.", pandoc.READER, "html5", tmp_path, ["--lua-filter=f.lua"])
        )
    assert made == [b"<p>1</p>\n", b"<p>2</p>\n", b"<p>1</p>\n"]


def test_a_template_that_was_edited_is_read_again(tmp_path):
    made = []
    for word in ("old", "new"):
        (tmp_path / "t.html").write_text(f"{word} $title$")
        made.append(pandoc_warm.convert("x", pandoc.READER, "html5", tmp_path, STYLED))
    assert made == [b"old A &lt;b&gt; &amp; c", b"new A &lt;b&gt; &amp; c"]


def test_an_option_that_the_worker_does_not_know_goes_to_the_command_line(tmp_path):
    assert pandoc_warm.convert("x", pandoc.READER, "html5", tmp_path, ["--number-sections"]) is None


def test_a_killed_pandoc_is_replaced_and_the_document_made(tmp_path):
    pandoc_warm.convert("x", pandoc.READER, "html5", tmp_path, [])
    os.kill(pandoc_warm._stable._idle[-1].pid, signal.SIGKILL)
    assert pandoc.convert("After.", "html5", tmp_path) == b"<p>After.</p>\n"


def test_a_pandoc_that_takes_too_long_is_given_up(tmp_path):
    (tmp_path / "f.lua").write_text("function Para() while true do end end")
    worker = pandoc_warm.Worker()
    asked = pandoc_warm.request(pandoc.READER, "html5", tmp_path, ["--lua-filter=f.lua"])
    with pytest.raises(pandoc_warm.SilentError, match="too long"):
        worker.ask(asked, "Text.", seconds=0.5)
    worker.kill()


def test_the_workers_end_when_they_are_closed(tmp_path):
    pandoc_warm.convert("x", pandoc.READER, "html5", tmp_path, [])
    pids = [worker.pid for worker in pandoc_warm._stable._idle]
    pandoc_warm.close()
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []


def test_a_sheet_of_paper_has_no_table_of_contents():
    assert (html._contents(page("sheet")), len(html._contents(page("brief")))) == ([], 2)


def page(layout):
    return Page("a", "A", "", "", "en", "", "2026-01-02", "", layout)
