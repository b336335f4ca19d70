# Everything starts here: `make demo` and `make test` work from a fresh clone on bare Debian with Python 3.11.
# Each step leaves a stamp in .venv, so that doing it again does nothing.

PYTHON ?= $(firstword $(foreach name,python3.11 python3 python3.12 python3.13,$(shell command -v $(name))))
BIN := .venv/bin
RUN := $(BIN)/python
FRONTEND := static/vendor/.stamp
WORKERS ?= 2
PIP_COMPILE := $(BIN)/pip-compile -q --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --strip-extras
CATALOGUES := $(wildcard cxloop/translations/*/LC_MESSAGES/messages.po)

export PIP_DISABLE_PIP_VERSION_CHECK = 1
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test wide lint types screenshots bench faults fuzz requirements translations compiled browser clean
.DEFAULT_GOAL := help

help:  ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 22

setup: .venv/.python  ## environment, packages, front-end packages; starts nothing
	@$(MAKE) --silent --no-print-directory --jobs 2 .venv/.runtime $(FRONTEND)
	@$(MAKE) --silent --no-print-directory compiled

demo: setup  ## the demo company on http://127.0.0.1:8000
	@$(RUN) tools/demo.py

test: setup .venv/.dev .venv/.browser lint types  ## everything the tests need, then all checks
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

wide: setup .venv/.dev .venv/.browser  ## the same tests, each with all its examples and on both databases; an hour
	CXLOOP_TESTS=wide $(BIN)/pytest -n $(WORKERS) --dist worksteal --timeout=3600

lint: .venv/.dev  ## style, import contracts, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint templates --lint --quiet

types: .venv/.dev
	$(BIN)/mypy

screenshots: setup .venv/.dev .venv/.browser  ## docs/screenshots, every main page
	$(RUN) tools/screenshots.py

bench: setup .venv/.dev  ## the benchmarks; writes bench/RESULTS.md
	$(RUN) -m bench

faults: setup .venv/.dev  ## kills of senders, of imports and under calls of platforms, and a storm of them
	$(RUN) -m tests.faults.import_campaign
	$(RUN) -m tests.faults.campaign
	$(RUN) -m tests.hooks.campaign

fuzz: setup .venv/.dev  ## bad input, thousands of times
	$(RUN) -m tests.faults.bad_input
	CXLOOP_TESTS=campaign $(BIN)/pytest -m "campaign and not faults" --timeout=7200

requirements: .venv/.dev  ## pin the packages again
	$(PIP_COMPILE) --upgrade --output-file=requirements.txt requirements.in
	$(PIP_COMPILE) --upgrade --output-file=requirements-dev.txt requirements-dev.in

translations: .venv/.dev  ## collect the words of the pages into the catalogues
	$(BIN)/python tools/translations.py

compiled: $(CATALOGUES:.po=.mo)

%.mo: %.po | .venv/.runtime
	@$(BIN)/pybabel --quiet compile --input-file=$< --output-file=$@

.venv/.python: tools/environment.py
	@if [ -z "$(PYTHON)" ]; then echo "cxloop needs Python 3.11 or newer: install it, or say where it is: make PYTHON=/path/to/python3.11"; exit 1; fi
	@$(PYTHON) tools/environment.py
	@touch $@

.venv/.runtime: .venv/.python requirements.txt
	@echo "Installing the packages cxloop runs on."
	@$(RUN) -m pip install --quiet --no-compile --requirement requirements.txt
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.txt
	@echo "Installing the packages the checks need."
	@$(RUN) -m pip install --quiet --requirement requirements-dev.txt
	@touch $@

.venv/.browser: .venv/.dev tools/browser.py
	@$(RUN) tools/browser.py
	@touch $@

$(FRONTEND): .venv/.python package-lock.json tools/frontend.py
	@echo "Bringing the front-end packages."
	@$(RUN) tools/frontend.py
	@touch $@

clean:  ## remove what setup made; data in var/ stays
	rm -rf .venv node_modules static/vendor
