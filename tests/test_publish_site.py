"""The pages of the site: what they show, what they lead to, what they weigh."""

import json
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import etree, html

import sample_site as sample
from research.ground.errors import EditionError, SiteError
from research.ground.paths import Project
from research.publish.editions.manifest import read
from research.publish.site.building import LIGHT, Built, build
from research.publish.site.inputs import inputs
from research.publish.site.shown import shown

ATOM = "{http://www.w3.org/2005/Atom}"
LATER = sample.MINUTE + timedelta(days=30)


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Project:
    """Two editions of a brief for districts, a long report, an erratum."""
    project = sample.project(tmp_path_factory.mktemp("site") / "project")
    sample.edition(project, 1)
    sample.edition(project, 2)
    sample.edition(project, 1, "report", (), chapters=3, padding=700)
    sample.erratum(project, "district-1", "district-2", "The hour was read from the wrong row.")
    return project


@pytest.fixture(scope="module")
def built(whole) -> tuple[Path, Built]:
    return made(whole)


def made(project: Project, now=LATER, name: str = "out") -> tuple[Path, Built]:
    folder = project.root / name
    folder.mkdir()
    return folder, build(project, shown(project, now), folder)


def text(folder: Path, place: str) -> str:
    return (folder / place / "index.html").read_text(encoding="utf-8")


def rows(folder: Path, place: str) -> list[str]:
    found = html.fromstring(text(folder, place)).findall(".//tbody/tr")
    return [" ".join(row.text_content().split()) for row in found]


def test_every_link_leads_to_a_page_or_a_file_of_the_site(built):
    folder, _ = built
    lost = []
    for page in folder.rglob("*.html"):
        if "files" in page.parts:
            continue
        for link in re.findall(r'(?:href|src)="([^"#]+)', page.read_text(encoding="utf-8")):
            if link.startswith(("https://briefs.example.org/", "data:")):
                continue
            target = page.parent / unquote(link)
            there = (target / "index.html").is_file() if link.endswith("/") else target.is_file()
            lost += [] if there else [f"{page.relative_to(folder)}: {link}"]
    assert lost == []


def test_every_link_within_a_brief_leads_to_an_id_that_is_there(built):
    folder, _ = built
    lost = []
    for page in folder.rglob("index.html"):
        for way, name in re.findall(r'href="([^":]*)#([^"]+)"', page.read_text(encoding="utf-8")):
            target = page.parent / way / "index.html" if way else page
            if f'id="{name}"' not in target.read_text(encoding="utf-8"):
                lost.append(f"{page.relative_to(folder)}: {way}#{name}")
    assert lost == []


def test_a_page_weighs_less_than_it_may_without_scripts(built):
    _, told = built
    assert told.heavy == {}


def test_a_page_that_weighs_too_much_is_told(tmp_path):
    project = sample.project(tmp_path / "project")
    edition = sample.edition(project, 1, "report", ())
    one = next(edition.of(kind="html"))
    heavy = sample.page("Report").replace("<figcaption>", "<figcaption>" + "y" * LIGHT)
    replaced(project, edition, one.path, heavy.encode())
    _, told = made(project)
    assert set(told.heavy) == {"report/2", "editions/report-1/read/2"}


def replaced(project: Project, edition, path: str, data: bytes) -> None:
    """Put other bytes into an edition, and into its manifest."""
    from hashlib import sha256

    manifest = edition.folder / "manifest.json"
    said = json.loads(manifest.read_text(encoding="utf-8"))
    for file in said["files"]:
        if file["path"] == path:
            file |= {"sha256": sha256(data).hexdigest(), "bytes": len(data)}
    manifest.write_text(json.dumps(said), encoding="utf-8")
    sample.approvals(read(edition.folder))
    (edition.folder / "files" / path).write_bytes(data)


def test_no_page_asks_another_server_for_anything(built):
    folder, _ = built
    pages = list(folder.rglob("index.html"))
    asked = [
        address
        for page in pages
        for address in re.findall(r'(?:src|action|data-\w+)="(https?:[^"]+)"', page.read_text())
        + re.findall(r'<link rel="stylesheet" href="(https?:[^"]+)"', page.read_text())
    ]
    assert asked == []


def test_each_page_carries_a_policy_that_allows_only_its_own_server(built):
    folder, _ = built
    without = [p for p in folder.rglob("index.html") if "default-src 'none'" not in p.read_text()]
    assert without == []


def test_a_sealed_edition_is_nowhere_in_the_site(whole):
    folder, _ = made(whole, sample.MINUTE + timedelta(hours=1), "early")
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert (b"edition 1" in kept, b"edition 2" in kept, b"district-2" in kept) == (
        True, False, False,
    )  # fmt: skip


def test_an_erratum_waits_for_the_edition_that_corrects_it(whole):
    folder, _ = made(whole, sample.MINUTE + timedelta(hours=2), "earlier")
    assert "wrong row" not in text(folder, "errata")


def test_an_old_edition_says_that_it_was_superseded_why_and_by_what(built):
    folder, _ = built
    banner = html.fromstring(text(folder, "editions/district-1/h001")).find(
        ".//div[@class='banner']"
    )
    assert banner is not None
    said = " ".join(banner.text_content().split())
    links = [one.get("href") for one in banner.iter("a")]
    assert ("Superseded." in said, "wrong row" in said, links) == (
        True, True, ["../../district-2/h001/"],
    )  # fmt: skip


def test_an_erratum_is_told_only_where_it_concerns_the_subject(built):
    folder, _ = built
    assert "wrong row" not in text(folder, "editions/district-1/h002")


def test_the_page_of_a_district_is_the_newest_edition(built):
    folder, _ = built
    assert "in edition 2" in text(folder, "h001")


def test_the_page_of_a_subject_that_was_dropped_stays_as_superseded(tmp_path):
    project = sample.project(tmp_path / "project")
    sample.edition(project, 1)
    sample.edition(project, 2, subjects=("H001",))
    folder, _ = made(project)
    assert "Superseded." in text(folder, "h002")


def test_a_long_report_is_split_and_its_numbers_lead_to_the_page_of_sources(built):
    folder, _ = built
    first = text(folder, "report")
    sources = [
        page for page in folder.glob("report/*/index.html") if 'id="annex"' in page.read_text()
    ]
    assert len(sources) == 1
    assert f'href="{sources[0].parent.name}/#from-rate-1"' in first


def test_the_numbers_of_a_figure_are_a_file_that_is_read_when_it_comes_near(built):
    folder, _ = built
    spec = folder / "editions" / "district-2" / "charts" / "h001" / "fig-1.json"
    assert json.loads(spec.read_text()) == sample.SPEC


def test_files_of_an_edition_stand_in_the_site_byte_for_byte(whole, built):
    folder, _ = built
    one = shown(whole, LATER).editions[0]
    there = folder / "editions" / one.id / "files"
    assert all((there / f.path).read_bytes() == one.path(f).read_bytes() for f in one.files)


def test_an_edition_with_a_changed_file_is_not_shown(tmp_path):
    project = sample.project(tmp_path / "project")
    edition = sample.edition(project)
    path = edition.path(next(edition.of(kind="pdf")))
    path.write_bytes(path.read_bytes() + b".")
    with pytest.raises(EditionError, match="was changed"):
        made(project)


def test_every_file_can_be_checked_by_its_digest(whole, built):
    folder, _ = built
    known = json.loads((folder / "verify" / "digests.json").read_text())["files"]
    wanted = {f.sha256 for one in shown(whole, LATER).editions for f in one.files}
    assert wanted == set(known)


def test_the_digests_of_documents_are_listed_for_those_without_scripts(whole, built):
    folder, _ = built
    said = text(folder, "verify/district-1")
    pdf = shown(whole, LATER).editions[0].document("H001")
    assert pdf.sha256 in said


def test_a_zip_leads_to_every_member_whose_district_its_county_touches(built):
    folder, _ = built
    assert rows(folder, "find/county/alder") == [
        "House District 1 Zoë Álvarez",
        "House District 2 Bo Brook",
        "Senate District 1 Ed Elm",
    ]


def test_an_empty_seat_is_said_to_be_empty(built):
    folder, _ = built
    assert "Senate District 2 no member in the roster" in rows(folder, "find/county/st-birch")


def test_a_district_leads_to_its_page_and_one_without_an_edition_leads_nowhere(built):
    folder, _ = built
    table = html.fromstring(text(folder, "find/county/st-birch")).find(".//table")
    assert table is not None
    links = {one.text_content(): one.get("href") for one in table.iter("a")}
    assert links == {
        "House District 1": "../../../h001/", "House District 2": "../../../h002/",
        "Senate District 1": "../../../s01/",
    }  # fmt: skip


def test_the_page_of_a_county_says_that_the_members_may_be_fewer(built):
    folder, _ = built
    assert "may lie in fewer of these districts" in text(folder, "find/county/alder")


def test_members_are_listed_by_last_name_whatever_its_accents(built):
    folder, _ = built
    assert rows(folder, "find/names")[0] == "House District 1 Zoë Álvarez"


def test_without_tables_the_search_says_what_it_lacks(tmp_path):
    project = sample.project(tmp_path / "project", tables=False)
    folder, told = made(project)
    assert told.missing == ("seats", "districts", "county_districts", "zip_areas")
    assert "made without the list of who holds each seat, or of the districts" in text(
        folder, "find"
    )


def test_the_feed_has_an_entry_an_edition_and_an_erratum_each_with_its_own_id(built):
    folder, _ = built
    feed = etree.parse(folder / "feed.xml").getroot()
    ids = [one.findtext(f"{ATOM}id") for one in feed.findall(f"{ATOM}entry")]
    assert sorted(ids) == [
        "tag:briefs.example.org,2027-01-12:district-1",
        "tag:briefs.example.org,2027-01-12:report-1",
        "tag:briefs.example.org,2027-01-13:district-2",
        "tag:briefs.example.org,2027-01-13:erratum/district-1/district-2",
    ]


def test_the_feed_has_what_atom_requires(built):
    folder, _ = built
    feed = etree.parse(folder / "feed.xml").getroot()
    wanted = {
        feed: ("id", "title", "updated", "author/{ns}name"),
        **dict.fromkeys(feed.findall(f"{ATOM}entry"), ("id", "title", "updated", "link")),
    }
    lacking = [
        name
        for element, names in wanted.items()
        for name in names
        if element.find(f"{ATOM}{name.replace('{ns}', ATOM)}") is None
    ]
    assert lacking == []


def test_a_title_with_markup_in_it_is_printed_as_text(tmp_path):
    project = sample.project(tmp_path / "project")
    edition = sample.edition(project)
    manifest = edition.folder / "manifest.json"
    said = manifest.read_text(encoding="utf-8")
    manifest.write_text(said.replace('"What care costs"', '"<script>alert(1)</script>"'))
    sample.approvals(read(edition.folder))
    folder, _ = made(project)
    assert "<script>alert" not in text(folder, "") + text(folder, "district")


def test_the_same_editions_make_the_same_bytes(whole, built):
    folder, _ = built
    again, _ = made(whole, name="again")
    assert content(folder) == content(again)


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_new_erratum_makes_other_pages(tmp_path):
    project = sample.project(tmp_path / "project")
    sample.edition(project, 1)
    sample.edition(project, 2)
    before = inputs(project, shown(project, LATER))
    sample.erratum(project, "district-1", "district-2", "Wrong.")
    assert inputs(project, shown(project, LATER)) != before


def test_a_brief_cannot_stand_where_the_site_has_pages_of_its_own(tmp_path):
    project = sample.project(tmp_path / "project")
    sample.edition(project, 1, "verify", ())
    with pytest.raises(SiteError, match="pages of its own"):
        made(project)


def test_without_an_address_there_is_no_site(tmp_path):
    project = sample.project(tmp_path / "project")
    (project.reports / "site.toml").unlink()
    with pytest.raises(SiteError, match=r"site\.toml is not there"):
        made(project)


def test_a_page_that_is_none_of_ours_is_refused(tmp_path):
    project = sample.project(tmp_path / "project")
    edition = sample.edition(project, 1, "report", ())
    one = next(edition.of(kind="html"))
    replaced(project, edition, one.path, b"<html><body>Hello</body></html>")
    with pytest.raises(SiteError, match="not a page that the site can show"):
        made(project)


def test_an_edition_without_a_web_page_still_has_its_files_on_a_page(tmp_path):
    project = sample.project(tmp_path / "project")
    edition = sample.edition(project, 1, "report", ())
    manifest = edition.folder / "manifest.json"
    said = json.loads(manifest.read_text(encoding="utf-8"))
    said["files"] = [file for file in said["files"] if file["kind"] != "html"]
    manifest.write_text(json.dumps(said), encoding="utf-8")
    sample.approvals(read(edition.folder))
    folder, _ = made(project)
    assert "PDF, to print" in text(folder, "report")


def test_before_the_first_release_the_site_says_so(tmp_path):
    folder, _ = made(sample.project(tmp_path / "project"))
    assert "Nothing has been released yet." in text(folder, "")


def test_errata_name_documents_as_readers_know_them(built):
    folder, _ = built
    assert "In the documents about H001." in text(folder, "errata")


@pytest.mark.mirror
def test_real_places_lead_to_every_member_that_a_hand_count_finds(mirror):
    """The page of each county of the real tables, against the tables read another way."""
    import pandas as pd

    from research.publish.site.seats import TABLES, places

    real = Project(sample.ROOT)
    absent = [name for name in TABLES if not (real.processed / f"{name}.parquet").is_file()]
    if absent:
        pytest.skip(f"tables of the mirror are not built: {', '.join(absent)}")
    tables = {name: pd.read_parquet(real.processed / f"{name}.parquet") for name in TABLES}
    whose = tables["seats"].merge(tables["districts"], on="district_id", suffixes=("", "_of"))
    met = tables["county_districts"].merge(whose, on="senate_district_id", suffixes=("_c", ""))
    counted = (
        tables["zip_areas"].merge(met, on="county_fips").groupby("zcta")["district_id"].agg(set)
    )
    said = {z: {s.id for s in one.seats} for one in places(real).counties for z in one.zips}
    assert said == counted.to_dict()
