# Two commands for a new person: `make demo` and `make test`. The rest is for those who change the engine.

CARGO  ?= cargo
PYTHON ?= python3.11
TARGET := $(or $(CARGO_TARGET_DIR),target)
VENV   := $(TARGET)/venv
BIN    := $(TARGET)/release/matchwell

.PHONY: demo test lint bench coverage docs python-check clean-runs

demo: ## build, make the data, run the main job on it, and the open twin
	$(CARGO) build --release --locked
	$(BIN) demo --out runs

test: lint-docs $(VENV)/ready ## every test
	$(CARGO) test --release --locked
	$(BIN) demo --out $(TARGET)/demo --quiet
	MATCHWELL=$(abspath $(BIN)) $(VENV)/bin/python -m pytest -q tests/python --runs $(abspath $(TARGET)/demo)

lint-docs:
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --release --locked --no-deps --quiet

lint: ## formatting and clippy
	$(CARGO) fmt --check
	$(CARGO) clippy --release --locked --all-targets -- -D warnings

bench: ## kernels, then whole programs on the shapes of docs/benchmarks.md
	$(CARGO) bench --locked
	$(CARGO) build --release --locked
	$(PYTHON) benches/whole_program.py $(BIN)

coverage: ## does the interval cover the truth: 400 simulated evaluations
	$(CARGO) test --release --locked --test coverage -- --ignored --nocapture

docs:
	$(CARGO) doc --release --locked --no-deps

$(VENV)/ready: tests/python/requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r tests/python/requirements.txt
	touch $@

clean-runs:
	rm -rf runs
