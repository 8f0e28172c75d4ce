# make demo   the model in the box runs a small house, offline          make test   every test that CI runs
# TASK="..."  gives demo one sentence of your own                       make help   everything else

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
TASK   ?=
SHARED ?= ../shared/data
HASS_VERSION ?= 2024.3.3
HASS         := $(HOME)/.cache/agentlite/home-assistant-$(HASS_VERSION)
HASS_TESTS   := tests/tools/home/homeassistant

.DEFAULT_GOAL := help
.PHONY: help demo test test-slow test-train test-home-assistant certificate lint format clean

help:
	@echo "make demo [TASK='turn off the kitchen light']   install, then let the model in the box run a small house"
	@echo "make test                                       install, then lint, type-check and run the tests"
	@echo "make test-slow                                  the long tests too"
	@echo "make test-train                                 install torch and its like too, then test the training recipe"
	@echo "make test-home-assistant [HASS_VERSION=2025.4.4 PYTHON=python3.13]"
	@echo "                                                install a real Home Assistant in ~/.cache, then test against it"
	@echo "make certificate                                certify the model for homes anew (after a change of its tools or prompt)"
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
	@$(BIN)/python -m pytest -m "not slow" -n auto --dist loadfile

test-train: $(VENV)/installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,train]'
	@$(BIN)/python -m pytest tests/train

test-slow: $(VENV)/installed
	@$(BIN)/python -m pytest

test-home-assistant: $(VENV)/installed
	@$(MAKE) --no-print-directory $(HASS)/bin/hass || echo "HOME ASSISTANT $(HASS_VERSION) CANNOT BE INSTALLED HERE: ITS TESTS ARE SKIPPED"
	@TEST_HASS=$(HASS) $(BIN)/python -m pytest -rs $(HASS_TESTS)

$(HASS)/bin/hass: $(HASS_TESTS)/requirements-$(HASS_VERSION).txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] not in {"2024.3.3": [(3, 11), (3, 12)], "2025.4.4": [(3, 13)]}["$(HASS_VERSION)"])' || \
		{ echo "Home Assistant 2024.3.3 needs Python 3.11 or 3.12, and 2025.4.4 needs 3.13; '$(PYTHON)' is $$($(PYTHON) -V)."; exit 1; }
	@echo "Installing Home Assistant $(HASS_VERSION) into $(HASS) (once, half a gigabyte) ..."
	@rm -rf $(HASS) && $(PYTHON) -m venv $(HASS) && $(HASS)/bin/python -m pip install --quiet --disable-pip-version-check uv && \
		$(HASS)/bin/uv pip install --quiet --no-deps --python $(HASS)/bin/python -r $< && touch $@ || { rm -rf $(HASS); exit 1; }

certificate: $(VENV)/installed
	@$(if $(wildcard $(SHARED)/home-tasks/intents),,echo "No development data in $(SHARED): certifying on the suites of benchmarks/ alone."; )\
	$(BIN)/agentlite calibrate $(wildcard $(SHARED)/home-tasks/intents) \
		$(foreach s,naturalness restraint restraint_blind,benchmarks/suites/$(s)/en benchmarks/suites/$(s)/pt) \
		--out agentlite/models/box-home.certificate.json

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
