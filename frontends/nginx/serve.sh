#!/bin/sh
# Writes nginx's configuration and the app's /config.js from the environment, then runs nginx.
#
#   ISSUANCE_API_HTTP, VERIFICATION_API_HTTP   the services, such as http://issuance-api:8080; each app needs its own
#   VERIFICATION_APP_URL, TRACE_URL, API_REFERENCE_URL   addresses shown as links in the browser; optional
#   OTEL_EXPORTER_OTLP_HTTP_ENDPOINT           a collector for browsers' traces (OTLP over HTTP); optional
#   TRUSTED_PROXIES                            comma-separated networks of proxies whose X-Forwarded-For is trusted; default none
#   PORT                                       default 8080
set -eu

here=$(dirname "$0")
run=${RUN_DIRECTORY:-/tmp/nginx}

fail() {
  echo "serve.sh: $*" >&2
  exit 2
}

# address NAME: the value of a variable, which must be an http or https address; exit code 1 if unset, 2 if invalid.
address() {
  eval "value=\${$1:-}"
  # No characters that could end an nginx directive or a JavaScript string.
  case $value in
    '') return 1 ;;
    *[!A-Za-z0-9:/._~%?\&=+@{}-]*) fail "$1 is not a plain address: $value" ;;
    http://?* | https://?*) printf '%s' "${value%/}" ;;
    *) fail "$1 must start with http:// or https://: $value" ;;
  esac
}

# nginx resolves names itself, again whenever an answer expires, and without search domains, so a pod's short names are completed here.
# It queries several name servers in turn, unlike the system, and only the first may know our names.
nameserver=''
domain=''
while read -r key first rest; do
  case $key in
    nameserver) if [ -z "$nameserver" ]; then case $first in *:*) nameserver="[$first]" ;; *) nameserver=$first ;; esac; fi ;;
    search) case $first in *.svc.*) domain=$first ;; esac ;;
  esac
done </etc/resolv.conf
[ -n "$nameserver" ] || fail "/etc/resolv.conf has no name server"

complete() {
  scheme=${1%%://*}
  authority=${1#*://}
  host=${authority%%:*}
  port=${authority#"$host"}
  case $host in *.* | localhost) ;; *) if [ -n "$domain" ]; then host=$host.$domain; fi ;; esac
  printf '%s://%s%s' "$scheme" "$host" "$port"
}

service() {
  given=$(address "$1") || if [ $? -gt 1 ]; then exit 2; else fail "$1 is not set. Set it to the address of the service, such as http://issuance-api:8080"; fi
  complete "$given"
}

case ${PORT:=8080} in *[!0-9]* | '') fail "PORT is not a number: $PORT" ;; esac
ISSUANCE_SERVICE='' VERIFICATION_SERVICE=''
if [ "$APP" = issuance-app ]; then ISSUANCE_SERVICE=$(service ISSUANCE_API_HTTP); else VERIFICATION_SERVICE=$(service VERIFICATION_API_HTTP); fi

mkdir -p "$run"
config=''
for pair in verificationAppUrl=VERIFICATION_APP_URL traceUrl=TRACE_URL apiReferenceUrl=API_REFERENCE_URL; do
  if value=$(address "${pair#*=}"); then config="$config\"${pair%%=*}\":\"$value\","; elif [ $? -gt 1 ]; then exit 2; fi
done
if collector=$(address OTEL_EXPORTER_OTLP_HTTP_ENDPOINT); then
  TRACES="set \$collector $(complete "$collector"); rewrite ^/otlp(/.*)\$ \$1 break; proxy_pass \$collector;"
  traces=true
elif [ $? -gt 1 ]; then
  exit 2
else
  TRACES='return 404;'
  traces=false
fi
printf 'globalThis.kubeCredentialConfig = {%s"browserTraces":%s};\n' "$config" "$traces" >"$run/config.js"

REAL_IP=''
for network in $(printf '%s' "${TRUSTED_PROXIES:-}" | tr ',' ' '); do
  case $network in *[!0-9a-fA-F:./]*) fail "TRUSTED_PROXIES contains something that is not a network: $network" ;; esac
  REAL_IP="${REAL_IP}set_real_ip_from $network; "
done
if [ -n "$REAL_IP" ]; then REAL_IP="${REAL_IP}real_ip_header X-Forwarded-For; real_ip_recursive on;"; fi

NAMESERVER=$nameserver RUN=$run
export REAL_IP PORT NAMESERVER RUN TRACES VERIFICATION_SERVICE ISSUANCE_SERVICE
for file in nginx "$APP"; do
  envsubst '$REAL_IP $PORT $NAMESERVER $RUN $TRACES $VERIFICATION_SERVICE $ISSUANCE_SERVICE $APP' <"$here/$file.conf.template" >"$run/$file.conf"
done
exec nginx -e stderr -c "$run/nginx.conf" -g 'daemon off;'
