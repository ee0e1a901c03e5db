"""What a saved notebook keeps."""

from typing import Any

from research.lab.saving import leave_outputs_out


def saved(path: str = "notebooks/one.ipynb", source: str = "x = 1", **metadata: Any) -> Any:
    cell = {
        "cell_type": "code",
        "source": source,
        "metadata": metadata,
        "outputs": [{"output_type": "stream", "name": "stdout", "text": "1"}],
        "execution_count": 7,
    }
    text = {"cell_type": "markdown", "source": "# A question?", "metadata": {}}
    content = {"nbformat": 4, "metadata": {"widgets": {}}, "cells": [text, cell]}
    model = {"type": "notebook", "content": content}
    leave_outputs_out(model=model, path=path, contents_manager=None)
    return model["content"]


def test_outputs_and_counts_are_left_out():
    cell = saved()["cells"][1]
    assert (cell["outputs"], cell["execution_count"], cell["source"]) == ([], None, "x = 1")


def test_tags_stay_and_traces_of_the_session_go():
    cell = saved(tags=["parameters"], trusted=True, collapsed=False)["cells"][1]
    assert cell["metadata"] == {"tags": ["parameters"]}


def test_the_kernel_is_named_alike_on_every_machine():
    assert saved()["metadata"]["language_info"] == {"name": "python"}


def test_a_cell_that_only_asks_for_a_preview_is_left_out():
    assert len(saved(source="%preview true_cost\n")["cells"]) == 1


def test_a_cell_that_does_more_than_preview_stays():
    assert len(saved(source="x = 1\n%preview")["cells"]) == 2


def test_an_executed_notebook_elsewhere_is_saved_as_it_is():
    cell = saved(path="build/runs/one/executed.ipynb")["cells"][1]
    assert cell["execution_count"] == 7


def test_a_file_that_is_no_notebook_is_left_alone():
    model = {"type": "file", "content": "x = 1"}
    leave_outputs_out(model=model, path="notebooks/notes.py")
    assert model["content"] == "x = 1"
