#!/usr/bin/env bash
# Publishes the Helm chart of this tree to a registry (OCI); see --help.
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: deploy/publish-chart.sh REGISTRY VERSION

Creates the chart for the images REGISTRY/kubecredential-...:VERSION and pushes it to oci://REGISTRY/charts. Leaves nothing on this machine.

REGISTRY   host and path in lower case, such as registry.example/acme
VERSION    such as 1.2.0
REGISTRY_USER and REGISTRY_PASSWORD (environment): credentials; without them the push is anonymous

Needs: helm and the .NET SDK. Exit code: 0 if the registry has the chart, 1 if not, 2 for wrong arguments.
HELP
}

case ${1:-} in -h | --help) usage; exit 0 ;; esac
if [ $# -ne 2 ]; then usage >&2; exit 2; fi
registry=$1
version=$2
host=${registry%%/*}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/kc-chart.XXXXXX")
trap 'rm -rf "$work"' EXIT
# By default Helm keeps credentials in the user's home.
export HELM_REGISTRY_CONFIG=$work/registry.json

# refused WHAT: exits with helm's last message.
refused() {
  echo "publish-chart.sh: the registry $host $1; nothing was pushed: $(tail -n 1 "$work/helm.log")" >&2
  exit 1
}

# Signing in comes first, so that an unreachable registry costs no build.
if [ -n "${REGISTRY_USER:-}" ]; then
  printf '%s' "${REGISTRY_PASSWORD:-}" | helm registry login "$host" --username "$REGISTRY_USER" --password-stdin >"$work/helm.log" 2>&1 \
    || refused "cannot be reached or does not let $REGISTRY_USER in"
fi
dotnet run --project "$root/KubeCredential.AppHost" --no-launch-profile -- --operation publish --step publish-kubernetes \
  --output-path "$work" "Registry=$registry" "Tag=$version"
helm lint --strict "$work/kubernetes/chart"
helm package "$work/kubernetes/chart" --version "$version" --app-version "$version" --destination "$work"
helm push "$work/kubecredential-$version.tgz" "oci://$registry/charts" >"$work/helm.log" 2>&1 || refused "did not take the chart"
echo "$registry/charts has kubecredential $version."
