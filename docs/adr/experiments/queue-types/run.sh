#!/usr/bin/env bash
# Quorum queues beside streams on one private broker: run.sh [ROUNDS, default 5]. Needs JDK 25 (JAVA_HOME), Maven and
# Debian's rabbitmq-server; about 40 seconds a round. ADR 0002 has the figures.
set -euo pipefail
cd "$(dirname "$0")"
for artifact in com.rabbitmq:amqp-client:5.20.0 org.slf4j:slf4j-api:2.0.17 org.slf4j:slf4j-nop:2.0.17; do
    mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy -Dartifact="$artifact" -DoutputDirectory=target/lib
done
directory=$(mktemp -d)
export EXPERIMENT_AMQP_PORT=28682 EXPERIMENT_DIST_PORT=28683 EXPERIMENT_EPMD_PORT=28684
trap '../broker.sh stop "$directory"; rm -rf "$directory"' EXIT
../broker.sh start "$directory"
"$JAVA_HOME/bin/java" -cp 'target/lib/*' QueueTypes.java "$EXPERIMENT_AMQP_PORT" "$(../broker.sh pid "$directory")" "${1:-5}"
