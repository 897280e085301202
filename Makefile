# make run      installs what is missing, builds, starts the kiosk and prints its address
# make test     the one gate
# make soak     the long forms of the tests
# make bench    the figures, with what they are compared to
# make format   formats the sources
# make clean    removes what was built
#
# Later: make run PORT=8080 STATE=/tmp/kopilka

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BINARY := .build/release/kopilka
DRIVER := .build-virtual/kopilka_ifd.so
HARDWARE := Tests/VirtualHardware
MEMBERS := docs/programmes/demo/members.jsonl
RELEASE := -c release --product kopilka -Xlinker -s
SOURCES := Package.swift $(shell find Sources -type f 2> /dev/null)
OPTIONS := $(if $(PORT),--port $(PORT)) $(if $(STATE),--state $(STATE)) \
	$(if $(CONFIG),--config $(CONFIG))

.PHONY: help run build release driver packages test soak bench format lint clean

help:
	@sed -n 's/^# make/make/p' Makefile

packages:
	@.ci/packages run

# The recipe replaces the shell by the kiosk, so that Ctrl-C ends one thing.
run: packages $(BINARY) $(DRIVER)
	@if $(HARDWARE)/has_hardware $(BINARY); then \
		exec $(BINARY) run $(OPTIONS); \
	else \
		echo "There is no card reader or scanner to use: starting with virtual ones."; \
		exec $(BINARY) demo --virtual-hardware $(HARDWARE) --members $(MEMBERS) $(OPTIONS); \
	fi

release: $(BINARY)

$(BINARY): $(SOURCES)
	@echo "Building the release; the first time takes some minutes."
	@swift build $(RELEASE)
	@touch $(BINARY)

driver: $(DRIVER)

$(DRIVER): $(wildcard $(HARDWARE)/ifd/*)
	@mkdir -p $(@D)
	@cc -shared -fPIC -O2 -Wall -Wextra -Werror -I/usr/include/PCSC \
		$(HARDWARE)/ifd/*.c -o $@.new -lpthread
	@mv $@.new $@

test:
	@.ci/packages test
	@$(MAKE) $(DRIVER)
	@RELEASE="$(RELEASE)" Tests/gate

soak:
	@.ci/packages test
	@$(MAKE) $(DRIVER)
	@RELEASE="$(RELEASE)" KOPILKA_SOAK=1 Tests/gate

bench: packages $(BINARY) $(DRIVER)
	@Benchmarks/run --binary $(BINARY) $(if $(QUICK),--taps 100 --scans 100 --idle-seconds 10 --purchases 100000)

format:
	@swift format --in-place --recursive Sources Tests Package.swift \
		$(wildcard Benchmarks/Sources Benchmarks/Package.swift)

lint:
	@swift format lint --strict --recursive Sources Tests Package.swift \
		$(wildcard Benchmarks/Sources Benchmarks/Package.swift)

clean:
	@rm -rf .build .build-virtual Benchmarks/.build
