#!/usr/bin/env bash
# Breaks one correctness rule at a time with a patch from bench/mutants/, and runs the test that must fail. The patches are applied
# to a copy of the tree, so the code contains no switches for them. Arguments: parts of patch names; none for all.
# Exit code 1 if a mutant survived, a patch no longer applies, or a test fails without a mutant.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
copy=$(mktemp -d "${TMPDIR:-/tmp}/kubecredential-mutants.XXXXXX")
trap 'rm -rf "$copy"' EXIT
git -C "$root" ls-files -z -- '*.cs' '*.csproj' '*.props' '*.lua' '*.acl' '*.txt' '*.json' '*.sln' .editorconfig ':!frontends' ':!bench' |
  (cd "$root" && tar --null -T - -cf -) | tar -xf - -C "$copy"
cd "$copy"

field() { sed -n "s/^$2: //p" "$1" | head -1; }
build() { dotnet build "tests/$1" --nologo -v q -clp:NoSummary -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false >"$copy/build.log" 2>&1 || { tail -20 "$copy/build.log"; return 1; }; }
run() { timeout 300 "tests/$1/bin/Debug/net10.0/$1" -method "$2" -noColor >"$copy/test.log" 2>&1; }

patches=()
for patch in "$root"/bench/mutants/*.patch; do
  if [ $# -eq 0 ]; then patches+=("$patch"); continue; fi
  for part in "$@"; do [[ $(basename "$patch") == *"$part"* ]] && patches+=("$patch"); done
done
[ ${#patches[@]} -gt 0 ] || { echo "Unknown mutant. The mutants are:"; ls "$root/bench/mutants"; exit 2; }

echo "| rule | what was broken | caught by | outcome |"
echo "|--:|---|---|---|"
bad=0
for patch in "${patches[@]}"; do
  read -r project filter <<<"$(field "$patch" "Caught by")"
  build "$project"
  if ! run "$project" "$filter" || ! grep -qE 'Total: [1-9]' "$copy/test.log"; then outcome="**fails without the mutant**"
  elif ! patch -p1 -s --no-backup-if-mismatch <"$patch"; then outcome="**patch does not apply**"
  else
    if ! build "$project"; then outcome="**does not build**"
    elif run "$project" "$filter"; then outcome="**survived**"
    else outcome="caught"; fi
    patch -p1 -s -R --no-backup-if-mismatch <"$patch"
  fi
  [ "$outcome" = caught ] || { bad=$((bad + 1)); tail -5 "$copy/test.log" >&2; }
  printf '| %s | %s | `%s` | %s |\n' "$(field "$patch" Rule)" "$(field "$patch" Broken)" "${filter//\*/}" "$outcome"
done
[ $bad -eq 0 ] && echo && echo "All ${#patches[@]} mutants were caught."
exit $((bad > 0))
