# Everything runs in a virtual environment made from the hashed lock files: `run` installs what it runs, `test` what it
# tests. An empty file named after the contents of the locks says that a set is installed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCKED := $(shell cat requirements/*.lock pyproject.toml | cksum | cut -d' ' -f1)
TO_RUN := $(VENV)/.embedded-$(LOCKED)
TO_TEST := $(VENV)/.development-$(LOCKED)
PYTEST_WORKERS ?= 2

.PHONY: run up test setup lint types check tests chaos county fuzz bench mutants lock documents clean

run: $(TO_RUN)  ## one month of a county's workshops, as events, turned into money and explained
	$(BIN)/gongfang demo

up: $(TO_RUN)  ## the same services and servers, without the sample
	$(BIN)/gongfang up

test: lint types tests  ## everything that proves it
	@echo "全部检验通过。接下来：make run 看一个月的数据从事件到钱；make chaos、county、fuzz 是同样的检验，完整时长"
	@echo "All of it holds. Next: make run shows a month from events to money; make chaos, county, fuzz run at full length"

setup: $(TO_TEST)  ## the environment for all the targets below; `run` and `up` need less

$(VENV)/.%-$(LOCKED):
	@$(PYTHON) -c 'import sys; sys.exit("gongfang needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Set PYTHON=...") if sys.version_info < (3, 11) else None'
	@$(PYTHON) requirements/install.py $* $(LOCKED)

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
	GONGFANG_LONG_TESTS=1 $(BIN)/python -m pytest tests/integration/payroll/statements/test_county_recount.py tests/integration/payroll/months/test_state_machine.py tests/integration/payroll/months/test_decisions_concurrent.py -x --timeout=3600

fuzz: setup  ## what is sent at random: every operation against its document, every door against anything, every event to the end, at full length
	GONGFANG_LONG_TESTS=1 $(BIN)/python -m pytest tests/integration/fuzz --timeout=3600

bench: setup  ## speed, as ratios measured in one run
	$(BIN)/python -m bench

mutants: setup  ## small faults made in the domains and value types: the tests must find them. ONLY="*settlement*" takes a part
	@mkdir -p .mutants && git ls-files -z | xargs -0 cp --update --parents --preserve=timestamps --target-directory=.mutants
	cd .mutants && ../$(BIN)/mutmut run --max-children $(PYTEST_WORKERS) $(if $(ONLY),"$(ONLY)")
	cd .mutants && ../$(BIN)/python -m tests.support.mutation

documents: setup  ## the generated documents: event reference, JSON Schemas, list of refusals
	$(BIN)/gongfang documents

lock: setup  ## resolve the dependencies again (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra embedded --extra development pyproject.toml -o requirements/development.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml -c requirements/development.lock -o requirements/runtime.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra embedded pyproject.toml -c requirements/development.lock -o requirements/embedded.lock

clean:
	rm -rf $(VENV) data build .mutants .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
