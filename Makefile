# Two commands for a new person: `make demo` and `make test`. The rest is for those who change the engine.

CARGO  ?= cargo
PYTHON ?= python3.11
TARGET := $(or $(CARGO_TARGET_DIR),target)
VENV   := $(TARGET)/venv
BIN    := $(TARGET)/release/matchwell
# Everything optional; `make demo` alone builds without.
FULL   := --features full
# Random tasks are the same on every run of `make test`; `make search` draws new ones.
SEEDS  ?= 1 2 3 4 5 6 7 8
export PROPTEST_RNG_SEED ?= 1983

.PHONY: demo test search native browser charts lint bench coverage coverage-smoke docs python-check clean-runs

demo: ## build, make the data, run the main job on it, and the open twin
	$(CARGO) build --release --locked
	$(BIN) demo --out runs

test: native browser lint-docs $(VENV)/ready ## every test
	$(CARGO) test --release --locked $(FULL)
	$(BIN) demo --out $(TARGET)/demo --quiet
	MATCHWELL=$(abspath $(BIN)) $(VENV)/bin/python -m pytest -q tests/python --runs $(abspath $(TARGET)/demo) --charts $(abspath $(TARGET)/tmp/charts)

search: native ## property tests on other random tasks: SEEDS="1 2 3"
	for seed in $(SEEDS); do PROPTEST_RNG_SEED=$$seed $(CARGO) test --release --locked $(FULL) || exit 1; done

# The solver of the feature `milp` is C++: cmake builds it, libclang reads its headers.
native: ## install what the solver is built with, where that is missing and possible
	@missing=""; \
	command -v cmake >/dev/null || missing="$$missing cmake"; \
	command -v c++ >/dev/null || missing="$$missing g++"; \
	test -n "$$LIBCLANG_PATH" || find /usr/lib /usr/lib64 /usr/local/lib -name 'libclang*.so*' 2>/dev/null | grep -q . \
		|| missing="$$missing libclang-dev"; \
	test -z "$$missing" && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && apt-get install -y -qq --no-install-recommends $$missing; \
	else \
		echo "missing:$$missing (Debian: apt-get install$$missing); only \`make demo\` does without" >&2; exit 2; \
	fi

# Pages are opened, and pictures of charts compared, in the system's Chromium with a font that is the same everywhere.
browser: ## install what the pages are tested with, where that is missing and possible
	@missing=""; \
	test -n "$$CHROMIUM" || command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
		|| command -v google-chrome >/dev/null || missing="$$missing chromium"; \
	find /usr/share/fonts /usr/local/share/fonts "$$HOME/.fonts" -name DejaVuSans.ttf 2>/dev/null | grep -q . \
		|| missing="$$missing fonts-dejavu-core"; \
	test -z "$$missing" && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && apt-get install -y -qq --no-install-recommends $$missing; \
	else \
		echo "missing:$$missing (Debian: apt-get install$$missing)" >&2; exit 2; \
	fi

charts: browser $(VENV)/ready ## draw the pictures of charts anew; look at them before they are kept
	$(CARGO) test --release --locked $(FULL) --test gallery
	$(VENV)/bin/python -m pytest -q tests/python/test_charts.py --charts $(abspath $(TARGET)/tmp/charts) --update-charts

lint-docs: native
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --release --locked $(FULL) --no-deps --quiet

lint: native ## formatting and clippy
	$(CARGO) fmt --check
	$(CARGO) clippy --release --locked $(FULL) --all-targets -- -D warnings

bench: ## kernels, then whole programs on the shapes of docs/benchmarks.md
	$(CARGO) bench --locked
	$(CARGO) build --release --locked
	$(PYTHON) benches/whole_program.py $(BIN)

coverage: native ## does the interval cover the truth: every estimator and variance, written to docs/coverage.md
	$(CARGO) bench --locked $(FULL) --bench coverage -- --write docs/coverage.md
	$(CARGO) test --release --locked $(FULL) --test coverage --test bands --test impute -- --ignored --nocapture

coverage-smoke: native ## the same on a tenth of the data sets, shown only
	$(CARGO) bench --locked $(FULL) --bench coverage -- --smoke

docs: native
	$(CARGO) doc --release --locked $(FULL) --no-deps

$(VENV)/ready: tests/python/requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r tests/python/requirements.txt
	touch $@

clean-runs:
	rm -rf runs
