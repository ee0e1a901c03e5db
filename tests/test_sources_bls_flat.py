"""The bureau's flat file of consumer prices: a real local server, its real format, one table."""

import threading
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import pytest

from research.ground.errors import PublishedFileError, SnapshotError, UsageError
from research.ground.paths import Project
from research.sources import bls_cpi
from research.sources.publishers import Publisher
from research.sources.snapshots import locate, pins, write_pins
from research.sources.take import Taken, take, take_from
from research.warehouse import store
from research.warehouse.build import Built, build

NAME = "cu.data.1.AllItems"
DENIED = b"<!DOCTYPE HTML>\n<html><head><title>Access Denied</title></head></html>\n"
HEAD = "series_id        \tyear\tperiod\t       value\tfootnote_codes\r\n"


def line(series: str, month: str, value: str, note: str = "") -> str:
    """Return a line as the bureau pads it: "CUUR0000SA0      	2026	M08	     334.980	"."""
    year, period = month.split("-")
    return f"{series:<17}\t{year}\t{period}\t{value:>12}\t{note}\r\n"


def flat(*added: str, august: str = "334.980") -> bytes:
    """Return a flat file: months that are known, what is no month or not kept, and more."""
    lines = [
        line("CUSR0000SA0", "2026-M08", "999.999"),
        line("CUUR0000SA0", "1998-M12", "163.900"),
        line("CUUR0000SA0", "2024-M13", "313.689"),
        line("CUUR0000SA0", "2025-M09", "324.800"),
        line("CUUR0000SA0", "2025-M10", "-", "X"),
        line("CUUR0000SA0", "2025-M11", "324.122"),
        line("CUUR0000SA0", "2026-M08", august),
        *added,
        line("CUUR0100SA0", "2026-M08", "345.000"),
        line("CUURS23ASA0", "2024-S01", "289.100"),
        line("CUURS23ASA0", "2026-M08", "310.890"),
    ]
    return "".join([HEAD, *lines]).encode()


SEPTEMBER = line("CUUR0000SA0", "2026-M09", "335.500")


class Bureau(BaseHTTPRequestHandler):
    """Answers as the bureau does: no table for a program that does not say whom to write to."""

    table = b""
    lacks = 0
    asked: tuple[str, ...] = ()

    def do_GET(self) -> None:
        agent = self.headers.get("User-Agent", "")
        Bureau.asked = (*self.asked, agent)
        body = self.table if "@" in agent else DENIED
        self.send_response(200 if "@" in agent else 403)
        self.send_header("Content-Length", str(len(body) + self.lacks))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def bureau(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    """The publisher with the address of a server on this machine, and a contact to give."""
    monkeypatch.setenv("RESEARCH_CONTACT", "someone@example.org")
    Bureau.table, Bureau.lacks, Bureau.asked = flat(SEPTEMBER), 0, ()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bureau)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}/pub/time.series/cu/{NAME}"
    files = (replace(f, url=address) if f.name == NAME else f for f in bls_cpi.PUBLISHER.files)
    yield replace(bls_cpi.PUBLISHER, files=tuple(files))
    server.shutdown()
    server.server_close()
    thread.join()


def keep(project: Project, one: Publisher, new: bool = True, day: int = 21) -> list[Taken]:
    return take_from(project, one, None, new, lambda _: None, today=date(2026, 11, day))


def prices(project: Project) -> Built:
    return build(project, ["prices"])[0]


def rows(**where: object) -> pd.DataFrame:
    return store.read("prices", **where)


def everything(project: Project) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in project.root.rglob("*") if path.is_file()}


def test_the_real_publisher_has_the_documented_address() -> None:
    addresses = {file.name: file.url for file in bls_cpi.PUBLISHER.files}
    assert addresses[NAME] == f"https://download.bls.gov/pub/time.series/cu/{NAME}"


def test_what_is_kept_is_the_lines_of_the_project_byte_for_byte(
    project_copy: Project, bureau: Publisher
) -> None:
    keep(project_copy, bureau)
    dropped = ("CUSR", "CUUR0100", "CUUR0000SA0      \t1998")
    expected = [
        one
        for one in flat(SEPTEMBER).splitlines(keepends=True)
        if not one.startswith(tuple(start.encode() for start in dropped))
    ]
    assert locate(project_copy, "bls_cpi", NAME).path.read_bytes() == b"".join(expected)


def test_the_sidecar_names_the_address_the_day_and_what_was_kept(
    project_copy: Project, bureau: Publisher
) -> None:
    keep(project_copy, bureau)
    side = locate(project_copy, "bls_cpi", NAME).path.with_name(f"{NAME}.toml")
    said = tomllib.loads(side.read_text(encoding="utf-8"))
    assert (said["url"], said["retrieved"], said["original_bytes"], said["extract"]) == (
        bureau.files[1].url,
        "2026-11-21",
        len(flat(SEPTEMBER)),
        "the lines of series CUUR0000SA0, CUURS23ASA0, CUUR0200SA0 from 1999 on, unchanged",
    )


def test_the_program_says_what_it_is_and_whom_to_write_to(
    project_copy: Project, bureau: Publisher
) -> None:
    keep(project_copy, bureau)
    assert Bureau.asked == (
        "research-workbench/0.1 (keeps dated copies of published figures; someone@example.org)",
    )


def test_the_contact_is_written_nowhere(project_copy: Project, bureau: Publisher) -> None:
    keep(project_copy, bureau)
    assert not any(b"someone@" in data for data in everything(project_copy).values())


def test_a_denied_program_is_told_to_give_a_contact(
    project_copy: Project, bureau: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RESEARCH_CONTACT")
    before = everything(project_copy)
    with pytest.raises(SnapshotError, match=r"answered 403 Forbidden: .* set RESEARCH_CONTACT"):
        keep(project_copy, bureau)
    assert everything(project_copy) == before


def test_a_contact_that_is_no_mail_address_is_refused_before_anything_is_asked(
    project_copy: Project, bureau: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESEARCH_CONTACT", "Jané\n<x>")
    with pytest.raises(UsageError, match="give a mail address"):
        keep(project_copy, bureau)
    assert Bureau.asked == ()


def test_an_answer_that_is_cut_short_is_refused(project_copy: Project, bureau: Publisher) -> None:
    Bureau.lacks = 100
    before = everything(project_copy)
    with pytest.raises(SnapshotError, match="cut short after"):
        keep(project_copy, bureau)
    assert everything(project_copy) == before


def test_a_file_that_ends_inside_a_line_is_refused(
    project_copy: Project, bureau: Publisher
) -> None:
    Bureau.table = flat(SEPTEMBER)[:-10]
    before = everything(project_copy)
    with pytest.raises(PublishedFileError, match="ends inside a line"):
        keep(project_copy, bureau)
    assert everything(project_copy) == before


def test_a_file_of_other_series_is_refused(project_copy: Project, bureau: Publisher) -> None:
    Bureau.table = (HEAD + line("CUUR0100SA0", "2026-M08", "345.000")).encode()
    with pytest.raises(PublishedFileError, match="none of 1 rows is among those to keep"):
        keep(project_copy, bureau)


def test_what_comes_from_a_mirror_only_is_said_in_a_line_and_left(
    project_copy: Project, bureau: Publisher
) -> None:
    assert [str(one) for one in keep(project_copy, bureau)] == [
        f"bls_cpi/2026-11-21/{NAME}: kept and pinned",
        "bls_cpi/2026-08/cpi_selected_series.csv: comes from a mirror only (--mirror DIR); "
        "the pinned copy stays",
    ]


def test_the_pin_of_what_was_left_stays(project_copy: Project, bureau: Publisher) -> None:
    before = pins(project_copy)
    keep(project_copy, bureau)
    assert {**pins(project_copy), **before} == pins(project_copy)


def test_a_file_that_is_not_pinned_is_refused_before_anything_is_asked(
    project_copy: Project, bureau: Publisher
) -> None:
    with pytest.raises(SnapshotError, match=rf"{NAME} is not pinned yet: .*--new"):
        keep(project_copy, bureau, new=False)
    assert Bureau.asked == ()


def test_the_command_refuses_the_same_of_the_real_publisher(project_copy: Project) -> None:
    with pytest.raises(SnapshotError, match=rf"{NAME} is not pinned yet: .*--new"):
        take(project_copy, "bls_cpi", None, False, lambda _: None)


@pytest.mark.mirror
def test_a_file_that_the_mirror_lacks_is_said_in_a_line(
    project_copy: Project, mirror: Path
) -> None:
    taken = take(project_copy, "bls_cpi", mirror, False, lambda _: None)
    assert str(taken[-1]) == f"bls_cpi/{NAME}: not in the mirror; there is none in data/raw"


def test_without_the_flat_file_the_table_ends_in_august(project_copy: Project) -> None:
    prices(project_copy)
    of_2026 = rows(series_id="CUUR0000SA0", year=2026)
    assert of_2026["month"].max() == 8


def test_a_new_month_arrives_in_the_table(project_copy: Project, bureau: Publisher) -> None:
    keep(project_copy, bureau)
    prices(project_copy)
    assert rows().loc["prices:CUUR0000SA0:2026:9", "index"] == 335.5


def test_a_new_month_has_the_words_of_its_series(project_copy: Project, bureau: Publisher) -> None:
    keep(project_copy, bureau)
    prices(project_copy)
    of_series = rows(series_id="CUUR0000SA0")[["title", "area", "is_seasonally_adjusted"]]
    assert len(of_series.drop_duplicates()) == 1


def test_a_new_month_cites_the_flat_file_and_the_others_stay(
    project_copy: Project, bureau: Publisher
) -> None:
    keep(project_copy, bureau)
    prices(project_copy)
    kept = pd.read_parquet(store.table_path("prices"))
    assert kept["snapshot"].value_counts().to_dict() == {
        "bls_cpi/2026-08/cpi_selected_series.csv": len(kept) - 1,
        f"bls_cpi/2026-11-21/{NAME}": 1,
    }


def test_the_flat_file_is_the_reason_to_rebuild(project_copy: Project, bureau: Publisher) -> None:
    prices(project_copy)
    keep(project_copy, bureau)
    assert prices(project_copy).why == (
        f"bls_cpi/2026-11-21/{NAME}, bls_cpi/2026-11-21/{NAME}.toml changed"
    )


def test_a_later_issue_replaces_the_one_before(project_copy: Project, bureau: Publisher) -> None:
    keep(project_copy, bureau)
    Bureau.table = flat(SEPTEMBER, line("CUUR0000SA0", "2026-M10", "336.100"))
    keep(project_copy, bureau, day=25)
    prices(project_copy)
    of_2026 = rows(series_id="CUUR0000SA0", year=2026)
    assert sorted(of_2026["month"])[-3:] == [8, 9, 10]


def test_no_new_month_leaves_every_row_as_it_was(project_copy: Project, bureau: Publisher) -> None:
    prices(project_copy)
    before = store.table_path("prices").read_bytes()
    Bureau.table = flat()
    keep(project_copy, bureau)
    prices(project_copy)
    assert store.table_path("prices").read_bytes() == before


def test_a_month_that_the_flat_file_marks_as_unpublished_stays_absent(
    project_copy: Project, bureau: Publisher
) -> None:
    keep(project_copy, bureau)
    prices(project_copy)
    assert "prices:CUUR0000SA0:2025:10" not in rows().index


def test_the_adjusted_series_of_the_flat_file_is_not_mixed_in(
    project_copy: Project, bureau: Publisher
) -> None:
    keep(project_copy, bureau)
    prices(project_copy)
    assert rows().loc["prices:CUSR0000SA0:2026:8", "index"] == 334.131


def test_series_that_the_flat_file_lacks_stay(project_copy: Project, bureau: Publisher) -> None:
    keep(project_copy, bureau)
    prices(project_copy)
    assert set(rows()["series_id"]) == set(bls_cpi.KEPT_SERIES)


@pytest.mark.parametrize(("august", "says"), [("335.980", "335.98"), ("-", "unpublished")])
def test_files_that_disagree_are_refused_with_how_many_and_the_first(
    project_copy: Project, bureau: Publisher, august: str, says: str
) -> None:
    Bureau.table = flat(SEPTEMBER, august=august)
    keep(project_copy, bureau)
    with pytest.raises(
        PublishedFileError,
        match=rf"1 of 4 months .*first CUUR0000SA0 2026-08: {says} here and 334\.98 there",
    ):
        prices(project_copy)


def test_a_disagreement_leaves_the_previous_table(project_copy: Project, bureau: Publisher) -> None:
    prices(project_copy)
    before = store.table_path("prices").read_bytes()
    Bureau.table = flat(august="1.000")
    keep(project_copy, bureau)
    with pytest.raises(PublishedFileError):
        prices(project_copy)
    assert store.table_path("prices").read_bytes() == before


def test_a_pinned_flat_file_that_is_lost_is_no_silent_gap(
    project_copy: Project, bureau: Publisher
) -> None:
    keep(project_copy, bureau)
    locate(project_copy, "bls_cpi", NAME).path.unlink()
    with pytest.raises(SnapshotError, match=r"not on this machine: run `research snapshot bls_cpi"):
        prices(project_copy)


def test_without_its_pin_the_table_is_as_it_was(project_copy: Project, bureau: Publisher) -> None:
    prices(project_copy)
    before, pinned = store.table_path("prices").read_bytes(), pins(project_copy)
    keep(project_copy, bureau)
    prices(project_copy)
    write_pins(project_copy, pinned)
    prices(project_copy)
    assert store.table_path("prices").read_bytes() == before
