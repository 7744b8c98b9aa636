# The two commands a newcomer needs are `make demo` and `make test`; `make help` lists the rest.
PYTHON ?= python3
PORT ?= 8787
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup demo run test check fix lock torture bench

help: ## What each target does
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.ready ## Make .venv with every dependency, pinned by hash

.venv/.ready: requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Steady needs Python 3.11 or newer. Try: make PYTHON=python3.12 setup"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

demo: setup ## Steady in a browser, with no Slack account: http://127.0.0.1:8787 (PORT changes it)
	$(BIN)/python -m bot demo --port $(PORT)

run: setup ## Steady against real Slack (settings: .env.example)
	$(BIN)/python -m bot run

test: setup ## Every test this machine can run, then what it left out
	$(BIN)/python -m pytest --numprocesses=auto --dist=loadgroup

check: setup ## Format, lint, types, imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: setup ## Format and repair what can be repaired
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

torture: setup ## The faults, in their long form: hours, on real processes and a real PostgreSQL
	STEADY_TORTURE=long STEADY_TEST_ALL=1 $(BIN)/python -m pytest -p no:randomly --timeout=7200 \
		tests/torture tests/bot/test_bad_disk.py tests/handlers/test_fuzz.py tests/bot/playbook/test_every_zone.py tests/journeys/test_on_two_replicas.py

bench: setup ## The figures, each a ratio in one run
	$(BIN)/python -m bench

lock: ## Pin every dependency again (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q pyproject.toml -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

.PHONY: emulator
emulator: ## The Slack emulator that the contract test compares with (needs Node 20)
	tests/contract/install.sh
