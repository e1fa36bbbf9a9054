#!/usr/bin/env bash
# Measures speed, each against a baseline in the same run, on an otherwise quiet machine. Needs wrk, redis-server and PostgreSQL. Arguments:
#   tracing   what telemetry costs: issuing with all traces, metrics and logs sent, against none
#   keys      what checking API keys costs a request, and what issuing loses while somebody tries keys that there are not
set -euo pipefail
cd "$(dirname "$0")/.."
command -v wrk >/dev/null || { echo "wrk is not installed: apt-get install wrk" >&2; exit 1; }
dotnet build bench/Speed -c Release --nologo -v q -clp:NoSummary
exec dotnet bench/Speed/bin/Release/net10.0/Speed.dll "$@"
