# Everything runs in a virtual environment that `setup` makes from the hashed lock file.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed-$(shell cksum requirements/development.lock pyproject.toml | cksum | cut -d' ' -f1)
PYTEST_WORKERS ?= 2

.PHONY: run up test setup lint types check tests chaos county fuzz bench mutants lock documents clean

run: setup  ## one month of a county's workshops, as events, turned into money and explained
	$(BIN)/gongfang demo

up: setup  ## the same services and servers, without the sample
	$(BIN)/gongfang up

test: lint types tests  ## everything that proves it

setup: $(STAMP)

$(STAMP):
	@$(PYTHON) -c 'import sys; sys.exit("gongfang needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Set PYTHON=...") if sys.version_info < (3, 11) else None'
	@echo "Setting up $(VENV) (once; about a minute)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes --progress-bar on -r requirements/development.lock
	@$(BIN)/python -m pip check >/dev/null
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-build-isolation --no-deps --editable .
	@rm -f $(VENV)/.installed-*
	@touch $@

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

tests: setup
	$(BIN)/python -m pytest -n $(PYTEST_WORKERS) --dist loadscope

chaos: setup  ## the crash and order tests at full length
	GONGFANG_LONG_TESTS=1 $(BIN)/python -m pytest tests/integration/crash tests/integration/payroll -x --timeout=1800

county: setup  ## a whole county's months against an independent recount, and months in any order, at full length
	GONGFANG_LONG_TESTS=1 $(BIN)/python -m pytest tests/integration/payroll/test_county_recount.py tests/integration/payroll/test_months_state_machine.py tests/integration/payroll/test_decisions_concurrent.py -x --timeout=3600

fuzz: setup  ## what is sent at random: every operation against its document, every door against anything, every event to the end, at full length
	GONGFANG_LONG_TESTS=1 $(BIN)/python -m pytest tests/integration/fuzz --timeout=3600

bench: setup  ## speed, as ratios measured in one run
	$(BIN)/python -m bench

mutants: setup  ## small faults made in the domains and value types: the tests must find them. ONLY="*settlement*" takes a part
	@mkdir -p .mutants && git ls-files -z | xargs -0 cp --update --parents --preserve=timestamps --target-directory=.mutants
	cd .mutants && ../$(BIN)/mutmut run --max-children $(PYTEST_WORKERS) $(if $(ONLY),"$(ONLY)")
	cd .mutants && ../$(BIN)/python -m tests.mutation

documents: setup  ## the generated documents: event reference and JSON Schemas
	$(BIN)/gongfang documents

lock: setup  ## resolve the dependencies again (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra embedded --extra development pyproject.toml -o requirements/development.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml -c requirements/development.lock -o requirements/runtime.lock

clean:
	rm -rf $(VENV) data build .mutants .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
