# make report   the flagship report: build/what_it_costs_to_care/
# make test     every check that a machine with Python can run
# make lab      JupyterLab on this project
# make          the same as make test
#
# Each target makes its own .venv from requirements.lock; nothing else is needed.

PYTHON ?= python3
BRIEF  ?= what_it_costs_to_care
READY   = .venv/.ready

.PHONY: test report record soak lab lock check clean
.DEFAULT_GOAL := test

report: $(READY)
	@.venv/bin/research report $(BRIEF)

test: $(READY)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/pytest -m "not slow"
	@.venv/bin/research build > /dev/null
	.venv/bin/pytest --nbval-lax --nbval-current-env notebooks
	.venv/bin/pytest -m slow

record: $(READY)        # what the notebooks find is meant to have moved: renew tests/record, say what moved
	.venv/bin/python tests/renew.py

soak: $(READY)          # fifty kills of builds, fifty kills and cuts of a delivery (about a quarter of an hour)
	SOAK_KILLS=50 SOAK_HOUSES=16 .venv/bin/pytest -m slow tests/test_batch_kills.py
	SOAK_KILLS=50 .venv/bin/pytest -m slow tests/test_delivery_faults.py

lab: $(READY)
	.venv/bin/research lab

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@echo "making .venv from requirements.lock (once; about a minute)"
	@$(PYTHON) -m venv .venv
	@.venv/bin/python -m pip install --quiet --require-hashes --requirement requirements.lock
	@.venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $(READY)

lock: $(READY)          # renew requirements.lock after a change of dependencies
	.venv/bin/python -m pip install --quiet uv
	.venv/bin/uv pip compile pyproject.toml --extra test --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements.lock

clean:                  # everything that can be made again
	rm -rf build data/processed .pytest_cache .mypy_cache .ruff_cache
