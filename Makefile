# The only entry point. Each target is one script in scripts/, which says what it does.

.PHONY: help run test check bench fuzz package

help:
	@echo "make run      install what is missing, start a local server and open the app beside it"
	@echo "make test     install what is missing and run every test"
	@echo "make check    format, lints, types, floors, licences and advisories, generated bindings"
	@echo "make bench    the figures: target/bench/NAME.json and a table"
	@echo "make fuzz SECONDS=60   every fuzz target for that long"
	@echo "make package  deb, rpm and AppImage of the app; one server binary"

run test check bench:
	@scripts/$@

SECONDS ?= 60
fuzz:
	@FUZZ_SECONDS=$(SECONDS) scripts/fuzz

package:
	@echo "make $@ is not built yet." >&2; exit 1
