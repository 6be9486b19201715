# make report   the study of settings.ini, from a fresh clone to results/report.html
# make test     everything that must hold: modules, README, notebooks, pytest
# make lab      JupyterLab on the notebooks
# make bench    accuracy and speed; DATA=folder adds other annotated data
PYTHON ?= python3
BIN := $(if $(filter Windows_NT,$(OS)),.venv/Scripts,.venv/bin)
SETTINGS ?= settings.ini
DATA ?=

.PHONY: report test lab bench readme clean

.venv/ready: requirements.txt pyproject.toml
	$(PYTHON) -c "import sys; sys.exit('negotiations needs Python 3.11 or newer; try make PYTHON=python3.12') if sys.version_info < (3, 11) else None"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

report: .venv/ready
	$(BIN)/negotiations run $(SETTINGS)

test: .venv/ready
	$(BIN)/python -m pytest -q --numprocesses auto --dist worksteal tests

lab: .venv/ready
	$(BIN)/jupyter lab --notebook-dir nbs

bench: .venv/ready
	$(BIN)/python -m benchmarks $(if $(DATA),--data $(DATA))

readme: .venv/ready
	$(BIN)/python tests/readme.py

clean:
	rm -rf .venv results _proc
