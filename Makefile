# constate: the developer's commands. CMake does the building; this file says what a person types.
# Make WERROR=ON treats compiler warnings as errors; without it the build folder keeps what it had.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup demo build test soak sanitize serve-bench clients dist wheel wheel-test install fuzz bench gpu-day peers paper site gallery format check golden \
  portability plugins-compile plugin-cuda plugin-tpu configure clean

# The distribution's Python, which has the pip that set-up installs, before any other on the PATH.
PYTHON := $(firstword $(wildcard /usr/bin/python3) python3)
BUILD := build
WERROR ?=
FUZZ_SECONDS ?= 60
PREFIX ?= /usr/local

help: ## List these targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do \
	  printf '  make %-15s %s\n' "$$name" "$$what"; done

setup: ## Install missing packages (apt) and fetch the CPU plugin
	@tools/setup.sh
	@$(PYTHON) tools/fetch_plugin.py cpu

demo: ## Set up, build, and let the demo model write a few words
	@echo "[1/4] packages"
	@tools/setup.sh
	@echo "[2/4] PJRT plugin"
	@$(PYTHON) tools/fetch_plugin.py cpu
	@echo "[3/4] build"
	@$(MAKE) configure
	@cmake --build $(BUILD) --target constate
	@echo "[4/4] $(BUILD)/constate generate models/demo \"In the beginning\" -n 120"
	@$(BUILD)/constate generate models/demo "In the beginning" -n 120

build: setup configure ## Build the program (build/constate), the tests and the examples
	@cmake --build $(BUILD)

test: build plugins-compile ## Build everything and run all tests that need no GPU or TPU
	@tools/setup.sh bubblewrap zstd zsh fish mandoc redis-server haproxy nginx-light docker-compose fonts-dejavu-core
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || tools/setup.sh chromium
	@$(PYTHON) tests/clients/run --setup openai
	@$(PYTHON) tests/python/run --setup
	@for label in t0 t1; do \
	  if ctest --test-dir $(BUILD) -N -L "^$$label$$" | grep -q '^Total Tests: 0$$'; then \
	    echo "make test: there is no test labelled $$label" >&2; exit 1; fi; done
	@ctest --test-dir $(BUILD) -L '^(t0|t1)$$' --output-on-failure --no-tests=error -j2
	@if grep -aE '^\[  SKIPPED \]' $(BUILD)/Testing/Temporary/LastTest.log; then \
	  echo "make test: a required test was skipped (above)" >&2; exit 1; fi

soak: setup configure ## Run the tests that have more to run than CI takes, all of it (an hour)
	@cmake --build $(BUILD) --target soak_tests
	@CONSTATE_SOAK=1 ctest --test-dir $(BUILD) -L '^soak$$' --output-on-failure --no-tests=error

SERVER_TESTS := scheduler_test prefix_cache_test cache_folder_test metrics_test ask_test http_test
sanitize: setup ## Run the server's tests with the sanitizers of addresses, of undefined behaviour, and of threads (an hour)
	@mkdir -p build-asan build-tsan
	@for kind in asan tsan; do [ -f build-$$kind/build.ninja ] || cmake --preset $$kind >build-$$kind/configure.log 2>&1 || \
	  { cat build-$$kind/configure.log >&2; exit 1; }; done
	@cmake --build build-asan --target $(SERVER_TESTS) e2e_serve_test
	@ctest --test-dir build-asan -R '^($(subst $() ,|,$(SERVER_TESTS) e2e_serve_test))$$' --output-on-failure --no-tests=error
	@cmake --build build-tsan --target $(SERVER_TESTS)
	@TSAN_OPTIONS="ignore_noninstrumented_modules=1 suppressions=$(CURDIR)/tests/support/tsan.supp" \
	  ctest --test-dir build-tsan -R '^($(subst $() ,|,$(SERVER_TESTS)))$$' --output-on-failure --no-tests=error --timeout 7200

serve-bench: setup configure ## Measure the server under load, with random weights of 130M (ARGS="--clients 1,16 --against NAME=URL")
	@cmake --build $(BUILD) --target constate
	@test -e $(BUILD)/serve-bench/config.json || $(PYTHON) bench/serve/make_model.py $(BUILD)/serve-bench 130m
	@CONSTATE_PROGRAM=$(BUILD)/constate $(PYTHON) bench/serve/serve_bench.py $(BUILD)/serve-bench $(ARGS)

clients: setup configure ## Run other people's clients against `constate serve` (2 GB; ARGS="lm-eval ray": those alone)
	@cmake --build $(BUILD) --target constate constate_shared
	@$(PYTHON) tests/clients/run $(ARGS)

dist: setup configure ## Make dist/constate-VERSION-linux-x86_64.tar.zst, which needs glibc alone
	@tools/setup.sh zstd
	@cmake --build $(BUILD) --target constate_portable constate_said
	@tools/make_dist.sh $(BUILD) dist

wheel: setup configure ## Make dist/constate-VERSION-py3-none-manylinux_2_35_x86_64.whl, the Python package
	@cmake --build $(BUILD) --target constate_shared
	@$(PYTHON) tools/make_wheel.py $(BUILD) dist

wheel-test: wheel ## Install the wheel in an empty environment of each Python from 3.10 on that is here, and run its tests and examples
	@$(PYTHON) tests/python/wheel_test.py dist/constate-*.whl

install: setup configure ## Install the program and the library into PREFIX (/usr/local)
	@cmake --build $(BUILD) --target constate_portable constate_said constate_shared constate_check constate_measure constate_ahead
	@cmake --install $(BUILD) --prefix "$(PREFIX)" --strip >$(BUILD)/install.log || { cat $(BUILD)/install.log >&2; exit 1; }

fuzz: setup ## Build the fuzz targets with clang and run each for FUZZ_SECONDS (60)
	@tools/setup.sh clang-14 libclang-rt-14-dev
	@mkdir -p build-fuzz
	@[ -f build-fuzz/build.ninja ] || cmake --preset fuzz >build-fuzz/configure.log 2>&1 || \
	  { cat build-fuzz/configure.log >&2; exit 1; }
	@cmake --build build-fuzz --target fuzz
	@fuzz/run build-fuzz $(FUZZ_SECONDS)

bench: setup configure ## Measure the 130M shape beside the machine's limits (ARGS="..." are passed on)
	@cmake --build $(BUILD) --target constate
	@$(BUILD)/constate bench --random-weights --config mamba2-130m $(ARGS)

gpu-day: setup plugin-cuda configure ## Measure everything on an NVIDIA GPU, in ten minutes, for docs/gpu (ARGS="--small" to try)
	@cmake --build $(BUILD) --target constate
	@tools/gpu_day.sh $(ARGS) cuda $(BUILD)/gpu-day

peers: setup configure ## Compare with transformers, mamba2-jax and llama.cpp (ARGS="--quick": a quarter of an hour; all: over 2 hours)
	@cmake --build $(BUILD) --target constate
	@$(PYTHON) bench/peers/run $(ARGS)

paper: setup configure ## Remake the figures of docs/paper.md (a quarter of an hour; ARGS="--quick": half a minute)
	@cmake --build $(BUILD) --target constate
	@$(PYTHON) tools/paper.py $(ARGS)

site: setup ## Build the documents as a web site, build/site/index.html
	@$(PYTHON) tools/site/build.py $(BUILD)/site

gallery: setup configure ## Make the pictures of docs/gallery again (matplotlib in an environment of its own)
	@cmake --build $(BUILD) --target constate_shared
	@$(PYTHON) tools/gallery.py $(BUILD)/lib/libconstate.so.0

format: ## Rewrite the C++ files as clang-format 14 writes them
	@tools/setup.sh
	@tools/check_format.sh --fix

check: ## Check the formatting, the direction of includes, and the links between documents
	@tools/setup.sh
	@tools/check_format.sh
	@$(PYTHON) tools/check_includes.py
	@$(PYTHON) tools/check_links.py

golden: setup configure ## Write tests/golden again from what the code emits now; read the diff
	@cmake --build $(BUILD) --target golden_text_test
	@CONSTATE_UPDATE_GOLDEN=1 $(BUILD)/tests/golden_text_test

portability: setup plugins-compile configure ## Compile all sizes for devices that are not here, for docs/portability.md
	@cmake --build $(BUILD) --target constate
	@$(PYTHON) tools/portability.py --constate $(BUILD)/constate $(ARGS)

plugins-compile: ## Fetch what compiles for TPUs and NVIDIA GPUs that are not here (400 MB)
	@tools/setup.sh
	@$(PYTHON) tools/fetch_plugin.py tpu cuda-compile

plugin-cuda: ## Fetch the CUDA plugin and its libraries into plugins/cuda (2.4 GB)
	@tools/setup.sh
	@$(PYTHON) tools/fetch_plugin.py cuda

plugin-tpu: ## Fetch the TPU plugin into plugins/tpu
	@tools/setup.sh
	@$(PYTHON) tools/fetch_plugin.py tpu

# Configures once; afterwards Ninja runs CMake again where a CMake file changed.
configure:
	@if [ ! -f $(BUILD)/build.ninja ] || { [ -n "$(WERROR)" ] && \
	    ! grep -qxF 'CONSTATE_WERROR:BOOL=$(WERROR)' $(BUILD)/CMakeCache.txt; }; then \
	  mkdir -p $(BUILD); \
	  cmake --preset release $(if $(WERROR),-DCONSTATE_WERROR=$(WERROR)) >$(BUILD)/configure.log 2>&1 || \
	    { cat $(BUILD)/configure.log >&2; exit 1; }; fi

clean: ## Remove the build folders (the plugins stay)
	@rm -rf $(BUILD) build-fuzz
