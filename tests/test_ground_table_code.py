"""Code that decides what a table holds makes the tables stale; none is left out."""

from pathlib import Path

import grimp

from research.ground.paths import Project

ROOT = Path(__file__).resolve().parents[1]


def test_whatever_the_building_of_tables_imports_is_code_of_tables() -> None:
    project = Project(ROOT)
    counted = {
        "research." + path.relative_to(project.source).with_suffix("").as_posix().replace("/", ".")
        for path in project.table_code
    }
    imported = grimp.build_graph("research").find_upstream_modules("research.warehouse.build")
    modules = {name.removesuffix(".__init__") for name in counted}
    empty = {"research.metrics", "research.models", "research.tables"}
    assert imported - modules - empty == set()
