#!/bin/sh
# Starts the server: as the primary, or as a copy of it. Its configuration is rewritten by the sentinels, so it lies in memory.
set -eu
. /etc/valkey-config/primary.sh
now=$(primary)
{
    cat /etc/valkey-config/valkey.conf
    # Users alone: servers copy each other as one of them.
    echo "aclfile /etc/valkey-users/users.acl"
    echo "primaryuser servers"
    echo "primaryauth $password"
    echo "replica-announce-ip $self"
    # A primary that nobody copies any more may have been replaced: what it takes would be lost. The logs keep it meanwhile.
    [ "$SERVERS" = 1 ] || echo "min-replicas-to-write 1"
    [ "$now" = "$self" ] || echo "replicaof $now 6379"
} >/run/valkey/valkey.conf
# A transaction that was half written would be applied by halves at the start after the next.
if [ -f /data/appendonlydir/appendonly.aof.manifest ]; then
    echo y | valkey-check-aof --fix /data/appendonlydir/appendonly.aof.manifest
fi
exec valkey-server /run/valkey/valkey.conf
