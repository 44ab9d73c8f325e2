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

# Of passwords and rights, which of each were told last.
told() { sha256sum /etc/kafka-users/scram.arguments /etc/kafka-users/acls.txt; }

# One of Kafka's tools, as the operator, once the brokers answer.
tool() {
    name=$1
    shift
    until KAFKA_HEAP_OPTS='-Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1' "/opt/kafka/bin/$name" \
        --bootstrap-server "$POD_NAME.kafka-pods:9092" --command-config /etc/kafka-users/operator.properties "$@" </dev/null >/tmp/permit.log 2>&1; do
        tail -n 1 /tmp/permit.log
        sleep 2
    done
}

# Has the brokers know each user by the password of now. The operator's comes with the disk.
introduce() {
    sed -n 's/^SCRAM-SHA-512=\[name=\([^,]*\),[a-z]*=\(.*\)\]$/\1 \2/p' /etc/kafka-users/scram.arguments | while read -r user password; do
        [ "$user" != operator ] || continue
        (umask 077 && echo "SCRAM-SHA-512=password=$password" >/tmp/password)
        tool kafka-configs.sh --alter --entity-type users --entity-name "$user" --add-config-file /tmp/password
    done
    rm -f /tmp/password
}

# Has the brokers allow each user what is theirs. What they allow they keep; until then the pod isn't ready.
permit() {
    grep -v '^#' /etc/kafka-users/acls.txt | while read -r user kind name operations; do
        set --
        for operation in $operations; do
            set -- "$@" --operation "$(echo "$operation" | tr -d _)"
        done
        tool kafka-acls.sh --add --allow-principal "User:$user" "--$kind" "$name" "$@"
    done
}

new=false
[ -f /var/lib/kafka/data/meta.properties ] || new=true
/opt/kafka/bin/kafka-storage.sh format --ignore-formatted --cluster-id "$CLUSTER_ID" --config "$properties" @/etc/kafka-users/scram.arguments
if [ "$(told)" != "$(cat "$permitted" 2>/dev/null)" ]; then
    rm -f "$permitted"
    {
        $new || introduce
        permit
        told >"$permitted"
    } &
fi
exec /opt/kafka/bin/kafka-server-start.sh "$properties"
