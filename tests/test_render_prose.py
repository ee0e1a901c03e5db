"""What the source of a brief may hold, and what is refused before anything is set."""

import re
from pathlib import Path

import pytest

from research.ground.errors import BriefError
from research.render.prose import Prose, read_prose


def written(folder: Path, body: str, front: str = "title: A brief\nlang: en") -> Path:
    path = folder / "brief.qmd"
    path.write_text(f"---\n{front}\n---\n\n{body}\n", encoding="utf-8")
    return path


def read(folder: Path, body: str, front: str = "title: A brief\nlang: en") -> Prose:
    return read_prose(written(folder, body, front))


def literal(text: str, why: str = "the number of a tax form") -> str:
    return f'title: A brief\nlang: en\nliterals:\n  "{text}": {why}'


def test_the_body_follows_the_front_matter(tmp_path):
    assert read(tmp_path, "# A heading").body.strip() == "# A heading"


def test_a_line_of_dashes_inside_a_value_does_not_end_the_front_matter(tmp_path):
    assert read(tmp_path, "Text.", "title: Before --- after\nlang: en").front["title"] == (
        "Before --- after"
    )


def test_a_byte_order_mark_is_no_part_of_the_front_matter(tmp_path):
    path = written(tmp_path, "Text.")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_prose(path).front["lang"] == "en"


def test_a_brief_that_is_not_utf_8_is_refused(tmp_path):
    path = tmp_path / "brief.qmd"
    path.write_bytes(b"---\ntitle: caf\xe9\nlang: en\n---\n")
    with pytest.raises(BriefError, match="not UTF-8"):
        read_prose(path)


def test_a_brief_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BriefError, match=r"brief\.qmd cannot be read"):
        read_prose(tmp_path / "brief.qmd")


def test_a_brief_without_front_matter_is_refused(tmp_path):
    path = tmp_path / "brief.qmd"
    path.write_text("# Only a heading\n", encoding="utf-8")
    with pytest.raises(BriefError, match="no front matter"):
        read_prose(path)


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("lang: en", "no title"),
        ("title: A brief", "no lang"),
        ("title: ' '\nlang: en", "no title"),
        ("title: A brief\nlang: english language", "no language tag"),
        ("title: A brief\ntitle: Another\nlang: en", "title stands twice"),
        ("title: [A brief\nlang: en", "not YAML"),
        ("- title", "not a list of key: value"),
        ("title: A brief\nlang: en\nliterals: [990]", "literals is no list"),
    ],
)
def test_front_matter_that_lacks_something_is_refused(tmp_path, front, message):
    with pytest.raises(BriefError, match=message):
        read(tmp_path, "Text.", front)


@pytest.mark.parametrize(
    "body",
    [
        "In 2024 it rose.",
        "# What changed in 2024",
        "| Year | Rate |\n|---|---|\n| first | $20.50 |",
        "Text.[^note]\n\n[^note]: It was 12 percent.",
        '![A chart](chart.png){fig-alt="a line that rises to 12"}',
        "[Read on](https://example.org 'page')\n\n[more](https://example.org \"all 12 pages\")",
        "`rate = 5`",
        "```\nrate = 5\n```",
        "<b>5</b>",
        "&#53; dollars",
        "½ of them, x²",
        "a ٣ in other digits",
        "{5 percent}",
        "2024. A line that starts with a number is no list.\nNor is this.",
        "7. A list that starts at seven prints seven.",
        "A paragraph that breaks before\n5. and goes on.",
        "::: {.limits label='The 5 limits'}\nText.\n:::",
        "$x = 5$",
    ],
)
def test_a_digit_that_a_reader_would_see_is_refused(tmp_path, body):
    with pytest.raises(BriefError, match=r"lines of prose hold a digit, first line \d+"):
        read(tmp_path, body)


@pytest.mark.parametrize("key", ["title", "subtitle", "author", "abstract"])
def test_a_digit_on_the_cover_is_refused(tmp_path, key):
    front = {"title": "A brief", "lang": "en", key: "The 12 facts"}
    with pytest.raises(BriefError, match="first front matter"):
        read(tmp_path, "Text.", "\n".join(f"{k}: {v}" for k, v in front.items()))


@pytest.mark.parametrize(
    "body",
    [
        "Two agencies of three.",
        "# A heading {#sec-2 .h2}",
        "[text](https://example.org/2024/a_(1).pdf)",
        "[text][1]\n\n[1]: https://example.org/2024",
        "<https://example.org/2024>",
        "Text.[^1]\n\n[^1]: A note without a number.",
        "{{< var wage_2024 >}} and {{< include _fig-q1.qmd >}} as in @fig-q1.",
        "<!-- 2024: look again -->",
        "::: {.box width=50%}\nText.\n:::",
        '![A chart](chart1.png){width=80% fig-alt="a line that rises"}',
        "1. First\n2. Second\n3. Third",
        "1. First\n\n    on a second line\n\n2. Second",
        "1. All\n1. start\n1. alike",
        "- first\n- second",
    ],
)
def test_what_a_reader_does_not_see_may_hold_digits(tmp_path, body):
    assert read(tmp_path, body).body.strip() == body


def test_the_message_names_the_line_of_the_file(tmp_path):
    with pytest.raises(BriefError, match=r"2 lines of prose hold a digit, first line 9: 'On 5"):
        read(tmp_path, "# A\n\n<!--\n-->On 5 days.\n\nAnd 6.", "title: A brief\nlang: en")


def test_a_literal_with_its_reason_may_stand(tmp_path):
    assert read(tmp_path, "Form 990 (990-EZ too).", literal("990")).literals == {
        "990": "the number of a tax form"
    }


def test_a_literal_keeps_the_text_that_was_typed(tmp_path):
    assert list(read(tmp_path, "Rule 0990.10.", literal("0990.10")).literals) == ["0990.10"]


def test_a_literal_without_a_reason_is_refused(tmp_path):
    with pytest.raises(BriefError, match=r"1 of 1 literals have no reason .* first '990'"):
        read(tmp_path, "Form 990.", literal("990", "form"))


def test_a_literal_that_stands_nowhere_is_refused(tmp_path):
    with pytest.raises(BriefError, match=r"1 of 1 literals stand nowhere .* first '909'"):
        read(tmp_path, "Text.", literal("909"))


def test_a_literal_without_a_digit_is_refused(tmp_path):
    with pytest.raises(BriefError, match="'Form' holds no digit"):
        read(tmp_path, "Form.", literal("Form"))


@pytest.mark.parametrize("text", ["$990", "990%", "1990", "990.50", "1,990", "9901", "a990"])
def test_a_literal_does_not_excuse_another_number(tmp_path, text):
    with pytest.raises(BriefError, match="hold a digit"):
        read(tmp_path, f"Form 990. It cost {text}.", literal("990"))


def test_a_literal_may_be_used_only_where_a_table_is_absent(tmp_path):
    body = '::: {.content-visible unless-meta="tables.returns"}\nForm 990.\n:::'
    assert read(tmp_path, body, literal("990")).literals


def test_an_image_typed_by_hand_needs_alt_text(tmp_path):
    message = re.escape("1 images have no alt text, first '![A map](map.png)")
    with pytest.raises(BriefError, match=message):
        read(tmp_path, "![A map](map.png){width=50%}")


def test_a_caption_does_not_stand_for_alt_text(tmp_path):
    with pytest.raises(BriefError, match="caption is not alt text"):
        read(tmp_path, '![A map of counties](map.png){fig-alt=" "}')


def test_a_block_that_nothing_closes_is_refused(tmp_path):
    with pytest.raises(BriefError, match=r"1 blocks are not closed, first .* line 8"):
        read(tmp_path, "Text.\n\n::: {.limits}\nMore.")


def test_a_fence_that_closes_nothing_is_refused(tmp_path):
    with pytest.raises(BriefError, match="closes a block that nothing opened"):
        read(tmp_path, "Text.\n\n:::\n")
