"""docs/calendar.md says what the calendar takes, and its examples can be read."""

import re
import tomllib

import pytest

from calendar_text import calendar_text
from conftest import ROOT
from research.publish.calendar_briefs import NEEDS
from research.publish.calendar_read import read
from research.publish.calendar_values import DeadlineKind

PAGE = (ROOT / "docs" / "calendar.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
SOURCES = "".join(
    f'[sources.{name}]\ntitle = "A source"\n' for name in ("law", "plan", "sessions_2026")
)


@pytest.mark.parametrize("block", BLOCKS)
def test_an_example_of_the_page_can_be_read(block):
    part = {"session": "sessions", "brief": "briefs"}.get(next(iter(tomllib.loads(block))))
    taken = {part: block} if part else {"milestones": block, "briefs": ""}
    assert read(calendar_text(sources=SOURCES, **taken)).rules


def test_the_page_has_examples():
    assert len(BLOCKS) == 3


@pytest.mark.parametrize("kind", DeadlineKind)
def test_the_page_names_each_deadline(kind):
    assert f"`{kind}`" in PAGE.replace("\n", " ")


@pytest.mark.parametrize("need", NEEDS)
def test_the_page_names_each_need(need):
    assert f"`{need}`" in PAGE or f"`:{need.partition(':')[2]}`" in PAGE
