# `make run` serves the chat, `make test` runs the tests; both make .venv first and install what is locked.
#
#   PYTHON       the Python to make .venv with, 3.11 or newer
#   TORCH_INDEX  an index to take torch from, such as that of its CPU builds; else pip's own setting decides
#   MODEL        a language model to fetch and let write, as `citedesk model list` names it; none without it
#   WORKERS      how many test files `make test` runs side by side: 3, each with up to 2 GB of memory
#   SETS         what `make bench` measures, of apnews (the default), realtimeqa, scifact

PYTHON ?= python3
# One more than most machines for tests have cores: a file that drives a browser waits for it half the time.
WORKERS ?= 3
TORCH := torch==2.13.0
# A carrier of axe-core's script (MPL-2.0), which looks over the page in a browser; what it depends on is not needed.
AXE := axe-playwright-python==0.1.8
# Makes up files for the readers; it has wheels for Linux only, and not for every Python.
FUZZER := atheris==3.0.0

# Every path is relative, so that the folder's own path may hold spaces.
VENV := .venv
BIN := $(VENV)/bin
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install
# Asked of the settings, because citedesk.toml may name another data folder too.
HAS_ARCHIVE := from index.place import archive_exists; from qa.settings import load_settings; \
    raise SystemExit(not archive_exists(load_settings().place()))
# Only what is given to make itself: a variable of that name may be in anybody's environment.
NAMED_MODEL := $(if $(findstring command,$(origin MODEL)),$(MODEL))
CHECKED := corpus index qa app.py tests
# In the order of the collection, which tests/conftest.py begins with what takes longest.
SIDE_BY_SIDE := -n $(WORKERS) --dist loadfile --no-loadscope-reorder
# Without compiled files each of those processes, and each that a test starts, would compile everything anew.
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest
# Tests make thousands of archives, some 3 GB: in memory, where Linux has room for them, they wait for no disk.
MEMORY = $(shell df -Pk /dev/shm 2>/dev/null | awk '$$NF == "/dev/shm" && $$4 > 6000000 { print $$NF }')

.DELETE_ON_ERROR:
.PHONY: help run test check format schemas names bench bench-large bench-cluster soak lock clean

help:
	@sed -n 's/^\([a-z-]*\):.*## /make \1: /p' Makefile

run: $(VENV)/.run ## install what is missing, index the samples on first start, serve the chat
	@if test -e $(VENV)/.indexing || ! $(BIN)/python -c '$(HAS_ARCHIVE)' 2>/dev/null; then \
	    echo "First start: indexing the sample articles" >&2; touch $(VENV)/.indexing; \
	    $(BIN)/citedesk sync corpus/samples && rm $(VENV)/.indexing; fi
	@$(if $(NAMED_MODEL),CITEDESK_MODEL="$(NAMED_MODEL)" )exec $(BIN)/citedesk serve

test: $(VENV)/.test ## run the tests
	@folder=$$(mktemp -d "$(or $(MEMORY),$${TMPDIR:-/tmp})/citedesk-XXXXXX") && chmod 711 "$$folder" \
	    && trap 'rm -rf "$$folder"' EXIT INT TERM && TMPDIR="$$folder" $(PYTEST) $(SIDE_BY_SIDE)

check: $(VENV)/.test ## lint, format, types, layers and sizes
	@$(BIN)/python -m ruff check $(CHECKED)
	@$(BIN)/python -m ruff format --check $(CHECKED)
	@$(BIN)/python -m mypy
	@$(BIN)/python -m pytest -q tests/test_layers.py tests/test_sizes.py

format: $(VENV)/.test ## put the code into its form
	@$(BIN)/python -m ruff check --fix $(CHECKED)
	@$(BIN)/python -m ruff format $(CHECKED)

schemas: $(VENV)/.run ## write the JSON Schemas in qa/schemas anew, from the types that they describe
	@$(BIN)/python -m qa.schemas

names: $(VENV)/.run ## write the names of months and days in other languages anew, from those of Babel
	@$(BIN)/python -m corpus.text.names_abroad

bench: $(VENV)/.test ## measure search, answers and speed; archives are kept in .bench
	@$(BIN)/python -m tests.benchmarks $(SETS)
	@$(BIN)/python -m tests.benchmarks.bench_speed $(SETS)
	@$(BIN)/python -m tests.benchmarks.bench_page
	@$(BIN)/python -m tests.benchmarks.bench_sync
	@$(BIN)/python -m tests.benchmarks.bench_linear

bench-large: $(VENV)/.test ## measure searches over a million made-up chunks, in a folder and on servers
	@$(BIN)/python -m tests.benchmarks.bench_speed --large
	@$(BIN)/python -m tests.benchmarks.bench_servers

bench-cluster: $(VENV)/.test ## measure servers, askers, news and workers on several processes beside a folder
	@$(BIN)/python -m tests.benchmarks.bench_cluster
	@$(BIN)/python -m tests.benchmarks.bench_workers

soak: $(VENV)/.test ## what `make test` shows in far more cases: windows, kills, made-up files, hostile load
	@$(PYTEST) $(SIDE_BY_SIDE) -m "hypothesis or soak" --hypothesis-profile=thorough
	@$(BIN)/python -m tests.benchmarks.soak_readers
	@$(BIN)/python -m tests.benchmarks.soak
	@$(BIN)/python -m tests.benchmarks.soak_doors
	@$(BIN)/python -m tests.benchmarks.soak_cluster

lock: ## resolve the dependencies anew and write both lock files
	@rm -rf build/lock && $(PYTHON) -m venv build/lock
	@build/lock/bin/python -m pip install $(if $(TORCH_INDEX),--index-url "$(TORCH_INDEX)") $(TORCH)
	@build/lock/bin/python -m pip install .
	@build/lock/bin/python -m pip freeze --all | $(PINS) > build/lock/run
	@build/lock/bin/python -m pip install '.[dev]'
	@build/lock/bin/python -m pip freeze --all | $(PINS) > build/lock/dev
	@{ echo '# Made by `make lock`. torch is pinned in the Makefile, so that its build can be chosen.'; \
	    cat build/lock/run; } > requirements.lock
	@{ echo '# Made by `make lock`: what tests and checks need beside requirements.lock.'; \
	    echo '-c requirements.lock'; grep -vxFf build/lock/run build/lock/dev; } > requirements-dev.lock

# What torch brings along depends on its build, and uvloop is not made for Windows.
PINS := grep -viE '^(pip|torch|triton|nvidia|cuda|citedesk)[-_=a-z0-9]*( @|==)' \
    | sed 's/^uvloop==.*/&; sys_platform != "win32"/'

clean: ## remove what was built; the archive stays
	@rm -rf $(VENV) build dist .bench *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
	@find corpus index qa tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "error: $(PYTHON) is missing or older than Python 3.11" >&2; \
	    echo "try: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# torch comes first and by itself: taken along by another package, pip would choose its build, not you.
$(VENV)/.torch: $(VENV)/.made
	@echo "Installing torch, the largest part: 200 MB for its CPU build, several GB with CUDA" >&2
	@$(PIP) $(if $(TORCH_INDEX),--index-url "$(TORCH_INDEX)") "$(TORCH)"
	@touch $@

$(VENV)/.run: $(VENV)/.torch requirements.lock pyproject.toml
	@echo "Installing what requirements.lock names: some hundred MB, some minutes" >&2
	@$(PIP) --quiet --no-warn-conflicts -r requirements.lock
	@$(PIP) --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements-dev.lock
	@echo "Installing what requirements-dev.lock names" >&2
	@$(PIP) --quiet --no-warn-conflicts -r requirements-dev.lock
	@$(PIP) --quiet --no-deps "$(AXE)" || echo "notice: $(AXE) could not be installed, its check is skipped" >&2
	@$(PIP) --quiet --no-deps --only-binary :all: "$(FUZZER)" \
	    || echo "notice: $(FUZZER) could not be installed, make soak does without" >&2
	@touch $@
