#!/usr/bin/env bash
# Causes faults and prints the ledger of each, then breaks each correctness rule and prints which test caught it. Takes about half an hour
# on two cores. Arguments: parts of fault names, to run only those ledgers (bench/mutants.sh takes parts of mutant names).
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build bench/Faults -c Faults --nologo -v q -clp:NoSummary
if [ $# -gt 0 ]; then exec dotnet bench/Faults/bin/Faults/net10.0/Faults.dll "$@"; fi
status=0
dotnet bench/Faults/bin/Faults/net10.0/Faults.dll || status=1
echo
bench/mutants.sh || status=1
exit $status
