# make demo   the model in the box runs a small house, offline          make test   every test that CI runs
# TASK="..."  gives demo one sentence of your own                       make help   everything else

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
TASK   ?=

.DEFAULT_GOAL := help
.PHONY: help demo test test-slow test-train lint format clean

help:
	@echo "make demo [TASK='turn off the kitchen light']   install, then let the model in the box run a small house"
	@echo "make test                                       install, then lint, type-check and run the tests"
	@echo "make test-slow                                  the long tests too"
	@echo "make test-train                                 install torch and its like too, then test the training recipe"
	@echo "make lint | format | clean"

$(VENV)/installed: pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed; none was found as '$(PYTHON)'."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; '$(PYTHON)' is $$($(PYTHON) -V). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Installing into $(VENV) (once) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

demo: $(VENV)/installed
	@$(BIN)/python examples/demo.py $(if $(TASK),"$(TASK)")

test: $(VENV)/installed lint
	@$(BIN)/python -m pytest -m "not slow"

test-train: $(VENV)/installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,train]'
	@$(BIN)/python -m pytest tests/train

test-slow: $(VENV)/installed
	@$(BIN)/python -m pytest

# tools/ and prompts/ are agentlite.tools and agentlite.prompts once installed; the type checker needs to see that.
lint: $(VENV)/installed
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@rm -rf $(VENV)/view && mkdir -p $(VENV)/view/agentlite && cd $(VENV)/view/agentlite && \
		ln -s ../../../agentlite/* . && ln -s ../../../tools ../../../prompts .
	@cd $(VENV)/view && MYPYPATH=. ../bin/mypy --config-file ../../pyproject.toml -p agentlite

format: $(VENV)/installed
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
