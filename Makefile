# Two commands, each from a fresh clone: `make run` and `make test`. They set up what they need and say what they do.
# PYTHON=python3.12 chooses the interpreter of .venv, ARGS="..." is passed on.

SHELL := /bin/bash
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help setup browser neo4j run test check bench lock

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' Makefile

setup:  ## make .venv from requirements.lock; nothing to do when it is up to date
	@PYTHON="$(PYTHON)" .ci/setup python

browser:
	@.ci/setup browser

neo4j:
	@.ci/setup neo4j

run: setup  ## load Taicang, solve this week, serve it at http://127.0.0.1:8000
	.venv/bin/tongxin demo $(ARGS)

test: setup browser neo4j  ## every test; with CI=true a skipped test is a failure
	.venv/bin/pytest -n auto --dist loadgroup -rs $(ARGS)

check: setup  ## style, types and the arrows between the packages
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/pytest tests/test_house.py

bench: setup  ## measure, beside the alternatives: ARGS="--quick --only candidates --seed 7"
	.venv/bin/python -m tests.benchmarks $(ARGS)

# Needs uv on the PATH. One lock for every platform and Python from 3.11 on; it names packages and hashes, no addresses.
lock:  ## pin the newest versions that pyproject.toml allows
	uv pip compile pyproject.toml --extra cluster --extra dev --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-header --no-emit-index-url --no-emit-find-links --quiet --output-file requirements.lock $(ARGS)
