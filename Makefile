# Everything that people and machines run here. `make` lists it.

SOURCES ?=
STRICT ?= --strict
BENCH ?=
VENV := .venv
BIN := $(VENV)/bin

# Where PYTHON is not given, the first of these that is new enough.
PYTHONS := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11)
OLDEST := 3.11

# mkdocs.yml reads the folder of the texts from here; it says `sources` itself.
ifneq ($(strip $(SOURCES)),)
export DIGEST_SOURCES := $(SOURCES)
endif

# The only clock: what was built from the same commit has the same bytes.
ifndef SOURCE_DATE_EPOCH
EPOCH := $(shell git log -1 --format=%ct 2>/dev/null)
ifneq ($(EPOCH),)
export SOURCE_DATE_EPOCH := $(EPOCH)
endif
endif

# Notices of Material and of its plugins about other generators; they say nothing about a build.
export NO_MKDOCS_2_WARNING := 1
export DISABLE_MKDOCS_2_WARNING := true
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help site serve check check-cache test bench format lock clean browser

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo '  SOURCES=folder  another folder of texts (default: sources)'
	@echo '  STRICT=         build in spite of warnings'
	@echo '  BENCH=options   options of `make bench`, such as --sizes 100,1000'
	@echo '  PYTHON=path     the Python that makes $(VENV)'

site: $(VENV)/.run ## build the site into site/
	$(BIN)/digest build $(STRICT)

serve: $(VENV)/.run ## show the site at http://127.0.0.1:8000/ and follow every edit
	$(BIN)/mkdocs serve

check: $(VENV)/.run ## check the texts and the vocabulary, and build nothing
	$(BIN)/digest check --outputs

check-cache: $(VENV)/.test ## edit a copy of the texts, and compare each cached build with a clean one
	$(BIN)/python -m tests.bench.check_cache

test: $(VENV)/.test browser ## lint, types and every test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest -n logical --dist worksteal

# Within 45 minutes with the time that a first installation takes.
bench: $(VENV)/.bench browser ## measure builds of 100, 1,000 and 10,000 texts beside other builders
	$(BIN)/python -m tests.bench.bench $(BENCH)

format: $(VENV)/.test ## put the code in its usual form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# The test lock holds only what the run lock does not.
lock: ## write both lock files anew, with the newest versions within bounds
	@$(call find_python); set -e; rm -rf .cache/lock; "$$python" -m venv .cache/lock; \
	pip=".cache/lock/bin/pip"; freeze="$$pip freeze --all --exclude-editable --exclude pip --exclude policy-digest"; \
	$$pip install --quiet --upgrade pip setuptools; \
	$$pip install --quiet --editable .; $$freeze > .cache/run.txt; \
	$$pip install --quiet --editable '.[test]'; $$freeze | grep -vxFf .cache/run.txt > .cache/test.txt; \
	{ echo '# Made by `make lock`: what the site is built with.'; cat .cache/run.txt; } > requirements.lock; \
	{ echo '# Made by `make lock`: what the tests need besides.'; echo '-r requirements.lock'; cat .cache/test.txt; } \
		> requirements-test.lock; \
	rm -rf .cache/lock .cache/run.txt .cache/test.txt

clean: ## remove all that was made
	rm -rf $(VENV) site .site-* sources/.schemas .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis hooks/*.egg-info build
	find hooks tests -name __pycache__ -prune -exec rm -rf {} +

# Sets the shell's $python, or stops with one line.
define find_python
for python in $(PYTHONS); do \
	if "$$python" -c 'import sys; sys.exit(sys.version_info < tuple(map(int, "$(OLDEST)".split("."))))' 2>/dev/null; then \
		break; fi; python=; done; \
if [ -z "$$python" ]; then \
	echo 'Python $(OLDEST) or newer is needed (tried: $(PYTHONS)). Name one with PYTHON=path.' >&2; exit 1; fi; \
if ! "$$python" -c 'import venv, ensurepip' 2>/dev/null; then \
	echo "$$python has no venv. Install it (on Debian: apt-get install python3-venv), or name another with PYTHON=path." >&2; exit 1; fi
endef

$(BIN)/python:
	@$(call find_python); echo "$$python -m venv $(VENV)"; "$$python" -m venv $(VENV)

# A stamp is newer than what it was made from, so that a second run installs nothing.
$(VENV)/.run: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: requirements-test.lock $(VENV)/.run
	$(BIN)/pip install --quiet -r requirements-test.lock
	@touch $@

$(VENV)/.bench: pyproject.toml $(VENV)/.test
	$(BIN)/pip install --quiet --no-build-isolation --editable '.[bench]'
	@touch $@

# A browser of the system where there is one; else Debian's without a window, which is the quickest, else playwright's own.
browser: $(VENV)/.test
	@for name in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do \
		command -v $$name >/dev/null && exit 0; done; \
	if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		export DEBIAN_FRONTEND=noninteractive; \
		apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium-headless-shell fonts-noto-cjk >/dev/null && exit 0; \
	fi; \
	$(BIN)/playwright install --only-shell chromium
