# `make run` starts Acogida with its demonstration country; `make test` runs everything CI runs.
PYTHON ?= $(firstword $(wildcard /usr/bin/python3.11) $(shell command -v python3.11) $(shell command -v python3))
PORT ?= 8000

.PHONY: help check-python run test lint
.DEFAULT_GOAL := help

help:
	@echo "make run    start Acogida with the demonstration country (PORT=$(PORT))"
	@echo "make test   run every check and every test"
	@echo "make lint   run the checks only"

check-python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 is needed. On Debian 12 or Ubuntu:  sudo apt-get install python3.11" >&2; exit 1; }

run: check-python
	@$(PYTHON) tools/bootstrap.py
	@exec .venv/bin/acogida serve --demo --port $(PORT)

test: check-python
	@$(PYTHON) tools/bootstrap.py --dev
	.venv/bin/python tools/quality.py
	.venv/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --durations=15 $(ARGS)

lint: check-python
	@$(PYTHON) tools/bootstrap.py --dev
	.venv/bin/python tools/quality.py
