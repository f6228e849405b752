# Everything happens in .venv: the core alone for the demo, the tools of development for the tests.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check bench soak clean

demo: .venv/.core
	$(BIN)/friendshore demo

test: check
	$(BIN)/python -m pytest -n 2

check: .venv/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.dev
	$(BIN)/python -m friendshore.experiment.bench

# An hour or two: thousands of worlds, broken files, killed runs, coverage and mutants; `make soak PART=files` runs one part.
soak: .venv/.dev
	PYTHONPATH=sim:tests $(BIN)/python -m soak $(PART)

# Debian keeps ensurepip in a package of its own; root may fetch it, others are told its name.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "friendshore needs Python 3.11 or later: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
		|| { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -qq -y python3-venv; } \
		|| { echo "this Python cannot make virtual environments: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.core: pyproject.toml constraints.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/.dev: pyproject.toml constraints.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ .venv/.core

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
