#!/usr/bin/env bash
# The SmallRye RabbitMQ connector against a broker that is killed and comes back. Needs JDK 25 (JAVA_HOME), Maven and
# Debian's rabbitmq-server; about seven minutes. ADR 0001 explains what it prints.
set -euo pipefail
cd "$(dirname "$0")"
mvn -B -q package
directory=$(mktemp -d)
export EXPERIMENT_AMQP_PORT=28672
trap '../broker.sh stop "$directory"; rm -rf "$directory"' EXIT
../broker.sh start "$directory"
app() {
    "$JAVA_HOME/bin/java" -Dexperiment.script="$PWD/../broker.sh" -Dexperiment.directory="$directory" "$@" |
        awk '!(/^ERROR/ && seen[$0]++) { print; fflush() }' # each error once
}
jar=target/quarkus-app/quarkus-run.jar
afresh() {
    ../broker.sh stop "$directory"
    rm -rf "$directory/data"
    ../broker.sh start "$directory"
}
for in_flight in 900 1100; do
    echo "== sending with publish-confirms=true, $in_flight in flight (max-inflight-messages is 1024)"
    app -Dexperiment.in-flight=$in_flight -Dmp.messaging.incoming.read.enabled=false -jar $jar sending
    afresh
done
echo "== reading from consumer-arguments=x-stream-offset:5"
app -Dmp.messaging.outgoing.write.enabled=false -jar $jar reading
afresh
echo "== reading from consumer-arguments=x-stream-offset:3000000000"
app -Dexperiment.offset=3000000000 -Dmp.messaging.outgoing.write.enabled=false -jar $jar reading
echo "the broker's log: $(grep -h -m1 -o "invalid arg 'x-stream-offset'.*" "$directory"/log/*.log)"
