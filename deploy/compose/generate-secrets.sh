#!/bin/sh
# Writes .env into the directory of this script, with a random value for each secret, readable by its owner only. A service that
# only checks a key is given its hash; the key itself is in that file for whoever uses it.
set -eu
cd "$(dirname "$0")"
if [ -e .env ]; then
  echo ".env already exists. Remove it first, unless something was installed with it." >&2
  exit 1
fi
umask 077
random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
sha256() { if command -v sha256sum >/dev/null 2>&1; then sha256sum; else shasum -a 256; fi | cut -c 1-64; }
{
  for name in ISSUER_KEY_SECRET POSTGRES_ISSUANCE_PASSWORD POSTGRES_PASSWORD POSTGRES_VERIFICATION_PASSWORD REDIS_ISSUANCE_PASSWORD REDIS_PASSWORD REDIS_VERIFICATION_PASSWORD REPORT_KEY_SECRET SIGNING_MASTER_KEY; do
    printf '%s=%s\n' "$name" "$(random)"
  done
  for name in ISSUANCE_ADMIN_KEY ISSUANCE_SERVICE_KEY VERIFICATION_ADMIN_KEY VERIFICATION_SERVICE_KEY; do
    secret=$(random)
    printf '%s=%s\n' "$name" "$secret" "${name}_HASH" "$(printf %s "$secret" | sha256)"
  done
} >.env.new
mv .env.new .env
