# The two commands of a fresh machine are `make serve` and `make test`; `make help` lists the rest.

CORPUS ?= corpus
HOST   ?= 127.0.0.1
PORT   ?= 8080
TEXTS  ?= 100000
ROUNDS ?= 3
PAGES  ?= ../shared/data/pages
EVERY  ?= 1
# PYTHON=… and CHROMIUM=… name other programs than the ones found; see tools/.
export PYTHON CHROMIUM

BIN := .venv/bin
# Stamps: an environment that is up to date with its lock is not looked at again.
RUN  := .venv/.installed-run
TEST := .venv/.installed-test
BENCH := .venv/.installed-bench

PYTEST := $(BIN)/python -m pytest --numprocesses 2 --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help serve test test-opensearch test-quick check evidence bench bench-reading bench-queries bench-room bench-felt bench-long browser ocr openssl lock
.PHONY: clean

help: ## list what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: $(RUN) ## index CORPUS if need be, then serve it on HOST:PORT
	$(BIN)/muniment serve --corpus "$(CORPUS)" --host "$(HOST)" --port "$(PORT)"

test: $(TEST) browser ocr openssl check ## every check and every test; installs a browser, Tesseract and openssl if there are none
	$(PYTEST)

test-opensearch: $(TEST) ## the tests on a real OpenSearch; needs Java 21 or newer and Maven, and says so where they are not
	MUNIMENT_REQUIRE_OPENSEARCH=1 $(PYTEST) -m opensearch

test-quick: $(TEST) ## the tests that need no browser and take under a minute
	HYPOTHESIS_PROFILE=quick $(PYTEST) -m "not slow and not browser and not opensearch"

check: $(TEST) ## style, types and the rules of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

evidence: $(TEST) browser ## run the fault tests and print the table of figures
	$(BIN)/python -m tests.faults.evidence

bench: $(BENCH) ## measure against stock Whoosh, FTS5, Xapian and tantivy, on TEXTS texts
	@tools/bench-peers
	$(BIN)/python -m benchmarks.engine --texts "$(TEXTS)" --rounds "$(ROUNDS)" --pages "$(PAGES)"

bench-reading: $(BENCH) ## how well saved pages are read, beside the best libraries: EVERY=10 for a quick run
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.reading --every "$(EVERY)"

bench-queries: $(TEST) ## time the hostile and odd queries, and every kind of those of an archive: INDEX=folder
	$(BIN)/python -m benchmarks.queries $(INDEX)

bench-room: $(TEST) browser ## how very long texts open and scroll in a browser
	$(BIN)/python -m benchmarks.reading_room --into docs/reading-room.md

bench-felt: $(BENCH) browser ## how fast the pages feel in a browser, over 100,000 documents
	$(BIN)/python -m benchmarks.felt --into docs/reading-room.md

bench-long: ## the same with 1,000,000 texts: hours, and 40 GB of disk
	$(MAKE) bench TEXTS=1000000 ROUNDS=1

browser: # what the browser tests need from the system
	@tools/browser

ocr: # what the tests of OCR need from the system
	@tools/ocr

openssl: # what the tests of time stamps need from the system
	@tools/openssl

# LOCK_FLAGS=--upgrade takes the newest versions that pyproject.toml allows.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --custom-compile-command 'make lock' $(LOCK_FLAGS)
lock: $(RUN) ## write requirements/ anew from pyproject.toml
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/lock.txt
	$(COMPILE) pyproject.toml --group build -o requirements/run.txt
	$(COMPILE) pyproject.toml --group build --group test -c requirements/run.txt -o requirements/test.txt
	$(COMPILE) --group bench -o requirements/bench.txt
	$(COMPILE) --group lock -o requirements/lock.txt

clean: ## remove the environment and the caches; never a corpus or an index
	rm -rf .venv build dist *.egg-info .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find archive indexer web tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUN): requirements/run.txt pyproject.toml tools/environment
	tools/environment run
	@touch $@

$(BENCH): $(RUN) requirements/bench.txt
	tools/environment bench
	@touch $@

$(TEST): requirements/test.txt pyproject.toml tools/environment
	tools/environment test
	@touch $(RUN) $@
