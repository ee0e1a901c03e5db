import pytest

from research.render.mentions import Person, districts, variants
from research.render.subject_guard import Guard, guard_of, with_map

ROWS = [
    ("H041", "S21", "Ana Núñez-O'Hara", "Núñez-O'Hara"),
    ("H042", "S21", "Grace de la Peña", "de la Peña"),
    ("H043", "S22", "Will Price", "Price"),
    ("H044", "S22", 'Robert "Bobbie" Hall Jr.', "Hall"),
    ("H045", "S23", "Mary Ellen Stuart", "Stuart"),
    ("S21", "S21", "D'Andre Fields", "Fields"),
    ("S22", "S22", "Łucja Kowalska", "Kowalska"),
    ("S23", "S23", "", ""),
    ("S24", "S24", "Chris Fields", "Fields"),
]
SEATS = [
    dict(zip(("district_id", "senate_district_id", "name", "family_name"), row, strict=True))
    for row in ROWS
]


def failures(text: str, subject: str = "H042", **said) -> list[str]:
    """Return what the guard of one district finds in a text."""
    return guard_of(subject, SEATS, **said).failures("page 1", text)


@pytest.mark.parametrize(
    "text",
    [
        "House District 43", "house district 43", "HOUSE DISTRICT 43", "District 43",
        "District No. 43", "Representative District 43", "State House District 043",
        "Dist. 43", "HD 43", "HD-43", "H.D. 43", "H043", "the 43rd District",
        "the 43rd House district", "43rd Representative District", "43RD DISTRICT",
        "House Districts 42 and 43", "House Districts 42, 43 and 41", "Districts 41–43",
        "House\nDistrict\n43", "Dis-\ntrict 43", "Dis\xadtrict 43", "District\u00a043",
        "District\u200b 43", "District ４３", "Forty-third District",
        "the forty-\nthird House district",
        "District Forty-Three", "the 42nd and 43rd districts", "(R-43)", "SD 22", "S22", "S 22",
        "Senate District 22", "22nd Legislative District", "Senatorial District 22",
        "Twenty-Second Senate District", "(D-43rd)", "H 43", "One Hundred Third District",
        "see example.org/d/h043 for it",
    ],
)  # fmt: skip
def test_another_district_is_found_however_it_is_written(text):
    assert failures(f"Here is {text}, and more.") != []


@pytest.mark.parametrize(
    "text",
    [
        "House District 42", "District 42", "HD 42", "H042", "42nd District", "Senate District 21",
        "S21", "the House Districts 42 in Senate District 21", "Forty-second House district",
    ],
)  # fmt: skip
def test_its_own_district_and_the_one_around_it_may_be_named(text):
    assert failures(f"Here is {text}, and more.") == []


@pytest.mark.parametrize(
    "text",
    [
        "School District 43", "Unit School District 43", "Congressional District 7",
        "Park District 2", "High School District 113", "in your district 43 agencies filed",
        "each district one in three", "District 43.5 percent", "District 43% of", "Form 990",
        "In the district, 43 agencies", "a district of 43,000 people", "HDL 43", "S1701", "H1N1",
        "43 districts", "the 43rd percentile of districts", "County Rd 43", "Part D-43",
        "Community College District 508", "Title XX", "district 2020",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_district_passes(text):
    assert failures(f"Here is {text}, and more.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Will Price", "WILL PRICE", "Price, Will", "Will\nPrice", "Will Price's bill",
        "Will J. Price", "Will Jay Price", "Robert Hall", "Bobbie Hall", "Hall, Robert",
        "Hall Jr., Robert", "Mary Ellen Stuart", "Mary Stuart", "Stuart, Mary E.", "Łucja Kowalska",
        "Lucja Kowalska", "Ana Nunez-O\u2019Hara", "Ana Nu\u0301n\u0303ez-O'Hara",
        "Ana Núñez-\nO'Hara",
        "Rep. Price", "Representative Price", "Rep. W. Price", "REP. PRICE", "Sen. Kowalska",
        "Representatives Peña and Price", "Senator Kowalska\u2019s", "Ana Núñez-O'Ha-\nra",
    ],
)  # fmt: skip
def test_another_member_is_found_however_the_name_is_written(text):
    assert len(failures(f"Here is {text}, and more.", "S24")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "the price of care", "Price", "a representative price", "Prices will rise", "City Hall",
        "Stuart, Illinois", "Fields of corn", "What they will price", "Hall and Price",
        "Mary visited the Stuart house", "the hall, Robert's",
    ],
)  # fmt: skip
def test_a_common_word_that_is_a_family_name_passes(text):
    assert failures(f"Here is {text}, and more.", "S24") == []


def test_a_name_with_a_ligature_is_found():
    assert len(failures("D\u2019Andre \ufb01elds".replace("\ufb01", "Fi"), "S23")) == 1


def test_a_house_brief_may_name_its_member_and_its_senator_and_no_neighbor():
    text = "Grace de la Peña and D\u2019Andre Fields"
    assert (failures(text), len(failures(f"{text}, Ana Núñez-O'Hara"))) == ([], 1)


def test_a_senate_brief_may_name_the_two_house_districts_in_it_and_their_members():
    assert failures("Districts 41 and 42: Ana Núñez-O'Hara, Grace de la Peña", "S21") == []


def test_two_members_of_one_family_name_are_told_apart_by_the_given_name():
    assert (failures("D'Andre Fields", "S21"), len(failures("Chris Fields", "S21"))) == ([], 1)


def test_a_district_that_the_map_labels_may_be_named_and_its_member_not():
    text = "S 22 lies beside"
    assert failures(text, labeled=["S22"]) == []
    assert len(failures("Łucja Kowalska", labeled=["S22"])) == 1


def test_an_agency_that_is_named_after_a_person_is_none():
    text = "The Will Price\nCommunity Center"
    assert (len(failures(text)), failures(text, phrases=["Will Price Community Center"])) == (1, [])


def test_a_map_of_another_district_excuses_nothing():
    guard = guard_of("H042", SEATS)
    of = {"usermeta": {"subject": "S22", "districts": ["S23"]}}
    own = {"usermeta": {"subject": "S21", "districts": ["S22"]}}
    assert (with_map(guard, [of]), with_map(guard, [own, {}]).allowed - guard.allowed) == (
        guard, {"S22"},
    )  # fmt: skip


def test_the_failure_says_where_and_what_was_read():
    assert failures("Two lines on House District 43 here") == [
        "page 1 of H042 names H043: 'Two lines on House District 43 here'"
    ]


def test_every_number_of_a_list_is_a_mention():
    (text,) = variants("House Districts 1, 2 and 118")
    named = sorted(one for mention in districts(text) for one in mention.ids)
    assert named == ["H001", "H002", "H118"]


def test_an_empty_seat_is_nobody_to_look_for():
    empty = Guard("H042", frozenset({"H042"}), frozenset({"H042"}), (Person("", "", "S23"),))
    assert empty.failures("page 1", "The office of the member") == []


@pytest.mark.parametrize(
    ("text", "refused"),
    [("Representative Hall de la Peña", False), ("Representative Hall spoke", True)],
)
def test_a_first_name_of_its_own_member_is_not_another_member(text, refused):
    own = [
        row | {"name": "Hall de la Peña"} if row["district_id"] == "H042" else row for row in SEATS
    ]
    assert bool(guard_of("H042", own).failures("page 1", text)) is refused
