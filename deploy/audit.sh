#!/usr/bin/env bash
# Asks the package sources that NuGet and npm are configured with for known vulnerabilities; see --help.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

readonly not_checked=3

usage() {
  cat <<'HELP'
Usage: deploy/audit.sh nuget|npm

Looks for known vulnerabilities in the packages of the solution, direct and transitive, or in the packages that the
web apps ship. Exit code 0: none is known. 1: there are some, which are listed. 3: not checked, because the source
tells nothing of vulnerabilities or could not be asked; the last line says why.
HELP
}

unchecked() {
  printf 'not checked: %s\n' "$1"
  exit "$not_checked"
}

# For a source without this resource "dotnet list package" reports no vulnerabilities, because it cannot know of any.
require_vulnerability_data() {
  local source found=""
  while read -r state source; do
    case "$state $source" in
      E*' http'*) if curl -fsSL --max-time 30 "$source" 2>/dev/null | grep -q '"VulnerabilityInfo/'; then found=yes; fi ;;
    esac
  done < <(dotnet nuget list source --format short)
  if [ -z "$found" ]; then unchecked "no NuGet source that can be asked tells of vulnerabilities"; fi
}

audit_nuget() {
  if ! command -v curl >/dev/null 2>&1; then unchecked "curl is missing"; fi
  require_vulnerability_data
  local report status
  report="$(dotnet list KubeCredential.sln package --vulnerable --include-transitive 2>&1)"
  status=$?
  printf '%s\n' "$report"
  if [ "$status" -ne 0 ] || grep -qE 'warn(ing)? ?:? ?NU1900' <<<"$report"; then unchecked "the NuGet sources could not be asked"; fi
  if grep -q 'has the following vulnerable packages' <<<"$report"; then exit 1; fi
}

audit_npm() {
  local report status
  report="$(npm --prefix frontends audit --omit=dev --json 2>/dev/null)"
  status=$?
  if ! grep -q '"auditReportVersion"' <<<"$report"; then unchecked "the npm registry does not answer audits"; fi
  if [ "$status" -ne 0 ]; then
    npm --prefix frontends audit --omit=dev
    exit 1
  fi
  echo "no known vulnerability in what the web apps ship"
}

case "${1:-}" in
  nuget) audit_nuget ;;
  npm) audit_npm ;;
  -h | --help) usage ;;
  *) usage >&2; exit 2 ;;
esac
