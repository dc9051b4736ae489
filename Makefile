# Cek Jamsos. `make run` starts everything; README.md says what to try first.
.RECIPEPREFIX = >
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
EXEC := $(PY) -m config.embedded exec
PORT ?= 8000
DATA_DIR ?= var
DEMO_WORKERS ?=
PYTEST ?=
export PORT DATA_DIR
ifneq ($(DEMO_WORKERS),)
export DEMO_WORKERS
endif
# Nothing of the caller's Python may leak into ours; without cached bytecode every process would start three times slower.
unexport PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE

.PHONY: help run test test-long check check-all bench fix lock browser

help:
> @echo "make run    everything, on http://localhost:$(PORT)/   (PORT, DATA_DIR, DEMO_WORKERS)"
> @echo "make test   everything that proves it          make test-long   with the long repeats"
> @echo "make check  format, lint, types, imports, migrations, templates, translations"
> @echo "make bench  the benchmarks, side by side       make fix         format and autofix"
> @echo "make lock   lock requirements/*.in with hashes"

run: $(VENV)/base.stamp
> @exec $(PY) -m config.run

# Which test runs where and in what order says tests/conftest.py; the long repeats are marked `long`.
test: $(VENV)/dev.stamp browser
> @$(EXEC) -- $(VENV)/bin/pytest -n auto -m "not long" $(PYTEST)

test-long: $(VENV)/dev.stamp browser
> @$(EXEC) -- $(VENV)/bin/pytest -n auto $(PYTEST)

# Settings want keys and `makemigrations` a server, so all of it runs beside a throw-away pair.
check: $(VENV)/dev.stamp
> @$(EXEC) -- $(MAKE) --no-print-directory check-all

check-all:
> $(VENV)/bin/ruff format --check .
> $(VENV)/bin/ruff check .
> $(VENV)/bin/mypy
> $(VENV)/bin/lint-imports --no-cache
> $(PY) manage.py makemigrations --check --dry-run
> find templates -name '*.html' -print0 | xargs -0 $(VENV)/bin/djade --target-version 5.2 --check
> $(PY) manage.py translations --check

bench: $(VENV)/dev.stamp
> @$(EXEC) --durable -- $(PY) -m benchmarks --out $(DATA_DIR)/bench.json

fix: $(VENV)/dev.stamp
> $(VENV)/bin/ruff check --fix .
> $(VENV)/bin/ruff format .
> find templates -name '*.html' -print0 | xargs -0 $(VENV)/bin/djade --target-version 5.2

lock: $(VENV)/dev.stamp
> for part in uv base source dev; do \
>   $(VENV)/bin/uv pip compile --quiet --no-emit-index-url --no-header --generate-hashes --universal \
>     --python-version 3.11 requirements/$$part.in -o requirements/$$part.txt || exit 1; done

browser: $(VENV)/dev.stamp
> @$(PY) -m tests.chromium

INSTALL := sh config/install.sh $(VENV)

$(VENV)/base.stamp: requirements/uv.txt requirements/base.txt requirements/source.txt config/install.sh
> @$(INSTALL) venv
> @echo "Installing the requirements …"
> @$(INSTALL) wheels requirements/base.txt
> @$(INSTALL) source requirements/source.txt
> @touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/base.stamp
> @echo "Installing what checks and tests need …"
> @$(INSTALL) wheels requirements/dev.txt
> @touch $@
