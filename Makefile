# Sets itself up on a fresh Debian or Ubuntu machine with Python 3.11 or newer: `make run`, `make test`.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
APT := $(shell [ "$$(id -u)" = 0 ] || echo sudo) apt-get

.PHONY: help run install dev browser test lint wheel-check bench bench-peers screenshots adaptation directions answer-direction cleaning lock clean

help: ## these lines
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

run: install ## set everything up, fill an empty library and open the app on http://localhost:8501
	@$(BIN)/mentorbase serve

install: $(VENV)/installed ## the environment .venv with everything that Mentorbase needs
dev: $(VENV)/installed-dev ## the same with the developers' tools

$(VENV)/bin/python:
	@SECONDS=0; $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Mentorbase needs Python 3.11 or newer; choose one with: make PYTHON=python3.12 run" >&2; exit 1; }
	@SECONDS=0; $(PYTHON) -c 'import ensurepip' 2>/dev/null \
	  || { echo "Installing python3-venv"; $(APT) update -qq && $(APT) install -y -qq python3-venv >/dev/null; }
	@SECONDS=0; $(PYTHON) -m venv $(VENV); echo "  environment made in $$SECONDS s"

# torch is named by its exact version in requirements.lock: a newer one would bring gigabytes of CUDA.
$(VENV)/installed: $(VENV)/bin/python pyproject.toml requirements.lock
	@echo "Installing Mentorbase's libraries (a few minutes on a first run)"
	@SECONDS=0; $(BIN)/python -m pip install -qq --disable-pip-version-check -c requirements.lock -e . ; \
	  echo "  libraries installed in $$SECONDS s"; touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@SECONDS=0; $(BIN)/python -m pip install -qq --disable-pip-version-check -c requirements.lock -e '.[dev]'; \
	  echo "  developers' tools installed in $$SECONDS s"; touch $@

browser: dev ## Chromium for the browser tests, from the system's packages or Playwright's
	@SECONDS=0; $(BIN)/python -m tests.browser.chromium >/dev/null 2>&1 \
	  || { echo "Installing Chromium"; $(APT) update -qq && $(APT) install -y -qq chromium >/dev/null 2>&1; } \
	  || $(BIN)/python -m playwright install --with-deps chromium; \
	  echo "  browser ready in $$SECONDS s: $$($(BIN)/python -m tests.browser.chromium)"

test: browser ## set everything up and run the whole suite, browser tests included
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

lint: dev ## formatting, style and types
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy

wheel-check: dev ## build the wheel, install it into an empty environment and try it there
	@$(BIN)/python -m tests.wheel_check

screenshots: browser ## the pictures in docs/screenshots
	@$(BIN)/python -m tests.browser.screenshots docs/screenshots

bench: dev ## quality, speed and the comparison with peers (hours), written to build/benchmarks and docs/benchmarks
	@$(BIN)/python -m tests.benchmarks.run_all
	@$(BIN)/python -m tests.benchmarks.peers

bench-peers: dev ## Mentorbase beside txtai, ChromaDB, LanceDB and a plain loop, written to docs/benchmarks
	@$(BIN)/python -m tests.benchmarks.peers

answer-direction: dev ## learn anew what sentences that answer have in common, from the marked ones
	@$(BIN)/python -m tests.benchmarks.learn_answer_direction

directions: dev ## compute the language directions anew from the parallel sentences
	@$(BIN)/python -m search.embedded.compute_directions

adaptation: dev ## teach the encoder anew, from the marked questions and passages (hours on two cores)
	@$(BIN)/python -m tests.benchmarks.learn_adaptation

cleaning: dev ## learn anew what boilerplate is from the marked pages
	@$(BIN)/python -m tests.benchmarks.learn_cleaning

lock: ## resolve all libraries anew, in an environment of its own, and write requirements.lock
	@rm -rf build/lock && $(PYTHON) -m venv build/lock
	@build/lock/bin/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@(echo "# Every library at the version that the tests ran with; pip takes it as constraints. Made by \`make lock\`."; \
	  build/lock/bin/python -m pip freeze --exclude-editable | grep -v -e '^mentorbase' -e '^-e' | sed 's/+cpu$$//') \
	  > requirements.lock

clean: ## remove the environment and what the tools have made
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info
