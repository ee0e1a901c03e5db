"""What reports/audiences.toml may say of an audience."""

from pathlib import Path

import pytest

from audience_people import AUDIENCES, project
from research.ground.errors import AudienceError
from research.ground.paths import Project
from research.publish.audiences import declared

ROOT = Path(__file__).resolve().parents[1]


def test_the_audiences_of_this_project_are_declared() -> None:
    found = declared.load(Project(ROOT)).audiences
    assert {name: one.needs_consent for name, one in found.items()} == {
        "legislators": False, "partners": True, "media": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('consent_why = "an office is written to"', "", r"say why not in consent_why"),
        ('consent = "dated"', 'consent = "assumed"', r"consent is 'assumed'; it is one of"),
        ('source = "roster"', 'source = "web"', r"source is 'web'; it is one of roster, list"),
        ('file = "partners.csv"', 'file = "../x.csv"', r"a path below reports/private"),
        ('file = "partners.csv"', 'file = "/x.csv"', r"a path below reports/private"),
        ('file = "partners.csv"', 'file = "x.txt"', r"a list is a .csv or an .xlsx"),
        ('file = "partners.csv"', "", r"a path below reports/private"),
        ('formats = ["pdf"]', 'formats = ["epub"]', r"format 'epub' is none of pdf, docx, html"),
        ('languages = ["en"]', "languages = []", r"languages must be a list of texts"),
        ('title = "Media"', 'titel = "Media"', r"'titel' is not known; did you mean title"),
        ('after = ["partners"]', 'after = ["press"]', r"comes after 'press', which is not there"),
        ('after = ["partners"]', 'after = ["media"]', r"it comes after itself"),
        ('title = "Media"', 'title = "A\\nB"', r"title must be one line"),
        ("[audiences.media]", "[audiences.The-Media]", r"lower-case letters"),
        ("[audiences.media]", "[audiences.media", r"audiences.toml cannot be read"),
    ],
)
def test_what_cannot_be_is_refused_by_its_table(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in AUDIENCES
    here = project(tmp_path, AUDIENCES.replace(old, new))
    with pytest.raises(AudienceError, match=said):
        declared.load(here)
