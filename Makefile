# Everything a person does with this tree. It needs Python 3.11 or newer with venv, git and make;
# the rest is installed into .venv from the locks in requirements/.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

BIN := .venv/bin
PYTEST := $(BIN)/pytest -q
# Most tests wait for a process or a browser: twice as many as there are cores.
WORKERS ?= 4
DATA ?= data
# So that a phone on the same network reaches it; HOST=127.0.0.1 keeps it on this machine.
HOST ?= 0.0.0.0

.PHONY: help
help: ## Show what there is to do
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

# --- for whoever lives here ------------------------------------------------------------------

.PHONY: run demo dev wheel
run: venv web ## Set everything up and start the server; the first time it prints a link for the first keeper
	@exec $(BIN)/utelys serve --data $(DATA) --host $(HOST)

demo: venv ## Play an evening at the house with real clients
	@exec $(BIN)/utelys demo

wheel: venv web ## Make dist/utelys-….whl, the server with the web app in it (deploy/README.md says what for)
	@PATH="$$PWD/.venv-node/bin:$$PATH" $(BIN)/python -m hatchling build -t wheel -d dist

dev: venv ## Start the server with Python's development mode: slow callbacks and open files are named
	@exec $(BIN)/python -X dev -m utelys serve --data $(DATA)

WEB := server/utelys/_web/index.html
WEB_SOURCES := $(shell find clients/web -type f -not -path '*/node_modules/*' -not -name '*.test.ts')

.PHONY: web web-test
web: $(WEB) ## Build the web client that the server serves (nothing happens when nothing changed)

clients/web/node_modules/.package-lock.json: clients/web/package-lock.json
	@tools/npm ci --loglevel error >/dev/null
	@touch $@

$(WEB): $(WEB_SOURCES) clients/web/node_modules/.package-lock.json
	@echo "Building the web client …" >&2
	@said=$$(tools/npm run --loglevel error build 2>&1) || { echo "$$said"; exit 1; }

web-test: clients/web/node_modules/.package-lock.json ## Check and test the web client's code
	@tools/npm run --silent check
	@tools/npm run --silent test

# --- for whoever works here ------------------------------------------------------------------

.PHONY: venv peers browser
venv: .venv/installed ## Install what the locks say into .venv (nothing happens when nothing changed)

.venv/installed: requirements/dev.txt pyproject.toml hatch_build.py tools/install
	@tools/install .venv requirements/dev.txt --editable
	@touch $@

peers: .venv-peers/installed ## Install other people's programs that tests talk to (calendar clients, an MQTT broker)

.venv-peers/installed: requirements/peers.txt tools/install
	@tools/install .venv-peers requirements/peers.txt
	@touch $@

browser: venv ## Get the browsers for the tests unless they are there
	@tools/browser

.PHONY: test fuzz kill quick check format
test: venv peers web web-test $(if $(wildcard tests/e2e/test_*.py),browser) ## Run all tests
	@$(PYTEST) -n $(WORKERS) --dist worksteal -m "not alone"
	@$(PYTEST) -m alone

fuzz: venv ## Feed every parser of outside bytes with nonsense, SECONDS=600 for each
	@SECONDS_EACH=$(or $(SECONDS),600) $(PYTEST) tests/fuzz -n $(WORKERS) -rP

kill: venv ## End a loaded server by kill -9 a hundred times and look at all that is left (KILLS=… SEED=…)
	@KILLS=$(or $(KILLS),100) $(PYTEST) tests/crash/test_kill.py -k again -rP

quick: venv lint ## What every change must pass: format, lint, types, layers, quick tests
	@$(PYTEST) tests/unit tests/contract

check: venv lint ## Format, lint, types, layers, sizes, locks, generated files
	@$(BIN)/python -m tools.sizes
	@$(PYTEST) tests/contract/test_tree.py
	@$(MAKE) --no-print-directory generated

format: venv ## Put the code into its form
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

.PHONY: lint generated generate bench screenshots lock
lint: venv clients/web/node_modules/.package-lock.json
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@tools/npm run --silent check

generate: venv ## Write the schema documents and the web client's types anew from the models
	@$(BIN)/python -m utelys_protocol.documents --write
	@$(BIN)/python clients/web/build/write_types.py

generated: venv
	@$(BIN)/python -m utelys_protocol.documents --check
	@$(BIN)/python clients/web/build/write_types.py --check

bench: venv ## Measure; bench/README.md says what and how (PEERS=1 puts other servers beside, NAMES="fan dm" chooses)
	@$(BIN)/python -m compileall -q server protocol clients/python
	@$(BIN)/python -m bench $(NAMES) --runs $(or $(RUNS),5) $(if $(PEERS),--peers)

screenshots: venv web browser ## Take pictures of every screen into screenshots/
	@$(BIN)/python -m tools.screenshots screenshots

lock: ## Upgrade requirements/*.txt to the newest versions that fit together
	@tools/lock
