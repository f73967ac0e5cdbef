# SPDX-License-Identifier: GPL-3.0-or-later
# rift: see `make help`.

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

OPTIMISE_release  := -O2 -g
OPTIMISE_debug    := -Og -g3
OPTIMISE_asan     := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
OPTIMISE_tsan     := -O1 -g -fsanitize=thread
OPTIMISE_coverage := -O0 -g --coverage
OPTIMISE_fuzz     := -O1 -g -fsanitize=fuzzer-no-link,address,undefined
ifeq ($(MODE),fuzz)
CC := clang
endif
ifeq ($(filter $(MODE),release debug asan tsan coverage fuzz),)
$(error MODE=$(MODE) is none of release debug asan tsan coverage fuzz)
endif

# Contraction into fused multiply-add would make results depend on the processor.
FIXED    := -std=c17 -D_GNU_SOURCE -ffp-contract=off -fno-math-errno -fopenmp
COMPILE   = $(CC) $(FIXED) $(OPTIMISE_$(MODE)) $(WARNINGS) -Iengine -DRIFT_VERSION='"$(VERSION)"' -MMD -MP $(CFLAGS)
LIBRARIES := -lgsl -lgslcblas -lcsv -lyaml -lsleef -lmd -ljansson -lnetcdf -lz -lm

# The hot kernels are compiled once for each instruction set; the bits are the same.
KERNEL_SOURCES := $(wildcard engine/*/*_kernels.c)
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
BENCHES := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*.c))
FUZZERS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fuzz/*.c))

.PHONY: all demo check bench install uninstall sanitize tsan valgrind fuzz coverage lint deps clean help build-tests
.DEFAULT_GOAL := all

all: $(PROGRAM)

build-tests: $(TESTS)

$(PROGRAM): $(BUILD)/engine/cli/main.o $(ARCHIVE)
	$(CC) $(FIXED) $(OPTIMISE_$(MODE)) $(LDFLAGS) -o $@ $^ $(LIBRARIES)

$(ARCHIVE): $(OBJECTS)
	@rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(COMPILE) -c -o $@ $<

define kernel_rule
$(BUILD)/%.$(1).o: %.c $(BUILD)/flags
	@mkdir -p $$(@D)
	$$(COMPILE) $$(ISA_FLAGS_$(1)) -DRIFT_ISA=$(1) -c -o $$@ $$<
endef
$(foreach isa,$(ISAS),$(eval $(call kernel_rule,$(isa))))

$(BUILD)/tests/%: tests/%.c $(ARCHIVE)
	@mkdir -p $(@D)
	$(COMPILE) -Itests $(LDFLAGS) -o $@ $< $(ARCHIVE) -lcmocka $(LIBRARIES)

# Rebuild when the compiler or a flag changes.
FLAGS_TEXT := $(CC) $(FIXED) $(OPTIMISE_$(MODE)) $(WARNINGS) $(CFLAGS) $(LDFLAGS) $(VERSION)
$(BUILD)/flags: force
	@mkdir -p $(@D)
	@printf '%s\n' "$$FLAGS_TEXT" | cmp -s - $@ || printf '%s\n' "$$FLAGS_TEXT" > $@
export FLAGS_TEXT
.PHONY: force
force:

clean:
	rm -rf build

-include $(OBJECTS:.o=.d) $(TESTS:%=%.d) $(BUILD)/engine/cli/main.d
