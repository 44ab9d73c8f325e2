#!/usr/bin/env bash
# One benchmark of the real processes on this machine: a table, and JSON in bench/target/CASE.json.
#   ./bench/run.sh single [LAPS] [SECONDS]      one event a request at the door, until both brokers have it (5 laps of 10 s each)
#   ./bench/run.sh batch [LAPS] [SECONDS]       100 and 1,000 events a request, NDJSON and JSON array
#   ./bench/run.sh kafka-only [LAPS] [SECONDS]  kinds with Kafka as their only path
#   ./bench/run.sh latency [LAPS] [SECONDS]     one connection, and an open loop at 10 % and 50 % of saturation
#   ./bench/run.sh hop [LAPS] [SECONDS]         gRPC beside plain HTTP between door and router
#   ./bench/run.sh secured [LAPS] [SECONDS]     what mutual TLS between services costs, and with it TLS and users at the brokers
#   ./bench/run.sh guard [LAPS] [SECONDS]       fails if an event's CPU time is too large a multiple of the limit's
#   ./bench/run.sh whole [LAPS] [SECONDS]       from the door until both paths have counted, beside the door alone
#   ./bench/run.sh viewers [LAPS] [SECONDS]     what fifty who look at the live page cost
#   ./bench/run.sh start [LAPS]                 each service from its start until it is ready, and until an event is accepted
#   ./bench/run.sh idle [SECONDS]               each process at rest (60 s)
#   ./bench/run.sh consume [EVENTS] [LAPS]      each consumer by itself drains a full backlog (500,000 events, 6 laps)
#   ./bench/run.sh rebuild [EVENTS]             an emptied store is refilled on both paths at once (500,000 events in each log)
# Each build ends with a rehearsal (docs/performance.md). AGUACERO_BUILT=yes: as it is built. BENCH_ROOT=DIR: the services of another checkout, built, for a comparison.
# BENCH_BESIDE=DIR: single, batch and kafka-only in turn with the services of another checkout, and nothing else.
# BENCH_WARM_UP=SECONDS: how long everyone at the door is loaded before the first lap (60).
# BENCH_PEER=bento: Bento beside ours, built with Go. BENCH_PEER=COMMAND BENCH_PEER_URL=URL: another program (bench/README.md).
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=local-stack/env.sh
. local-stack/env.sh

find_wrk() {
    command -v wrk >/dev/null && return
    echo "aguacero: installing wrk from the system's packages ..."
    { as_root apt-get update -qq && as_root apt-get install -y -qq --no-install-recommends wrk >/dev/null; } ||
        fail "wrk 4 is needed for the load: install it (Debian and Ubuntu: apt-get install wrk) and try again."
}

root=${BENCH_ROOT:-$PWD}
services=kafka-writer,rabbit-writer,router-api,ingress-api,kafka-consumer,rabbit-consumer,insights-api
case ${1:-} in
    single | batch | kafka-only | hop | secured | guard) program=(DoorBench "$root" "$1" "${2:-5}" "${3:-10}") ;;
    latency) program=(LatencyBench "$root" "${2:-5}" "${3:-10}") ;;
    whole) program=(WholeBench "$root" "${2:-5}" "${3:-10}") ;;
    viewers) program=(ViewersBench "$root" "${2:-5}" "${3:-10}") ;;
    start) program=(StartBench "$root" "${2:-5}") ;;
    idle) program=(IdleBench "$root" "${2:-60}") ;;
    consume) program=(ConsumeBench "$root" "${2:-500000}" "${3:-6}") ;;
    rebuild) program=(RebuildBench "$root" "${2:-500000}") ;;
    *) fail "'${1:-}' is not a benchmark; there are: single, batch, kafka-only, hop, secured, guard, whole, viewers, latency, start, idle, consume and rebuild." ;;
esac
find_jdk
local-stack/install-servers.sh
case ${program[0]} in DoorBench | LatencyBench | WholeBench | ViewersBench) find_wrk ;; esac
if [ "${BENCH_PEER:-}" = bento ]; then
    bench/bento/build.sh
    export BENCH_PEER="$PWD/bench/bento/run.sh" BENCH_PEER_URL=http://127.0.0.1:28080/events
fi
if [ "${AGUACERO_BUILT:-}" != yes ]; then
    find_maven
    mvn -B -q -pl "bench,$services" -am -DskipTests -Dspotless.check.skip=true pre-integration-test
    # As after a first ./run.sh: with what JVMs have learnt at work.
    "$JAVA_HOME/bin/java" -Xmx128m -Dorg.slf4j.simpleLogger.defaultLogLevel=off \
        -cp 'access/target/classes:local-stack/target/classes:local-stack/target/lib/*' \
        io.aguacero.localstack.supervisor.Rehearsal "$PWD"
fi
exec "$JAVA_HOME/bin/java" -Xmx512m -XX:+UseSerialGC -cp "bench/target/classes:bench/target/lib/*" \
    "io.aguacero.bench.${program[0]}" "${program[@]:1}"
