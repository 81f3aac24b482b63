#!/usr/bin/env bash
# Style, types and import contracts; all are run, and any failure fails.
set -u
cd "$(dirname "$0")/../.."
failed=()
ruff check --quiet . || failed+=("ruff")
mypy --no-error-summary || failed+=("mypy")
contracts=$(lint-imports 2>&1) || { printf '%s\n' "$contracts"; failed+=("import contracts"); }
if [ ${#failed[@]} -gt 0 ]; then
    printf 'check: FAILED: %s\n' "$(IFS=,; echo "${failed[*]}")" >&2
    exit 1
fi
echo "check: ruff, mypy, import contracts: clean"
