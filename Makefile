# Everything a newcomer or a contributor types. `make help` lists it.
# PYTHON=/path/to/python3 chooses the Python that .venv is made from.

BIN := .venv/bin
# A third of most tests is waiting, so one process more than there are processors is at work. The
# tests in real terminals and in a browser come afterwards: they wait for their answers only so long.
PROCESSES ?= $(shell n=$$(getconf _NPROCESSORS_ONLN); echo $$((n < 4 ? n + 1 : 5)))

.PHONY: help run test fuzz lint bench screenshots constraints wheel clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .make/run ## set everything up and open the main workflow where you left it
	@$(BIN)/reroll models fetch --optional
	@$(BIN)/reroll open --continue media_prompt

test: .make/dev ## set everything up and run every test
	TEXTUAL_ANIMATIONS=none $(BIN)/pytest --numprocesses=$(PROCESSES) --dist=worksteal -m "not pty"
	TEXTUAL_ANIMATIONS=none $(BIN)/pytest --numprocesses=auto --maxprocesses=4 -m pty tests/terminal tests/tui/widgets tests/tui/web tests/benchmarks

fuzz: .make/dev ## ask the HTTP API what no person would, for some minutes (EXAMPLES=100 SEED=1)
	$(BIN)/python -m tests.engine.server.fuzz --examples $(or $(EXAMPLES),100) --seed $(or $(SEED),1)

lint: .make/dev ## ruff, pyright, layers, and rules of this project
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/python -m tests.rules

bench: .make/dev ## speed as ratios to floors measured in the same run
	$(BIN)/python -m benchmarks.run

screenshots: .make/dev ## take the README's pictures from the program (needs the text model; PNG needs Chromium)
	TEXTUAL_ANIMATIONS=none $(BIN)/python docs/screenshots/take.py

constraints: ## resolve the dependencies afresh into constraints.txt
	.ci/constraints

wheel: .make/dev ## build dist/reroll-<version>-py3-none-any.whl
	$(BIN)/python -m build --wheel --no-isolation

clean: ## remove the environment and everything that was built
	rm -rf .venv .make dist build .pytest_cache .ruff_cache .import_linter_cache snapshot_report.html
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: set up again only when the dependencies change, so that nothing asks the network otherwise.
.make/run: pyproject.toml constraints.txt
	@.ci/setup run
	@mkdir -p .make && touch $@

.make/dev: pyproject.toml constraints.txt
	@.ci/setup dev
	@mkdir -p .make && touch $@ .make/run
