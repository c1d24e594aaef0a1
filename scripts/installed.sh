#!/bin/sh
# Installs the program from its wheel into a fresh environment, as a hospital would, and makes a
# handout with the installed command in a workspace of its own.
set -eu
CDPATH='' cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

.venv/bin/python -m hatchling build -t wheel -d "$work/wheel"
.venv/bin/python -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q --require-hashes -r requirements.lock
"$work/venv/bin/python" -m pip install -q --no-deps --no-index "$work"/wheel/*.whl

mkdir -p "$work/clinic/handouts/first-topic"
cat >"$work/clinic/handouts/clinic.yaml" <<EOF
name: Example Clinic
EOF
cat >"$work/clinic/handouts/first-topic/first-handout.yaml" <<EOF
title: A first handout
summary: It shows that the installed program works.
sections:
  - heading: What to do
    text: Read this page.
EOF

cd "$work/clinic" # away from the checkout, so that only what is installed can be found
"$work/venv/bin/handout-press" build --root "$work/clinic"
test -s out/en/first-topic/first-handout.pdf
echo "installed: handout-press made out/en/first-topic/first-handout.pdf"
