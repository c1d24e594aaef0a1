# `make` sets everything up and makes every handout; `make help` lists the rest.
#
#   make SYSTEM=skip       never look at or touch the system's libraries
#   make PYTHON=python3.13 use that interpreter
#   make LOCK=requirements.lock    install what the program needs, and no developer's tools
#   make ARGS="--lang es"  hand options to the command that the target runs

ARGS =
LOCK = requirements-dev.lock
# What wheelhouse/ holds; requirements-cluster.lock for the computers of a cluster.
WHEELS = requirements.lock
OUT = out
PYTHON ?=
SYSTEM ?=

PY := .venv/bin/python
SETUP := PYTHON="$(PYTHON)" SYSTEM="$(SYSTEM)" LOCK="$(LOCK)" sh scripts/setup.sh

.PHONY: all setup test check lint types format bench gallery lock verapdf wheelhouse clean help
.DEFAULT_GOAL := all

all: setup ## set up, then make every handout into out/ (what `make` alone does)
	$(PY) make_handouts.py build $(ARGS)

setup: ## system libraries and .venv; does nothing where they are in place
	@$(SETUP)

test: setup ## run the tests
	$(PY) -m pytest $(ARGS)

check: lint types test ## format, lint, types, tests: exactly what CI runs

lint: setup ## check format and style, change nothing
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .

types: setup ## check the types
	$(PY) -m mypy

format: setup ## put the code into its format, and mend what can be mended
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

bench: setup ## measure the engine; docs/performance.md says what and how
	PYTHONPATH=. $(PY) benchmarks/run.py $(ARGS)

gallery: setup ## make every kind of block, and a picture of each page, into build/gallery/
	$(PY) -m scripts.gallery

lock: ## pin all dependencies anew after an edit of pyproject.toml; ARGS=--upgrade for the newest
	PYTHON="$(PYTHON)" sh scripts/lock.sh $(ARGS)

verapdf: setup ## check every PDF in out/ with veraPDF; needs Java and Maven, else says skipped
	$(PY) scripts/verapdf.py $(OUT)

wheelhouse: setup ## fill wheelhouse/ with all that a computer without a network needs
	rm -rf wheelhouse
	$(PY) -m pip download --quiet --require-hashes --only-binary :all: \
	  -r $(WHEELS) -d wheelhouse
	$(PY) -m hatchling build -t wheel -d wheelhouse
	cp $(WHEELS) wheelhouse/

clean: ## remove what the set-up and the tools made; out/ and state/ stay
	rm -rf .venv .uv .verapdf wheelhouse build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile
