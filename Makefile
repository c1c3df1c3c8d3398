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

.PHONY: help serve build test check lint format setup lock drawn clean bench-search links bench bench-links
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' | \
		while IFS='|' read -r name text; do printf '  make %-13s %s\n' "$$name" "$$text"; done

serve: setup ## build the site and serve it, with live reload, on a free local port
	@$(BIN)/python tools/serve.py

build: setup ## build the site into site/; leaves the old one untouched when anything is wrong (PRECOMPRESS=1: with .gz and .br files)
	@$(BIN)/python tools/build.py $(if $(PRECOMPRESS),--precompress)

test: setup-browser ## run everything that CI runs: rules, linters, unit tests, the built site, a real browser
	@$(BIN)/python -m signposts check
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/python -m pytest

links: build ## validate every address of the site, and remember what was found in data/links.json
	@$(BIN)/python -m signposts links $(ARGUMENTS)

# RUNS: how often each page is measured and each site built.
bench: setup-browser bench/node_modules/.package-lock.json ## measure pages and builds beside the stock theme; writes README's figures (RUNS=1: quickly)
	@$(BIN)/python tools/bench.py --runs $(or $(RUNS),5) $(ARGUMENTS)

bench/node_modules/.package-lock.json: bench/package-lock.json
	@echo "bench: installing Lighthouse and MathJax's bundle for browsers"
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --prefix bench --ignore-scripts --no-fund --no-audit

bench-links: setup ## measure the link checker beside LinkChecker, lychee and linkinator, on a simulated web
	@$(BIN)/python tools/bench_links.py $(ARGUMENTS)

bench-search: setup-browser ## measure the search: accuracy, bytes, readiness, latency, beside the theme's own
	@$(BIN)/python tools/bench_search.py

check: setup ## say what is wrong with the pages, and where (FORMAT=github: as annotations)
	@$(BIN)/python -m signposts check --format $(or $(FORMAT),text)

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

fmt: setup ## put the entries of all pages into the canonical form
	@$(BIN)/python -m signposts fmt

drawn: setup ## draw all figures and formulas anew into drawn/, after a change of what draws them
	@$(BIN)/python tools/draw.py

LOCK := $(BIN)/uv pip compile --universal --generate-hashes --no-header --quiet
lock: setup ## write what pyproject.toml and package.json ask for into the lock files, for maintainers
	@$(LOCK) --group dev pyproject.toml -o requirements.lock
	@$(LOCK) --group pyproject.toml:node -o requirements-node.lock
	@npm install --package-lock-only --ignore-scripts

# What the workflows call; everything they need to know comes from the environment.
.PHONY: fmt changes gate issue-look issue-answer links-changed links-record links-run links-state preview renew renew-propose
# The commit with which a branch is compared.
export BASE ?= main
GITHUB := $(BIN)/python -m signposts github

changes: setup ## list what this branch changes on the site, page by page (BASE: the branch to compare with)
	@$(GITHUB) changes --base "$$BASE" --output out/changes/changes.json
	@cat out/changes/changes.json; echo

links-changed: setup ## validate the addresses that this branch changes; needs the built site
	@$(BIN)/python -m signposts links --changed "$$BASE" --state out/links-changed.json --format $(if $(GITHUB_ACTIONS),github,text)

links-run: setup ## validate the addresses that are due, and leave the report in out/links; needs the built site
	@mkdir -p out/links
	@$(BIN)/python -m signposts links --format markdown --output out/links/report.md; code=$$?; \
		echo $$code > out/links/code; test $$code -le 1
	@cp data/links.json out/links/links.json
	@cat out/links/report.md >> "$${GITHUB_STEP_SUMMARY:-/dev/null}"

links-record: setup
	@$(GITHUB) links --report out/links/report.md --code "$$(cat out/links/code)" --state out/links/links.json

links-state: setup
	@$(GITHUB) state --output data/links.json

preview: setup
	@$(GITHUB) preview --event "$$GITHUB_EVENT_PATH"

issue-look: setup
	@$(GITHUB) look --event "$$GITHUB_EVENT_PATH" --output out/entry/found.json

issue-answer: setup
	@$(GITHUB) answer --input out/entry/found.json

renew: setup ## write lock files with the newest packages that are a week old into out/renewal
	@mkdir -p out/renewal
	@$(LOCK) --upgrade --exclude-newer "7 days" --group dev pyproject.toml -o out/renewal/requirements.lock
	@$(LOCK) --upgrade --exclude-newer "7 days" --group pyproject.toml:node -o out/renewal/requirements-node.lock

renew-propose: setup
	@$(GITHUB) renewal --input out/renewal

gate:
	@$(PYTHON) tools/gate.py

clean: ## remove everything that the other targets made
	rm -rf .venv .cache node_modules bench/node_modules site out .pytest_cache .ruff_cache .hypothesis .coverage
