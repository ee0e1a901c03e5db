"""The ledger of publishers' errors: applied, refused, retired."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
import pytest

from research.ground.errors import CorrectionError
from research.ground.paths import Project, using
from research.warehouse.corrections import corrected, read_ledger, require_known
from research.warehouse.schema import Contract
from research.warehouse.tables import RECIPES

CONTRACT = Contract("counts", ("place",), {"place": pa.Column(str), "rates": pa.Column("int64")})


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Project]:
    (tmp_path / "data").mkdir()
    with using(tmp_path) as project:
        yield project


def ledger(project: Project, **changes: object) -> Project:
    """Write one entry: Elgin's 982 is 942."""
    entry = {
        "table": "counts",
        "row_id": "counts:Elgin",
        "column": "rates",
        "expect": 982,
        "to": 942,
        "reason": "the total implies 942",
        "source_url": "https://example.org/",
        "status": "open",
    } | changes
    lines = [f"{key} = {value!r}\n" for key, value in entry.items() if value is not None]
    project.corrections.write_text("[[correction]]\n" + "".join(lines), encoding="utf-8")
    return project


def counts(elgin: int = 982) -> pd.DataFrame:
    return pd.DataFrame({"place": ["Elgin", "Alton"], "rates": [elgin, 5]})


def test_a_correction_replaces_the_value_that_it_expects(bare: Project) -> None:
    fixed, _ = corrected(counts(), CONTRACT, read_ledger(ledger(bare)))
    assert fixed["rates"].tolist() == [942, 5]


def test_a_correction_leaves_the_frame_that_it_was_given_alone(bare: Project) -> None:
    given = counts()
    corrected(given, CONTRACT, read_ledger(ledger(bare)))
    assert given["rates"].tolist() == [982, 5]


def test_a_correction_is_told_with_its_reason(bare: Project) -> None:
    _, told = corrected(counts(), CONTRACT, read_ledger(ledger(bare)))
    assert told == {"counts:Elgin rates": "the total implies 942"}


def test_a_correction_that_the_publisher_made_fails(bare: Project) -> None:
    with pytest.raises(
        CorrectionError, match=r"expects 982, .* has 942\. The publisher fixed it: retire the entry"
    ):
        corrected(counts(942), CONTRACT, read_ledger(ledger(bare)))


def test_a_correction_whose_value_became_another_fails(bare: Project) -> None:
    with pytest.raises(CorrectionError, match=r"has 950\. The publisher changed it"):
        corrected(counts(950), CONTRACT, read_ledger(ledger(bare)))


@pytest.mark.parametrize("change", [{"row_id": "counts:Anna"}, {"column": "rate"}])
def test_a_correction_must_meet_one_cell(bare: Project, change: dict[str, str]) -> None:
    with pytest.raises(CorrectionError, match="it must meet one row and one column"):
        corrected(counts(), CONTRACT, read_ledger(ledger(bare, **change)))


def test_a_retired_correction_is_kept_and_not_applied(bare: Project) -> None:
    assert read_ledger(ledger(bare, status="retired")) == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"reason": None}, "Lacking: reason"),
        ({"expect": None}, "Lacking: expect"),
        ({"why": "so"}, "unknown: why"),
        ({"status": "perhaps"}, "a status of open, reported, retired"),
        ({"to": "942"}, "expect and to of one type"),
    ],
)
def test_an_entry_that_does_not_say_enough_is_refused(
    bare: Project, change: dict[str, object], says: str
) -> None:
    with pytest.raises(CorrectionError, match=f"entry 1: .*{says}"):
        read_ledger(ledger(bare, **change))


def test_a_ledger_that_is_no_toml_is_refused(bare: Project) -> None:
    bare.corrections.write_text("[[correction]\n", encoding="utf-8")
    with pytest.raises(CorrectionError, match="not readable TOML"):
        read_ledger(bare)


def test_a_correction_of_a_table_that_there_is_not_is_refused(bare: Project) -> None:
    with pytest.raises(CorrectionError, match=r"1 of 1 entries name a table .* first counts"):
        require_known(read_ledger(ledger(bare)), ["prices"])


def test_every_correction_of_this_project_names_a_table_of_it(project_copy: Project) -> None:
    require_known(read_ledger(project_copy), list(RECIPES))
