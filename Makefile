# Tasks of nordic-clusters. `make help` lists them; each sets up what it needs first.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# pip unless uv is at hand; both install the same pinned and hashed files. The files hold the
# whole closure, so nothing is resolved again: older pips refuse extras in hashed files.
INSTALL = $(if $(shell command -v uv 2>/dev/null),uv pip install --quiet --python $(BIN)/python,$(BIN)/python -m pip install --quiet --disable-pip-version-check) --no-deps

# What `make test` skips where the extras are not installed.
EXTRAS_TESTS := tests/load/test_ducklake.py tests/load/test_object_store.py tests/flows/test_two_workers.py

.PHONY: help
help: ## List the tasks
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	@echo "Setting up $(VENV) (once, a few minutes on a slow machine) ..."
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else "nordic-clusters needs Python 3.11 to 3.13; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 run")'
	@$(PYTHON) -m venv $(VENV) || { echo "On Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/.run-ready: requirements/run.txt requirements/build.txt pyproject.toml | $(BIN)/python
	@$(INSTALL) --require-hashes -r requirements/run.txt -r requirements/build.txt
	@$(INSTALL) --no-build-isolation -e .
	@# As pip does with a wheel: a run starts three processes, the tests start dozens.
	@$(BIN)/python -m compileall -q flows extract transform expectations load warehouse nordic_clusters
	@touch $@

$(VENV)/.dev-ready: requirements/dev.txt $(VENV)/.run-ready
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

.PHONY: setup
setup: $(VENV)/.run-ready ## Set up what a run needs, into .venv/

.PHONY: run
run: setup ## Do the main job: collect, validate and publish a release (offline by default)
	@$(BIN)/nordic-clusters run $(ARGS)

.PHONY: test
test: $(VENV)/.dev-ready ## Run all tests
	@$(BIN)/python -m pytest $(ARGS)

.PHONY: test-extras
test-extras: BIN = .venv-extras/bin
test-extras: ## Test Dask, S3, DuckLake and PostgreSQL (of Debian), in .venv-extras/
	@$(PYTHON) -m venv .venv-extras
	@$(INSTALL) --require-hashes -r requirements/extras.txt -r requirements/build.txt
	@$(INSTALL) --no-build-isolation -e .
	@$(BIN)/python -m pytest -n 0 -rs $(EXTRAS_TESTS)

.PHONY: check
check: $(VENV)/.dev-ready ## Lint, types, import rules, generated docs
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest tests/test_house.py
	@$(BIN)/python -m flows.docs --check

.PHONY: docs
docs: setup ## Write the generated parts of README and docs/
	@# From a release of its own: outputs must not tell of releases that lie in the clone.
	@root=$$(mktemp -d); trap 'rm -rf "$$root"' EXIT; export NORDIC_CLUSTERS_ROOT="$$root"; \
	$(BIN)/nordic-clusters run --json > /dev/null && $(BIN)/python -m flows.docs

.PHONY: eval
eval: $(VENV)/.dev-ready ## Judge the strategy reader on labelled sentences
	@$(BIN)/python -m tests.evaluation.run
	@$(BIN)/python -m tests.evaluation.strangers

.PHONY: bench
bench: $(VENV)/.dev-ready ## Measure against named peers; writes docs/benchmarks.md
	@$(BIN)/python -m benchmarks.decode --write
	@$(BIN)/python -m benchmarks.fetch_large
	@$(BIN)/python -m benchmarks.stream_units
	@$(BIN)/python -m benchmarks.read_pages
	@$(BIN)/python -m benchmarks.publish_large --write
	@$(BIN)/python -m benchmarks.browse_site warehouse/current

.PHONY: hostile
hostile: $(VENV)/.dev-ready ## Hold every hostile behaviour against each client; writes docs/reliability.md
	@$(BIN)/python -m tests.flows.hostile_command docs/reliability.md
	@$(BIN)/python -m tests.guards

.PHONY: mutated
mutated: $(VENV)/.dev-ready ## Mutate the bundled captures, ten million bytes (half an hour); N=60000 for fewer
	@$(BIN)/python -m tests.mutated $(or $(N),10000000)

.PHONY: kills
kills: $(VENV)/.dev-ready ## Kill the real command 200 times (an hour); goes on where it ended
	@$(BIN)/python -m tests.load.kill_campaign $(or $(N),200) $(or $(FOLDER),/tmp/nordic-clusters-kills) docs/reliability.md

.PHONY: before
before: $(VENV)/.dev-ready ## Compare this tree's release and times with an earlier commit's (COMMIT=HEAD~1)
	@$(BIN)/python -m tests.before $(or $(COMMIT),HEAD~1)

.PHONY: lines
lines: $(VENV)/.dev-ready ## Tell why each line of the product came since an earlier commit (COMMIT=HEAD~1)
	@$(BIN)/python -m tests.lines $(or $(COMMIT),HEAD~1)

.PHONY: lock
lock: ## Pin and hash the dependencies again (needs uv)
	@uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock" -q -o requirements/run.txt
	@uv pip compile pyproject.toml --extra dev --constraint requirements/run.txt --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock" -q -o requirements/dev.txt
	@uv pip compile pyproject.toml --extra test-extras --constraint requirements/dev.txt --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock" -q -o requirements/extras.txt
	@printf 'hatchling\neditables\n' | uv pip compile - --constraint requirements/dev.txt --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock" -q -o requirements/build.txt

.PHONY: clean
clean: ## Remove what runs made (releases, archive); sources stay
	rm -rf warehouse/releases warehouse/current warehouse/archive warehouse/state
