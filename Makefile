# `make demo` shows SIGOR with example data; `make test` runs everything that CI runs.
PORT ?= 8000
DAY ?=
ARGS ?=
WORKERS ?= 2
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help demo test check bench messages lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

demo: ## start SIGOR with example data (another port or day: make demo PORT=8001 DAY=2025-12-10)
	@tools/bootstrap run
	@exec $(BIN)/sigor demo --port $(PORT) $(if $(DAY),--day $(DAY))

test: ## every check and every test, browser included (part of them: make test ARGS="tests/plans -x")
	@tools/bootstrap dev
	@echo "== chromium" && chromium=$$(tools/chromium) && echo "$$chromium"
	@echo "== java" && java=$$(tools/java) && echo "$$java"
	@echo "== ruff check" && $(BIN)/ruff check .
	@echo "== ruff format" && $(BIN)/ruff format --check .
	@echo "== mypy" && $(BIN)/mypy src/sigor
	@echo "== lint-imports" && $(BIN)/lint-imports
	@echo "== messages" && $(BIN)/sigor messages --check
	@echo "== pytest $(ARGS)" && CHROMIUM="$$(tools/chromium)" $(BIN)/python -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder $(ARGS)
	@echo "make test: chromium, java, ruff check, ruff format, mypy, lint-imports, messages, pytest $(ARGS)"

check: ## the quick part of the tests, without a browser
	@tools/bootstrap dev
	@echo "== ruff" && $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "== lint-imports" && $(BIN)/lint-imports
	@echo "== messages" && $(BIN)/sigor messages --check
	@echo "== pytest, quick" && $(BIN)/python -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder -m "not journey" $(ARGS)
	@echo "make check: ruff, lint-imports, messages, pytest without journeys $(ARGS)"

bench: ## measure (what and how: bench/)
	@tools/bootstrap dev
	@$(BIN)/python -m bench $(ARGS)

messages: ## collect the texts people see into the catalogues
	@tools/bootstrap dev
	@$(BIN)/sigor messages

lock: ## resolve the dependencies anew into requirements/*.lock
	@tools/bootstrap dev
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --upgrade \
		pyproject.toml -o requirements/run.lock
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --upgrade \
		pyproject.toml --group dev -c requirements/run.lock -o requirements/dev.lock
	@echo uv | $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --upgrade - -o requirements/installer.lock
	@tools/bootstrap dev

clean: ## delete the environment, the demo's data and what tests leave
	@for state in var var/test-pg var/bench; do \
		if [ -d $$state ] && [ -x $(BIN)/python ]; then $(BIN)/python -m sigor.config.embedded $$state; fi; done
	@rm -rf .venv var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
