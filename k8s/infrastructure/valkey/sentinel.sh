#!/bin/sh
# Starts the sentinel beside a server: two of three decide that the primary is gone, and which copy follows it.
set -eu
. /etc/valkey-config/primary.sh
now=$(primary)
# A name that can't be looked up yet would end the sentinel.
until getent hosts "$now" >/dev/null; do sleep 1; done
{
    cat /etc/valkey-config/sentinel.conf
    # Sentinels among themselves; services by their users.
    echo "requirepass $password"
    cat /etc/valkey-users/sentinel-users.conf
    echo "sentinel announce-ip $self"
    echo "sentinel monitor aguacero $now 6379 $((SERVERS / 2 + 1))"
    echo "sentinel auth-user aguacero servers"
    echo "sentinel auth-pass aguacero $password"
    echo "sentinel down-after-milliseconds aguacero 5000"
    echo "sentinel failover-timeout aguacero 20000"
    echo "sentinel parallel-syncs aguacero 1"
} >/run/valkey/sentinel.conf
exec valkey-server /run/valkey/sentinel.conf --sentinel
