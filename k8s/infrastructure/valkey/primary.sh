# shellcheck shell=sh
# Sourced: says which server is the primary, by its name. Sentinels that run know it; where there are none yet, it is the first.
password=$(cat /etc/valkey-users/password)
self=$POD_NAME.valkey-pods
export REDISCLI_AUTH="$password" VALKEYCLI_AUTH="$password"
primary() {
    found=
    for one in $(seq 0 $((SERVERS - 1))); do
        [ "valkey-$one.valkey-pods" != "$self" ] || continue
        found=$(timeout 3 valkey-cli --tls --cacert /etc/valkey-users/ca.crt -h "valkey-$one.valkey-pods" -p 26379 --raw sentinel get-master-addr-by-name aguacero 2>/dev/null | head -n 1) || true
        case $found in *.valkey-pods) break ;; *) found= ;; esac
    done
    echo "${found:-valkey-0.valkey-pods}"
}
