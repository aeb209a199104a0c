# Everything a person does with this checkout. `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
NPM := npm --prefix labextension
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)
PYTEST_ARGS ?=

.PHONY: help lab test test-python test-javascript check format build bench screenshots clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

lab: .venv/.lab ## set up, and open JupyterLab on the demo notebook (offline model unless a key is set)
	$(BIN)/jupyter lab $(AS_ROOT) --LabApp.default_url=/lab/tree/notebooks/demo.ipynb

test: test-javascript test-python ## set up, and run every test, real-browser tests included

test-python: .venv/.dev labextension/node_modules/.ready | chromium
	$(BIN)/python -m pytest $(PYTEST_ARGS)

test-javascript: labextension/node_modules/.ready
	$(NPM) test --silent

check: .venv/.dev labextension/node_modules/.ready ## formatting, lint and types; quiet when all is well
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy --no-error-summary
	@out=$$($(BIN)/pyright 2>&1) || { echo "$$out"; exit 1; }
	@out=$$($(NPM) run lint --silent 2>&1) || { echo "$$out"; exit 1; }

format: .venv/.dev labextension/node_modules/.ready ## rewrite files in the house format
	$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .
	$(NPM) run format --silent

build: .venv/.dev labextension/node_modules/.ready ## build the JupyterLab extension, then the sdist and the wheel
	$(NPM) run build --silent
	$(BIN)/python -m build --outdir dist .

bench: .venv/.dev ## measure against the rivals; prints ratios of this run
	$(BIN)/python -m benchmarks

screenshots: .venv/.dev | chromium ## take the pictures of the README again
	GENAI_MAGICS_SCREENSHOTS=1 $(BIN)/python -m pytest -q tests/browser tests/panel -k 'pictures or fits'

clean: ## forget every environment and build
	rm -rf .venv labextension/node_modules labextension/lib dist build test-artifacts

# --- environments -----------------------------------------------------------------------------------------------

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "genai_magics needs Python 3.11 or newer; set PYTHON=python3.12, for example"; exit 1; }
	@$(PYTHON) -m venv .venv >/dev/null 2>&1 || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null; fi; \
	  $(PYTHON) -m venv --clear .venv; }

.venv/.lab: pyproject.toml genai_magics/labextension/package.json | .venv/bin/python
	@echo "setting up .venv (about a minute, once)"
	@$(PIP) install -q -q -e '.[lab]'
	@touch $@

.venv/.dev: pyproject.toml genai_magics/labextension/package.json | .venv/bin/python
	@echo "setting up .venv for development (a minute or two, once)"
	@$(PIP) install -q -q -e '.[dev]'
	@touch $@ .venv/.lab

labextension/node_modules/.ready: labextension/package-lock.json
	@echo "setting up labextension/node_modules (half a minute, once)"
	@cd labextension && npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

.PHONY: chromium
chromium:
	@command -v chromium >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "installing Chromium for the browser tests"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core fonts-noto-color-emoji >/dev/null; \
	  else \
	    echo "Chromium is missing and may not be installed from here (needs root and apt-get): the browser tests will be skipped"; \
	  fi; }
