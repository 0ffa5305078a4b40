# Every target works in a fresh clone: the environment is made when it is missing.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
SOURCES := codegen service generated patches
DIRACX := .benchmarks/diracx
CODE := codegen service generated patches tests benchmarks

.DEFAULT_GOAL := help
.PHONY: help install regenerate test check format golden parity mutants reality diracx bench serve clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(INSTALLED) ## Make .venv with everything that is needed

$(INSTALLED): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable ".[dev,service]"
	@touch $@

regenerate: $(INSTALLED) ## Render generated/ from the service (the main job)
	@$(BIN)/isospin generate

test: $(INSTALLED) ## Run all tests
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

check: $(INSTALLED) ## Format, lint, types, and whether generated/ is up to date
	$(BIN)/black --quiet --check $(CODE)
	$(BIN)/ruff check --quiet $(CODE)
	$(BIN)/mypy codegen service
	$(BIN)/mypy -p generated -p patches
	$(BIN)/pyright --warnings
	$(BIN)/isospin generate --check
	$(BIN)/isospin patch check
	$(BIN)/isospin diff

format: $(INSTALLED) ## Format and repair what can be repaired
	$(BIN)/ruff check --quiet --fix $(CODE)
	$(BIN)/black --quiet $(CODE)

golden: $(INSTALLED) ## Render the golden trees anew; review the diff
	$(BIN)/python -m tests.golden.update

parity: $(INSTALLED) ## Compare both clients call by call, in the long profile
	$(BIN)/isospin parity generated --examples 100
	@$(BIN)/python benchmarks/specs.py fetch airflow diracx zenml
	$(BIN)/python -m benchmarks.parity seeds --runs 3 specimen airflow diracx zenml

mutants: $(INSTALLED) ## Put 560 drifts into one flavour, and count what is noticed
	$(BIN)/python benchmarks/mutants.py

reality: $(INSTALLED) ## Run code for old clients with new ones, 300 random changes
	@ISOSPIN_EXAMPLES=300 $(BIN)/python -m pytest tests/diff/test_reality.py

diracx: $(INSTALLED) $(DIRACX)/.installed ## Test DiracX's patches, as ours, on a real DiracX
	@$(BIN)/python benchmarks/specs.py fetch diracx
	@ISOSPIN_DIRACX=$(abspath $(DIRACX)/bin/python) $(BIN)/python -m pytest tests/diracx

$(DIRACX)/.installed:
	@test -x $(DIRACX)/bin/python || $(PYTHON) -m venv $(DIRACX)
	@$(DIRACX)/bin/python -m pip install --quiet --disable-pip-version-check \
		diracx-client==0.7.0 diracx-routers==0.7.0 diracx-testing==0.7.0 \
		"moto[server,s3]"
	@touch $@

bench: $(INSTALLED) ## Measure: ratios against named baselines, in one run
	$(BIN)/python -m benchmarks

serve: $(INSTALLED) ## Start the reference service on SQLite with demo data
	$(BIN)/python -m service serve

clean: ## Remove what can be made again, generated/ aside
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .benchmarks dist build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
