# make demo   see what mailwatch does: no account, no root, no server needed
# make test   lint, types and all tests; against Dovecot too where it is installed, or may be

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

# Two stamps: the demo needs less than the tests do.
RUN_READY := $(VENV)/.run-ready
DEV_READY := $(VENV)/.dev-ready

.DEFAULT_GOAL := demo
.DELETE_ON_ERROR:
.PHONY: demo test test-long test-trust bench lint example docs learn pictures clean

demo: $(RUN_READY)
	@$(BIN)/mailwatch demo

test: lint
	@.ci/programs
	$(BIN)/pytest -n 2 -m "not slow"

test-long: $(DEV_READY)
	@.ci/programs
	$(BIN)/pytest -n 2 -m slow --timeout 900 --ignore tests/trust

# Broken links, real deaths, random lives, a simulated day.
test-trust: $(DEV_READY)
	@.ci/programs
	$(BIN)/pytest -n 3 --dist worksteal -m slow --timeout 900 tests/trust

bench: $(DEV_READY)
	@.ci/programs
	$(BIN)/python -m bench.table

lint: $(DEV_READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

example: $(RUN_READY)
	$(BIN)/python -m mailwatch.config > config.example.yaml.new
	mv config.example.yaml.new config.example.yaml
	$(BIN)/python -m mailwatch.config schema > mailwatch.schema.json.new
	mv mailwatch.schema.json.new mailwatch.schema.json

docs: $(DEV_READY)
	$(BIN)/python -m mailwatch.core.lifecycle.diagram > docs/state-machine.md.new
	mv docs/state-machine.md.new docs/state-machine.md
	$(BIN)/python -m tests.docs

learn: $(DEV_READY)
	$(BIN)/python -m tests.core.learn

pictures: $(DEV_READY)
	@.ci/programs
	$(BIN)/python -m tests.browser.pictures

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find mailwatch tests -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "mailwatch needs Python 3.11 or newer (python3 on the PATH)"; exit 1; }
ifdef UV
	@uv venv --quiet --seed --python $(PYTHON) $(VENV)
else
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "Python cannot make environments here; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
endif

# An older pip knows neither --group nor some of the wheels; it is upgraded once.
$(RUN_READY): $(BIN)/python pyproject.toml
	@echo "Preparing $(VENV), once ..."
ifdef UV
	@uv pip install --quiet --python $(BIN)/python --editable .
else
	@$(PIP) install --upgrade 'pip>=25.1'
	@$(PIP) install --editable .
endif
	@touch $@

$(DEV_READY): $(RUN_READY)
ifdef UV
	@uv pip install --quiet --python $(BIN)/python --group dev
else
	@$(PIP) install --group dev
endif
	@touch $@
