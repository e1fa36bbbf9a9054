#!/usr/bin/env bash
# Breaks one correctness rule at a time and runs the test that must notice; see --help.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

usage() {
  cat <<'HELP'
Usage: bench/mutants.sh [--since COMMIT] [--most N] [--within SECONDS] [PART...]

Each patch in bench/mutants/ breaks one correctness rule and names the test that must go red. The patches are applied to a copy of the
tree, so no switch for them exists in the code. Without arguments all of them are run: that is the nightly run.

PART              only the mutants with this text in their name
--since COMMIT    only those that patch a file which differs from COMMIT, or whose own patch does
--most N          N of them at most; which ones depends on the commit, so that another commit has other ones
--within SECONDS  starts no further mutant after that time

What is left out by a limit is named at the end. Exit code 1 if a mutant survived, a patch no longer applies or builds, or a test is red
without a mutant.
HELP
}

since="" most=0 within=0 parts=()
while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help) usage; exit 0 ;;
    --since | --most | --within)
      if [ $# -lt 2 ]; then usage >&2; exit 2; fi
      case "$1" in --since) since=$2 ;; --most) most=$2 ;; --within) within=$2 ;; esac
      shift ;;
    -*) usage >&2; exit 2 ;;
    *) parts+=("$1") ;;
  esac
  shift
done

field() { sed -n "s/^$2: //p" "$1" | head -n 1; }
project_of() { local caught; caught=$(field "$1" "Caught by"); echo "${caught%% *}"; }
filter_of() { local caught; caught=$(field "$1" "Caught by"); echo "${caught#* }"; }

# --- Which ones -------------------------------------------------------------------------------------------------------

changed=""
if [ -n "$since" ]; then
  changed=$(git -C "$root" diff --name-only "$since" -- && git -C "$root" ls-files --others --exclude-standard)
fi

is_wanted() {
  local part file
  if [ ${#parts[@]} -gt 0 ]; then
    for part in "${parts[@]}"; do if [[ $(basename "$1") == *"$part"* ]]; then return 0; fi; done
    return 1
  fi
  if [ -z "$since" ]; then return 0; fi
  for file in "bench/mutants/$(basename "$1")" $(sed -n 's|^+++ b/||p' "$1"); do
    if grep -qxF -- "$file" <<<"$changed"; then return 0; fi
  done
  return 1
}

patches=()
for patch in "$root"/bench/mutants/*.patch; do if is_wanted "$patch"; then patches+=("$patch"); fi; done
if [ ${#patches[@]} -eq 0 ]; then
  if [ ${#parts[@]} -gt 0 ]; then echo "No such mutant. There are:" && ls "$root/bench/mutants" && exit 2; fi
  echo "No mutant patches a file that differs from $since."
  exit 0
fi

left_out=()
if [ "$most" -gt 0 ] && [ ${#patches[@]} -gt "$most" ]; then
  head=$(git -C "$root" rev-parse HEAD)
  mapfile -t patches < <(for patch in "${patches[@]}"; do echo "$(sha1sum <<<"$head $(basename "$patch")" | cut -c 1-8) $patch"; done | sort | cut -d ' ' -f 2-)
  left_out=("${patches[@]:$most}")
  patches=("${patches[@]:0:$most}")
fi
# By test project, so that each is built from nothing once.
mapfile -t patches < <(for patch in "${patches[@]}"; do echo "$(project_of "$patch") $patch"; done | sort | cut -d ' ' -f 2-)

# --- The copy ---------------------------------------------------------------------------------------------------------

copy=$(mktemp -d "${TMPDIR:-/tmp}/kubecredential-mutants.XXXXXX")
trap 'rm -rf "$copy"' EXIT
chmod 755 "$copy" # PostgreSQL runs as another user.
export TMPDIR="$copy"
git -C "$root" ls-files -z --cached --others --exclude-standard -- \
  '*.cs' '*.csproj' '*.props' '*.targets' '*.lua' '*.acl' '*.txt' '*.json' '*.sln' .editorconfig ':!frontends' ':!bench' |
  (cd "$root" && while IFS= read -r -d '' file; do if [ -e "$file" ]; then printf '%s\0' "$file"; fi; done | tar --null -T - -cf -) | tar -xf - -C "$copy"
cd "$copy"

build() {
  dotnet build "tests/$1" --nologo -v q -clp:NoSummary -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false -p:NuGetAudit=false >"$copy/build.log" 2>&1 ||
    { tail -n 20 "$copy/build.log" >&2; return 1; }
}
run() { timeout 300 "tests/$1/bin/Debug/net10.0/$1" -method "$2" -noColor >"$copy/test.log" 2>&1; }

# Whether the test is green without the mutant; asked once of each.
declare -A is_green=()
check_without() {
  if [ -z "${is_green["$1 $2"]:-}" ]; then
    if build "$1" && run "$1" "$2" && grep -qE 'Total: [1-9]' "$copy/test.log"; then is_green["$1 $2"]=yes; else is_green["$1 $2"]=no; fi
  fi
  [ "${is_green["$1 $2"]}" = yes ]
}

echo "| rule | what was broken | caught by | outcome |"
echo "|--:|---|---|---|"
bad=0 caught=0
for patch in "${patches[@]}"; do
  if [ "$within" -gt 0 ] && [ $SECONDS -ge "$within" ]; then left_out+=("$patch"); continue; fi
  project=$(project_of "$patch")
  filter=$(filter_of "$patch")
  if ! patch -p1 -s --dry-run <"$patch" >/dev/null 2>&1; then outcome="**patch does not apply**"
  elif ! check_without "$project" "$filter"; then outcome="**red without the mutant**"
  else
    patch -p1 -s --no-backup-if-mismatch <"$patch"
    if ! build "$project"; then outcome="**does not build**"
    elif run "$project" "$filter"; then outcome="**survived**"
    elif ! grep -qE 'Failed: [1-9]' "$copy/test.log"; then outcome="**the test did not end**"
    else outcome="caught"; fi
    patch -p1 -s -R --no-backup-if-mismatch <"$patch"
  fi
  if [ "$outcome" = caught ]; then caught=$((caught + 1)); else bad=$((bad + 1)) && tail -n 5 "$copy/test.log" >&2 || true; fi
  printf '| %s | %s | `%s` | %s |\n' "$(field "$patch" Rule)" "$(field "$patch" Broken)" "${filter//\*/}" "$outcome"
done

echo
echo "$caught mutants caught, $bad not, in $SECONDS s."
for patch in "${left_out[@]}"; do echo "Left out by the limit of number or time: bench/mutants.sh $(basename "$patch" .patch)"; done
exit $((bad > 0))
