"""Who sits in which seat, from invented rosters with the traps of real ones."""

import gzip
import io
import tarfile
from pathlib import Path

import pandas as pd
import pytest

from research.ground.errors import PublishedFileError
from research.sources import archives, openstates
from rosters import ILLINOIS, archive, everyone, person, role, roster, written


def seats(folder: Path, people: dict[str, dict[str, object]]) -> pd.DataFrame:
    found = openstates.read_seats(roster(folder, archive(written(people))))
    return found.set_index("district_id")


def test_every_one_of_the_177_seats_is_a_row(tmp_path: Path) -> None:
    found = seats(tmp_path, everyone())
    assert found["chamber"].value_counts().to_dict() == {"house": 118, "senate": 59}


def test_a_member_is_read_with_seat_name_party_and_the_day_the_terms_end(tmp_path: Path) -> None:
    said = everyone() | {"H009": person("Ada Elm", role("lower", 9, start_date="2025-01-08"))}
    row = seats(tmp_path, said).loc["H009"]
    assert row[
        ["label", "name", "family_name", "salutation", "party", "is_vacant", "senate_district_id"]
    ].to_list() == [
        "House District 9, Ada Elm", "Ada Elm", "Elm", "Representative", "Example Party", False,
        "S05",
    ]  # fmt: skip


def test_a_roster_knows_its_general_assembly_and_when_the_next_is_seated(tmp_path: Path) -> None:
    row = seats(tmp_path, everyone()).loc["S01"]
    assert (row["general_assembly"], row["seated_until"], row["retrieved"]) == (
        104, pd.Timestamp("2027-01-13"), pd.Timestamp("2026-08-05"),
    )  # fmt: skip


def test_a_district_without_a_member_is_a_vacant_seat(tmp_path: Path) -> None:
    people = everyone()
    del people["S59"]
    row = seats(tmp_path, people).loc["S59"]
    assert (row["is_vacant"], row["name"], row["label"]) == (
        True, "", "Senate District 59, vacant",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("José Núñez", "Núñez"),
        ("Siobhán O’Rourke", "O’Rourke"),
        ("Ann D'Arcy", "D'Arcy"),
        ("Mary Van Elm", "Van Elm"),
        ("Zoë Ågård-Smith", "Ågård-Smith"),
    ],
)
def test_accents_and_apostrophes_are_kept_as_published(
    tmp_path: Path, name: str, family: str
) -> None:
    people = everyone() | {"S21": person(name, role("upper", 21), family_name=family)}
    row = seats(tmp_path, people).loc["S21"]
    assert (row["name"], row["family_name"]) == (name, family)


def test_an_accent_written_as_two_signs_becomes_one(tmp_path: Path) -> None:
    people = everyone() | {"S21": person("Jose\u0301 Elm", role("upper", 21))}
    assert seats(tmp_path, people).loc["S21", "name"] == "Jos\u00e9 Elm"


def test_without_a_family_name_the_last_word_is_taken(tmp_path: Path) -> None:
    people = everyone() | {"S21": person("Ada Elm", role("upper", 21), family_name="")}
    assert seats(tmp_path, people).loc["S21", "family_name"] == "Elm"


def test_a_role_that_ended_before_the_roster_is_no_seat(tmp_path: Path) -> None:
    people = everyone()
    people["S21"] = person("Ada Elm", role("upper", 21, end_date="2026-08-04"))
    assert seats(tmp_path, people).loc["S21", "is_vacant"]


def test_the_last_day_of_a_role_still_counts(tmp_path: Path) -> None:
    people = everyone()
    people["S21"] = person("Ada Elm", role("upper", 21, end_date="2026-08-05"))
    assert seats(tmp_path, people).loc["S21", "name"] == "Ada Elm"


def test_a_role_that_begins_after_the_roster_is_no_seat_yet(tmp_path: Path) -> None:
    people = everyone()
    people["S21"] = person("Ada Elm", role("upper", 21, start_date="2026-09-01"))
    assert seats(tmp_path, people).loc["S21", "is_vacant"]


def test_one_who_moved_to_the_other_chamber_sits_there_alone(tmp_path: Path) -> None:
    people = everyone()
    del people["H042"]
    people["S21"] = person("Ada Elm", role("lower", 42, end_date="2025-01-08"), role("upper", 21))
    found = seats(tmp_path, people)
    assert (found.loc["S21", "name"], found.loc["H042", "is_vacant"]) == ("Ada Elm", True)


def test_a_role_in_another_state_or_office_is_no_seat(tmp_path: Path) -> None:
    people = everyone()
    elsewhere = ILLINOIS.replace("state:il", "state:ex")
    people["S21"] = person(
        "Ada Elm", role("upper", 21) | {"jurisdiction": elsewhere}, role("mayor", None)
    )
    assert seats(tmp_path, people).loc["S21", "is_vacant"]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (person("Ada Elm", role("upper", None)), "new.yml: Ada Elm sits in the senate without"),
        (person("Ada Elm", role("upper", "")), "Ada Elm sits in the senate without a district"),
        (person("Ada Elm", role("upper", 60)), "Senate District 60; there are 1 to 59"),
        (person("Ada Elm", role("lower", 119)), "House District 119; there are 1 to 118"),
        (person("Ada Elm", role("lower", "ZZZ")), "House District ZZZ; there are 1 to 118"),
        (
            person("Ada Elm", role("upper", 21)),
            r"two members for Senate District 21: Given S21 \(S21.yml\) and Ada Elm \(new.yml\)",
        ),
        (
            person("Ada Elm", role("upper", 21, end_date="soon")),
            "new.yml: a role has no readable dates .*soon",
        ),
        (
            person("Ada Elm", role("lower", 1), role("upper", 1)),
            r"new.yml: Ada Elm holds 2 seats on 2026-08-05: \('house', 1\) and \('senate', 1\)",
        ),
        (
            person("Ada Elm", role("mayor", None), id="ocd-person/Given S21"),
            r"S21.yml and new.yml have one id \(ocd-person/Given S21\)",
        ),
        ({"id": "ocd-person/x", "name": "Ada Elm"}, "new.yml lacks id, name or roles"),
    ],
)
def test_a_member_that_cannot_be_seated_is_refused_by_name(
    tmp_path: Path, said: dict[str, object], message: str
) -> None:
    with pytest.raises(PublishedFileError, match=message):
        seats(tmp_path, everyone() | {"new": said})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"id: ocd-person/x\nname: Ada Elm\nroles:\n- type: 'upp", "new.yml is cut short or no YA"),
        (b"id: ocd-person/x\nname: Ada Elm\nroles:", "new.yml lacks id, name or roles"),
        (b"", "new.yml lacks id, name or roles"),
        (b"\xff\xfe\x00", "new.yml is cut short or no YAML"),
    ],
)
def test_a_yaml_file_that_is_cut_is_refused_by_name(
    tmp_path: Path, text: bytes, message: str
) -> None:
    data = archive(written(everyone()) | {"new.yml": text})
    with pytest.raises(PublishedFileError, match=message):
        openstates.read_seats(roster(tmp_path, data))


def test_more_empty_seats_than_can_be_are_a_cut_archive(tmp_path: Path) -> None:
    half = dict(list(everyone().items())[:90])
    with pytest.raises(PublishedFileError, match="leaves 87 of 177 seats empty"):
        seats(tmp_path, half)


def test_a_roster_without_its_day_is_refused(tmp_path: Path) -> None:
    data = archive(written(everyone()))
    with pytest.raises(PublishedFileError, match="retrieved on 'last week'"):
        openstates.read_seats(roster(tmp_path, data, retrieved="last week"))


def test_nothing_of_photographs_birth_or_gender_is_read(tmp_path: Path) -> None:
    text = seats(tmp_path, everyone()).to_csv()
    assert [word for word in ("photograph", "1970", "not read") if word in text] == []


def test_contacts_stand_apart_from_seats(tmp_path: Path) -> None:
    people = everyone()
    people["S21"] = person(
        "Ada Elm",
        role("upper", 21),
        email="ada@example.org",
        offices=[
            {"classification": "capitol", "address": "1 Elm Street"},
            {"classification": "capitol", "voice": "217-555-0100"},
            {"classification": "district", "voice": "312-555-0100"},
        ],
        links=[
            {"url": "https://example.org/home", "note": "homepage"},
            {"url": "https://ilga.gov/Senate/Members/Details/1"},
        ],
    )
    contacts = openstates.read_contacts(roster(tmp_path, archive(written(people))))
    assert contacts.set_index("district_id").loc[
        "S21", ["email", "capitol_phone", "district_phone", "url"]
    ].to_list() == [
        "ada@example.org", "217-555-0100", "312-555-0100",
        "https://ilga.gov/Senate/Members/Details/1",
    ]  # fmt: skip


def test_who_lists_no_contact_has_an_empty_one(tmp_path: Path) -> None:
    contacts = openstates.read_contacts(roster(tmp_path, archive(written(everyone()))))
    assert contacts[["email", "capitol_phone", "district_phone", "url"]].eq("").all(axis=None)


def test_a_changed_telephone_changes_no_row_of_seats(tmp_path: Path) -> None:
    before = seats(tmp_path, everyone())
    people = everyone()
    people["S21"]["email"] = "new@example.org"
    pd.testing.assert_frame_equal(seats(tmp_path, people), before)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (archive({}), "holds no data/il/legislature/\\*.yml"),
        (archive({"a.yml": b"x"}, "people/data/il/committees"), "holds no data/il/legislature"),
        (b"", "cut short or no tar.gz"),
        (b"no archive", "cut short or no tar.gz"),
        (archive(written(everyone()))[:2000], "cut short or no tar.gz"),
        (gzip.compress(b"no archive at all, however long" * 50), "cut short or no tar.gz"),
    ],
)
def test_an_archive_that_is_empty_or_cut_is_refused(
    tmp_path: Path, data: bytes, message: str
) -> None:
    with pytest.raises(PublishedFileError, match=message):
        openstates.read_seats(roster(tmp_path, data))


def test_a_link_in_the_archive_is_refused(tmp_path: Path) -> None:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as packed:
        entry = tarfile.TarInfo("people/data/il/legislature/a.yml")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/hostname"
        packed.addfile(entry)
    with pytest.raises(PublishedFileError, match=r"a\.yml is a link"):
        openstates.read_seats(roster(tmp_path, data.getvalue()))


def test_an_archive_that_unpacks_to_far_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "people-il.tar.gz"
    path.write_bytes(gzip.compress(b"\0" * 10_000))
    with pytest.raises(PublishedFileError, match="unpacks to more than 9,999 bytes"):
        list(archives.texts_in(path, "data/il/legislature", most_bytes=9_999))


def test_the_folder_of_a_clone_is_read_as_well_as_that_of_an_archive(tmp_path: Path) -> None:
    data = archive(written(everyone()), "people-main/data/il/legislature")
    assert not openstates.read_seats(roster(tmp_path, data))["is_vacant"].any()
