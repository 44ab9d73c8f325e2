#!/usr/bin/env bash
# Makes rabbitmq-server and valkey-server available: what is on PATH is taken, the rest comes from Debian's or
# Ubuntu's packages. Changes nothing when both are there. With the word faketime it does the same for libfaketime, by which
# the fault matrix puts clocks wrong; with the word browser for Chromium and its driver. Prometheus comes with them where it can be had; everything runs without it.
set -euo pipefail
# shellcheck source=local-stack/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

missing=()
[ -x "$(command -v rabbitmq-server || ls /usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server 2>/dev/null | tail -n 1)" ] || missing+=(rabbitmq-server)
command -v valkey-server >/dev/null || missing+=(valkey-server)
[ "${1:-}" != faketime ] || command -v faketime >/dev/null || missing+=(faketime)
if [ "${1:-}" = browser ]; then
    command -v chromium >/dev/null || missing+=(chromium)
    command -v chromedriver >/dev/null || missing+=(chromium-driver)
fi
extra=()
command -v prometheus >/dev/null || extra+=(prometheus)
[ ${#missing[@]} -gt 0 ] || [ ${#extra[@]} -gt 0 ] || exit 0
# Without a way to install it, whoever starts what is there says that Prometheus is missing.
[ ${#missing[@]} -gt 0 ] || { command -v apt-get >/dev/null && as_root true 2>/dev/null; } || exit 0

wanted="RabbitMQ 3.10 or newer (rabbitmq-server) and Valkey 8 or newer (valkey-server)"
command -v apt-get >/dev/null ||
    fail "${missing[*]} not found on PATH, and this isn't Debian or Ubuntu: install $wanted and try again."
as_root true 2>/dev/null ||
    fail "${missing[*]} not found on PATH, and installing needs root or sudo: ask for $wanted to be installed."

log=$(mktemp)
trap 'rm -f "$log"' EXIT
try_apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" >"$log" 2>&1
}
apt() {
    try_apt "$@" || {
        tail -n 5 "$log" >&2
        fail "apt-get $* failed: see the lines above."
    }
}

# A package's own service would take the default ports: nothing may be started by an installation.
guard=/usr/sbin/policy-rc.d
if [ ! -e "$guard" ]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$guard" >/dev/null
    as_root chmod 755 "$guard"
    trap 'rm -f "$log"; as_root rm -f "$guard"' EXIT
fi

# Where the distribution has no Valkey, its backports have: the mirror is the one that this machine uses already.
add_backports() {
    local codename mirror
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    # Either file may be missing: both forms of apt's sources are common.
    mirror=$({ cat /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null || true; } |
        sed -nE 's/^URIs: *([^ ]+).*/\1/p; s/^deb( \[[^]]*\])? +([^ ]+) .*/\2/p' | sed -n 1p)
    [ -n "$codename" ] && [ -n "$mirror" ] || fail "no package of Valkey is known for this system: install $wanted and try again."
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $codename-backports main" |
        as_root tee /etc/apt/sources.list.d/aguacero-backports.list >/dev/null
    apt update
}

echo "aguacero: installing ${missing[*]} ${extra[*]} from the system's packages ..."
if [ ${#missing[@]} -gt 0 ]; then apt update; else try_apt update || true; fi
for package in "${missing[@]}"; do
    if [ "$package" = valkey-server ] && ! apt-cache show valkey-server >/dev/null 2>&1; then
        add_backports
    fi
    apt install -y --no-install-recommends "$package"
done
for package in "${extra[@]}"; do
    try_apt install -y --no-install-recommends "$package" ||
        echo "aguacero: $package can't be installed ($(tail -n 1 "$log")): everything else runs without it." >&2
done
