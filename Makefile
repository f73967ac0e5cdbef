# SPDX-License-Identifier: GPL-3.0-or-later
# rift: see `make help`.

# Any `make` of `check` or `demo` may be the first command on a bare machine: nothing here may need
# more than a shell before tests/tools/install-dependencies has run.

MODE    ?= release
BUILD   := build/$(MODE)
CC      ?= gcc
ifeq ($(origin CC),default)
CC      := gcc
endif
PREFIX  ?= /usr/local
DESTDIR ?=
CFLAGS  ?=
LDFLAGS ?=
WERROR  ?= 0
VERSION := $(shell cat engine/VERSION)

WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wvla \
  -Wstrict-prototypes -Wmissing-prototypes -Wundef -Wdouble-promotion -Wcast-qual -Wformat=2 \
  -Wswitch-enum
ifeq ($(WERROR),1)
WARNINGS += -Werror
endif

OPTIMISE_release  := -O3 -g
OPTIMISE_debug    := -Og -g3
OPTIMISE_asan     := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
OPTIMISE_tsan     := -O1 -g -fsanitize=thread
OPTIMISE_coverage := -O0 -g --coverage
OPTIMISE_fuzz     := -O1 -g -fsanitize=fuzzer-no-link,address,undefined
# libFuzzer is clang's; its OpenMP comes with support for the thread sanitizer.
ifneq ($(filter $(MODE),fuzz tsan),)
CC := clang
endif
ifeq ($(filter $(MODE),release debug asan tsan coverage fuzz),)
$(error MODE=$(MODE) is none of release debug asan tsan coverage fuzz)
endif
# clang reports every loop that it leaves scalar; the bench, not a warning, watches the speed.
ifneq ($(findstring clang,$(CC)),)
WARNINGS += -Wno-pass-failed
endif

# Contraction into fused multiply-add would make results depend on the processor.
FIXED    := -std=c17 -D_GNU_SOURCE -ffp-contract=off -fno-math-errno -fopenmp
COMPILE   = $(CC) $(FIXED) $(OPTIMISE_$(MODE)) $(WARNINGS) -Iengine -DRIFT_VERSION='"$(VERSION)"' -MMD -MP $(CFLAGS)
LIBRARIES := -lgsl -lgslcblas -lcsv -lyaml -lsleef -lmd -ljansson -lnetcdf -lz -lm

# The hot kernels are compiled once for each instruction set; the bits are the same.
KERNEL_SOURCES := $(wildcard engine/*/*_kernels.c engine/*/*/*_kernels.c)
SOURCES := $(filter-out $(KERNEL_SOURCES) engine/cli/main.c,$(wildcard engine/*/*.c engine/*/*/*.c))
MACHINE := $(shell uname -m)
ifeq ($(MACHINE),x86_64)
ISAS := base avx2 avx512
else
ISAS := base
endif
ISA_FLAGS_base   := -O3
ISA_FLAGS_avx2   := -O3 -mavx2 -mno-fma
ISA_FLAGS_avx512 := -O3 -mavx512f -mavx512dq -mavx512vl -mno-fma -mprefer-vector-width=512
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o) \
  $(foreach isa,$(ISAS),$(KERNEL_SOURCES:%.c=$(BUILD)/%.$(isa).o))
ARCHIVE := $(BUILD)/librift.a
PROGRAM := $(BUILD)/rift

TEST_SOURCES := $(wildcard tests/unit/*.c tests/property/*.c tests/reference/*.c tests/fault/*.c)
TESTS := $(TEST_SOURCES:%.c=$(BUILD)/%)
UNIT_TESTS := $(filter $(BUILD)/tests/unit/%,$(TESTS))
BENCHES := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*.c))
FUZZERS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fuzz/*.c))
# Scripts that print `ok`, `FAIL` and `skip` lines; a name with a dot is something that they use.
SCRIPTS := $(filter-out $(foreach folder,cli reference,$(patsubst %/,%,$(wildcard tests/$(folder)/*/))), \
  $(foreach script,$(wildcard tests/cli/* tests/reference/*),$(if $(findstring .,$(script)),,$(script))))

# Seconds for each fuzzer, and for each in `make check`.
FUZZ_SECONDS       ?= 60
FUZZ_SECONDS_CHECK ?= 10
DEMO_DRAWS         ?= 20000
DEMO_DECOMPOSED    ?= 256
DEMO_BATCH_DRAWS   ?= 2000
DEMO_FOLDER        ?= out/demo
CLANG_FORMAT       ?= clang-format

# `make check` alone builds on all processors; `make -jN check` keeps to N.
JOBS     ?= $(shell nproc 2>/dev/null || echo 2)
PARALLEL  = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(JOBS))
SUBMAKE   = +@$(MAKE) --no-print-directory $(PARALLEL)
NEED      = @tests/tools/install-dependencies

.PHONY: all demo check bench large install uninstall sanitize tsan valgrind fuzz coverage lint deps clean \
  help data build-tests build-unit-tests build-benches build-fuzzers
.DEFAULT_GOAL := all

all: $(PROGRAM) ## build the program: build/release/rift (the default)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile
	@echo "Variables: MODE=release|debug|asan|tsan|coverage|fuzz CC CFLAGS LDFLAGS PREFIX DESTDIR WERROR=1 V=1 JOBS"
	@echo "           RIFT_DEPS=no (install nothing) FUZZ_SECONDS DEMO_DRAWS DEMO_DECOMPOSED DEMO_BATCH_DRAWS SOURCE"

deps: ## install what building, checking and the demo need
	$(NEED) build check demo

DEMO_POLICIES := act-alone act-with-the-eu magnet-stockpile

demo: ## install what is missing, build, run the escalation with three policies and all scenarios, draw the figures
	$(NEED) build demo
	$(SUBMAKE) MODE=release build/release/rift
	build/release/rift run scenarios/escalation.yaml $(DEMO_POLICIES:%=--policy scenarios/policies/%.yaml) \
	  -n $(DEMO_DRAWS) --decompose $(DEMO_DECOMPOSED) -o $(DEMO_FOLDER) --force
	build/release/rift answers $(DEMO_FOLDER)
	build/release/rift run scenarios/*.yaml --model static -n $(DEMO_BATCH_DRAWS) -o $(DEMO_FOLDER)-scenarios --force
	build/release/rift plots $(DEMO_FOLDER)-scenarios
	@echo
	@echo "Read $(DEMO_FOLDER)/README.txt and $(DEMO_FOLDER)/tables/answers.csv, open $(DEMO_FOLDER)/tables/summary.csv,"
	@echo "look at $(DEMO_FOLDER)-scenarios/plots/."

check: ## install what is missing, build, run every test
	$(NEED) build check
	$(SUBMAKE) MODE=release build/release/rift build-tests build-benches
	$(SUBMAKE) MODE=asan build-unit-tests
	@FUZZ_SECONDS=$(FUZZ_SECONDS_CHECK) tests/run-all \
	  $(TEST_SOURCES:%.c=build/release/%) \
	  $(patsubst %.c,build/asan/%,$(wildcard tests/unit/*.c)) $(SCRIPTS) tests/tools/fuzz

bench: ## measure speed: every program of tests/bench, one after the other
	$(NEED) build check
	$(SUBMAKE) MODE=release build-benches
	@set -e; for bench in $(patsubst %.c,build/release/%,$(wildcard tests/bench/*.c)); do \
	  echo "$$bench"; $$bench; done

large: ## a table of 77 regions and 45 sectors, from its file to results (1 GB of disk)
	$(NEED) build check
	$(SUBMAKE) MODE=release build/release/tests/bench/bench_large
	RIFT_LARGE=77x45 build/release/tests/bench/bench_large

sanitize: ## all tests with the address and undefined-behaviour sanitizers
	$(NEED) build check
	$(SUBMAKE) MODE=asan build-tests
	@tests/run-all $(TEST_SOURCES:%.c=build/asan/%)

tsan: ## a run on several threads with the thread sanitizer
	$(NEED) build tsan
	$(SUBMAKE) MODE=tsan build/tsan/rift
	@tests/run-all tests/tools/threads

valgrind: ## the unit tests under valgrind
	$(NEED) build check valgrind
	$(SUBMAKE) MODE=debug build-unit-tests
	@RUNNER="valgrind --quiet --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite" \
	  RIFT_ISA=sse2 tests/run-all $(patsubst %.c,build/debug/%,$(wildcard tests/unit/*.c))

fuzz: ## every fuzzer for FUZZ_SECONDS (default 60), with clang
	$(NEED) build fuzz
	@FUZZ_SECONDS=$(FUZZ_SECONDS) tests/run-all tests/tools/fuzz

coverage: ## which lines the tests reach
	$(NEED) build check
	$(SUBMAKE) MODE=coverage build-tests build/coverage/rift
	@tests/tools/coverage $(TEST_SOURCES:%.c=build/coverage/%)

lint: ## static analysis, the layer test, and what clang-format would change (as information)
	$(NEED) build lint
	$(SUBMAKE) MODE=release build/release/rift
	tests/tools/lint
	tests/run-all tests/cli/layers
	@$(CLANG_FORMAT) --dry-run $$(git ls-files '*.c' '*.h') 2>&1 | grep -c 'warning:' | \
	  awk '{print "clang-format would change " $$1 " places (information)"}'

data: $(PROGRAM) ## rebuild data/economy from SOURCE, the folder of the source table
	@test -n "$(SOURCE)" || { echo "make data: name the folder of the source table: make data SOURCE=FOLDER" >&2; exit 2; }
	RIFT=$(abspath $(PROGRAM)) data/make_economy.sh $(firstword $(wildcard $(SOURCE)/wiod2014) $(SOURCE))

SHARE := $(DESTDIR)$(PREFIX)/share/rift
DOC   := $(DESTDIR)$(PREFIX)/share/doc/rift
INSTALL ?= install

install: build/release/rift ## copy program, data, scenarios and figure scripts below PREFIX (/usr/local)
	$(INSTALL) -d $(DESTDIR)$(PREFIX)/bin $(SHARE)/plots $(DOC)
	$(INSTALL) -m 755 build/release/rift $(DESTDIR)$(PREFIX)/bin/rift
	$(INSTALL) -m 644 plots/*.gp plots/labels.csv $(SHARE)/plots
	@set -e; for file in $$(find data scenarios -type f ! -name '*.sh'); do \
	  $(INSTALL) -D -m 644 "$$file" "$(SHARE)/$$file"; done
	$(INSTALL) -m 644 README.md LICENSE CITATION.cff CHANGELOG.md $(DOC)

uninstall: ## remove what `make install` copied (with the same PREFIX and DESTDIR)
	rm -f $(DESTDIR)$(PREFIX)/bin/rift
	rm -rf $(SHARE) $(DOC)

clean: ## remove build/
	rm -rf build

build-tests: $(TESTS)
build-unit-tests: $(UNIT_TESTS)
build-benches: $(BENCHES)
build-fuzzers: $(FUZZERS)

# One short line for each step; V=1 shows the commands.
ifeq ($(V),1)
SHOW = @:
QUIET :=
else
SHOW = @printf '%-4s %s\n'
QUIET := @
endif

$(PROGRAM): $(BUILD)/engine/cli/main.o $(ARCHIVE)
	$(SHOW) LINK $@
	$(QUIET)$(CC) $(FIXED) $(OPTIMISE_$(MODE)) $(LDFLAGS) -o $@ $^ $(LIBRARIES)

$(ARCHIVE): $(OBJECTS)
	$(SHOW) AR $@
	@rm -f $@
	$(QUIET)$(AR) rcs $@ $^

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(SHOW) CC $@
	$(QUIET)$(COMPILE) -c -o $@ $<

define kernel_rule
$(BUILD)/%.$(1).o: %.c $(BUILD)/flags
	@mkdir -p $$(@D)
	$$(SHOW) CC $$@
	$$(QUIET)$$(COMPILE) $$(ISA_FLAGS_$(1)) -DRIFT_ISA=$(1) -c -o $$@ $$<
endef
$(foreach isa,$(ISAS),$(eval $(call kernel_rule,$(isa))))

$(BUILD)/tests/%: tests/%.c $(ARCHIVE)
	@mkdir -p $(@D)
	$(SHOW) TEST $@
	$(QUIET)$(COMPILE) -Itests $(LDFLAGS) -o $@ $< $(ARCHIVE) -lcmocka $(LIBRARIES)

$(BUILD)/tests/fuzz/%: tests/fuzz/%.c $(ARCHIVE)
	@mkdir -p $(@D)
	$(SHOW) FUZZ $@
	$(QUIET)$(COMPILE) -fsanitize=fuzzer -Itests $(LDFLAGS) -o $@ $< $(ARCHIVE) $(LIBRARIES)

# Rebuild when the compiler or a flag changes.
FLAGS_TEXT := $(CC) $(FIXED) $(OPTIMISE_$(MODE)) $(WARNINGS) $(CFLAGS) $(LDFLAGS) $(VERSION)
$(BUILD)/flags: force
	@mkdir -p $(@D)
	@printf '%s\n' "$$FLAGS_TEXT" | cmp -s - $@ || printf '%s\n' "$$FLAGS_TEXT" > $@
export FLAGS_TEXT
.PHONY: force
force:

-include $(OBJECTS:.o=.d) $(TESTS:%=%.d) $(BENCHES:%=%.d) $(FUZZERS:%=%.d) $(BUILD)/engine/cli/main.d
