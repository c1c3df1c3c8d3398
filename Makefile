# Every target does its own set-up first, and nothing the second time.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

# The first Python that is new enough; macOS's own may be older.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$python"; break; }; done)
BIN := .venv/bin

# The banners about the end of life of MkDocs 1 and Material: README says what the plan is.
export NO_MKDOCS_2_WARNING := true
export DISABLE_MKDOCS_2_WARNING := true

.PHONY: help serve build test check lint format setup lock clean bench-search
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' | \
		while IFS='|' read -r name text; do printf '  make %-13s %s\n' "$$name" "$$text"; done

serve: setup ## build the site and serve it, with live reload, on a free local port
	@$(BIN)/python tools/serve.py

build: setup ## build the site into site/; leaves the old one untouched when anything is wrong
	@$(BIN)/python tools/build.py

test: setup-browser ## run everything that CI runs: rules, linters, unit tests, the built site, a real browser
	@$(BIN)/python -m signposts check
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/python -m pytest

bench-search: setup-browser ## measure the search: accuracy, bytes, readiness, latency, beside the theme's own
	@$(BIN)/python tools/bench_search.py

check: setup ## say what is wrong with the pages, and where
	@$(BIN)/python -m signposts check

lint: setup ## check the code's style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: setup ## put the code into the project's style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

setup: ## install what the project needs, into its own folder
	@$(if $(PYTHON),,echo "setup: no Python 3.11 or newer on this machine: install one" >&2; exit 1;) $(PYTHON) tools/setup.py python node

.PHONY: setup-browser
setup-browser: setup
	@$(PYTHON) tools/setup.py browser

lock: setup ## renew the lock files, for maintainers (needs uv)
	uv pip compile --universal --generate-hashes --no-header --group dev pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-header --group pyproject.toml:node -o requirements-node.lock
	npm install --package-lock-only --ignore-scripts

clean: ## remove everything that the other targets made
	rm -rf .venv .cache node_modules site .pytest_cache .ruff_cache .hypothesis .coverage
