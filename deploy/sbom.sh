#!/usr/bin/env bash
# Writes what the services and the web apps are made of, as CycloneDX JSON; see --help.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case "${1:-}" in
  -h | --help)
    cat <<'HELP'
Usage: deploy/sbom.sh [DIRECTORY]

Writes a software bill of materials (CycloneDX, JSON) for each thing that is shipped into DIRECTORY (artifacts/sbom
when left out): issuance-api, verification-api, issuance-app and verification-app, with all direct and transitive
packages. Of the web apps' packages those that only building and testing need are left out; npm calls what it
describes "frontends", after the folder. The web apps need `npm ci` in frontends before.
HELP
    exit 0 ;;
  -*) "$0" --help >&2; exit 2 ;;
esac

directory="${1:-artifacts/sbom}"
mkdir -p "$directory"
directory="$(cd "$directory" && pwd)"
version="$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)"

dotnet tool restore >/dev/null
for project in Issuance.Api Verification.Api; do
  name="$(tr 'A-Z.' 'a-z-' <<<"$project")"
  dotnet restore "$project/$project.csproj" --verbosity quiet
  dotnet dotnet-CycloneDX "$project/$project.csproj" --disable-package-restore \
    --set-name "$name" --set-version "$version" --output "$directory" --filename "$name.cdx.json" --output-format Json >/dev/null
done

for app in issuance-app verification-app; do
  npm --prefix frontends sbom --workspace "$app" --omit dev --sbom-format cyclonedx --sbom-type application >"$directory/$app.cdx.json"
done
printf 'Written to %s:\n' "$directory"
ls "$directory"/*.cdx.json
