#!/bin/sh
# Starts a node: its number is that of its pod. Formats the disk the first time.
set -eu
properties=/tmp/server.properties
{
    cat /etc/kafka-config/server.properties /etc/kafka-config/nodes.properties
    echo "node.id=$POD_INDEX"
    echo "advertised.listeners=CLIENTS://$POD_NAME.kafka-pods:9092"
} >"$properties"
/opt/kafka/bin/kafka-storage.sh format --ignore-formatted --cluster-id "$CLUSTER_ID" --config "$properties"
exec /opt/kafka/bin/kafka-server-start.sh "$properties"
