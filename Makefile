# The small verbs of this project. Each brings what it needs into .venv and is quick the second time.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test check format bench evidence docs lock clean

demo: $(READY)
	$(BIN)/eyechart demo

test: $(READY)
	$(BIN)/python -m pytest -n auto --dist loadgroup

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy -p deploy.dashboard
	$(BIN)/python docs/generate.py --check
	$(BIN)/python -m deploy.dashboard --check

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)
	$(BIN)/python bench/report.py

evidence: $(READY)
	PYTHONPATH=bench $(BIN)/python -m evidence

docs: $(READY)
	$(BIN)/python docs/generate.py
	$(BIN)/python -m deploy.dashboard

lock:
	uv pip compile --universal --generate-hashes --python-version 3.11 --group dev \
	    --no-header --quiet pyproject.toml -o requirements-dev.txt
	uv pip compile --universal --generate-hashes --python-version 3.11 \
	    --no-header --quiet pyproject.toml -o requirements.txt
	echo hatchling | uv pip compile --universal --generate-hashes --python-version 3.11 \
	    --no-header --quiet --constraints requirements-dev.txt - -o deploy/requirements-build.txt

clean:
	rm -rf $(VENV) .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist

# uv if present, else pip; the same hashed lock either way. The project itself is installed from here, with
# the build backend out of the lock, so that nothing comes from outside it.
$(READY): requirements-dev.txt pyproject.toml
	@if command -v uv >/dev/null 2>&1; then \
	    uv venv --quiet --allow-existing --python $(PYTHON) $(VENV) && \
	    uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.txt && \
	    uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e . ; \
	else \
	    $(PYTHON) -m venv $(VENV) && \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt && \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
	@touch $(READY)
