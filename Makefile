# make demo        simulate, fit and draw a lens: figures and tables in output/
# make test        lint, format, types, tests
# make test-long   the tests in their long forms: see docs/testing.md
# make lint        the first three of them
# make benchmark   time the kernels
# make clean       remove what the others made
#
# Each makes a virtual environment first, once for every version of Python, and all but lint compile the kernels in it:
# PYTHON=python3.12 make test

PYTHON ?= python3
WORKERS ?= 2

VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')
ifeq ($(filter $(VERSION),3.11 3.12 3.13),)
ifneq ($(MAKECMDGOALS),clean)
$(error $(PYTHON) is Python "$(VERSION)", but 3.11, 3.12 or 3.13 is needed. Name one: PYTHON=python3.12 make test)
endif
endif

VENV := .venv-$(VERSION)
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
COMPILED := $(VENV)/compiled
COMPILED_NUMBA := $(VENV)/compiled-numba
KERNELS := $(wildcard autolens_lite/xp/*.py autolens_lite/xp/numba_xp/*.py autolens_lite/xp/numba_xp/*/*.py)
PIP := $(BIN)/python -m pip install --disable-pip-version-check --only-binary=:all: --constraint constraints.txt

# One thread a test process: the workers already fill the cores.
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 NUMBA_NUM_THREADS=1

# Most of the tests' time is XLA's, compiling programs that run once. `make test XLA_FLAGS=` tests what users compile.
XLA_FLAGS ?= --xla_backend_optimization_level=0 --xla_cpu_use_fusion_emitters=false

# The many processes that tests start read the library's bytecode, also where the environment forbids to write any.
export PYTHONDONTWRITEBYTECODE :=

# Types are checked while the kernels are compiled: neither keeps two cores busy all the time.
MAKEFLAGS += --jobs=2

.PHONY: demo test test-long lint benchmark clean
.DEFAULT_GOAL := test

$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) hatchling editables
	$(PIP) --no-build-isolation --editable '.[dev]'
	touch $@

$(COMPILED): $(INSTALLED) $(KERNELS)
	$(BIN)/autolens-lite compile
	touch $@

$(COMPILED_NUMBA): $(INSTALLED) $(KERNELS)
	$(BIN)/autolens-lite compile --backend numba
	touch $@

demo: $(COMPILED_NUMBA)
	$(BIN)/python scripts/interferometer/demo.py

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: lint $(COMPILED)
	$(ONE_THREAD) XLA_FLAGS='$(XLA_FLAGS)' $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

test-long: export AUTOLENS_LITE_LONG = 1
test-long: test

benchmark: $(COMPILED)
	$(ONE_THREAD) $(BIN)/python -m pytest --benchmark-only

clean:
	rm -rf .venv-3.* output .mypy_cache .pytest_cache .ruff_cache .benchmarks
	find autolens_lite test_autolens_lite scripts -name __pycache__ -type d -prune -exec rm -rf {} +
