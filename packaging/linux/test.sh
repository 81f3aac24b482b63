#!/usr/bin/env bash
# The checks, then every test; pytest's closing line is the last word, and any failure fails.
set -u
cd "$(dirname "$0")/../.."
status=0
bash packaging/linux/check.sh || status=1
QT_QPA_PLATFORM=offscreen pytest -n auto --maxprocesses 4 --dist worksteal "$@" || status=1
exit $status
