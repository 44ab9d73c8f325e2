#!/usr/bin/env bash
# Streams beside quorum and classic queues on one private broker: run.sh [ROUNDS] [SECONDS] [FILE]. 5 rounds of 4 s for each of 12
# cases unless told otherwise; FILE gets the figures of every round. Needs JDK 25, Maven and Debian's rabbitmq-server. ADR 0002 has figures.
set -euo pipefail
file=$(realpath -m "${3:-/dev/null}")
cd "$(dirname "$0")"
# shellcheck source=../../../../local-stack/env.sh
. ../../../../local-stack/env.sh
find_jdk
find_maven
for artifact in com.rabbitmq:amqp-client:5.20.0 org.slf4j:slf4j-api:2.0.17 org.slf4j:slf4j-nop:2.0.17; do
    mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy -Dartifact="$artifact" -DoutputDirectory=target/lib
done
directory=$(mktemp -d)
export EXPERIMENT_AMQP_PORT=28682 EXPERIMENT_DIST_PORT=28683 EXPERIMENT_EPMD_PORT=28684
trap '../broker.sh stop "$directory"; rm -rf "$directory"' EXIT
../broker.sh start "$directory"
"$JAVA_HOME/bin/java" -cp 'target/lib/*' QueueTypes.java "$EXPERIMENT_AMQP_PORT" "$(../broker.sh pid "$directory")" \
    "${1:-5}" "${2:-4}" "$file"
