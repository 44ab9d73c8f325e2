#!/bin/sh
# Starts a node: its number is that of its pod. Formats the disk the first time, with all users.
set -eu
properties=/tmp/server.properties
permitted=/var/lib/kafka/permitted
(
    umask 077
    {
        cat /etc/kafka-config/server.properties /etc/kafka-config/nodes.properties /etc/kafka-users/logins.properties
        echo "node.id=$POD_INDEX"
        echo "advertised.listeners=CLIENTS://$POD_NAME.kafka-pods:9092"
    } >"$properties"
)

# Has the brokers allow each user what is theirs, once they answer. What they allow they keep; until then the pod isn't ready.
permit() {
    grep -v '^#' /etc/kafka-users/acls.txt | while read -r user kind name operations; do
        set --
        for operation in $operations; do
            set -- "$@" --operation "$(echo "$operation" | tr -d _)"
        done
        until KAFKA_HEAP_OPTS='-Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1' /opt/kafka/bin/kafka-acls.sh \
            --bootstrap-server "$POD_NAME.kafka-pods:9092" --command-config /etc/kafka-users/operator.properties \
            --add --allow-principal "User:$user" "--$kind" "$name" "$@" </dev/null >/tmp/permit.log 2>&1; do
            tail -n 1 /tmp/permit.log
            sleep 2
        done
    done
    cp /etc/kafka-users/acls.txt "$permitted"
}

/opt/kafka/bin/kafka-storage.sh format --ignore-formatted --cluster-id "$CLUSTER_ID" --config "$properties" @/etc/kafka-users/scram.arguments
if ! cmp -s /etc/kafka-users/acls.txt "$permitted"; then
    rm -f "$permitted"
    permit &
fi
exec /opt/kafka/bin/kafka-server-start.sh "$properties"
