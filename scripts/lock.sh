#!/bin/sh
# Pins every dependency of pyproject.toml for all systems and Pythons at once, with hashes and
# without the address of an index. Keeps the versions that stand; `--upgrade` takes the newest.
set -eu
CDPATH='' cd "$(dirname "$0")/.."
uv=.uv/bin/uv
[ -x "$uv" ] || { "${PYTHON:-python3}" -m venv .uv && .uv/bin/python -m pip install -q uv==0.13.9; }

compile() {
  "$uv" pip compile --quiet --no-config --universal --generate-hashes --no-emit-index-url \
    --no-emit-find-links --custom-compile-command "make lock" pyproject.toml "$@"
}

compile --output-file requirements.lock "$@"
compile --extra cluster --constraints requirements.lock \
  --output-file requirements-cluster.lock "$@"
compile --extra cluster --group dev --constraints requirements-cluster.lock \
  --output-file requirements-dev.lock "$@"
