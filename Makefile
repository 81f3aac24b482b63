# Every chore of the project; `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup run shots test check bench faults soak words clean

PYTHON ?= python3
DEMO := build/demo
ROOM := $(DEMO)/room
MONTH ?= $(shell TZ=Asia/Shanghai date +%Y-%m)
IN := . .venv/env.sh;

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*##  *\(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup:  ## virtual environment, locked libraries, system packages (at once when done)
	@$(PYTHON) packaging/linux/prepare.py

run: setup  ## the window on the demonstration town; without a screen its pictures and papers
	@$(IN) bash packaging/linux/run.sh $(ROOM) $(DEMO) $(MONTH)

shots: setup  ## pictures of every page in every theme and size, in build/shots
	@$(IN) bash packaging/linux/shots.sh $(ROOM) build/shots "light dark wall" "1366x768 1920x1080 3840x2160"

test: setup  ## ruff, mypy, import contracts and every test
	@$(IN) bash packaging/linux/test.sh

check: setup  ## ruff, mypy strict, import contracts
	@$(IN) bash packaging/linux/check.sh

bench: setup  ## the measurements, with their rivals beside them
	@$(IN) pytest -m bench -s -p no:xdist --timeout 3600 tests/bench

faults: setup  ## the long fault runs: 1,000 kills, long random histories
	@$(IN) COMMANDROOM_TESTS=long pytest -m faults --timeout 7200

soak: setup  ## eight hours of the wall, compressed: memory and pictures watched; then monkeys at the window
	@$(IN) QT_QPA_PLATFORM=offscreen COMMANDROOM_SOAK=long pytest -s -p no:xdist --timeout 7200 tests/ui/wall/test_soak.py tests/ui/test_monkey.py

words: setup  ## update resources/i18n/en with the messages of the source
	@$(IN) python packaging/extract_words.py

clean:  ## remove build/ and the caches (.venv stays)
	@rm -rf build dist .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find commandroom ui tests packaging -name __pycache__ -type d -prune -exec rm -rf {} +
