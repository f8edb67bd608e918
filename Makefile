# Two commands on a fresh machine: `make demo` builds the graph from seeds/ and serves it, `make test` runs all tests.
PYTHON ?= python3.11
VENV ?= .venv
BIN := $(VENV)/bin
STORE ?= store
PORT ?= 8035

COMUNICA := tests/protocol/comunica
LOADING := tests/hostile tests/protocol

.PHONY: setup demo test check format lint types score bench bench-extract bench-endpoint bench-pages browser clients screenshots docs lock clean

setup: $(VENV)/.installed

$(VENV)/.installed: requirements-dev.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

demo: setup
	$(BIN)/writ build seeds --store $(STORE)
	$(BIN)/writ serve --store $(STORE) --port $(PORT)

browser: setup
	scripts/install-chromium

# Comunica, a client in JavaScript, as its lock file has it; without node and npm, or a registry, its test skips.
clients: $(COMUNICA)/node_modules/.package-lock.json

$(COMUNICA)/node_modules/.package-lock.json: $(COMUNICA)/package-lock.json
	@if command -v node >/dev/null && command -v npm >/dev/null; \
	then npm ci --prefix $(COMUNICA) --ignore-scripts --fetch-retries=1 --no-audit --no-fund --silent || echo "Comunica could not be installed" >&2; \
	else echo "no node and npm found: the test of Comunica will skip" >&2; fi

# Two at a time, but for those that load a server and look whether it still answers soon: these have the machine to themselves.
test: setup browser clients
	$(BIN)/python -m pytest -n 2 --dist loadfile $(LOADING:%=--ignore %)
	$(BIN)/python -m pytest $(LOADING)

format: setup
	$(BIN)/ruff format .

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python scripts/canonical_turtle.py --check ontology

types: setup
	$(BIN)/mypy

check: lint types test

score: setup
	$(BIN)/python -m tests.quality.report

bench: setup
	$(BIN)/python -m tests.bench

# The others pull in much that Writ doesn't need, so they have an environment of their own, outside the lock.
bench-extract:
	test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --upgrade pip
	.venv-bench/bin/python -m pip install --quiet --editable . --group bench-extract
	.venv-bench/bin/python -m tests.bench_extract

bench-endpoint: setup
	$(BIN)/python -m tests.bench_endpoint

bench-pages: setup browser
	$(BIN)/python -m tests.bench_pages

screenshots: setup browser
	$(BIN)/python -m scripts.take_screenshots

docs: setup
	$(BIN)/python -m scripts.update_competency
	$(BIN)/python -m scripts.update_readme

lock:
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes pyproject.toml --group dev -o requirements-dev.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes pyproject.toml -c requirements-dev.lock -o requirements.lock

clean:
	rm -rf $(VENV) .venv-bench .bench $(STORE) $(COMUNICA)/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis
