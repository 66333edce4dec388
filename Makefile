# What a person does with this project. `make help` lists it.
PORT ?= 8000
HOST ?= 127.0.0.1
DATA_DIR ?= var
PYTHON ?=
PYTEST_ARGS ?= -n auto
COUNT ?= 20000

export PYTHON

bin := .venv/bin
templates = $(shell find templates troubleshooter -name '*.html' 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help run install test lint audit format bench faults fuzz lock clean

help:  ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run:  ## the site on http://127.0.0.1:8000/ (PORT=8000 HOST=127.0.0.1 DATA_DIR=var)
	@bin/install base
	@DATA_DIR='$(DATA_DIR)' exec $(bin)/python manage.py run_local --host '$(HOST)' --port '$(PORT)'

install:  ## everything the other targets need, in .venv
	@bin/install dev

test: install  ## the whole suite, on SQLite and, where it is installed, on PostgreSQL
	@bin/test-databases $(bin)/python -m pytest $(PYTEST_ARGS)

lint: install  ## style, types, templates, migrations
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/mypy
	$(if $(templates),$(bin)/djade --check --target-version 6.1 $(templates))
	$(bin)/python manage.py makemigrations --check --dry-run

audit: install  ## known weaknesses of the pinned packages (AUDIT=required: not knowing fails too)
	@$(bin)/python bin/audit

format: install  ## put Python and templates in their one layout
	$(bin)/ruff check --fix .
	$(bin)/ruff format .
	$(if $(templates),$(bin)/djade --target-version 6.1 $(templates))

bench: install  ## what it costs, as ratios; one alone: .venv/bin/python bench/serving.py
	@for bench in bench/[!_]*.py; do echo "== $$bench"; $(bin)/python "$$bench" || exit 1; done

faults: install  ## kill and restart servers under load: is anything lost? (takes a quarter of an hour)
	@for fault in "kills --sqlite 100" "kills --postgresql 20" "kills --frozen 10" restarts slow_clients offline flood; do \
		$(bin)/python -m bench.faults.$$fault || exit 1; done

fuzz: install  ## 20,000 damaged articles through the importer (COUNT=20000)
	$(bin)/python -m tests.core.articles.fuzz $(COUNT)

lock: install  ## pin the packages anew, from the ranges in pyproject.toml
	bin/lock

clean:  ## remove what was built; DATA_DIR is left alone
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis staticfiles *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
