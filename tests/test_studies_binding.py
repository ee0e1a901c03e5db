"""Parameters are typed in study.toml and refused before anything runs."""

from pathlib import Path

import pytest

from research.ground.errors import ManifestError, ParameterError
from research.studies.binding import bind, defaults, read_given, spread
from research.studies.manifest import Study, load
from research.studies.parameters import Parameter
from small_project import AS_OF, project, study


@pytest.fixture
def made(tmp_path: Path) -> Study:
    return study(project(tmp_path))


def test_a_run_holds_the_defaults_of_the_notebook(made: Study):
    assert bind(made, {}, AS_OF) == {"n": 5}


def test_a_given_value_replaces_the_default(made: Study):
    assert read_given(made, {"n": "7"}, AS_OF) == {"n": 7}


def test_an_unknown_parameter_is_refused_with_those_that_exist(made: Study):
    with pytest.raises(ParameterError, match="has no parameter m; it has n"):
        bind(made, {"m": 7}, AS_OF)


def test_a_text_where_a_whole_number_is_meant_is_refused(made: Study):
    with pytest.raises(ParameterError, match="n='7' is not of type integer"):
        bind(made, {"n": "7"}, AS_OF)


def test_a_mistyped_value_on_the_command_line_is_refused(made: Study):
    with pytest.raises(ParameterError, match="n=seven is not of type integer"):
        read_given(made, {"n": "seven"}, AS_OF)


def test_a_value_out_of_bounds_is_refused(made: Study):
    with pytest.raises(ParameterError, match="n=10 is not between 1 and 9"):
        bind(made, {"n": 10}, AS_OF)


def test_a_parameter_without_a_value_is_refused(tmp_path: Path):
    needs = 'n = { type = "integer" }\narea = { type = "text" }'
    with pytest.raises(ParameterError, match="needs area: pass -p name=value"):
        bind(study(project(tmp_path), typed=needs), {}, AS_OF)


def test_a_default_of_another_type_is_refused(tmp_path: Path):
    with pytest.raises(ParameterError, match=r"n=5\.5 is not of type integer"):
        bind(study(project(tmp_path), parameters="n = 5.5"), {}, AS_OF)


def test_a_default_that_no_manifest_types_is_refused(tmp_path: Path):
    with pytest.raises(ParameterError, match="does not type: m"):
        bind(study(project(tmp_path), parameters="n = 5\nm = 6"), {}, AS_OF)


def test_a_notebook_without_a_parameters_cell_is_refused(tmp_path: Path):
    with pytest.raises(ParameterError, match="has 0 cells tagged 'parameters'"):
        defaults(study(project(tmp_path), parameters=None))


def test_a_parameters_cell_that_computes_is_refused(tmp_path: Path):
    with pytest.raises(ParameterError, match="not name = literal"):
        defaults(study(project(tmp_path), parameters="n = len('five')"))


def test_a_parameters_cell_that_imports_is_refused(tmp_path: Path):
    with pytest.raises(ParameterError, match="more than name = value, in line 1"):
        defaults(study(project(tmp_path), parameters="import os\nn = 5"))


def test_a_parameter_that_sounds_like_a_secret_is_refused(tmp_path: Path):
    with pytest.raises(ManifestError, match="api_key sounds like a secret"):
        study(project(tmp_path), typed='api_key = { type = "text" }')


def test_a_secret_in_the_parameters_cell_is_refused(tmp_path: Path):
    with pytest.raises(ParameterError, match="password sounds like a secret"):
        defaults(study(project(tmp_path), parameters='n = 5\npassword = "x"'))


def test_the_day_of_a_run_is_what_as_of_holds(tmp_path: Path):
    made = study(
        project(tmp_path), parameters='as_of = "2020-01-01"', typed='as_of = { type = "date" }'
    )
    assert bind(made, {}, "2027-02-03") == {"as_of": "2027-02-03"}


def test_a_study_cannot_have_another_day_than_its_run(tmp_path: Path):
    made = study(
        project(tmp_path), parameters='as_of = "2020-01-01"', typed='as_of = { type = "date" }'
    )
    with pytest.raises(ParameterError, match="set it with --as-of"):
        bind(made, {"as_of": "2019-01-01"}, AS_OF)


def test_each_study_takes_the_parameters_that_it_declares(tmp_path: Path):
    here = project(tmp_path)
    study(here, name="one")
    study(here, name="two", parameters="m = 1", typed='m = { type = "integer" }', finds=("m",))
    held = spread(load(here, "brief"), {"m": "3"})
    assert held == {"one": {"n": 5}, "two": {"m": 3}}


def test_a_parameter_of_no_study_is_refused(tmp_path: Path):
    here = project(tmp_path)
    study(here, name="one")
    with pytest.raises(ParameterError, match="no study of brief has a parameter k; they have n"):
        spread(load(here, "brief"), {"k": "3"})


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", True),
        ("number", True),
        ("number", "1.5"),
        ("number", float("nan")),
        ("number", float("inf")),
        ("text", 7),
        ("flag", 1),
        ("date", "21 November 2026"),
        ("date", 2026),
    ],
)
def test_a_value_of_another_type_is_refused(kind: str, value: object):
    with pytest.raises(ParameterError, match="n="):
        Parameter("n", kind, "").check(value)


def test_a_whole_number_passes_where_a_number_is_meant():
    assert Parameter("n", "number", "").check(2) == 2


def test_a_value_that_is_no_choice_is_refused_with_the_choices():
    with pytest.raises(ParameterError, match="is none of 2018, 2021"):
        Parameter("year", "integer", "", choices=(2018, 2021)).check(2020)
